"""The editor by its real screens: what is on them is what is posted back."""

from django.urls import reverse
from wagtail.blocks import BlockField
from wagtail.test.utils.form_data import querydict_from_html

PUBLISH = {"action-publish": "action-publish"}


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def posted(admin, url, **values):
    """Return what the page form would post, with some values changed (a list for a multiple choice).

    Content blocks are made in the browser; here they are empty.
    """
    response = admin.get(url)
    data = querydict_from_html(response.content.decode(), form_id="page-edit-form")
    for name, field in response.context["form"].fields.items():
        if isinstance(field, BlockField):
            data[f"{name}-count"] = "0"
    for name, value in values.items():
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = value
    return dict(data.lists())


def edit(admin, page, **values):
    """Open the page in the editor, change some values and send it; return the response."""
    return admin.post(edit_url(page), posted(admin, edit_url(page), **values))


def errors_of(response):
    """Return the messages of a refused form by field, those of the whole form under ``__all__``."""
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}
