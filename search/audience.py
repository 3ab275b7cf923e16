"""Who may see what: the one rule, asked by every surface that shows a page or a file.

A *requirement* says that a page and everything beneath it needs a *clause*: one or more alternatives
separated by ``|``, of which the viewer must hold at least one as a *token*. A page's audience is all the
clauses on its path; without any it is public. A restriction also holds for the page's translations and
what is beneath them, and a work is as restricted as its most restricted live translation, so that no
language version gives another away.

Tokens of the viewer are computed at each request, never stored: ``public``, ``login``, ``group:<id>``,
``*`` for a superuser, and whatever the ``HUB_AUDIENCE_PROVIDERS`` add. It fails closed: a clause that
nobody understands is held by nobody.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import AbstractPage, Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from search.models import AUDIENCE, IndexState, IndexTerm

PUBLIC = "public"
SIGNED_IN = "login"
EVERYTHING = "*"
NOBODY = "nobody"
EVERYBODY: frozenset[str] = frozenset({PUBLIC})


@dataclass(frozen=True, slots=True)
class Requirement:
    """Pages whose tree path starts with ``path`` need one of the ``|``-separated tokens of ``clause``."""

    path: str
    clause: str


# One entry, replaced whole, so that threads never see half of it.
_remembered: dict[str, tuple[Any, list[Requirement]]] = {}


class AudienceProvider(Protocol):
    """What an app contributes: a module (or object) with these two functions."""

    def user_tokens(self, user: Any) -> Iterable[str]:
        """Return the tokens that this user holds now."""

    def requirements(self) -> Iterable[Requirement]:
        """Return what the app's own rules ask of parts of the tree."""


@functools.cache
def _load(dotted: str) -> AudienceProvider:
    return cast(AudienceProvider, import_module(dotted))


def providers() -> list[AudienceProvider]:
    """Return the providers of ``HUB_AUDIENCE_PROVIDERS`` in order."""
    return [_load(dotted) for dotted in settings.HUB_AUDIENCE_PROVIDERS]


def user_tokens(user: Any) -> frozenset[str]:
    """Return the tokens that a user (or ``None``, or an anonymous user) holds at this moment."""
    if user is None or not user.is_authenticated or not user.is_active:
        return EVERYBODY
    tokens = {PUBLIC, SIGNED_IN}
    if user.is_superuser:
        tokens.add(EVERYTHING)
    tokens.update(f"group:{pk}" for pk in user.groups.values_list("pk", flat=True))
    for provider in providers():
        tokens.update(provider.user_tokens(user))
    return frozenset(tokens)


def satisfies(tokens: frozenset[str], clause: str) -> bool:
    """Return whether a holder of ``tokens`` meets the clause."""
    return EVERYTHING in tokens or not tokens.isdisjoint(clause.split("|"))


def is_implied(clause: str, clauses: Iterable[str]) -> bool:
    """Return whether whoever meets all of some clauses meets this one too, so that it keeps nobody of them out."""
    alternatives = set(clause.split("|"))
    held = [set(other.split("|")) for other in clauses]
    if PUBLIC in alternatives or any(other <= alternatives for other in held):
        return True
    # Every token but one is held by people who are signed in.
    return SIGNED_IN in alternatives and any(PUBLIC not in other for other in held)


def restriction_clause(restriction: BaseViewRestriction) -> str:
    """Return the clause of one of Wagtail's view restrictions.

    A shared password is switched off (it is stored in clear and has no throttle), so an old restriction
    of that kind lets nobody in; so does a group restriction that names no group.
    """
    if restriction.restriction_type == BaseViewRestriction.LOGIN:
        return SIGNED_IN
    if restriction.restriction_type == BaseViewRestriction.GROUPS:
        groups = sorted(f"group:{group.pk}" for group in restriction.groups.all())
        return "|".join(groups) or NOBODY
    return NOBODY


