"""Finding a published work by its public id, and who keeps it."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from home.finding import find_work
from knowledge.models import BestPracticePage, WorkNote
from knowledge.works.citations import Citation
from members.models import Organisation
from members.permissions import organisations_to_write_for


def find_practice(public_id: str, user: Any) -> BestPracticePage:
    """Return the best practice with this id as ``find_work`` does; raises ``Http404`` for works of other kinds."""
    page = find_work(public_id, user)
    if not isinstance(page, BestPracticePage):
        raise Http404
    return page


def may_keep(user: Any, page: BestPracticePage) -> bool:
    """Return whether somebody answers for a published practice: a named author, or who writes for its organisations."""
    if not user.is_authenticated or not user.is_active:
        return False
    if page.authors.filter(contributor__user=user).exists():
        return True
    return organisations_to_write_for(user).filter(pk__in=page.organisations.values("pk")).exists()


def keepers_of(page: BestPracticePage) -> list[Any]:
    """Return the accounts of the named authors, each once: whom to write about a work."""
    rows = page.authors.select_related("contributor__user")
    people = {row.contributor.user_id: row.contributor.user for row in rows}
    return [user for user in people.values() if user is not None and user.is_active]


def may_adopt(user: Any, page: BestPracticePage) -> bool:
    """Return whether somebody may record that an organisation of theirs reused a practice."""
    return adopting_organisations(user, page).exists() and not WorkNote.objects.is_withdrawn(page.translation_key)


def adopting_organisations(user: Any, page: BestPracticePage) -> Any:
    """Return the organisations for which somebody may record a reuse: not those whose practice it is."""
    own = Organisation.objects.filter(pk__in=page.organisations.values("pk"))
    return organisations_to_write_for(user).exclude(pk__in=own)


def citation_of(page: BestPracticePage) -> Citation:
    """Return what a citation of a published practice says; raises ``ValueError`` for a draft."""
    published, modified = page.first_published_at, page.last_published_at
    if published is None or modified is None:
        raise ValueError("A draft has no date to be cited with.")
    return Citation(
        public_id=page.public_id,
        title=page.title,
        people=tuple(author.name for author in page.authors_in_order),
        organisations=tuple(organisation.name for organisation in page.organisation_list),
        publisher=settings.WAGTAIL_SITE_NAME,
        published=timezone.localdate(published),
        modified=timezone.localdate(modified),
        url=page.get_full_url() or "",
        language=page.locale.language_code,
        abstract=page.summary,
        licence=str(page.get_licence_display()),
    )
