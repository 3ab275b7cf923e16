"""What the home app adds to the editor, and what it refuses there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from home import services, usage
from home.content_checker import use_hub_checker
from home.middleware import in_use_response
from home.models import HubDocument, HubPage, Tag
from home.rich_text import HubDocumentLinkHandler, HubPageLinkHandler
from home.views import private_document
from home.viewsets import TagMergeViewSet, VocabularyViewSetGroup
from home.visibility import is_timed, visibility_of
from search.audience import is_collection_visible, is_file_visible

register_snippet(VocabularyViewSetGroup)


@hooks.register("register_admin_viewset")
def register_tag_merge() -> ViewSet:
    """Add the screen on which two tags become one."""
    return TagMergeViewSet()


@hooks.register("register_snippet_listing_buttons")
def offer_tag_merge(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Any]:
    """Offer to merge a tag, to who may delete it."""
    if isinstance(snippet, Tag) and user.has_perm("home.delete_tag"):
        url = reverse("tag_merge:merge", args=[snippet.pk])
        yield Button(_("Merge"), url, icon_name="resubmit", priority=50)


# --- Deleting what is in use ----------------------------------------------------------------------------


def refuse_when_used(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Return the page that lists where these are used, or ``None`` when they can go."""
    found = usage.usage_of(list(instances), request.user)
    if not found:
        return None
    return in_use_response(request, found, ", ".join(str(instance) for instance in instances))


@hooks.register("before_delete_snippet")
def keep_used_snippets(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Say where a snippet is used, before anybody is asked whether they are sure."""
    return refuse_when_used(request, instances)


@hooks.register("before_delete_page")
def keep_used_pages(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say what depends on a page or on one below it, such as a working group on its section."""
    return refuse_when_used(request, [page])


@hooks.register("before_delete_user")
def keep_used_users(request: HttpRequest, user: Any) -> HttpResponse | None:
    """Say what depends on an account."""
    return refuse_when_used(request, [user])


@hooks.register("before_bulk_action")
def keep_what_is_used(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Say where any of the chosen things is used; and what is missing before they can be published."""
    if action_type == "delete":
        return refuse_when_used(request, objects)
    if action_type == "publish":
        return refuse_incomplete(request, objects, action)
    return None


def refuse_incomplete(request: HttpRequest, pages: Sequence[Page], action: Any) -> HttpResponse | None:
    """Return to the list with a message for each page that is not complete; ``None`` when all are."""
    is_refused = False
    for page in pages:
        errors = page.get_latest_revision_as_object().get_publish_errors()
        for text in [text for texts in errors.values() for text in texts]:
            is_refused = True
            messages.error(request, f"{page.get_admin_display_title()}: {text}")
    return redirect(action.next_url) if is_refused else None


# --- Files ----------------------------------------------------------------------------------------------


@hooks.register("before_serve_document", order=-100)
def hide_restricted_documents(document: HubDocument, request: HttpRequest) -> HttpResponse | None:
    """Answer a document that the visitor may not see like one that is not there; raises ``Http404``.

    One of a collection that is not for them, but that they may see itself, is served here: Wagtail's own view asks
    for the collection only.
    """
    if not is_file_visible(document, request.user):
        raise Http404
    return None if is_collection_visible(document.collection, request.user) else private_document(document)


@hooks.register("after_bulk_action")
def follow_moved_files(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> None:
    """Follow files that were moved to another collection together, of which Wagtail sends no signal."""
    if action_type == "add_to_collection":
        services.file_works_reindex(files=action.model.objects.filter(pk__in=[file.pk for file in objects]))


@hooks.register("register_rich_text_features", order=100)
def hide_addresses(features: Any) -> None:
    """Replace Wagtail's own handlers of links, which are registered before."""
    features.register_link_type(HubPageLinkHandler)
    features.register_link_type(HubDocumentLinkHandler)


# --- Help for authors -----------------------------------------------------------------------------------


@hooks.register("construct_wagtail_userbar")
def check_content(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Check what this hub finds important, in the editor and on the page."""
    use_hub_checker(items)


@hooks.register("after_publish_page")
def warn_about_words(request: HttpRequest, page: Page) -> None:
    """Say what could be better in a page that was published: links that do not say where they lead."""
    for warning in page.get_publish_warnings() if isinstance(page, HubPage) else ():
        messages.warning(request, warning)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_who_sees_it(request: HttpRequest, page: Page) -> None:
    """Say who sees a page and from when, after a moment was filled in; not each time it saves by itself."""
    if is_timed(page) and request.accepts("text/html"):
        messages.info(request, " ".join(visibility_of(page)))


@hooks.register("register_icons")
def register_block_icons(names: list[str]) -> list[str]:
    """Add the drawings of content blocks."""
    return [*names, "home/icons/block-chart.svg"]
