import json
import re
from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, Workflow, WorkflowPage, get_page_models

from home import services
from home.models import HubPage, StandardPage
from home.widgets import TitleInput
from knowledge.models import BestPracticePage
from members.models import Organisation
from tests.factories.home import BuildingBlockFactory, StandardPageFactory, TagFactory, publish
from tests.factories.knowledge import BestPracticePageFactory
from tests.home.editor import PUBLISH, edit, edit_url, errors_of, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(practices):
    return publish(BestPracticePageFactory(parent=practices[0], title="Nederlands", slug="praktijk"))


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def test_a_page_without_a_slug_gets_one_from_its_title(admin, practices):
    url = reverse("wagtailadmin_pages:add", args=["knowledge", "bestpracticepage", practices[0].pk])

    admin.post(url, posted(admin, url, title="Nieuwe praktijk", slug=""))

    made = BestPracticePage.objects.get()
    assert made.live is False
    assert made.slug == f"nieuwe-praktijk-{made.public_id[:6]}"


def test_a_page_can_be_published_at_once_without_a_slug(admin, homes):
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", homes[0].pk])

    admin.post(url, posted(admin, url, title="Over ons", slug="", **PUBLISH))

    made = StandardPage.objects.get()
    assert (made.live, made.slug) == (True, f"over-ons-{made.public_id[:6]}")


def test_the_title_does_not_fill_in_the_slug_in_the_browser(admin, practices):
    url = reverse("wagtailadmin_pages:add", args=["knowledge", "bestpracticepage", practices[0].pk])

    html = admin.get(url).content.decode()

    assert 'data-w-sync-target-value="#id_slug"' not in html


def test_the_editor_has_its_tabs(admin, page):
    html = admin.get(edit_url(page)).content.decode()

    assert re.findall(r'id="tab-label-([^"]*)"', html) == [
        "content",
        "classification",
        "evidence_and_responsible_ai",
        "people",
        "promote",
        "settings",
    ]


def test_a_draft_may_be_incomplete(admin, page):
    response = edit(admin, page, problem="null", expected_effect="", evidence_level="measured")

    assert response.status_code == 302
    draft = fresh(page).latest_revision.as_object()
    assert (draft.evidence_level, fresh(page).evidence_level) == ("measured", "idea")


def test_publishing_says_field_by_field_what_is_missing(admin, page):
    response = edit(admin, page, evidence_level="measured", **PUBLISH)

    assert response.status_code == 200
    assert list(errors_of(response)) == ["measurement_method", "__all__"]
    assert "How it was measured" in errors_of(response)["measurement_method"][0]
    assert fresh(page).evidence_level == "idea"


def test_submitting_for_moderation_asks_the_same(admin, page):
    workflow = Workflow.objects.first()
    WorkflowPage.objects.update_or_create(page=Page.objects.get(depth=1), defaults={"workflow": workflow})

    response = edit(admin, page, evidence_level="pilot", **{"action-submit": "action-submit"})

    assert list(errors_of(response)) == ["pilot_setting"]


def test_a_complete_page_is_published(admin, page):
    response = edit(
        admin,
        page,
        evidence_level="pilot",
        pilot_setting="Three wards",
        pilot_started="2026-01-01",
        techniques=["robotics", "machine-learning"],
        **PUBLISH,
    )

    assert response.status_code == 302
    page = fresh(page)
    assert (page.evidence_level, page.pilot_started, page.techniques) == (
        "pilot",
        date(2026, 1, 1),
        ["machine-learning", "robotics"],
    )


def test_figures_are_asked_for_and_taken_from_the_form(admin, page):
    rows = {
        "outcomes-TOTAL_FORMS": "1",
        "outcomes-0-indicator": "Readmissions",
        "outcomes-0-baseline": "20",
        "outcomes-0-outcome": "",
        "outcomes-0-sample": "2,140",
        "outcomes-0-period": "2026",
        "outcomes-0-unit": "%",
        "outcomes-0-ORDER": "1",
        "outcomes-0-id": "",
        "outcomes-0-DELETE": "",
    }
    measured = {"evidence_level": "measured", "measurement_method": "Before and after"}

    refused = edit(admin, page, **measured, **rows, **PUBLISH)
    accepted = edit(admin, page, **measured, **{**rows, "outcomes-0-outcome": "15"}, **PUBLISH)

    assert "after" in errors_of(refused)["__all__"][0]
    assert accepted.status_code == 302
    assert [(row.indicator, row.change) for row in fresh(page).outcomes.all()] == [("Readmissions", -5)]


