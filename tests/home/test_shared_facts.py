from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from home import facts, services
from knowledge.models import BestPracticeAuthor, BestPracticePage, Outcome
from members.models import Contributor, Organisation
from search.models import IndexTerm
from tests.factories.home import BuildingBlockFactory, HubImageFactory, StandardPageFactory, TagFactory, publish
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(practices, homes):
    """A published best practice with its published English translation."""
    dutch = publish(BestPracticePageFactory(parent=practices[0], title="Nederlands", slug="praktijk"))
    english = publish(dutch.copy_for_translation(homes[1].locale), title="English", problem="<p>English words</p>")
    return dutch, english


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def draft_of(page, **values):
    """Save a draft with these values; return its revision."""
    page = fresh(page).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(page, name, value)
    return page.save_revision(clean=False)


def latest(page):
    return fresh(page).latest_revision.as_object()


def test_a_changed_fact_reaches_the_live_translation_and_its_draft_but_words_stay(pair):
    dutch, english = pair
    draft_of(english, title="Better English", problem="<p>Better words</p>")

    publish(fresh(dutch), risk_class="high", problem="<p>Andere woorden</p>")

    live = fresh(english)
    assert (live.risk_class, live.title, live.problem) == ("high", "English", "<p>English words</p>")
    draft = latest(english)
    assert (draft.risk_class, draft.title, draft.problem) == ("high", "Better English", "<p>Better words</p>")


def test_publishing_the_draft_later_does_not_bring_the_old_fact_back(pair):
    dutch, english = pair
    draft = draft_of(english, title="Better English")
    publish(fresh(dutch), risk_class="high", register_url="https://register.example/1")

    Revision.objects.get(pk=draft.pk).publish()

    assert (fresh(english).title, fresh(english).risk_class) == ("Better English", "high")
    assert (fresh(dutch).risk_class, fresh(dutch).register_url) == ("high", "https://register.example/1")


def test_a_scheduled_revision_gets_the_new_fact_too(pair):
    dutch, english = pair
    scheduled = draft_of(english, title="Later", go_live_at=timezone.now() + timedelta(days=1))
    scheduled.publish()
    draft_of(english, title="Later still", go_live_at=None)

    publish(fresh(dutch), licence="CC0-1.0")

    scheduled = Revision.objects.get(pk=scheduled.pk)
    assert scheduled.approved_go_live_at is not None
    assert (scheduled.as_object().licence, scheduled.as_object().title) == ("CC0-1.0", "Later")
    assert latest(english).licence == "CC0-1.0"


def test_scheduling_a_revision_copies_nothing_yet(pair):
    dutch, english = pair
    revision = draft_of(dutch, risk_class="high", go_live_at=timezone.now() + timedelta(days=1))

    revision.publish()

    assert (fresh(dutch).risk_class, fresh(english).risk_class, latest(english).risk_class) == ("unknown",) * 3


def test_a_translation_that_was_never_published_gets_the_fact_and_stays_a_draft(practices, homes):
    dutch = publish(BestPracticePageFactory(parent=practices[0]))
    english = dutch.copy_for_translation(homes[1].locale)

    publish(fresh(dutch), personal_data="special")

    assert (fresh(english).live, fresh(english).personal_data, latest(english).personal_data) == (
        False,
        "special",
        "special",
    )


def test_a_fact_that_is_being_changed_in_a_draft_survives_the_publication_of_another_language(pair):
    dutch, english = pair
    draft_of(dutch, risk_class="limited")

    publish(fresh(english), title="Only words changed")

    assert (fresh(dutch).risk_class, latest(dutch).risk_class) == ("unknown", "limited")


def test_relations_and_tags_are_facts(pair):
    dutch, english = pair
    block, tag = BuildingBlockFactory(slug="data-sharing"), TagFactory(name="privacy")
    organisation = Organisation.objects.create(name="Hospital", slug="hospital", kind="company")
    image = HubImageFactory()
    draft_of(english, title="Draft")
    dutch = fresh(dutch)
    dutch.tags.add(tag)

    publish(dutch, building_blocks=[block], organisations=[organisation], image=image, image_alt="Garen")

    for page in (fresh(english), latest(english)):
        assert [term.slug for term in page.building_blocks.all()] == ["data-sharing"]
        assert [found.slug for found in page.organisations.all()] == ["hospital"]
        assert [found.name for found in page.tags.all()] == ["privacy"]
        assert page.image == image
    latest(english).save_revision().publish()
    assert [found.name for found in fresh(english).tags.all()] == ["privacy"]


def test_removing_a_relation_removes_it_everywhere(pair):
    dutch, english = pair
    block = BuildingBlockFactory()
    dutch = publish(fresh(dutch), building_blocks=[block])

    publish(dutch, building_blocks=[])

    assert [list(page.building_blocks.all()) for page in (fresh(english), latest(english))] == [[], []]


def outcome(page, **values):
    defaults = {"indicator": "Heropnames", "baseline": 20, "outcome": 15, "locale": page.locale}
    return Outcome(**{**defaults, **values})


