"""Every page type can be previewed before it is saved: nothing on it may ask for a stored page."""

import pytest
from django.urls import reverse

from home.models import (
    ApplicationAreaIndexPage,
    BuildingBlockIndexPage,
    HomePage,
    MatrixPage,
    StandardPage,
)
from knowledge.models import BestPracticeIndexPage, BestPracticePage, FieldlabIndexPage, FieldlabPage
from tests.factories.home import BuildingBlockFactory, publish
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory
from tests.factories.members import OrganisationFactory
from tests.home.editor import edit_url, posted

pytestmark = pytest.mark.django_db


def preview(admin, form_url, preview_url, **values):
    """Send the form to the preview and return the page that the editor then sees."""
    answer = admin.post(preview_url, posted(admin, form_url, **values))
    assert answer.json() == {"is_valid": True, "is_available": True}
    response = admin.get(preview_url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "model",
    [
        StandardPage,
        MatrixPage,
        BuildingBlockIndexPage,
        ApplicationAreaIndexPage,
        BestPracticeIndexPage,
        FieldlabIndexPage,
    ],
)
def test_a_new_page_below_the_front_page(admin, homes, model):
    args = [model._meta.app_label, model._meta.model_name, homes[0].pk]

    html = preview(
        admin,
        reverse("wagtailadmin_pages:add", args=args),
        reverse("wagtailadmin_pages:preview_on_add", args=args),
        title="Nieuw",
    )

    assert "Nieuw" in html


@pytest.mark.parametrize(("model", "section"), [(BestPracticePage, "practices"), (FieldlabPage, "fieldlabs")])
def test_a_new_work(admin, request, model, section):
    parent = request.getfixturevalue(section)[0]
    block = BuildingBlockFactory(nl="Data delen")
    args = [model._meta.app_label, model._meta.model_name, parent.pk]

    html = preview(
        admin,
        reverse("wagtailadmin_pages:add", args=args),
        reverse("wagtailadmin_pages:preview_on_add", args=args),
        title="Nieuw",
        building_blocks=[str(block.pk)],
    )

    assert ("Nieuw" in html, "Data delen" in html) == (True, True)


@pytest.mark.parametrize(
    ("factory", "section"), [(BestPracticePageFactory, "practices"), (FieldlabPageFactory, "fieldlabs")]
)
def test_a_change_of_a_published_work_is_previewed_and_not_shown_to_others(admin, client, request, factory, section):
    page = publish(factory(parent=request.getfixturevalue(section)[0], title="Oud"))
    block = BuildingBlockFactory(nl="Data delen")
    OrganisationFactory()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    html = preview(admin, edit_url(page), url, title="Nieuw", building_blocks=[str(block.pk)])

    assert ("Nieuw" in html, "Data delen" in html) == (True, True)
    assert "Nieuw" not in client.get(page.url).content.decode()


def test_the_front_page(admin, homes):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[homes[0].pk])
    publish(HomePage.objects.get(pk=homes[0].pk))

    assert "Welkom" in preview(admin, edit_url(homes[0]), url, hero_title="Welkom")
