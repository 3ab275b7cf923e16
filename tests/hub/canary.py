"""A site in which every kind of work is there twice: for everybody, and for one group with canaries in every text.

A canary is a word that stands nowhere else. All of them begin with ``STEM``, so an answer that has ``STEM`` in it
tells of something private. ``TWIN`` is a stem of the same length that stands nowhere at all: who asks for a canary
must get what he would get for its twin.
"""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from wagtail.contrib.redirects.models import Redirect
from wagtail.fields import RichTextField
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction
from wagtail.rich_text import RichText

from events import services
from events.enums import JoinAccess, RegistrationState, TakingPart
from events.models import DatedPage, EventPage, EventSpeaker, Occurrence, Registration, Schedule
from events.registration.services import question_add, terms_set
from home.models import ApplicationArea, BuildingBlock, ClassifiedMixin, Tag
from home.services import tag_merge
from knowledge.enums import SubmissionEventKind
from knowledge.models import (
    BestPracticeAuthor,
    BestPracticePage,
    CoursePage,
    FieldlabPage,
    FieldlabPartner,
    NewsAuthor,
    NewsPage,
    PublicationPage,
    Submission,
    SubmissionEvent,
)
from members.models import OrganisationPage, WorkingGroupAction, WorkingGroupChair, WorkingGroupPage
from search.models import FileText
from search.searchable import searchable_page_models
from tests.factories.events import VenueFactory, in_days
from tests.factories.home import HubDocumentFactory, HubImageFactory, TagFactory, image_file
from tests.factories.members import ContributorFactory, OrganisationFactory, WorkingGroupFactory
from tests.factories.registry import page_factories, parent_of
from tests.search.pages import make_group, make_user, publish, restrict

# Long enough never to be drawn by chance: seven letters at random follow the name of a file that is stored twice.
STEM = "zqxvkjqx"
TWIN = "zqwvkjqx"
# Said of every work, private or not.
SHARED = "weefsel"
BLOCK, AREA = "data-sharing", "health-and-care"
# Texts that are codes, or that something else is found by.
NOT_WORDS = {"slug", "title", "currency", "doi", "licence", "email", "phone"}


@dataclass(frozen=True)
class Things:
    """What the works of one side name: of everybody's side, or of the private one."""

    tag: Tag
    organisation: Any
    contributor: Any
    collection: Collection
    image: Any
    document: Any
    venue: Any
    group: Any


@dataclass(frozen=True)
class World:
    """The site: its works by type, and who may see the private ones."""

    open: dict[type[Page], Any]
    private: dict[type[Page], Any]
    things: Things
    open_things: Things
    english: Any
    moved: str
    merged: str
    submission: Submission
    viewers: dict[str, Any]


def build_world() -> World:
    """Make the site; needs its skeleton and the terms."""
    right, wrong = make_group("Rechte groep"), make_group("Andere groep")
    collection = Collection.get_first_root_node().add_child(name=f"{STEM}map")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    restriction.groups.set([right])
    open_things = make_things("open", Collection.get_first_root_node(), slug="health-and-care")
    things = make_things(STEM, collection, slug="agri-food")
    public, private = {}, {}
    for model in searchable_page_models():
        public[model] = make_work(model, "open", open_things, [open_things])
        private[model] = make_work(model, STEM, things, [open_things, things])
        restrict(private[model], PageViewRestriction.GROUPS, [right])
    moved = publish(f"{STEM}verhuisd", slug=f"{STEM}-nieuw")
    restrict(moved, PageViewRestriction.GROUPS, [right])
    Redirect.add_redirect("/nl/oud-adres/", redirect_to=moved)
    make_pointers(public, private)
    english = private[BestPracticePage].copy_for_translation(Locale.objects.get(language_code="en"))
    english.title = f"{STEM}english {SHARED}"
    english.save_revision().publish()
    viewers = {
        "anonymous": None,
        "without group": make_user("zonder@hub.example"),
        "wrong group": make_user("ander@hub.example", [wrong]),
        "right group": make_user("recht@hub.example", [right]),
        "superuser": make_user("baas@hub.example", is_superuser=True),
    }
    keep_the_joining_address(public[EventPage], viewers["right group"])
    return World(
        open=public,
        private={model: model.objects.get(pk=page.pk) for model, page in private.items()},
        things=things,
        open_things=open_things,
        english=english,
        moved="/nl/oud-adres/",
        merged=merge_a_tag(things.tag),
        submission=make_submission(private[BestPracticePage], things),
        viewers=viewers,
    )


