"""The start page of the editor: what somebody can begin, and what needs her."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale, Page, PageLogEntry

from events.models import EventIndexPage, EventPage
from events.services import schedule_create, schedule_postpone
from home.models import HomePage
from home.services import page_translate
from hub.admin import home, kinds, tasks
from knowledge.enums import CourseStart
from knowledge.models import BestPracticeIndexPage, BestPracticePage, CoursePage, FieldlabIndexPage
from tests.factories.events import EventPageFactory, in_days, make_event
from tests.factories.home import StandardPageFactory, publish
from tests.factories.knowledge import (
    BestPracticePageFactory,
    EvidenceConfirmationFactory,
    FieldlabPageFactory,
    make_course,
    make_course_draft,
)
from tests.factories.members import ContributorFactory
from tests.hub.editors import make_editor, make_moderator, make_writer_below, section

pytestmark = pytest.mark.django_db
HOME = "/admin/"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def practices(site, terms):
    """The list of best practices in Dutch."""
    return section(BestPracticeIndexPage)


@pytest.fixture
def editor(site):
    return make_editor(name="Eva Redacteur")


def titles(found):
    return [task.title for task in found.tasks]


def opened(client, user):
    """Return the start page as somebody sees it."""
    client.force_login(user)
    response = client.get(HOME)
    assert response.status_code == 200
    return response.content.decode()


def draft(parent, title, owner=None, factory=BestPracticePageFactory):
    page = factory(parent=parent, title=title, live=False, owner=owner)
    page.save_revision(user=owner)
    return page


def measured(parent, title, **values):
    """Return a published best practice with evidence that can be confirmed; past what publishing asks."""
    page = BestPracticePageFactory(parent=parent, title=title, evidence_level="measured", **values)
    page.save_revision()
    return page


# --- What somebody can begin ------------------------------------------------------------------------------


def test_an_editor_is_invited_to_begin_in_the_section_of_her_own_language(client, site):
    for language in ("nl", "en"):
        page = opened(client, make_editor(language=language))
        parent = section(EventIndexPage, language)
        assert reverse("wagtailadmin_pages:add", args=["events", "eventpage", parent.pk]) in page


def test_every_kind_of_work_can_be_begun_from_the_start_page(client, site, editor):
    page = opened(client, editor)

    for kind in kinds.kinds():
        name = kind.model._meta.model_name
        assert f"/admin/pages/add/{kind.model._meta.app_label}/{name}/" in page, kind.key


def test_somebody_is_invited_to_what_she_may_add_only(client, site):
    page = opened(client, make_writer_below(section(EventIndexPage, "nl")))

    assert "/pages/add/events/eventpage/" in page
    assert "/pages/add/knowledge/" not in page


def test_a_writer_in_one_language_begins_in_that_language(client, site):
    parent = section(EventIndexPage, "en")
    page = opened(client, make_writer_below(parent, language="nl"))

    assert reverse("wagtailadmin_pages:add", args=["events", "eventpage", parent.pk]) in page


def test_a_moderator_who_may_not_add_is_not_invited(client, site):
    assert "/admin/pages/add/" not in opened(client, make_moderator())


# --- Waiting for you --------------------------------------------------------------------------------------


def submit(page, user, days_ago=0):
    """Submit a page for review, so many days ago."""
    state = page.get_workflow().start(page, user)
    state.current_task_state.started_at = timezone.now() - timedelta(days=days_ago)
    state.current_task_state.save()
    return state


def test_reviews_wait_for_the_moderator_the_longest_first(practices, editor):
    for title, days in (("Gisteren", 1), ("Vorige week", 7), ("Vandaag", 0)):
        submit(draft(practices, title, editor), editor, days)
    moderator = make_moderator()

    found = tasks.waiting(moderator)

    assert titles(found) == ["Vorige week", "Gisteren", "Vandaag"]
    assert found.total == 3
    assert found.tasks[0].note == "for 7 days, from Eva Redacteur"


def test_a_review_leads_to_where_it_is_done(client, practices, editor):
    page = draft(practices, "Voor jou", editor)
    submit(page, editor)
    client.force_login(make_moderator())

    url = tasks.waiting(make_moderator()).tasks[0].url

    assert url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert 'data-workflow-action-name="approve"' in client.get(url).content.decode()


def test_nobody_else_is_asked_to_review(practices, editor):
    submit(draft(practices, "Voor de moderatoren", editor), editor)

    assert tasks.waiting(editor) == tasks.TaskList([], 0, tasks.waiting(editor).url)


# --- Drafts and what was edited ---------------------------------------------------------------------------


def test_drafts_are_ones_own_the_last_changed_first(practices, editor):
    other = make_editor()
    draft(practices, "Van een ander", other)
    draft(practices, "Eerste", editor)
    draft(practices, "Tweede", editor)
    published = publish(BestPracticePageFactory(parent=practices, title="Staat er al", owner=editor))
    published.title = "Staat er al, nieuwe versie"
    published.save_revision(user=editor)

    found = tasks.drafts(editor)

    assert titles(found) == ["Staat er al, nieuwe versie", "Tweede", "Eerste"]
    assert found.tasks[0].note == "live + draft, since today"


def test_a_draft_in_a_part_without_rights_is_not_shown(practices):
    writer = make_writer_below(section(EventIndexPage))
    draft(practices, "Buiten bereik", writer)
    draft(section(EventIndexPage), "Binnen bereik", writer, EventPageFactory)

    assert titles(tasks.drafts(writer)) == ["Binnen bereik"]


def test_what_somebody_edited_last_is_first_and_each_page_once(practices, editor):
    pages = [publish(BestPracticePageFactory(parent=practices, title=title)) for title in ("A", "B")]
    for days_ago, page in ((3, pages[0]), (2, pages[1]), (1, pages[0])):
        entry = PageLogEntry.objects.log_action(instance=page, action="wagtail.edit", user=editor)
        PageLogEntry.objects.filter(pk=entry.pk).update(timestamp=timezone.now() - timedelta(days=days_ago))

    found = tasks.recent(editor)

    assert [(task.title, task.note) for task in found.tasks] == [
        ("A", "last edited: yesterday"),
        ("B", f"last edited: {(timezone.localdate() - timedelta(days=2)).strftime('%-d %B %Y')}"),
    ]


# --- Going live and offline -------------------------------------------------------------------------------


def test_what_goes_live_or_offline_within_a_week_is_announced(practices, editor):
    now = timezone.now()
    for title, go_live_at in (
        ("Over drie dagen", now + timedelta(days=3)),
        ("Volgende maand", now + timedelta(days=30)),
    ):
        page = draft(practices, title, editor)
        page.go_live_at = go_live_at
        page.save_revision().publish()
    BestPracticePageFactory(parent=practices, title="Morgen weg", expire_at=in_days(1, "09:00"))

    found = tasks.scheduled(editor)

    assert titles(found) == ["Morgen weg", "Over drie dagen"]
    assert found.tasks[0].note == "goes offline tomorrow at 09:00"
    assert not found.tasks[0].is_urgent


def test_what_should_have_gone_live_is_urgent(practices, editor):
    page = draft(practices, "Had er moeten staan", editor)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    page.revisions.update(approved_go_live_at=in_days(-1, "09:00"))

    found = tasks.scheduled(editor)

    assert [(task.note, task.is_urgent) for task in found.tasks] == [("should have gone live yesterday at 09:00", True)]


def go_live(page, at):
    """Let the newest version of a page go live at a moment."""
    page.go_live_at = at
    page.save_revision().publish()


def test_the_link_lists_exactly_what_goes_live_or_offline_this_week(client, practices, editor):
    now = timezone.now()
    go_live(draft(practices, "Over drie dagen", editor), now + timedelta(days=3))
    go_live(draft(practices, "Volgende maand", editor), now + timedelta(days=31))
    late = draft(practices, "Had er moeten staan", editor)
    go_live(late, now + timedelta(hours=1))
    late.revisions.update(approved_go_live_at=in_days(-1))
    BestPracticePageFactory(parent=practices, title="Morgen weg", expire_at=in_days(1))
    BestPracticePageFactory(parent=practices, title="Had weg moeten zijn", expire_at=in_days(-1))
    BestPracticePageFactory(parent=practices, title="Volgend jaar weg", expire_at=in_days(365))
    BestPracticePageFactory(parent=practices, title="Is al weg", expire_at=in_days(-1), live=False, expired=True)
    both = publish(BestPracticePageFactory(parent=practices, title="Allebei", owner=editor))
    both.expire_at = in_days(5)
    go_live(both, now + timedelta(days=2))
    writer = make_writer_below(practices, rights=["add_page"])
    hers = draft(practices, "Van haar", writer)
    go_live(hers, now + timedelta(days=4))

    for user, expected in (
        (
            editor,
            ["Allebei", "Had er moeten staan", "Had weg moeten zijn", "Morgen weg", "Over drie dagen", "Van haar"],
        ),
        (writer, ["Van haar"]),
    ):
        found = tasks.scheduled(user)
        client.force_login(user)
        answer = client.get(found.url)
        listed = sorted(page.get_admin_display_title() for page in answer.context["object_list"])
        assert (found.total, listed) == (len(expected), expected)
        assert set(titles(found)) <= set(expected)


def test_a_page_that_goes_live_and_offline_is_one_task_for_what_comes_first(practices, editor):
    page = publish(BestPracticePageFactory(parent=practices, title="Allebei"))
    page.expire_at = in_days(1, "09:00")
    page = publish(page)
    go_live(page, in_days(2))

    found = tasks.scheduled(editor)

    assert [task.note for task in found.tasks] == ["goes offline tomorrow at 09:00"]
    assert found.total == 1


# --- Dates ------------------------------------------------------------------------------------------------


def test_dates_ask_attention_when_they_are_near_or_lacking(site, editor):
    agenda = section(EventIndexPage)
    near = draft(agenda, "Bijna", editor, EventPageFactory)
    schedule_create(
        work=near.translation_key, zone=settings.TIME_ZONE, starts_at=in_days(1), ends_at=in_days(1, "15:00")
    )
    draft(agenda, "Zonder datum", editor, EventPageFactory)
    postponed = make_event("Uitgesteld", start=in_days(20), parent=agenda)
    schedule_postpone(schedule=postponed.schedule, reason="De zaal")
    make_event("In orde", start=in_days(3), parent=agenda)

    found = tasks.dates(editor)

    assert [(task.title, task.note) for task in found.tasks] == [
        ("Bijna", "tomorrow, and not published"),
        ("Uitgesteld", "postponed, no new date"),
        ("Zonder datum", "no date yet"),
    ]
    assert [task.is_urgent for task in found.tasks] == [True, False, False]


def test_a_translation_in_the_making_of_a_published_event_has_its_dates(site, editor):
    event = make_event("Staat er", start=in_days(3), parent=section(EventIndexPage))
    page_translate(page=event, locale=Locale.objects.get(language_code="en"))

    assert tasks.dates(editor).total == 0


def test_a_course_that_takes_place_on_no_dates_asks_no_attention_for_its_old_ones(site, editor):
    near = make_course_draft("Concept zonder data", start="dates")
    schedule_create(
        work=near.translation_key, zone=settings.TIME_ZONE, starts_at=in_days(1), ends_at=in_days(1, "15:00")
    )
    postponed = make_course("Ooit op data", start=in_days(20))
    schedule_postpone(schedule=postponed.schedule, reason="Te weinig aanmeldingen")
    assert titles(tasks.dates(editor)) == ["Concept zonder data", "Ooit op data"]

    near.start = "interest"
    near.save_revision()
    near.save()
    publish(CoursePage.objects.get(pk=postponed.pk), start="any-time")

    assert titles(tasks.dates(editor)) == []


@pytest.mark.parametrize("start", CourseStart.values)
def test_the_database_and_the_page_agree_on_what_takes_place_on_dates(site, start):
    page = make_course_draft("Cursus", start=start)

    assert CoursePage.objects.filter(CoursePage.on_dates).exists() is page.is_dated


# --- Evidence ---------------------------------------------------------------------------------------------


def test_evidence_that_nobody_confirmed_for_a_year_is_listed_once_a_work(practices, editor):
    contributor = ContributorFactory()
    for title, days in (("Lang geleden", 400), ("Pas nog", 10), ("Nooit", None)):
        page = measured(practices, title)
        if days is not None:
            EvidenceConfirmationFactory(
                work=page.translation_key,
                contributor=contributor,
                confirmed_on=timezone.localdate() - timedelta(days=days),
            )
    BestPracticePageFactory(parent=practices, title="Een idee", evidence_level="idea")
    english = page_translate(
        page=BestPracticePage.objects.get(title="Nooit"), locale=Locale.objects.get(language_code="en")
    )
    BestPracticePage.objects.filter(pk=english.pk).update(live=True, title="Never", draft_title="Never")

    found = tasks.unconfirmed(editor)

    assert [(task.title, task.language) for task in found.tasks] == [("Never", "en"), ("Lang geleden", "nl")]
    assert found.total == 2
    assert found.tasks[0].note == "never confirmed"
    assert found.tasks[0].url == reverse("evidence:confirm", args=[english.pk])


def test_who_may_not_publish_is_not_asked_to_confirm(practices):
    measured(practices, "Nooit bevestigd")

    assert tasks.unconfirmed(make_writer_below(practices)).total == 1
    assert tasks.unconfirmed(make_writer_below(practices, rights=["change_page"])).total == 0


# --- Translations -----------------------------------------------------------------------------------------


def test_missing_translations_are_the_newest_first_and_lead_to_translating(practices, editor):
    for title, days in (("Oud", 30), ("Nieuw", 1)):
        BestPracticePageFactory(parent=practices, title=title, first_published_at=timezone.now() - timedelta(days=days))
    there = publish(BestPracticePageFactory(parent=practices, title="Vertaald"))
    page_translate(page=there, locale=Locale.objects.get(language_code="en"))

    found = tasks.missing(editor)

    assert (titles(found), found.total) == (["Nieuw", "Oud"], 2)
    assert found.tasks[0].note == "not in English yet"
    assert found.tasks[0].url == reverse("translate_page", args=[BestPracticePage.objects.get(title="Nieuw").pk, "en"])


def make_outdated(parent, title):
    """Return a live English translation of a page whose Dutch words have changed since."""
    source = publish(BestPracticePageFactory(parent=parent, title=title))
    english = page_translate(page=source, locale=Locale.objects.get(language_code="en"))
    english = publish(english, title=f"{title} (en)")
    publish(source, lessons="<p>Nieuw geleerd</p>")
    return english


def test_outdated_translations_lead_to_checking_them(practices, editor):
    english = make_outdated(practices, "Veranderd")

    found = tasks.outdated(editor)

    assert titles(found) == ["Veranderd (en)"]
    assert found.tasks[0].url == reverse("translation_check", args=[english.pk])


def test_a_change_of_facts_alone_makes_no_translation_outdated(practices, editor):
    source = publish(BestPracticePageFactory(parent=practices, title="Feiten"))
    english = publish(page_translate(page=source, locale=Locale.objects.get(language_code="en")))

    publish(source, costs_from=10)

    assert tasks.outdated(editor).total == 0
    assert BestPracticePage.objects.get(pk=english.pk).translated_from_id == (
        BestPracticePage.objects.get(pk=source.pk).live_revision_id
    )


def writer_in_both(*models, rights=("add_page", "change_page")):
    """Return somebody with rights on the sections of these types, in both languages."""
    return make_writer_below(
        *(section(model, language) for model in models for language in ("nl", "en")), rights=rights
    )


def make_people():
    """Return somebody in each role: of the hub's own, and who has some of the rights on some of the sections."""
    return {
        "editor": make_editor(),
        "moderator": make_moderator(),
        "writer": writer_in_both(BestPracticeIndexPage, EventIndexPage),
        "writer in Dutch": make_writer_below(section(BestPracticeIndexPage)),
        "who adds": writer_in_both(BestPracticeIndexPage, rights=("add_page",)),
        "who changes": writer_in_both(BestPracticeIndexPage, rights=("change_page",)),
    }


