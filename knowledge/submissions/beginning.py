"""The ways in which a draft begins: empty, as a copy of an earlier work, as a translation."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Locale, Page, TranslatableMixin, get_page_models

from home.models import HubPage
from home.navigation import section_models
from home.services import page_translate
from knowledge import permissions
from knowledge.enums import PartnerRole
from knowledge.models import Submission
from knowledge.submissions.drafts import submission_record, submission_start
from members.credit import contributor_of
from members.models import Contributor, Organisation
from members.permissions import organisations_to_write_for
from search.audience import is_public_collection, visible_to

# Who is named agrees to it for each work, and a copy is no example because its original was.
_NOT_COPIED: Final = frozenset({"authors", "speakers", "organisations", "contact", "is_example", "translated_from"})


def writable_models() -> list[type[HubPage]]:
    """Return the page types that members write, in the order of the menu."""
    order = {section.lists: place for place, section in enumerate(section_models()) if section.lists}
    found = [model for model in get_page_models() if issubclass(model, HubPage) and model.submission_steps]
    return sorted(found, key=lambda model: order.get(model.search_type or "", len(order)))


def model_of_kind(kind: str) -> type[HubPage] | None:
    """Return the page type that members write under this name (its ``search_type``)."""
    return next((model for model in writable_models() if model.search_type == kind), None)


def copyable_by(user: Any, model: type[HubPage]) -> models.QuerySet[Any]:
    """Return the pages of a type that somebody may begin with, by ``shown_title``.

    They are submissions that they write at (``is_written``), and works of their organisations that they may see, of
    which they know what is published.
    """
    is_written = Exists(Submission.objects.writable_by(user).filter(page=OuterRef("pk")))
    own = Q(is_written)
    if any(field.name == "organisations" for field in model._meta.many_to_many):
        live = visible_to(Page.objects.live(), user).values("pk")
        own |= Q(organisations__in=organisations_to_write_for(user), pk__in=live)
    shown_title = Case(When(is_written, then="draft_title"), default="title")
    pages = model._default_manager.filter(own).annotate(is_written=is_written, shown_title=shown_title)
    return pages.distinct().order_by("shown_title", "pk")


def submission_begin(
    *,
    user: Any,
    organisation: Organisation,
    model: type[HubPage],
    locale: Locale,
    title: str,
    nonce: UUID,
    source: Any = None,
) -> Submission:
    """Begin a draft with who writes it and for whom; ``source`` is an earlier work to copy.

    Who does not write at the source copies what is published of it, whatever is being changed.
    The same ``nonce`` twice returns the submission of the first time (threat C32). Raises ``ValidationError`` when the
    person may not write for the organisation or copy the source, or began too many drafts today (threat C31).
    """
    if begun := Submission.objects.filter(nonce=nonce, author=user).first():
        return begun
    _check_number(user)
    original = None
    if source is not None:
        original = copyable_by(user, model).filter(pk=source.pk).first()
        if original is None:
            raise ValidationError(_("You cannot begin with a copy of that work."))
    page = model(title=title, locale=locale)
    try:
        with transaction.atomic():
            if original is not None:
                read = original.get_latest_revision_as_object() if original.is_written else original
                content_copy(source=read, target=page)
            credit_add(page=page, contributor=contributor_of(user=user, organisation=organisation))
            organisation_add(page=page, organisation=organisation, is_first=True)
            return submission_start(user=user, organisation=organisation, page=page, locale=locale, nonce=nonce)
    except IntegrityError:
        # The same form, sent twice at once.
        begun = Submission.objects.filter(nonce=nonce, author=user).first()
        if begun is None:
            raise ValidationError(_("Open this page anew, and begin once more.")) from None
        return begun


def submission_clone(*, submission: Submission, user: Any, nonce: UUID) -> Submission:
    """Begin a new work as a copy of an earlier one, for the same organisation and in the same language.

    Raises ``ValidationError`` as ``submission_begin``.
    """
    page = submission.page
    return submission_begin(
        user=user,
        organisation=submission.organisation,
        model=page.specific_class,
        locale=page.locale,
        title=_("Copy of %(title)s") % {"title": page.draft_title},
        nonce=nonce,
        source=page,
    )


@transaction.atomic
def submission_translate(*, submission: Submission, user: Any, locale: Locale) -> Submission:
    """Begin another language of a published work; its words are to be translated, its facts are shared.

    Returns the submission of that language when there is one. Raises ``ValidationError`` when the person does not
    write for the organisation, when it is not published, or when that language is written by the editors.
    """
    if not permissions.may_write_for(user, submission.organisation):
        raise ValidationError(_("You do not write for %(organisation)s.") % {"organisation": submission.organisation})
    page = submission.page.specific
    if not page.live:
        raise ValidationError(_("It can be translated once it is published."))
    versions = Page.objects.filter(translation_key=page.translation_key, locale=locale)
    if begun := Submission.objects.filter(page__in=versions).first():
        return begun
    _check_number(user)
    translated = page_translate(page=page, locale=locale, user=user)
    return submission_record(user=user, organisation=submission.organisation, page=translated)


def _check_number(user: Any) -> None:
    begun = Submission.objects.filter(author=user, created_at__gte=timezone.now() - timedelta(days=1)).count()
    if begun >= settings.HUB_DRAFTS_A_DAY:
        raise ValidationError(_("That is a lot of drafts for one day. Go on with one of them, or try tomorrow."))


# --- Who and what is on a page ----------------------------------------------------------------------------


def credit_add(*, page: Any, contributor: Contributor) -> None:
    """Name somebody as the last author of a page that names its authors, once; nothing is saved."""
    rows = list(page.authors.all()) if hasattr(page, "authors") else None
    if rows is None or any(row.contributor_id == contributor.pk for row in rows):
        return
    page.authors.add(_row_model(page, "authors")(contributor=contributor, sort_order=len(rows)))


def credit_remove(*, page: Any, contributor: Contributor) -> None:
    """Name somebody as an author no more; nothing is saved."""
    if hasattr(page, "authors"):
        page.authors.set([row for row in page.authors.all() if row.contributor_id != contributor.pk])


def organisation_add(*, page: Any, organisation: Organisation, is_first: bool = False) -> None:
    """Name an organisation on a page, as a lead when it ``is_first`` and the page says who leads; nothing is saved."""
    if hasattr(page, "organisations"):
        # A page that is not stored yet has none, and cannot be asked.
        named = [] if page.pk is None else [other for other in page.organisations.all() if other != organisation]
        page.organisations.set([*named, organisation])
    elif hasattr(page, "partners") and organisation.pk not in {row.organisation_id for row in page.partners.all()}:
        role = PartnerRole.LEAD if is_first else PartnerRole.PARTNER
        row = _row_model(page, "partners")(organisation=organisation, role=role, sort_order=page.partners.count())
        page.partners.add(row)


def _row_model(page: Any, name: str) -> Any:
    return page._meta.get_field(name).related_model


# --- Copying ----------------------------------------------------------------------------------------------


def content_copy(*, source: Any, target: Any) -> None:
    """Copy what a page says to a new page of its type: not who is credited, its title, its dates or confirmations."""
    own = [field for field in target._meta.concrete_fields if field.model not in (Page, TranslatableMixin)]
    for field in own:
        if field.name not in _NOT_COPIED and not field.primary_key:
            setattr(target, field.attname, getattr(source, field.attname))
    if target.image is not None and not is_public_collection(target.image.collection):
        target.image, target.image_alt = None, ""
    for many in target._meta.many_to_many:
        if many.name not in _NOT_COPIED and hasattr(getattr(source, many.name), "all"):
            getattr(target, many.name).set(list(getattr(source, many.name).all()))
    for relation in get_all_child_relations(type(target)):
        name = relation.get_accessor_name()
        if name not in _NOT_COPIED and name not in ("wagtail_admin_comments", "tagged_items"):
            getattr(target, name).set([_copied_row(row, relation, target) for row in getattr(source, name).all()])


def _copied_row(row: Any, relation: Any, target: Any) -> Any:
    left_out = {"id", "translation_key", "locale", relation.field.name}
    fields = [field for field in row._meta.concrete_fields if field.name not in left_out]
    copied = type(row)(**{field.attname: getattr(row, field.attname) for field in fields})
    if hasattr(copied, "locale_id"):
        copied.locale_id = target.locale_id
    return copied
