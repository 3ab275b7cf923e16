from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from wagtail.models import Revision

from knowledge.enums import EvidenceLevel
from knowledge.models import BestPracticePage, FieldlabPage, Outcome
from tests.factories.home import RegionFactory, publish
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory, OutcomeFactory
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db


def build(**values):
    return BestPracticePageFactory.build(**values)


def fields(page):
    return sorted(page.get_publish_errors())


def measured(page, **figure):
    page.outcomes = [OutcomeFactory.build(page=page, locale=None, **figure)]
    return page


PILOT = {"evidence_level": "pilot", "pilot_setting": "Three wards"}
MEASURED = {"evidence_level": "measured", "measurement_method": "Before and after"}
REPRODUCED = {**MEASURED, "evidence_level": "reproduced", "reproduction_source": "Journal of Examples"}


# --- Best practices -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, []),
        ({"expected_effect": ""}, ["expected_effect"]),
        ({"expected_effect": "  \n"}, ["expected_effect"]),
        ({"summary": "", "problem": "<p></p>", "approach": ""}, ["approach", "problem", "summary"]),
        ({"evidence_level": "pilot"}, ["pilot_setting"]),
        ({**PILOT, "expected_effect": ""}, []),
        ({**PILOT, "pilot_started": date(2999, 1, 1)}, ["pilot_started"]),
        ({**PILOT, "pilot_started": date(2026, 2, 1), "pilot_ended": date(2026, 1, 1)}, ["pilot_ended"]),
        ({**PILOT, "pilot_started": date(2026, 1, 1), "pilot_ended": date(2026, 1, 1)}, []),
        ({"evidence_level": "measured"}, ["measurement_method", "outcomes"]),
        (MEASURED, ["outcomes"]),
        ({"costs_from": Decimal(10), "costs_to": Decimal(5)}, ["costs_to"]),
        ({"costs_from": Decimal(10), "costs_to": Decimal(10)}, []),
    ],
)
def test_each_level_of_evidence_asks_for_its_own(values, missing):
    assert fields(build(**values)) == missing


@pytest.mark.parametrize("gap", [{"baseline": None}, {"outcome": None}, {"sample": ""}, {"period": ""}])
def test_a_measurement_needs_one_complete_figure(gap):
    page = measured(build(**MEASURED), **gap)

    assert fields(page) == ["outcomes"]
    page.outcomes = [*page.outcomes.all(), OutcomeFactory.build(page=page, locale=None)]
    assert fields(page) == []


def test_the_message_names_the_figure_and_what_it_lacks():
    page = measured(build(**MEASURED), indicator="Readmissions", outcome=None, period="")

    with translation.override("en"):
        message = page.get_publish_errors()["outcomes"][0]
    assert message == "Figures: at least one must be complete. “Readmissions” lacks: after, period."


def test_the_message_names_the_field_and_the_level():
    with translation.override("en"):
        assert build(evidence_level="pilot").get_publish_errors() == {
            "pilot_setting": ["Setting of the pilot: evidence “Pilot” asks for this."]
        }
        assert build(summary="").get_publish_errors() == {"summary": ["Summary: fill this in before you publish."]}


def test_a_reproduction_asks_for_a_measurement_who_did_it_and_where_it_is_found():
    organisation = OrganisationFactory()

    assert fields(build(evidence_level="reproduced")) == [
        "measurement_method",
        "outcomes",
        "reproduced_by",
        "reproduction_source",
    ]
    assert fields(measured(build(**REPRODUCED))) == ["reproduced_by"]
    assert fields(measured(build(**REPRODUCED, reproduced_by=organisation))) == []
    by_address = {**REPRODUCED, "reproduction_source": "", "reproduction_url": "https://example.org/"}
    assert fields(measured(build(**by_address, reproduced_by=organisation))) == []


def test_publishing_what_is_not_complete_is_refused_and_the_draft_is_kept(practices):
    page = publish(BestPracticePageFactory(parent=practices[0]))
    page.evidence_level = "pilot"
    revision = page.save_revision(clean=False)

    with pytest.raises(ValidationError) as refused:
        revision.publish()

    assert list(refused.value.message_dict) == ["pilot_setting"]
    page = BestPracticePage.objects.get(pk=page.pk)
    assert (page.evidence_level, page.latest_revision) == ("idea", revision)