def test_figures_are_shared_and_their_words_are_not(pair):
    dutch, english = pair
    dutch = fresh(dutch)
    dutch.outcomes = [outcome(dutch, sort_order=0)]
    dutch = publish(dutch)
    # A figure that is new starts with the words of the original.
    english = fresh(english)
    assert [(row.indicator, row.locale.language_code) for row in english.outcomes.all()] == [("Heropnames", "en")]
    row = english.outcomes.get()
    row.indicator = "Readmissions"
    english.outcomes = [row]
    english = publish(english)

    row = dutch.outcomes.get()
    row.outcome, row.indicator = Decimal("12.5"), "Heropnames binnen 30 dagen"
    dutch.outcomes = [row, outcome(dutch, indicator="Nieuw", sort_order=1)]
    publish(dutch)

    for page in (fresh(english), latest(english)):
        figures = [(row.indicator, row.outcome, row.translation_key) for row in page.outcomes.all()]
        keys = [row.translation_key for row in fresh(dutch).outcomes.all()]
        assert figures == [("Readmissions", Decimal("12.5"), keys[0]), ("Nieuw", Decimal(15), keys[1])]


def test_publishing_a_draft_after_figures_changed_keeps_one_row_per_figure(pair):
    dutch, english = pair
    draft_of(english, title="Draft")
    dutch = fresh(dutch)
    dutch.outcomes = [outcome(dutch, sort_order=0), outcome(dutch, indicator="Tweede", sort_order=1)]
    publish(dutch)
    rows = list(fresh(english).outcomes.values_list("pk", flat=True))

    fresh(english).latest_revision.publish()

    assert list(fresh(english).outcomes.values_list("pk", flat=True)) == rows
    assert Outcome.objects.count() == 4


def test_a_figure_that_was_removed_goes_in_every_language(pair):
    dutch, english = pair
    dutch = fresh(dutch)
    dutch.outcomes = [outcome(dutch, sort_order=0), outcome(dutch, indicator="Tweede", sort_order=1)]
    dutch = publish(dutch)

    dutch.outcomes = [row for row in dutch.outcomes.all() if row.indicator == "Tweede"]
    publish(dutch)

    assert [[row.indicator for row in page.outcomes.all()] for page in (fresh(english), latest(english))] == [
        ["Tweede"],
        ["Tweede"],
    ]


def test_authors_are_the_same_in_every_language_in_the_same_order(pair):
    dutch, english = pair
    first, second = Contributor.objects.create(name="Ada"), Contributor.objects.create(name="Bea")
    dutch = fresh(dutch)
    dutch.authors = [
        BestPracticeAuthor(contributor=second, sort_order=0),
        BestPracticeAuthor(contributor=first, sort_order=1),
    ]
    publish(dutch)

    assert [author.name for author in fresh(english).authors_in_order] == ["Bea", "Ada"]
    assert [author.name for author in latest(english).authors_in_order] == ["Bea", "Ada"]
    fresh(english).latest_revision.publish()
    assert BestPracticeAuthor.objects.count() == 4


def test_sharing_facts_logs_nothing_and_publishes_nothing(pair):
    dutch, english = pair
    logged = PageLogEntry.objects.filter(page=english.pk).count()
    published = fresh(english).last_published_at

    publish(fresh(dutch), risk_class="high")

    assert PageLogEntry.objects.filter(page=english.pk).count() == logged
    assert fresh(english).last_published_at == published
    assert fresh(english).revisions.count() == english.revisions.count()


def test_what_is_shared_is_found_by_it_in_search(pair):
    dutch, _english = pair

    publish(fresh(dutch), building_blocks=[BuildingBlockFactory(slug="data-sharing")])

    found = IndexTerm.objects.filter(facet="building_block", value="data-sharing").order_by("entry__locale")
    assert list(found.values_list("entry__locale", "entry__language")) == [("en", "en"), ("nl", "nl")]


def test_a_failing_copy_undoes_the_publication(pair, practices, homes):
    dutch, english = pair
    BestPracticePageFactory(parent=practices[1], locale=homes[1].locale, slug="taken")

    with pytest.raises(ValidationError) as refused:
        publish(fresh(dutch), slug="taken", risk_class="high")

    assert list(refused.value.message_dict) == ["slug"]
    assert (fresh(dutch).slug, fresh(dutch).risk_class, fresh(english).risk_class) == (
        "praktijk",
        "unknown",
        "unknown",
    )


def test_a_page_without_translations_is_published_as_ever(practices):
    page = publish(BestPracticePageFactory(parent=practices[0]), risk_class="high")

    assert services.shared_facts_copy(source=page) == []


def test_all_facts_can_be_copied_at_once(pair):
    dutch, english = pair
    BestPracticePage.objects.filter(pk=dutch.pk).update(licence="CC0-1.0")

    written = services.shared_facts_copy(source=fresh(dutch))

    assert [page.pk for page in written] == [english.pk]
    assert (fresh(english).licence, latest(english).licence) == ("CC0-1.0", "CC0-1.0")
    assert services.shared_facts_copy(source=fresh(dutch)) == []


def test_every_shared_field_is_read_and_words_are_not():
    names = facts.names(BestPracticePage)

    assert names[0] == "slug"
    assert {"risk_class", "organisations", "outcomes", "authors", "tagged_items", "image"} < set(names)
    assert not {"title", "summary", "problem", "measurement_method", "body"} & set(names)


def test_a_page_type_with_few_facts_shares_them_as_well(homes):
    dutch = publish(StandardPageFactory(parent=homes[0], locale=homes[0].locale))
    english = publish(dutch.copy_for_translation(homes[1].locale), title="About")
    image = HubImageFactory()

    publish(dutch, image=image, image_alt="Garen", body=[("heading", "Kop")])

    assert (fresh(english).image, len(fresh(english).body)) == (image, 0)
