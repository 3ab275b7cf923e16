"""The editor's forms for pages: what may be chosen, and what publishing asks."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

from search.audience import audience_is_kept


class HubPageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Form of every page of the hub.

    A draft may be incomplete: ``get_publish_errors`` of the page is asked only when somebody publishes or
    submits for moderation. Retired terms are offered only where the page already has them.
    """

    is_translation_current = forms.BooleanField(
        label=_("The translation is up to date"),
        required=False,
        help_text=_("The original has changed since. Tick when the words above say the same again."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            # Left empty, it is made from the title and a short id.
            self.fields["slug"].required = False
        if not self.instance.pk or not getattr(self.instance, "is_outdated", False):
            self.fields.pop("is_translation_current", None)
        self._offer_current_terms()

    def _offer_current_terms(self) -> None:
        for name, field in self.fields.items():
            every: Any = getattr(field, "queryset", None)
            if not isinstance(field, forms.ModelMultipleChoiceField) or not hasattr(every, "current"):
                continue
            offered = every.current()
            if self.instance.pk:
                chosen = [term.pk for term in getattr(self.instance, name).all()]
                offered = every.filter(Q(pk__in=chosen) | Q(pk__in=offered.values("pk")))
            field.queryset = offered

    def clean_slug(self) -> str:
        """Return the slug, made from the title when none was given."""
        slug: str = self.cleaned_data["slug"]
        return slug or self.instance.generated_slug(self.cleaned_data.get("title", ""))

    def defer_required_fields(self) -> None:
        """Let a draft be incomplete, but not while it is in moderation: approval publishes what is there."""
        if self.instance.pk is None or not self.instance.workflow_in_progress:
            super().defer_required_fields()

    def is_valid(self) -> bool:
        """Validate the form and, unless it is saved as a draft, ask the page whether it is complete."""
        valid = bool(super().is_valid())
        if self._drop_past_end():
            valid = bool(super().is_valid())
        if not valid or self.is_deferred_validation:
            return valid
        page = super().save(commit=False)
        for name, messages in page.get_publish_errors().items():
            self._add_publish_errors(name, messages)
        return not self.errors

    def _drop_past_end(self) -> bool:
        """Let a draft keep the last moment of a time that is over: only publishing asks for another (wagtail#13896).

        Wagtail's check comes after every ``clean``. Its error took the value out of the cleaned data, so the page has
        the moment still.
        """
        if not self.is_deferred_validation or "expire_at" not in self.errors or "expire_at" in self.changed_data:
            return False
        del self.errors["expire_at"]
        return True

    def _add_publish_errors(self, name: str, messages: list[Any]) -> None:
        target = name if name in self.fields else None
        for message in messages:
            self.add_error(target, ValidationError(message))

    def save(self, commit: bool = True) -> Any:
        """Save the page, and note that its translation was checked when the editor said so."""
        if self.cleaned_data.get("is_translation_current"):
            source = self.instance.translation_source
            self.instance.translated_from_id = source.live_revision_id
        return super().save(commit=commit)


class HubCopyForm(CopyForm):  # type: ignore[misc]
    """Copying a page, without the choice of an alias (the hub has none)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)

    def clean(self) -> dict[str, Any]:
        """Refuse a copy that would show to more people what the original shows to few.

        Wagtail copies a page's own restriction; what holds because of where the page is, or of its
        translation, stays behind.
        """
        cleaned: dict[str, Any] = super().clean()
        parent = cleaned.get("new_parent_page")
        if parent is not None and not audience_is_kept(self.page, parent):
            message = _("This page is not for everybody, and a copy there would be. Choose another place.")
            self.add_error("new_parent_page", ValidationError(message, code="audience"))
        return cleaned