def test_what_was_checked_when_it_was_scheduled_is_published_on_its_day(practices):
    page = publish(BestPracticePageFactory(parent=practices[0]))
    page.go_live_at = timezone.now() + timedelta(days=1)
    revision = page.save_revision()
    revision.publish()
    revision = Revision.objects.get(pk=revision.pk)
    # A rule or a shared fact has changed since; the job that publishes must not stop on it.
    revision.content.update(evidence_level="pilot", go_live_at=None)
    revision.save()

    revision.publish()

    assert BestPracticePage.objects.get(pk=page.pk).evidence_level == "pilot"


def test_scheduling_what_is_not_complete_is_refused(practices):
    page = publish(BestPracticePageFactory(parent=practices[0]))
    page.evidence_level = "pilot"
    page.go_live_at = timezone.now() + timedelta(days=1)

    with pytest.raises(ValidationError):
        page.save_revision().publish()


# --- Fieldlabs ------------------------------------------------------------------------------------------


def lab(**values):
    return FieldlabPageFactory.build(**values)


def test_a_fieldlab_asks_for_words_and_a_place():
    region = RegionFactory()

    assert fields(lab()) == []
    assert fields(lab(summary="", focus="<p> </p>")) == ["focus", "summary"]
    assert fields(lab(is_virtual=False)) == ["region"]
    assert fields(lab(is_virtual=False, city="Enschede")) == ["region"]
    assert fields(lab(is_virtual=False, city="Enschede", region=region)) == []
    assert fields(lab(is_virtual=False, region=region)) == []


def test_a_fieldlab_cannot_end_before_it_starts_nor_take_people_after():
    assert fields(lab(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))) == ["ends_on"]
    assert fields(lab(phase="concluded", is_open=True)) == ["is_open"]
    assert fields(lab(phase="concluded", is_open=False)) == []


def test_a_fieldlab_is_published_when_it_is_complete(fieldlabs):
    page = FieldlabPageFactory(parent=fieldlabs[0], is_virtual=False)
    with pytest.raises(ValidationError):
        page.save_revision().publish()

    assert publish(page, region=RegionFactory()).live is True
    assert FieldlabPage.objects.get().region.code == "UT"


# --- Figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("baseline", "outcome", "change", "text"),
    [
        ("20", "15", "-5", "5 minder"),
        ("0.74", "0.81", "0.07", "0,07 meer"),
        ("0.1", "0.3", "0.2", "0,2 meer"),
        ("184000", "186500.5", "2500.5", "2.500,5 meer"),
        ("-4", "-2", "2", "2 meer"),
        ("5", "5", "0", "onveranderd"),
        ("0", "3", "3", "3 meer"),
        (None, "3", None, ""),
        ("3", None, None, ""),
    ],
)
def test_the_change_of_a_figure_is_exact(baseline, outcome, change, text):
    number = [value and Decimal(value) for value in (baseline, outcome, change)]
    row = Outcome(baseline=number[0], outcome=number[1])

    assert (row.change, row.change_text) == (number[2], text)


def test_a_stored_figure_is_printed_without_noise(practices):
    page = BestPracticePageFactory(parent=practices[0])
    row = Outcome.objects.get(pk=OutcomeFactory(page=page, baseline=Decimal("0.74"), outcome=Decimal(184000)).pk)

    assert (row.baseline_text, row.outcome_text) == ("0,74", "184.000")
    with translation.override("en"):
        assert (row.baseline_text, row.outcome_text, str(row)) == ("0.74", "184,000", "Readmissions")
    assert (Outcome().baseline_text, Outcome().outcome_text) == ("", "")


def test_the_ladder_shows_where_the_evidence_stands():
    ladder = build(evidence_level="measured").evidence_ladder

    assert [(step["level"].value, step["is_done"], step["is_current"]) for step in ladder] == [
        ("idea", True, False),
        ("pilot", True, False),
        ("measured", False, True),
        ("reproduced", False, False),
    ]
    assert [level.rank for level in EvidenceLevel] == [0, 1, 2, 3]
