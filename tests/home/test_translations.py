import json

import pytest
from django.core import checks
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page

from home import revision_data, services
from home.models import StandardPage
from knowledge.models import BestPracticePage
from tests.factories.home import HubImageFactory, StandardPageFactory, publish
from tests.factories.knowledge import BestPracticePageFactory, OutcomeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dutch(practices):
    return publish(BestPracticePageFactory(parent=practices[0], title="Nederlands", slug="praktijk"))


def fresh(page):
    return type(page).objects.get(pk=page.pk)


# --- Translating ----------------------------------------------------------------------------------------


def test_a_translation_is_a_draft_with_the_same_slug_that_knows_its_source(dutch, homes, practices):
    english = services.page_translate(page=dutch, locale=homes[1].locale)

    assert (english.live, english.slug, english.title, english.locale) == (
        False,
        "praktijk",
        "Nederlands",
        homes[1].locale,
    )
    assert english.get_parent().pk == practices[1].pk
    assert english.translation_key == dutch.translation_key
    assert english.translated_from == fresh(dutch).live_revision
    assert english.latest_revision.as_object().translated_from == fresh(dutch).live_revision


def test_the_translator_owns_the_translation(dutch, homes, django_user_model):
    user = django_user_model.objects.create_user(email="translator@hub.example", password="x")

    assert services.page_translate(page=dutch, locale=homes[1].locale, user=user).owner == user


def test_a_translation_of_a_page_with_a_draft_is_made_from_what_is_live(dutch, homes):
    draft = fresh(dutch)
    draft.title = "Concept"
    draft.save_revision()

    english = services.page_translate(page=fresh(dutch), locale=homes[1].locale)

    assert (english.title, english.translated_from) == ("Nederlands", fresh(dutch).live_revision)


def test_a_translation_of_a_draft_is_made_from_its_latest_revision(practices, homes):
    page = BestPracticePageFactory(parent=practices[0], live=False)
    page.title = "Concept"
    revision = page.save_revision()

    assert services.page_translate(page=fresh(page), locale=homes[1].locale).translated_from == revision


def test_a_source_without_a_revision_gets_one_to_compare_with(practices, homes):
    page = BestPracticePageFactory(parent=practices[0])
    assert page.latest_revision is None

    english = services.page_translate(page=page, locale=homes[1].locale)

    assert english.translated_from == fresh(page).live_revision is not None
    assert fresh(english).is_outdated is False


def test_a_page_is_not_translated_twice(dutch, homes):
    services.page_translate(page=dutch, locale=homes[1].locale)

    with pytest.raises(ValidationError) as refused:
        services.page_translate(page=dutch, locale=homes[1].locale)

    assert refused.value.code == "exists"
    assert BestPracticePage.objects.count() == 2


def test_a_page_is_not_translated_before_its_section(homes):
    parent = StandardPageFactory(parent=homes[0])
    page = StandardPageFactory(parent=parent)

    with pytest.raises(ValidationError) as refused:
        services.page_translate(page=page, locale=homes[1].locale)

    assert refused.value.code == "parent"


def test_figures_keep_their_identity_and_get_the_language_of_the_page(dutch, homes):
    row = OutcomeFactory(page=dutch)

    english = services.page_translate(page=fresh(dutch), locale=homes[1].locale)

    found = english.outcomes.get()
    assert (found.translation_key, found.locale, found.indicator) == (
        row.translation_key,
        homes[1].locale,
        row.indicator,
    )


def test_the_editors_translate_button_notes_the_source_too(admin, dutch, homes):
    button = reverse("simple_translation:submit_page_translation", args=[dutch.pk])
    screen = admin.get(button).url

    response = admin.post(screen)

    assert screen == reverse("translate_page", args=[dutch.pk, "en"])
    english = BestPracticePage.objects.get(locale=homes[1].locale)
    assert response.status_code == 302
    assert english.translated_from == fresh(dutch).live_revision


def test_translating_a_section_and_then_its_page_notes_each_source(admin, homes):
    section = publish(StandardPageFactory(parent=homes[0], slug="over"))
    child = publish(StandardPageFactory(parent=section, slug="contact"))

    for page in (section, child):
        admin.post(reverse("translate_page", args=[page.pk, "en"]))

    made = StandardPage.objects.filter(locale=homes[1].locale).order_by("path")
    assert [page.translated_from for page in made] == [fresh(section).live_revision, fresh(child).live_revision]


# --- Outdated -------------------------------------------------------------------------------------------


@pytest.fixture
def english(dutch, homes):
    return publish(services.page_translate(page=dutch, locale=homes[1].locale), title="English")


