"""Screens for translations: begin one, and say that one is up to date."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Locale, Page

from home import services, wording
from home.models import HubPage
from hub.admin import translations, words

CHECKED = "hub.translation_checked"


def translate_view(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """Make a draft of a page in another language, for who may edit it and may write in that language."""
    page = _hub_page(page_id)
    locale = get_object_or_404(Locale, language_code=language)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    existing = page.get_translation_or_none(locale)
    if existing is not None:
        return redirect("wagtailadmin_pages:edit", existing.pk)
    section = page.get_parent()
    parent = section.get_translation_or_none(locale)
    if parent is not None and not translations.may_translate(page, parent, request.user):
        raise PermissionDenied
    if request.method == "POST" and parent is not None:
        try:
            draft = services.page_translate(page=page, locale=locale, user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words_ = {"title": page.title, "language": locale.get_display_name()}
            messages.success(request, _("A draft of “%(title)s” in %(language)s is ready to be translated.") % words_)
            return redirect("wagtailadmin_pages:edit", draft.pk)
    context = {
        "page": page,
        "language": locale.get_display_name(),
        "section": section,
        "parent": parent,
        "section_url": reverse("translate_page", args=[section.pk, language]),
        "page_title": _("Translate"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "globe",
        "back_url": reverse("report_translations"),
    }
    return TemplateResponse(request, "hub/admin/translations/translate.html", context)


def choose_language_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Lead Wagtail's button "Translate" to the screen above, by way of a choice when several languages lack.

    In the place of Wagtail's own form, which asks for no right on the section that the translation goes to.
    """
    page = _hub_page(page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    present = page.get_translations(inclusive=True).values_list("locale_id", flat=True)
    lacking = [locale for locale in translations.locales() if locale.pk not in present]
    if len(lacking) == 1:
        return redirect("translate_page", page.pk, lacking[0].language_code)
    choices = [(str(locale), reverse("translate_page", args=[page.pk, locale.language_code])) for locale in lacking]
    context = {
        "choices": choices,
        "page_title": _("Translate"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "globe",
    }
    return TemplateResponse(request, "hub/admin/translations/choose.html", context)


def check_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show how an original changed since it was translated, and take the word that the translation is up to date.

    For who may publish the translation: readers are told at once.
    """
    page = _hub_page(page_id)
    if not translations.may_check(page, request.user):
        raise PermissionDenied
    if page.translation_source is None:
        raise Http404
    if request.method == "POST":
        try:
            services.translation_confirm(page=page)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            log(instance=page, action=CHECKED, user=request.user)
            messages.success(request, _("“%(title)s” is marked as up to date.") % {"title": page.title})
            return redirect("report_translations")
    made_from: Any = page.translated_from
    source: Any = page.translation_source
    context = {
        "page": page,
        "source": source,
        "is_outdated": page.is_outdated,
        "made": words.day(wording.local_time(made_from.created_at).date()),
        "changes_url": _changes_url(source, made_from, request.user),
        "page_title": _("Is the translation up to date?"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "globe",
        "back_url": reverse("report_translations"),
    }
    return TemplateResponse(request, "hub/admin/translations/check.html", context)


def _changes_url(source: Page, made_from: Any, user: Any) -> str:
    """Return where the changes of the original are shown; "" for who may not open it."""
    if not source.permissions_for_user(user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:revisions_compare", args=[source.pk, made_from.pk, "live"])


def _hub_page(page_id: int) -> HubPage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, HubPage):
        raise Http404
    return page