def requirements() -> list[Requirement]:
    """Return every requirement on the page tree, those of translations included.

    Remembered until the index has another version: whatever changes a restriction, a working group's pages
    or the tree indexes the pages concerned in the same transaction. What a *user* holds is never remembered.
    """
    state = IndexState.current()
    if state is None:
        return read_requirements()
    stamp, rows = _remembered.get("requirements", (None, []))
    if stamp != state[1]:
        rows = read_requirements()
        _remembered["requirements"] = (state[1], rows)
    return rows


def read_requirements() -> list[Requirement]:
    """Return the requirements as the database has them now."""
    rows = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
    own = [Requirement(row.page.path, restriction_clause(row)) for row in rows]
    for provider in providers():
        own.extend(provider.requirements())
    return _with_translations(own)


def _with_translations(own: list[Requirement]) -> list[Requirement]:
    """Add, for each required path, the same requirement on the page's other language versions."""
    if not own:
        return []
    paths = {requirement.path for requirement in own}
    restricted = Page.objects.filter(path__in=paths).values("translation_key")
    works: dict[str, Any] = {}
    versions: dict[Any, list[str]] = {}
    for path, work in Page.objects.filter(translation_key__in=restricted).values_list("path", "translation_key"):
        works[path] = work
        versions.setdefault(work, []).append(path)
    found = {
        Requirement(path, requirement.clause)
        for requirement in own
        for path in versions.get(works.get(requirement.path), [requirement.path])
    }
    return sorted(found, key=lambda requirement: (requirement.path, requirement.clause))


def clauses_on(path: str, asked: Iterable[Requirement]) -> frozenset[str]:
    """Return the clauses that hold at a tree path; ``{"public"}`` when there are none."""
    found = frozenset(requirement.clause for requirement in asked if path.startswith(requirement.path))
    return found or EVERYBODY


def work_clauses(paths: Iterable[str], asked: Iterable[Requirement]) -> frozenset[str]:
    """Return the clauses of a work from the paths of its live pages: the strictest of them all."""
    asked = list(asked)
    found = frozenset[str]().union(*(clauses_on(path, asked) for path in paths))
    return found - EVERYBODY or EVERYBODY


def page_clauses(page: AbstractPage) -> frozenset[str]:
    """Return the clauses of the work that a page belongs to, as far as it is live, and of the page."""
    asked = requirements()
    if not asked:
        return EVERYBODY
    paths = Page.objects.filter(translation_key=page.translation_key, live=True).values_list("path", flat=True)
    return work_clauses({*paths, page.path}, asked)


def _denied_paths(tokens: frozenset[str]) -> list[str]:
    """Return the roots of what these tokens may not see, none of them inside another.

    Collapsed because SQLite refuses an expression of more than a thousand terms.
    """
    denied = sorted({r.path for r in requirements() if not satisfies(tokens, r.clause)})
    roots: list[str] = []
    for path in denied:
        if not roots or not path.startswith(roots[-1]):
            roots.append(path)
    return roots