def test_a_new_translation_is_not_outdated_and_neither_is_the_original(dutch, english):
    assert (fresh(english).is_outdated, fresh(dutch).is_outdated) == (False, False)
    assert fresh(dutch).translation_source is None


def test_other_words_in_the_source_make_a_translation_outdated(dutch, english):
    publish(fresh(dutch), problem="<p>Andere woorden</p>")

    assert fresh(english).is_outdated is True


def test_a_draft_of_the_source_does_not(dutch, english):
    page = fresh(dutch)
    page.problem = "<p>Concept</p>"
    page.save_revision()

    assert fresh(english).is_outdated is False


def test_other_facts_in_the_source_do_not_for_they_are_shared(dutch, english):
    publish(fresh(dutch), risk_class="high")

    assert fresh(english).is_outdated is False


def test_other_words_of_a_figure_do(dutch, english, homes):
    page = fresh(dutch)
    page.outcomes = [OutcomeFactory.build(page=page, indicator="Heropnames", locale=homes[0].locale)]
    page = publish(page)
    services.translation_confirm(page=fresh(english))
    assert fresh(english).is_outdated is False
    row = page.outcomes.get()
    row.indicator = "Iets anders"
    page.outcomes = [row]

    publish(page)

    assert fresh(english).is_outdated is True


def test_a_checked_translation_is_up_to_date_again(dutch, english):
    publish(fresh(dutch), problem="<p>Andere woorden</p>")

    services.translation_confirm(page=fresh(english))

    assert fresh(english).is_outdated is False
    assert fresh(english).latest_revision.as_object().translated_from == fresh(dutch).live_revision


def test_an_original_cannot_be_confirmed_as_a_translation(dutch):
    with pytest.raises(ValidationError) as refused:
        services.translation_confirm(page=fresh(dutch))

    assert refused.value.code == "original"


def test_a_copy_is_an_original(english, practices):
    copied = english.copy(to=practices[1], update_attrs={"slug": "copy"})

    assert BestPracticePage.objects.get(pk=copied.pk).translated_from is None


# --- Outdated: what was stored by an older version of the hub ---------------------------------------------


def rewrite(page, **values):
    """Store values of a page's revision as an older version of the hub did; ``None`` for what it did not have."""
    revision = fresh(page).live_revision
    content = {**revision.content, **values}
    revision.content = {name: value for name, value in content.items() if value is not None}
    revision.save()


def cell(text):
    return {"type": "item", "id": f"{text}-id", "value": text}


def old_table(**values):
    """Return a text with a table as columns and rows, which is how tables were stored."""
    rows = [{"type": "item", "id": "row-1", "value": [cell("Zorg"), cell("14")]}]
    table = {"caption": "Wie doet mee", "columns": [cell("Gebied"), cell("Aantal")], "rows": rows, **values}
    return [{"type": "table", "id": "5d1b3c5e-0000-4000-8000-000000000001", "value": table}]


def old_pictures(image, **values):
    """Return a text with a figure of before it could decorate only, and a link with nothing but a text."""
    figure = {"image": image.pk, "alt": "Twee wevers", "caption": "", **values}
    return [
        {"type": "figure", "id": "5d1b3c5e-0000-4000-8000-000000000002", "value": figure},
        {"type": "links", "value": [{"title": "Meer", "address": "https://example.org/"}]},
    ]


@pytest.fixture
def standard(homes):
    """A page of running text in Dutch, and its English translation."""
    source = publish(StandardPageFactory(parent=homes[0], title="Over"))
    return source, publish(services.page_translate(page=source, locale=homes[1].locale), title="About")


def save_as_the_editor_does(page, body):
    """Publish a page with a stored text, each block cleaned by its own form."""
    StandardPage.objects.filter(pk=page.pk).update(body=json.dumps(body))
    page = fresh(page)
    page.body = page.body.stream_block.clean(page.body)
    return publish(page)


@pytest.mark.parametrize("kind", ["table", "pictures"])
def test_a_text_of_an_older_shape_that_is_saved_as_it_was_leaves_its_translation_alone(standard, kind):
    source, english = standard
    body = {"table": old_table, "pictures": lambda: old_pictures(HubImageFactory())}[kind]()
    rewrite(source, body=json.dumps(body))

    saved = save_as_the_editor_does(source, body)

    assert json.loads(saved.live_revision.content["body"]) != body
    assert fresh(english).is_outdated is False
    assert fresh(english).translated_from == saved.live_revision


@pytest.mark.parametrize("kind", ["table", "pictures"])
def test_other_words_in_a_text_of_an_older_shape_make_its_translation_outdated(standard, kind):
    source, english = standard
    image = HubImageFactory()
    before = {"table": old_table(), "pictures": old_pictures(image)}[kind]
    after = {"table": old_table(caption="Wie deed mee"), "pictures": old_pictures(image, alt="Drie wevers")}[kind]
    rewrite(source, body=json.dumps(before))

    save_as_the_editor_does(source, after)

    assert fresh(english).is_outdated is True