def test_no_task_refuses_who_opens_it(client, practices, editor):
    fill(1, editor)
    below = StandardPageFactory(parent=publish(StandardPageFactory(parent=section(HomePage))), title="Beneden")
    publish(below)
    refused, shown = [], {}
    for name, user in make_people().items():
        client.force_login(user)
        for sort in home.SECTIONS:
            for task in sort.read(user).tasks:
                shown.setdefault(name, set()).add(sort.name)
                if client.get(task.url).status_code != 200:
                    refused.append((name, sort.name, task.title))

    assert refused == []
    assert {name: sorted(sorts & {"missing", "outdated"}) for name, sorts in shown.items()} == {
        "editor": ["missing", "outdated"],
        "moderator": ["outdated"],
        "writer": ["missing"],
        "writer in Dutch": [],
        "who changes": [],
    }


def test_a_work_below_a_page_that_lacks_the_language_is_missing_after_that_page(site, editor):
    above = publish(StandardPageFactory(parent=section(HomePage), title="Boven"))
    publish(StandardPageFactory(parent=above, title="Beneden"))
    assert titles(tasks.missing(editor)) == ["Boven"]

    page_translate(page=above, locale=Locale.objects.get(language_code="en"))

    assert titles(tasks.missing(editor)) == ["Beneden"]