def current(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow a queryset of pages to those that are live now: what expires is gone at its moment.

    Not when the job that unpublishes it comes by (``publish_scheduled``).
    """
    return queryset.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()), live=True)


def is_current(page: AbstractPage) -> bool:
    """Return whether a page is live now; the same answer as ``current`` for one page."""
    return bool(page.live and (page.expire_at is None or page.expire_at > timezone.now()))


def visible_to(queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Narrow a queryset of pages to what this user may see now.

    Evaluated when called: do not keep the result longer than the request. Costs two to four small
    queries (restrictions, their groups, their pages, the user's tokens) besides its own.
    """
    queryset = current(queryset)
    denied = _denied_paths(user_tokens(user))
    if not denied:
        return queryset
    beneath = functools.reduce(lambda left, right: left | right, (Q(path__startswith=path) for path in denied))
    works = Page.objects.filter(beneath, live=True).values("translation_key")
    return queryset.exclude(beneath).exclude(translation_key__in=works)


def is_visible(page: AbstractPage, user: Any, live_paths: Iterable[str] | None = None) -> bool:
    """Return whether this user may see this page now; the same answer as ``visible_to`` for one page.

    ``live_paths``: the tree paths of the work's live pages, for a caller that has them already.
    """
    if not is_current(page):
        return False
    clauses = page_clauses(page) if live_paths is None else work_clauses({*live_paths, page.path}, requirements())
    return clauses == EVERYBODY or all(satisfies(user_tokens(user), clause) for clause in clauses)


def is_value_visible(facet: str, value: str, tokens: frozenset[str]) -> bool:
    """Return whether a holder of ``tokens`` may see any work with a facet value: two queries."""
    clauses = IndexTerm.objects.filter(facet=AUDIENCE)
    barred = [clause for clause in clauses.values_list("value", flat=True).distinct() if not satisfies(tokens, clause)]
    of_entry = clauses.filter(entry=OuterRef("entry"))
    rows = IndexTerm.objects.filter(Exists(of_entry), facet=facet, value=value, entry__is_live=True)
    return rows.exclude(Exists(of_entry.filter(value__in=barred))).exists()


def audience_is_kept(page: AbstractPage, parent: AbstractPage) -> bool:
    """Return whether a copy of a page below ``parent`` would ask for everything that the page asks for."""
    own = PageViewRestriction.objects.filter(page_id=page.pk).prefetch_related("groups")
    copied = {restriction_clause(row) for row in own}
    return page_clauses(page) - EVERYBODY <= copied | clauses_on(parent.path, requirements())


def hand_over_restrictions(page: AbstractPage) -> None:
    """Give a page's restrictions to its other language versions, before it is deleted.

    A restriction is stored on one version and holds for all of them: without this, deleting that version
    would make the others public.
    """
    rows = list(PageViewRestriction.objects.filter(page_id=page.pk).prefetch_related("groups"))
    for version in Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk) if rows else ():
        own = PageViewRestriction.objects.filter(page_id=version.pk).prefetch_related("groups")
        clauses = {restriction_clause(row) for row in own}
        for row in rows:
            # A row of its own for each: adding groups to another row would let in who meets either.
            if restriction_clause(row) not in clauses:
                copy = PageViewRestriction.objects.create(page_id=version.pk, restriction_type=row.restriction_type)
                copy.groups.set(row.groups.all())


def collection_requirements() -> list[Requirement]:
    """Return the requirements on collections of files, remembered like those on pages."""
    state = IndexState.current()
    stamp, rows = _remembered.get("collections", (None, []))
    if state is None or stamp != state[1]:
        found = CollectionViewRestriction.objects.select_related("collection").prefetch_related("groups")
        rows = [Requirement(row.collection.path, restriction_clause(row)) for row in found]
        if state is not None:
            _remembered["collections"] = (state[1], rows)
    return rows


def is_collection_visible(collection: Collection, user: Any) -> bool:
    """Return whether this user may see the files of a collection: its restrictions and its ancestors'."""
    clauses = clauses_on(collection.path, collection_requirements())
    return clauses == EVERYBODY or all(satisfies(user_tokens(user), clause) for clause in clauses)


@functools.cache
def _load_reader(dotted: str) -> Callable[[Any, Any], bool]:
    module, _dot, name = dotted.rpartition(".")
    return cast(Callable[[Any, Any], bool], getattr(import_module(module), name))


def is_file_visible(file: Any, user: Any) -> bool:
    """Return whether this user may see an image or document now: its collection is for them, or the file itself is.

    ``HUB_FILE_READERS`` names what lets people read single files of a restricted collection: functions of a file and a
    user, who may be a visitor without an account. They are asked only of who may not see the collection.
    """
    if is_collection_visible(file.collection, user):
        return True
    reader = user if user is not None and user.is_active else AnonymousUser()
    return any(_load_reader(dotted)(file, reader) for dotted in settings.HUB_FILE_READERS)


def is_public_collection(collection: Collection) -> bool:
    """Return whether everybody may see the files of a collection, so that caches may keep them."""
    return is_collection_visible(collection, AnonymousUser())