def make_things(stem: str, collection: Collection, slug: str) -> Things:
    """Return one side's tag, organisation, person, files, place and working group."""
    organisation = OrganisationFactory(name=f"{stem}organisatie", slug=f"{stem}-organisatie", city=f"{stem}stad")
    tag = TagFactory(name=f"{stem}label")
    tag.slug = f"{stem}-label"
    tag.save()
    document = HubDocumentFactory(
        title=f"{stem}stuk",
        collection=collection,
        file=SimpleUploadedFile(f"{stem}stuk.pdf", b"%PDF-1.4\n%" + stem.encode()),
    )
    # As if the queue had read it.
    FileText.objects.update_or_create(
        digest=document.file_hash,
        defaults={"state": FileText.State.READ, "parts": [["page", "7", f"{stem}bladzijde {SHARED} {stem}kop"]]},
    )
    return Things(
        tag=tag,
        organisation=organisation,
        contributor=ContributorFactory(
            name=f"{stem}persoon",
            email=f"{stem}@hub.example",
            organisation=organisation,
            is_public_contact=True,
            job_title=f"{stem}beroep",
        ),
        collection=collection,
        image=HubImageFactory(
            title=f"{stem}beeld",
            description=f"{stem}beschrijving",
            credit=f"{stem}maker",
            collection=collection,
            file=image_file(f"{stem}beeld.png"),
        ),
        document=document,
        venue=VenueFactory(name=f"{stem}zaal", street=f"{stem}straat 1", city=f"{stem}oord"),
        group=WorkingGroupFactory(
            slug=f"{stem}-groep", building_block=None, application_area=ApplicationArea.objects.get(slug=slug)
        ),
    )


def make_work(model: type[Any], stem: str, things: Things, named: list[Things]) -> Any:
    """Publish a work of a type with ``stem`` in every text that it has, as the editor does."""
    parent = parent_of(model)
    name = f"{stem}{model.search_type.replace('-', '')}"
    own = {OrganisationPage: {"organisation": things.organisation}, WorkingGroupPage: {"working_group": things.group}}
    page = page_factories()[model].build(
        title=f"{name} {SHARED}",
        slug=f"{stem}-{model.search_type}",
        live=False,
        locale=parent.locale,
        **own.get(model, {}),
    )
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    fill(page, stem)
    page.image, page.image_alt = things.image, f"{stem}tafereel"
    page.body = [
        ("heading", f"{stem}kop"),
        ("paragraph", RichText(f"<p>{stem}alinea {SHARED}</p>")),
        ("figure", {"image": things.image, "alt": f"{stem}draden", "caption": f"{stem}bijschrift"}),
        ("download", {"document": things.document, "title": f"{stem}bestand"}),
    ]
    relate(page, things, named, stem)
    page.save_revision().publish()
    return model.objects.get(pk=page.pk)


def fill(page: Any, stem: str) -> None:
    """Write a word that begins with ``stem`` in every text of a page that an editor writes freely."""
    inherited = {field.name for field in Page._meta.get_fields()} - {"search_description"}
    for field in page._meta.get_fields():
        if field.name in inherited | NOT_WORDS or not isinstance(field, models.CharField | models.TextField):
            continue
        if isinstance(field, RichTextField):
            setattr(page, field.name, f"<p>{stem}{field.name} {SHARED}</p>")
        elif isinstance(field, models.URLField):
            setattr(page, field.name, f"https://{stem}.example/")
        elif not field.choices and type(field) in (models.CharField, models.TextField):
            setattr(page, field.name, f"{stem}{field.name.replace('_', '')} {SHARED}")