def test_translations_that_ask_a_right_count_for_who_has_it(client, practices, editor):
    english = make_outdated(practices, "Veranderd")
    publish(BestPracticePageFactory(parent=practices, title="Ontbreekt"))
    moderator, writer = make_moderator(), writer_in_both(BestPracticeIndexPage)

    totals = {user: (tasks.missing(user).total, tasks.outdated(user).total) for user in (editor, moderator, writer)}

    assert totals == {editor: (1, 1), moderator: (0, 1), writer: (1, 0)}
    assert titles(tasks.outdated(moderator)) == [english.title]


# --- The whole page ---------------------------------------------------------------------------------------


def fill(number, user):
    """Give an editor ``number`` tasks of each sort."""
    practices, agenda = section(BestPracticeIndexPage), section(EventIndexPage)
    for position in range(number):
        submit(draft(practices, f"Beoordelen {position}", user), user)
        page = draft(practices, f"Gepland {position}", user)
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision(user=user).publish()
        draft(agenda, f"Zonder datum {position}", user, EventPageFactory)
        measured(practices, f"Niet bevestigd {position}", owner=user)
        make_outdated(practices, f"Verouderd {position}")
        FieldlabPageFactory(parent=section(FieldlabIndexPage), title=f"Niet vertaald {position}")
        PageLogEntry.objects.log_action(instance=page, action="wagtail.edit", user=user)


