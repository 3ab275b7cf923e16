from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, ReferenceIndex
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from home import usage
from home.models import ApplicationArea, BuildingBlock, HubImage, Region, Tag, TagRedirect
from home.text import plain_text
from members.models import Organisation
from tests.factories.home import (
    ApplicationAreaFactory,
    BuildingBlockFactory,
    HubImageFactory,
    RegionFactory,
    StandardPageFactory,
    TagFactory,
    publish,
)
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory

pytestmark = pytest.mark.django_db


def url_of(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def text_rows(*rows, initial=0):
    return inline_formset(
        [{"body": rich_text("<p>Text</p>"), "description": "About", **row} for row in rows], initial=initial
    )


def term_data(**values):
    return nested_form_data(
        {
            "slug": "data-sharing",
            "order": "1",
            "icon": "squares",
            "dye": "woad",
            "weave": "basket",
            "retired_at": "",
            "texts": text_rows({"language": "nl", "name": "Data delen"}, {"language": "en", "name": "Data sharing"}),
            **values,
        }
    )


def used_block(practices, **values):
    block = BuildingBlockFactory(slug="data-sharing")
    page = publish(BestPracticePageFactory(parent=practices[0], title="Zes ziekenhuizen"), building_blocks=[block])
    return block, page


# --- Terms ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [BuildingBlock, ApplicationArea])
def test_a_term_is_made_with_its_texts_in_one_form(admin, model):
    response = admin.post(url_of(model, "add"), term_data())

    assert response.status_code == 302
    term = model.objects.get()
    assert (term.slug, term.dye, term.name_in("nl"), term.name_in("en")) == (
        "data-sharing",
        "woad",
        "Data delen",
        "Data sharing",
    )
    assert plain_text(term.text("nl").body) == "Text"


def test_a_term_needs_at_least_one_text(admin):
    response = admin.post(url_of(BuildingBlock, "add"), term_data(texts=text_rows()))

    assert response.status_code == 200
    assert BuildingBlock.objects.count() == 0


def test_two_texts_in_one_language_are_refused_not_a_server_error(admin):
    texts = text_rows({"language": "nl", "name": "Een"}, {"language": "nl", "name": "Twee"})

    response = admin.post(url_of(BuildingBlock, "add"), term_data(texts=texts))

    assert response.status_code == 200
    assert BuildingBlock.objects.count() == 0


def test_the_slug_of_a_saved_term_cannot_be_changed(admin):
    block = BuildingBlockFactory(slug="data-sharing", en=False)
    text = block.texts.get()
    rows = text_rows({"id": text.pk, "language": "nl", "name": "Nieuwe naam"}, initial=1)

    response = admin.post(url_of(BuildingBlock, "edit", block.pk), term_data(slug="anders", texts=rows))

    block = BuildingBlock.objects.get()
    assert (response.status_code, block.slug, block.name_in("nl")) == (302, "data-sharing", "Nieuwe naam")


@pytest.mark.parametrize("model", [BuildingBlock, ApplicationArea, Tag, Region])
def test_the_lists_of_vocabularies_open(admin, model):
    BuildingBlockFactory(retired_at=date(2026, 1, 1))
    ApplicationAreaFactory()
    TagFactory()
    RegionFactory()

    assert admin.get(url_of(model, "list")).status_code == 200
    assert admin.get(url_of(model, "edit", model.objects.get().pk)).status_code == 200


def test_the_list_finds_and_filters(admin):
    TagFactory(name="privacy")
    TagFactory(name="speech")

    html = admin.get(url_of(Tag, "list") + "?q=priv").content.decode()

    assert ("privacy" in html, "speech" in html) == (True, False)


# --- Deleting what is used ------------------------------------------------------------------------------


def test_deleting_a_used_term_shows_where_it_is_used(admin, practices):
    block, page = used_block(practices)
    ReferenceIndex.objects.all().delete()
    url = url_of(BuildingBlock, "delete", block.pk)

    asked, posted = admin.get(url), admin.post(url)

    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (asked.status_code, posted.status_code) == (200, 409)
    for response in (asked, posted):
        assert response.context["usage"].uses == (usage.Use("best practice", "Zes ziekenhuizen (nl)", edit),)
        assert edit in response.content.decode()
    assert BuildingBlock.objects.filter(pk=block.pk).exists()


def test_deleting_an_unused_term_asks_and_then_deletes(admin):
    block = BuildingBlockFactory()
    url = url_of(BuildingBlock, "delete", block.pk)

    assert admin.get(url).status_code == 200
    assert admin.post(url).status_code == 302
    assert BuildingBlock.objects.count() == 0


def test_deleting_several_at_once_refuses_when_one_is_used(admin, practices):
    block, _page = used_block(practices)
    free = BuildingBlockFactory()
    url = reverse("wagtail_bulk_action", args=["home", "buildingblock", "delete"])

    response = admin.post(f"{url}?id={block.pk}&id={free.pk}")

    assert response.status_code == 409
    assert BuildingBlock.objects.count() == 2


def test_deleting_a_used_region_lists_pages_and_snippets(admin, fieldlabs):
    region = RegionFactory(code="OV")
    organisation = Organisation.objects.create(name="Hospital", slug="hospital", kind="company", region=region)
    lab = FieldlabPageFactory(parent=fieldlabs[0], title="Zorgdatalab", region=region)

    response = admin.post(url_of(Region, "delete", region.pk))

    assert response.status_code == 409
    assert [use.title for use in response.context["usage"].uses] == ["Zorgdatalab (nl)", "Hospital"]
    assert str(organisation.pk) in response.context["usage"].uses[1].url
    assert lab.region == region


def test_a_used_tag_is_kept(admin, practices):
    tag = TagFactory(name="privacy")
    page = BestPracticePageFactory(parent=practices[0])
    page.tags.add(tag)
    publish(page)

    response = admin.post(url_of(Tag, "delete", tag.pk))

    assert (response.status_code, Tag.objects.count()) == (409, 1)
    assert [use.title for use in response.context["usage"].uses] == [f"{page.title} (nl)"]


def test_deleting_an_image_that_a_page_uses_is_refused_with_a_list(admin, practices):
    image = HubImageFactory()
    BestPracticePageFactory(parent=practices[0], title="Met beeld", image=image)
    ReferenceIndex.objects.all().delete()

    response = admin.post(reverse("wagtailimages:delete", args=[image.pk]))

    assert response.status_code == 409
    assert [use.title for use in response.context["usage"].uses] == ["Met beeld (nl)"]
    assert HubImage.objects.filter(pk=image.pk).exists()


def test_deleting_used_images_in_bulk_is_refused_with_a_list(admin, practices):
    image = HubImageFactory()
    BestPracticePageFactory(parent=practices[0], title="Met beeld", image=image)
    ReferenceIndex.objects.all().delete()
    url = reverse("wagtail_bulk_action", args=["home", "hubimage", "delete"])

    assert admin.post(f"{url}?id={image.pk}").status_code == 409
    assert HubImage.objects.count() == 1


def test_deleting_an_unused_image_works(admin):
    image = HubImageFactory()

    assert admin.post(reverse("wagtailimages:delete", args=[image.pk])).status_code == 302
    assert HubImage.objects.count() == 0


def test_what_an_editor_may_not_edit_is_counted_and_not_named(client, practices, django_user_model):
    block, _page = used_block(practices)
    user = django_user_model.objects.create_user(email="clerk@hub.example", password="x")
    group = Group.objects.create(name="Clerks")
    group.permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "delete_buildingblock", "change_buildingblock"])
    )
    user.groups.add(group)
    client.force_login(user)

    response = client.get(url_of(BuildingBlock, "delete", block.pk))

    assert response.context["usage"] == usage.Usage((), hidden=1)
    assert "Zes ziekenhuizen" not in response.content.decode()