def relate(page: Any, things: Things, named: list[Things], stem: str) -> None:
    """Give a page terms, tags, organisations, people and dates, as far as its type has them."""
    if isinstance(page, ClassifiedMixin):
        page.building_blocks = [BuildingBlock.objects.get(slug=BLOCK)]
        page.application_areas = [ApplicationArea.objects.get(slug=AREA)]
        page.tags.add(*(side.tag for side in named))
    if hasattr(page, "organisations"):
        page.organisations = [side.organisation for side in named]
    if hasattr(page, "contact"):
        page.contact = things.contributor
    rows = {
        EventPage: lambda: page.speakers.add(
            EventSpeaker(contributor=things.contributor, role=f"{stem}rol", locale=page.locale)
        ),
        BestPracticePage: lambda: page.authors.add(BestPracticeAuthor(contributor=things.contributor)),
        NewsPage: lambda: page.authors.add(NewsAuthor(contributor=things.contributor)),
        FieldlabPage: lambda: page.partners.add(*(FieldlabPartner(organisation=side.organisation) for side in named)),
        PublicationPage: lambda: setattr(page, "file", things.document),
        CoursePage: lambda: setattr(page, "start", "dates"),
        WorkingGroupPage: lambda: (
            page.chairs.add(WorkingGroupChair(contributor=things.contributor)),
            page.actions.add(WorkingGroupAction(title=f"{stem}actie", status="running", locale=page.locale)),
        ),
    }
    rows.get(type(page), lambda: None)()
    if isinstance(page, DatedPage):
        starts_at = in_days(10)
        schedule = services.schedule_create(
            work=page.translation_key,
            zone="Europe/Amsterdam",
            starts_at=starts_at,
            ends_at=in_days(10, "16:30"),
            venue=things.venue,
            online_url=f"https://{stem}.example/zaal",
        )
        terms_set(schedule=schedule)
        question_add(schedule=schedule, kind="text", labels={"nl": f"{stem}vraag"})


def make_pointers(public: dict[type[Page], Any], private: dict[type[Page], Any]) -> None:
    """Let public pages lead to the private ones by every kind of link, and private ones point at public works."""
    body = [("links", [{"page": page, "title": "", "note": ""} for page in private.values()])]
    body += [("paragraph", RichText(f'<p><a linktype="page" id="{page.pk}">hier</a></p>')) for page in private.values()]
    publish("Wegwijzer", body=body, slug="wegwijzer")
    news, private_news = public[NewsPage], private[NewsPage]
    news.about = [news.about.model(target=page.page_ptr) for page in private.values()]
    private_news.about = [private_news.about.model(target=page.page_ptr) for page in public.values()]
    for page in (news, private_news):
        page.save_revision().publish()


def keep_the_joining_address(page: Any, user: Any) -> None:
    """Keep the address at which one takes part in a public event for who has a place, and give one user a place."""
    schedule = Schedule.objects.get(work=page.translation_key)
    Schedule.objects.filter(pk=schedule.pk).update(join_access=JoinAccess.REGISTERED)
    Occurrence.objects.filter(schedule=schedule).update(online_url=f"https://{STEM}.example/deelnemen")
    Registration.objects.create(
        number="CANARY",
        schedule=schedule,
        user=user,
        email_key=user.email,
        taking_part=TakingPart.ONLINE,
        language="nl",
        state=RegistrationState.CONFIRMED,
        turn=1,
    )


def make_submission(page: Any, things: Things) -> Submission:
    """Return a submission of a private work that is being reviewed, with words of its own in its conversation."""
    submission = Submission.objects.create(page_id=page.pk, organisation=things.organisation)
    page.get_workflow().start(page, None)
    kinds = SubmissionEventKind
    for kind, is_internal in ((kinds.MESSAGE, False), (kinds.NOTE, True)):
        SubmissionEvent.objects.create(
            submission=submission, kind=kind, name=f"{STEM}naam", text=f"{STEM}gesprek", is_internal=is_internal
        )
    return Submission.objects.get(pk=submission.pk)


def merge_a_tag(tag: Tag) -> str:
    """Return the slug of a tag that was merged into a private one: an old address that now means the private one."""
    old = TagFactory(name="Oude naam", slug="oude-naam")
    tag_merge(tag=old, into=tag)
    return "oude-naam"