MOST = 45


def test_the_start_page_asks_as_many_questions_for_thirty_tasks_as_for_one(client, site, terms, editor):
    client.force_login(editor)
    asked = []
    for number in (1, 29):
        fill(number, editor)
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(HOME).content.decode()
        asked.append(len(queries))

    assert asked[0] == asked[1] <= MOST
    assert "Show all 30" in page


def test_each_sort_without_tasks_says_so(client, site, editor):
    page = opened(client, editor)

    for text in (
        "Nobody waits for your review",
        "You have no drafts",
        "Nothing goes live or offline this week",
        "All dates are in order",
        "All evidence is confirmed",
        "Every translation is up to date",
        "Everything is there in every language",
        "You have not edited anything yet",
    ):
        assert text in page


def test_somebody_with_rights_on_one_part_sees_that_part_only(client, practices, editor):
    event = make_event("Wel van mij", start=in_days(3), parent=section(EventIndexPage))
    measured(practices, "Niet van mij, niet bevestigd")
    make_outdated(practices, "Niet van mij, verouderd")
    page = draft(practices, "Niet van mij, gepland", editor)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    submit(draft(practices, "Niet van mij, in beoordeling", editor), editor)

    seen = opened(client, writer_in_both(EventIndexPage))

    assert event.title in seen
    assert "Niet van mij" not in seen
    assert opened(client, editor).count("Niet van mij") >= 4


def test_the_start_page_is_ours(client, site, editor):
    page = opened(client, editor)

    assert "Wagtail" not in page.split("<body")[1].split("<script")[0]
    assert "wagtail.org" not in page
    assert "hub-logo" in page
    assert "css/admin.css" in page


def test_somebody_without_any_right_on_a_page_is_told(client, site):
    writer = make_writer_below()

    page = opened(client, writer)

    assert "You have no rights on any page yet" in page
    assert Page.objects.filter(depth__gt=1).exists()


def test_the_start_page_speaks_dutch(client, site):
    assert 'lang="nl"' in opened(client, make_editor(language="nl"))


def test_an_event_model_is_dated():
    assert [kind.model for kind in kinds.kinds() if kind.is_dated and kind.key == "event"] == [EventPage]
