"""The writes of an organisation's page by its own people: started, saved, published, taken back to an earlier version.

It is the very page that the editor shows, with the same revisions. What its people change are the fields of
``EDITABLE``, and never its address, its place or whose page it is (docs/adr/0014-organisations-publish-their-page.md).
"""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, Revision

from home.models import HubImage
from home.services import page_translate
from home.versions import revision_of_sitting, version_of
from members import organisation_letters as letters
from members.enums import NoticeKind
from members.models import Organisation, OrganisationIndexPage, OrganisationPage, User
from members.notices import notice_send

EDITABLE: Final = ("summary", "body", "image", "image_alt", "image_is_decorative")


class EditConflict(Exception):
    """Somebody saved another version of the page since the form was drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """What somebody typed; without a ``logo`` the one there is stays, or goes."""

    summary: str
    body: StreamValue
    image_alt: str
    image_is_decorative: bool
    logo: ContentFile[bytes] | None = None
    without_logo: bool = False

    def put_on(self, page: OrganisationPage) -> OrganisationPage:
        """Write the words onto a page in memory; a new logo is for ``organisation_page_save``."""
        page.summary = self.summary
        page.body = self.body
        page.image_alt = self.image_alt
        page.image_is_decorative = self.image_is_decorative
        if self.without_logo:
            page.image = None
        return page


def page_of(organisation: Organisation, language: str) -> OrganisationPage | None:
    """Return an organisation's page in a language as its people write it, live or not; ``None`` without one."""
    pages = list(organisation.pages.select_related("locale", "latest_revision").order_by("-live", "pk"))
    work = pages[0].translation_key if pages else None
    found = (page for page in pages if page.translation_key == work and page.locale.language_code == language)
    return next(found, None)


@transaction.atomic
def organisation_page_start(*, organisation: Organisation, language: str, user: User) -> OrganisationPage:
    """Make the page of an organisation in a language, as a draft; return the one that is there already.

    A second language starts with the words of the first. Raises ``ValidationError`` when the site has no list of
    organisations in that language.
    """
    # Two administrators who start at the same moment take turns.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    existing = page_of(organisation, language)
    if existing is not None:
        return existing
    locale = Locale.objects.get(language_code=language)
    source = organisation.pages.order_by("-live", "pk").first()
    if source is not None:
        page_translate(page=source, locale=locale, user=user)
    else:
        _page_add(organisation, locale, user)
    page = page_of(organisation, language)
    assert page is not None
    return page


def _page_add(organisation: Organisation, locale: Locale, user: User) -> None:
    section = OrganisationIndexPage.objects.filter(locale=locale).first()
    if section is None:
        raise ValidationError(_("There is no list of such pages in this language."))
    parent = Page.objects.get(pk=section.pk)
    page = OrganisationPage(title=organisation.name, organisation=organisation, locale=locale, live=False, owner=user)
    if Page._slug_is_available(organisation.slug, parent):
        page.slug = organisation.slug
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action="wagtail.create")


@transaction.atomic
def organisation_page_save(
    *, page: OrganisationPage, change: PageChange, version: str, user: User, is_published: bool
) -> Revision:
    """Save what was typed as the latest revision, and publish it when asked; the desk then hears of it.

    ``version`` is that of the form (``home.versions.version_of``). Raises ``EditConflict`` when somebody saved since,
    and ``ValidationError``, by field, when the page is locked or is not complete enough to be published.
    """
    draft = _latest(page, user, version)
    change.put_on(draft)
    if change.logo is not None:
        draft.image = HubImage.objects.create(
            title=page.organisation.name[:255], file=change.logo, uploaded_by_user=user
        )
    revision = draft.save_revision(user=user, log_action=True, overwrite_revision=revision_of_sitting(draft, user))
    if is_published:
        # Members have no rights on pages (threat C5): the rule is ``may_edit_page``, which the view asked.
        revision.publish(user=user, skip_permission_checks=True)
        _tell_the_desk(draft, user)
    return revision


@transaction.atomic
def organisation_page_restore(*, page: OrganisationPage, revision: Revision, version: str, user: User) -> Revision:
    """Make a draft of what an earlier revision says; nothing that is live changes.

    Raises ``EditConflict`` and ``ValidationError`` as ``organisation_page_save``.
    """
    draft = _latest(page, user, version)
    earlier = revision.as_object()
    for name in EDITABLE:
        setattr(draft, name, getattr(earlier, name))
    return draft.save_revision(user=user, log_action="wagtail.revert", previous_revision=revision)


def _latest(page: OrganisationPage, user: User, version: str) -> OrganisationPage:
    """Return the latest revision, with the page's row locked, when it is the version that the person saw."""
    stored = Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    lock = stored.get_lock()
    if lock is not None and lock.for_user(user):
        raise ValidationError(_("The editors are at work on this page now. Try again later, or ask the desk."))
    if version != version_of(stored):
        raise EditConflict
    draft: OrganisationPage = stored.get_latest_revision_as_object()
    # Whose page it is follows from the row, whatever a draft in the editor says.
    draft.organisation_id = stored.organisation_id
    return draft


def _tell_the_desk(page: OrganisationPage, by: User) -> None:
    """Write to the desk that the page changed, once a day at most."""
    for desk in User.objects.desk().exclude(pk=by.pk):
        notice_send(
            user=desk,
            kind=NoticeKind.REVIEW,
            matter=f"organisation-page:{page.pk}",
            period=timezone.localdate().isoformat(),
            write=letters.page_published(page, by),
        )
