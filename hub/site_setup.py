"""What every installation has before its first content: languages, sections, roles and the review.

Idempotent: run at each deployment (`manage.py setup_site`). It makes what is missing and never changes
what editors have changed.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from events.models import EventTemplate, Venue
from home.models import (
    ApplicationArea,
    BuildingBlock,
    Goal,
    HomePage,
    Region,
    SectionPage,
    Tag,
)
from home.navigation import section_models
from knowledge.models import CannedReply, EvidenceConfirmation
from members.models import Contributor, Organisation
from search.models import PromotedResult, SynonymSet

EDITORS = "Editors"
MODERATORS = "Moderators"

# What editors keep besides pages. Deleting what is in use is refused by the database, so they may delete.
EDITOR_MODELS: tuple[type[Model], ...] = (
    BuildingBlock,
    ApplicationArea,
    Tag,
    Region,
    Goal,
    Venue,
    EventTemplate,
    Contributor,
    Organisation,
    EvidenceConfirmation,
    SynonymSet,
    PromotedResult,
)


@dataclass(frozen=True)
class Role:
    """A group, and what it may do: in the editor, with vocabularies, pages below the home pages, and files."""

    name: str
    editor: tuple[str, ...]
    vocabularies: tuple[str, ...]
    pages: tuple[str, ...]
    files: tuple[str, ...]


ROLES = (
    Role(
        EDITORS,
        editor=("access_admin", "submit_translation"),
        vocabularies=("add", "change", "delete", "view"),
        pages=("add_page", "change_page", "publish_page"),
        files=("add", "change", "choose"),
    ),
    Role(
        MODERATORS,
        editor=("access_admin",),
        vocabularies=("view",),
        pages=("change_page", "publish_page"),
        files=("choose",),
    ),
)


@transaction.atomic
def site_setup() -> HomePage:
    """Make what is missing of the site's skeleton; return the home page in the default language."""
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]
    home = _home_setup(locales[0])
    for locale in locales[1:]:
        if not home.has_translation(locale):
            _publish_translation(home, locale)
    for model in section_models():
        _section_setup(model, home, locales)
    _roles_setup()
    _review_setup()
    _replies_setup()
    return home


def _home_setup(locale: Locale) -> HomePage:
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        root = Page.get_first_root_node()
        home = HomePage(title=settings.WAGTAIL_SITE_NAME, slug="hub", locale=locale)
        root.add_child(instance=home)
        home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != home.pk:
        welcome = site.root_page if site.root_page_id else None
        site.root_page = home
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.save()
        # Wagtail's first migration made a page to be replaced by this one.
        if welcome is not None and type(welcome.specific) is Page and not welcome.get_children().exists():
            welcome.delete()
            home.refresh_from_db()
    return home


def _section_setup(model: type[SectionPage], home: HomePage, locales: list[Locale]) -> None:
    page = model._default_manager.filter(locale=home.locale).first()
    if page is None:
        with translation.override(home.locale.language_code):
            title = str(model.section_title)
        page = model(title=title, slug=model.section_slug, locale=home.locale, show_in_menus=True)
        Page.objects.get(pk=home.pk).add_child(instance=page)
        page.save_revision().publish()
    for locale in locales:
        if not page.has_translation(locale):
            with translation.override(locale.language_code):
                _publish_translation(page, locale, title=str(model.section_title))


def _publish_translation(page: Any, locale: Locale, **values: Any) -> None:
    translated = page.copy_for_translation(locale)
    for name, value in values.items():
        setattr(translated, name, value)
    translated.save_revision().publish()


def _roles_setup() -> None:
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        # What an administrator changed later stays as it is.
        if GroupPagePermission.objects.filter(group=group, page__in=HomePage.objects.values("pk")).exists():
            continue
        apps = ("wagtailadmin", "simple_translation")
        group.permissions.add(*Permission.objects.filter(content_type__app_label__in=apps, codename__in=role.editor))
        group.permissions.add(*_permissions(EDITOR_MODELS, role.vocabularies))
        _page_permissions(group, role.pages)
        _file_permissions(group, role.files)


def _permissions(models: tuple[type[Model], ...], actions: tuple[str, ...]) -> list[Permission]:
    codenames = [f"{action}_{model._meta.model_name}" for model in models for action in actions]
    types = ContentType.objects.get_for_models(*models).values()
    return list(Permission.objects.filter(content_type__in=types, codename__in=codenames))


def _page_permissions(group: Group, codenames: tuple[str, ...]) -> None:
    # Wagtail's first migration grants its own two groups rights on the root; ours begin at the home pages.
    GroupPagePermission.objects.filter(group=group, page__depth=1).delete()
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames)
    for home in HomePage.objects.all():
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(group=group, page_id=home.pk, permission=permission)


def _file_permissions(group: Group, actions: tuple[str, ...]) -> None:
    root = Collection.get_first_root_node()
    # Wagtail's first migration lets its two groups change every file; and rights on files are always those
    # on Wagtail's own models, whatever models a site uses instead.
    GroupCollectionPermission.objects.filter(group=group, collection=root).delete()
    for permission in _permissions((Image, Document), actions):
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)


def _review_setup() -> None:
    """Give the home pages a review by the moderators, unless somebody chose another."""
    moderators = Group.objects.get(name=MODERATORS)
    homes = HomePage.objects.all()
    if WorkflowPage.objects.filter(page__in=homes.values("pk")).exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        name = gettext("Review by the moderators")
    workflow, created = Workflow.objects.get_or_create(name=name, active=True)
    if created:
        task = GroupApprovalTask.objects.create(name=name, active=True)
        task.groups.add(moderators)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    # Wagtail's own example workflow would otherwise stay in force at the root.
    WorkflowPage.objects.filter(page__depth=1).delete()
    for home in homes:
        WorkflowPage.objects.create(workflow=workflow, page_id=home.pk)


def _replies_setup() -> None:
    """Let the moderators keep their standard replies, unless somebody may already."""
    permissions = _permissions((CannedReply,), ("add", "change", "delete", "view"))
    if not Group.objects.filter(permissions__in=permissions).exists():
        Group.objects.get(name=MODERATORS).permissions.add(*permissions)