def test_terms_organisations_and_tags_are_chosen_on_the_form(admin, page):
    block = BuildingBlockFactory(slug="data-sharing")
    organisation = Organisation.objects.create(name="Hospital", slug="hospital", kind="company")
    TagFactory(name="privacy")

    edit(
        admin,
        page,
        building_blocks=[str(block.pk)],
        organisations=[str(organisation.pk)],
        tags="privacy, nieuw",
        **PUBLISH,
    )

    page = fresh(page)
    assert [term.slug for term in page.building_blocks.all()] == ["data-sharing"]
    assert [found.slug for found in page.organisations.all()] == ["hospital"]
    assert sorted(tag.name for tag in page.tags.all()) == ["nieuw", "privacy"]


def test_a_retired_term_stays_where_it_is_and_is_not_offered_elsewhere(admin, page, practices):
    kept = BuildingBlockFactory(slug="old", retired_at=date(2026, 1, 1))
    BuildingBlockFactory(slug="gone", retired_at=date(2026, 1, 1))
    BuildingBlockFactory(slug="now")
    BuildingBlockFactory(slug="later", retired_at=date(2999, 1, 1))
    page = publish(page, building_blocks=[kept])
    other = publish(BestPracticePageFactory(parent=practices[0]))

    def offered(page):
        field = admin.get(edit_url(page)).context["form"].fields["building_blocks"]
        return sorted(term.slug for term in field.queryset)

    assert offered(page) == ["later", "now", "old"]
    assert offered(other) == ["later", "now"]
    edit(admin, page, **PUBLISH)
    assert [term.slug for term in fresh(page).building_blocks.all()] == ["old"]


def test_a_retired_term_cannot_be_posted(admin, page):
    gone = BuildingBlockFactory(slug="gone", retired_at=date(2026, 1, 1))

    response = edit(admin, page, building_blocks=[str(gone.pk)], **PUBLISH)

    assert list(errors_of(response)) == ["building_blocks"]


def test_an_outdated_translation_can_be_marked_up_to_date(admin, page, homes):
    english = publish(services.page_translate(page=page, locale=homes[1].locale))
    assert 'name="is_translation_current"' not in admin.get(edit_url(english)).content.decode()
    publish(fresh(page), problem="<p>Andere woorden</p>")
    assert 'name="is_translation_current"' in admin.get(edit_url(english)).content.decode()

    edit(admin, english, is_translation_current="on", **PUBLISH)

    assert fresh(english).is_outdated is False


def test_a_page_in_moderation_is_checked_at_every_save(admin, page, django_user_model):
    workflow = Workflow.objects.first()
    workflow.start(page, django_user_model.objects.get())

    response = edit(admin, page, evidence_level="pilot")

    assert list(errors_of(response)) == ["pilot_setting"]


def test_publishing_in_bulk_names_what_is_missing_and_publishes_nothing(admin, page, practices):
    page.evidence_level = "reproduced"
    page.save_revision()
    other = BestPracticePageFactory(parent=practices[0], live=False)
    other.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = admin.post(f"{url}?id={page.pk}&id={other.pk}", follow=True)

    shown = [str(message) for message in response.context["messages"]]
    assert len(shown) == 4
    assert all(text.startswith(("Nederlands (", "Nederlands:")) for text in shown)
    assert (fresh(page).evidence_level, fresh(other).live) == ("idea", False)


def test_saving_by_autosave_returns_json(admin, page):
    data = posted(admin, edit_url(page), title="Automatisch")

    response = admin.post(edit_url(page), data, headers={"accept": "application/json"})

    assert json.loads(response.content)["success"] is True
    assert fresh(page).latest_revision.as_object().title == "Automatisch"


def test_publishing_is_logged_once(admin, page):
    before = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count()

    edit(admin, page, **PUBLISH)

    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == before + 1


def test_a_standard_page_needs_a_title_only(admin, homes):
    page = publish(StandardPageFactory(parent=homes[0], summary=""))

    assert edit(admin, page, title="Over", **PUBLISH).status_code == 302
    assert fresh(page).title == "Over"


# --- Titles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [model for model in get_page_models() if issubclass(model, HubPage)])
def test_the_title_of_every_type_of_page_has_as_many_lines_as_it_needs(model):
    field = model.get_edit_handler().get_form_class().base_fields["title"]

    assert isinstance(field.widget, TitleInput)
    assert field.widget.attrs["data-controller"] == "w-autosize"
    assert field.max_length == 255


def test_a_title_that_is_typed_on_two_lines_is_one_line():
    typed = {"title": " Een lange\r\ntitel\n"}

    assert TitleInput().value_from_datadict(typed, {}, "title") == "Een lange titel"
    assert TitleInput().value_from_datadict({}, {}, "title") is None