def test_another_image_in_a_text_makes_its_translation_outdated(standard):
    source, english = standard
    rewrite(source, body=json.dumps(old_pictures(HubImageFactory())))

    save_as_the_editor_does(source, old_pictures(HubImageFactory()))

    assert fresh(english).is_outdated is True


def test_a_field_that_the_original_did_not_have_then_is_as_when_nobody_filled_it_in(standard):
    source, english = standard
    rewrite(source, image_alt=None, no_longer_there="Een veld van vroeger")

    publish(fresh(source))
    assert fresh(english).is_outdated is False

    publish(fresh(source), image_alt="Nu wel ingevuld")
    assert fresh(english).is_outdated is True


def test_a_row_without_a_field_that_rows_have_now_says_the_same():
    row = {"indicator": "Heropnames", "unit": "%", "sample": "", "period": "2025"}
    older = {name: value for name, value in row.items() if name != "sample"}

    now, then = (revision_data.words(BestPracticePage, {"outcomes": [values]}) for values in (row, older))

    assert now == then
    assert now["outcomes"] == [row]


def test_comparing_texts_reads_nothing_that_was_chosen(standard, django_assert_num_queries):
    content = {"body": json.dumps(old_pictures(HubImageFactory()) + old_table())}
    revision_data.words(StandardPage, content)

    with django_assert_num_queries(0):
        revision_data.words(StandardPage, content)


def test_a_text_that_is_no_json_is_compared_as_it_is(standard):
    assert revision_data.words(StandardPage, {"body": "<p>Van vroeger</p>"})["body"] == "<p>Van vroeger</p>"
    assert revision_data.words(StandardPage, {"body": ""})["body"] == []


# --- Addresses per language -----------------------------------------------------------------------------


def test_every_live_language_has_its_address(dutch, english):
    request = RequestFactory().get("/")

    assert dutch.translated_urls(request) == [
        ("en", "/en/best-practices/praktijk/"),
        ("nl", "/nl/best-practices/praktijk/"),
    ]


def test_a_draft_has_no_address_to_switch_to(dutch, homes):
    services.page_translate(page=dutch, locale=homes[1].locale)

    assert dutch.translated_urls() == [("nl", "/nl/best-practices/praktijk/")]


# --- No aliases -----------------------------------------------------------------------------------------


def test_an_alias_is_refused(dutch, homes):
    with pytest.raises(ValidationError) as refused:
        dutch.create_alias(parent=homes[0])

    assert refused.value.code == "alias"


def test_an_alias_is_refused_by_the_road_around_the_page(dutch, practices):
    action = CreatePageAliasAction(fresh(dutch), parent=practices[0], update_slug="spiegel")

    with pytest.raises(ValidationError):
        action.execute(skip_permission_checks=True)

    assert Page.objects.filter(alias_of__isnull=False).count() == 0


def test_translating_with_parents_makes_no_alias_of_the_parent(homes):
    page = StandardPageFactory(parent=StandardPageFactory(parent=homes[0]))

    with pytest.raises(ValidationError):
        page.copy_for_translation(homes[1].locale, copy_parents=True)


def test_the_copy_form_has_no_alias_and_ignores_one(admin, dutch, practices):
    url = reverse("wagtailadmin_pages:copy", args=[dutch.pk])
    form = admin.get(url).context["form"]

    admin.post(url, {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": practices[0].pk, "alias": "on"})

    assert "alias" not in form.fields
    assert Page.objects.get(slug="kopie").alias_of is None


def test_the_check_refuses_tree_synchronisation(settings):
    settings.WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = True

    assert [message.id for message in checks.run_checks() if message.id.startswith("home.")] == ["home.E001"]


def test_the_database_check_finds_aliases(dutch, practices):
    other = BestPracticePageFactory(parent=practices[0])
    Page.objects.filter(pk=other.pk).update(alias_of=dutch.pk)

    found = checks.run_checks(databases=["default"])
    assert [message.id for message in found if message.id.startswith("home.")] == ["home.W001"]
    Page.objects.update(alias_of=None)
    assert [m for m in checks.run_checks(databases=["default"]) if m.id.startswith("home.")] == []


def test_the_check_refuses_a_shared_field_that_is_not_there(monkeypatch):
    monkeypatch.setattr(StandardPage, "shared_fields", ("image", "imagination"))

    found = [message for message in checks.run_checks() if message.id.startswith("home.")]
    assert [(message.id, message.obj) for message in found] == [("home.E002", StandardPage)]
    assert "'imagination'" in found[0].msg