def test_deleting_a_page_that_nothing_depends_on_works(admin, homes):
    page = publish(StandardPageFactory(parent=homes[0]))

    assert admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 302
    assert not type(page).objects.filter(pk=page.pk).exists()


def test_deleting_a_section_that_a_working_group_needs_is_refused(admin, homes):
    from members.models import WorkingGroup

    section = publish(StandardPageFactory(parent=homes[0]))
    below = publish(StandardPageFactory(parent=section))
    WorkingGroup.objects.create(slug="data-sharing", building_block=BuildingBlockFactory(), root_page=below.page_ptr)

    response = admin.post(reverse("wagtailadmin_pages:delete", args=[section.pk]))

    assert response.status_code == 409
    assert type(section).objects.filter(pk=section.pk).exists()


def test_nothing_is_protected_when_there_is_nothing():
    assert usage.protected_by([]) == []


# --- Tags -----------------------------------------------------------------------------------------------


def test_merging_is_offered_and_done_by_an_editor(admin, practices):
    old, new = TagFactory(name="ml"), TagFactory(name="machine learning")
    page = BestPracticePageFactory(parent=practices[0])
    page.tags.add(old)
    publish(page)
    url = reverse("tag_merge:merge", args=[old.pk])
    assert url in admin.get(url_of(Tag, "list")).content.decode()
    assert old not in admin.get(url).context["form"].fields["into"].queryset

    response = admin.post(url, {"into": new.pk})

    assert response.status_code == 302
    assert list(Tag.objects.values_list("name", flat=True)) == ["machine learning"]
    assert list(TagRedirect.objects.values_list("slug", "tag")) == [("ml", new.pk)]


def test_merging_asks_for_the_right_to_delete(client, django_user_model):
    tag = TagFactory()
    user = django_user_model.objects.create_user(email="clerk@hub.example", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    assert client.post(reverse("tag_merge:merge", args=[tag.pk]), {"into": TagFactory().pk}).status_code == 302
    assert Tag.objects.count() == 2


def test_collections_of_images_cannot_go_while_they_hold_any(admin):
    collection = Collection.get_first_root_node().add_child(name="Photos")
    HubImageFactory(collection=collection)

    response = admin.post(reverse("wagtailadmin_collections:delete", args=[collection.pk]))

    assert response.status_code < 500
    assert Collection.objects.filter(pk=collection.pk).exists()
