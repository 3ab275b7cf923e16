"""Works that point at works: both ways, in the reader's language, and only to who may see them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import querydict_from_html

from home.models import HomePage
from knowledge.models import (
    BestPracticeIndexPage,
    BestPracticePage,
    FieldlabPage,
    NewsAbout,
    NewsPage,
    PublicationPage,
)
from tests.factories.events import in_days, make_event
from tests.factories.home import publish
from tests.factories.knowledge import (
    BestPracticePageFactory,
    FieldlabPageFactory,
    FundingCallPageFactory,
    NewsPageFactory,
    PublicationPageFactory,
    UseCasePageFactory,
    make_short,
)
from tests.home.editor import edit_url
from tests.search.pages import make_user, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site, settings):
    """The sections, in both languages. No page is kept: a kept one has no context to look at."""
    settings.HUB_PAGE_CACHE_SECONDS = 0


def make_practice(title="Praktijk", **values):
    parent = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    return publish(BestPracticePageFactory(parent=parent, locale=parent.locale, title=title, **values))


def translate(page, title):
    translated = page.copy_for_translation(Locale.objects.get(language_code="en"))
    return publish(translated, title=title)


def about(client, page):
    return [hit.title for hit in client.get(page.url).context["about"]]


def pointing(client, page):
    return [hit.title for hit in client.get(page.url).context["pointing"]]


# --- What a page points at ------------------------------------------------------------------------------


def test_a_page_lists_what_it_points_at_in_the_order_of_the_editor_and_once(client):
    practice, event = make_practice("Praktijk"), make_event("Bijeenkomst")
    news = make_short(NewsPageFactory, about=[event, practice, event])

    response = client.get(news.url)

    assert [hit.title for hit in response.context["about"]] == ["Bijeenkomst", "Praktijk"]
    html = response.content.decode()
    assert [html.count(f'href="{page.url}"') for page in (practice, event)] == [1, 1]


@pytest.mark.parametrize(
    "factory", [NewsPageFactory, PublicationPageFactory, UseCasePageFactory, FundingCallPageFactory]
)
def test_each_of_the_short_types_points_and_is_named_in_return(client, factory):
    practice = make_practice()

    page = make_short(factory, about=[practice], title="Wijst ernaar")

    assert about(client, page) == ["Praktijk"]
    assert pointing(client, practice) == ["Wijst ernaar"]
    assert f'href="{page.url}"' in client.get(practice.url).content.decode()


def test_what_is_over_stays_in_the_page_that_was_written_about_it(client):
    event = make_event("Vorige week", start=in_days(-7))
    call = make_short(FundingCallPageFactory, title="Gesloten", deadline=in_days(-2))

    assert about(client, make_short(NewsPageFactory, about=[event, call])) == ["Vorige week", "Gesloten"]


def test_a_reader_gets_the_version_in_her_language_or_the_other_marked_as_such(client):
    both, dutch_only = make_practice("Beide"), make_practice("Alleen Nederlands")
    translate(both, "Both")
    news = make_short(NewsPageFactory, about=[both, dutch_only], title="Nieuws")
    english = translate(news, "News")

    hits = client.get(english.url).context["about"]

    assert [(hit.title, hit.language, hit.is_other_language) for hit in hits] == [
        ("Both", "en", False),
        ("Alleen Nederlands", "nl", True),
    ]
    assert about(client, news) == ["Beide", "Alleen Nederlands"]


def test_what_a_page_points_at_is_a_fact_of_the_work(client):
    first, second = make_practice("Eerste"), make_practice("Tweede")
    news = make_short(NewsPageFactory, about=[first])
    english = translate(news, "News")

    news.about = [news.about.model(target=second.page_ptr)]
    publish(news)

    assert about(client, english) == ["Tweede"]
    assert pointing(client, first) == []


def test_what_a_visitor_may_not_see_is_not_there_for_her(client):
    practice, secret = make_practice("Openbaar"), make_practice("Kanarie")
    news = make_short(NewsPageFactory, about=[secret, practice], title="Nieuws")
    restrict(secret)

    assert about(client, news) == ["Openbaar"]
    assert "Kanarie" not in client.get(news.url).content.decode()
    assert secret.full_url not in str(client.get(f"/api/v1/works/{news.public_id}/").json())
    client.force_login(make_user())
    assert about(client, news) == ["Kanarie", "Openbaar"]
    assert secret.full_url in client.get(news.url).content.decode()


def test_a_withdrawn_page_is_not_there(client):
    practice = make_practice()
    news = make_short(NewsPageFactory, about=[practice])

    practice.unpublish()

    assert about(client, news) == []


# --- What points at a page ------------------------------------------------------------------------------


def test_the_newest_comes_first_whatever_its_type(client):
    practice = make_practice()
    pages = [
        make_short(PublicationPageFactory, about=[practice], title="Rapport"),
        make_short(UseCasePageFactory, about=[practice], title="Toepassing"),
        make_short(NewsPageFactory, about=[practice], title="Nieuws"),
    ]
    for place, page in enumerate(pages):
        Page.objects.filter(pk=page.pk).update(first_published_at=in_days(-place))
        publish(type(page).objects.get(pk=page.pk))

    assert pointing(client, practice) == ["Rapport", "Toepassing", "Nieuws"]


def test_a_translation_is_named_as_well_as_its_original(client):
    practice = make_practice()
    english = translate(practice, "Practice")
    make_short(NewsPageFactory, about=[english], title="Nieuws")

    assert pointing(client, practice) == pointing(client, english) == ["Nieuws"]
    [hit] = client.get(english.url).context["pointing"]
    assert hit.is_other_language is True


def test_a_private_article_is_named_only_to_who_may_read_it(client):
    practice = make_practice()
    secret = make_short(NewsPageFactory, about=[practice], title="Kanarie")
    restrict(secret)

    assert pointing(client, practice) == []
    assert "Kanarie" not in client.get(practice.url).content.decode()
    client.force_login(make_user())
    assert pointing(client, practice) == ["Kanarie"]


def test_a_draft_a_withdrawn_article_and_a_closed_call_are_not_named(client):
    practice = make_practice()
    withdrawn = make_short(NewsPageFactory, about=[practice], title="Ingetrokken")
    withdrawn.unpublish()
    make_short(FundingCallPageFactory, about=[practice], title="Gesloten", deadline=in_days(-1))
    article = make_short(NewsPageFactory, title="Concept")
    article.about = [article.about.model(target=practice.page_ptr)]
    article.save_revision()

    assert pointing(client, practice) == []


def test_an_event_and_a_fieldlab_name_what_points_at_them(client):
    event = make_event("Dag")
    parent = FieldlabPage.allowed_parent_page_models()[0].objects.get(locale__language_code="nl")
    lab = publish(FieldlabPageFactory(parent=parent, locale=parent.locale))
    make_short(NewsPageFactory, about=[event, lab], title="Nieuws")

    assert (pointing(client, event), pointing(client, lab)) == (["Nieuws"], ["Nieuws"])


def test_what_is_shown_already_is_not_related_as_well(client, terms):
    where = {"building_blocks": [terms["data-sharing"]], "application_areas": [terms["health-and-care"]]}
    practice = publish(make_practice("Praktijk"), **where)
    publish(make_practice("Buurman"), **where)
    news = make_short(NewsPageFactory, about=[practice], title="Nieuws", **where)

    assert [hit.title for hit, _reason in client.get(practice.url).context["related"]] == ["Buurman"]
    assert [hit.title for hit, _reason in client.get(news.url).context["related"]] == ["Buurman"]


def test_naming_thirty_costs_as_many_queries_as_naming_one(client):
    practice = make_practice()
    make_short(NewsPageFactory, about=[practice])

    def count():
        client.get(practice.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(practice.url).status_code == 200
        return len(queries)

    few = count()
    for _ in range(29):
        make_short(NewsPageFactory, about=[practice])

    assert len(pointing(client, practice)) == 30
    assert count() == few <= 12


# --- Editing --------------------------------------------------------------------------------------------


def test_only_works_can_be_pointed_at():
    news = make_short(NewsPageFactory)
    NewsAbout(page=news, target=make_practice().page_ptr).full_clean()

    for wrong in (HomePage.objects.first(), BestPracticeIndexPage.objects.first()):
        with pytest.raises(ValidationError) as caught:
            NewsAbout(page=news, target=wrong.page_ptr).full_clean()
        assert list(caught.value.message_dict) == ["target"]


def test_a_page_that_points_at_itself_is_not_in_its_own_list(client):
    news, practice = make_short(NewsPageFactory, title="Zelf"), make_practice()
    news.about = [NewsAbout(target=page.page_ptr) for page in (news, practice)]
    news = publish(news)

    assert (about(client, news), pointing(client, news)) == (["Praktijk"], [])
    assert str(news.about.first()) == "Zelf"


def test_an_editor_adds_a_page_and_can_choose_only_works(admin):
    practice, news = make_practice(), make_short(NewsPageFactory)
    html = admin.get(edit_url(news)).content.decode()
    data = querydict_from_html(html, form_id="page-edit-form")
    data.update(
        {
            "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "paragraph", "body-0-id": "",
            "body-0-value": '{"blocks":[{"key":"a","text":"Tekst","type":"unstyled","depth":0,"inlineStyleRanges":[],'
            '"entityRanges":[],"data":{}}],"entityMap":{}}',
            "sources-count": "0", "about-TOTAL_FORMS": "1", "about-0-id": "", "about-0-target": str(practice.pk),
            "about-0-ORDER": "1", "about-0-DELETE": "", "action-publish": "action-publish",
        }
    )  # fmt: skip

    assert "knowledge.bestpracticepage" in html
    assert "knowledge.bestpracticeindexpage" not in html.split("about-FORMS")[1].split("</template>")[0]
    assert admin.post(edit_url(news), data).status_code == 302
    assert NewsPage.objects.get(pk=news.pk).about_works == [practice.translation_key]


def test_a_page_that_others_point_at_is_not_deleted_but_named(admin):
    practice = make_practice()
    make_short(NewsPageFactory, about=[practice], title="Wijst ernaar")

    response = admin.post(reverse("wagtailadmin_pages:delete", args=[practice.pk]))

    assert "Wijst ernaar" in response.content.decode()
    assert BestPracticePage.objects.filter(pk=practice.pk).exists()
    with pytest.raises(ProtectedError):
        practice.delete()


def test_the_pages_that_point_go_without_their_targets():
    practice = make_practice()
    publication = make_short(PublicationPageFactory, about=[practice])

    publication.delete()

    assert not PublicationPage.objects.exists()
    assert BestPracticePage.objects.filter(pk=practice.pk).exists()


def test_a_preview_shows_rows_that_are_not_stored(admin):
    practice, news = make_practice("Praktijk"), make_short(NewsPageFactory)
    news.about = [news.about.model(target=practice.page_ptr)]
    revision = news.save_revision()

    response = admin.get(reverse("wagtailadmin_pages:revisions_view", args=[news.pk, revision.pk]))

    assert f'href="{practice.url}"' in response.content.decode()
