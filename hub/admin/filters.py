"""The filters of the editor's lists, put together for the kinds of work that a list holds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, LocaleFilter, MultipleUserFilter, WagtailFilterSet
from wagtail.models import Page

from home.languages import content_languages
from home.models import ApplicationArea, BuildingBlock
from hub.admin import reads
from hub.admin.kinds import Kind, content_types
from members.models import Organisation

NO_TERM = "none"


class StateFilter(django_filters.MultipleChoiceFilter):
    """Where a page stands; several states are alternatives."""

    def filter(self, qs: QuerySet[Any], value: Sequence[str]) -> QuerySet[Any]:
        """Narrow to pages in one of the states."""
        return qs.filter(reads.in_state(value)) if value else qs


class KindFilter(django_filters.MultipleChoiceFilter):
    """What a page is, by the value of the facet *type*."""

    kinds: Sequence[Kind] = ()

    def filter(self, qs: QuerySet[Any], value: Sequence[str]) -> QuerySet[Any]:
        """Narrow to pages of one of the types."""
        chosen = [kind for kind in self.kinds if kind.key in value]
        return qs.filter(content_type__in=content_types(chosen)) if value else qs


class TermFilter(django_filters.MultipleChoiceFilter):
    """Terms of one axis by slug, and "none": what has no place on it."""

    kinds: Sequence[Kind] = ()

    def filter(self, qs: QuerySet[Any], value: Sequence[str]) -> QuerySet[Any]:
        """Narrow to pages with one of the terms."""
        if not value:
            return qs
        model = {"building_blocks": BuildingBlock, "application_areas": ApplicationArea}[str(self.field_name)]
        terms: list[Any] = list(model.objects.filter(slug__in=value))
        if NO_TERM in value:
            terms.append(None)
        return qs.filter(reads.with_term(self.kinds, str(self.field_name), terms))


class OrganisationFilter(django_filters.ModelChoiceFilter):
    """Works that involve an organisation, in whatever part."""

    kinds: Sequence[Kind] = ()

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Narrow to pages that involve it."""
        return qs.filter(reads.with_organisation(self.kinds, value)) if value else qs


class ExampleFilter(django_filters.ChoiceFilter):
    """Works that are marked as invented, or those that are not."""

    kinds: Sequence[Kind] = ()

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Narrow to examples ("yes") or to the rest ("no")."""
        if not value:
            return qs
        found = Q(pk__in=[])
        for kind in self.kinds:
            if kind.has_examples:
                found |= Q(pk__in=kind.model.objects.filter(is_example=True).values("pk"))
        return qs.filter(found) if value == "yes" else qs.exclude(found)


class ConfirmedFilter(django_filters.ChoiceFilter):
    """Works whose evidence was last confirmed longer ago than so many months, or never."""

    kinds: Sequence[Kind] = ()

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Narrow by the annotation ``confirmed_on``, to works that have something to confirm."""
        if not value:
            return qs
        qs = qs.filter(reads.confirmable(self.kinds))
        never = Q(confirmed_on__isnull=True)
        if value == "never":
            return qs.filter(never)
        since = timezone.localdate() - timedelta(days=365 * int(value) // 12)
        return qs.filter(never | Q(confirmed_on__lte=since))


class DatesFilter(django_filters.ChoiceFilter):
    """Works that take place on dates: with dates to come, with only past ones, or without any yet."""

    kinds: Sequence[Kind] = ()

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Narrow by the annotations ``next_date`` and ``last_date``."""
        conditions = {
            "upcoming": Q(next_date__isnull=False),
            "past": Q(next_date__isnull=True, last_date__isnull=False),
            "none": Q(reads.without_dates()),
        }
        if value not in conditions:
            return qs
        return qs.filter(conditions[value], reads.on_dates(self.kinds))


class MovesFilter(django_filters.ChoiceFilter):
    """Pages that go live or offline within so many days, or should have by now."""

    parent: Any

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Narrow to those that the person may change, for somebody is asked to see to them."""
        if not value:
            return qs
        own = reads.editable(self.parent.request.user).order_by().values("pk")
        return qs.filter(reads.moves_before(timezone.now() + timedelta(days=int(value))), pk__in=own)


class UntouchedFilter(django_filters.ChoiceFilter):
    """Pages that nobody changed for so many months."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Narrow to pages whose latest version is older than that."""
        if not value:
            return qs
        since = timezone.now() - timedelta(days=365 * int(value) // 12)
        return qs.filter(Q(latest_revision_created_at__lte=since) | Q(latest_revision_created_at__isnull=True))


def _owners(request: Any) -> QuerySet[Any]:
    owners = reads.editable(request.user).order_by().values("owner_id")
    return get_user_model()._default_manager.filter(pk__in=owners).order_by("name")


def _term_choices(model: Any) -> Any:
    return lambda: [*((term.slug, term.name) for term in model.objects.all()), (NO_TERM, _("None"))]


def _month_choices() -> list[tuple[str, Any]]:
    return [("6", _("Half a year")), ("12", _("A year")), ("24", _("Two years"))]


class WorkFilterSet(WagtailFilterSet):
    """Base of the filters of every list of works."""

    class Meta:
        model = Page
        fields: ClassVar[list[str]] = []


def filterset_for(kinds: Sequence[Kind]) -> type[WorkFilterSet]:
    """Return the filters of a list of these kinds: those that mean something for at least one of them.

    They are shown in the order in which they are made here.
    """
    checks = {"widget": forms.CheckboxSelectMultiple}
    radio = {"widget": forms.RadioSelect, "empty_label": _("All")}
    filters: dict[str, django_filters.Filter] = {
        "state": StateFilter(label=_("State"), choices=reads.State.choices, **checks)
    }
    if len(kinds) > 1:
        filters["type"] = KindFilter(
            label=_("Type"), choices=lambda: [(kind.key, kind.label) for kind in kinds], **checks
        )
    filters |= _subject_filters(kinds, checks)
    filters["owner"] = MultipleUserFilter(label=_("Owner"), queryset=_owners, **checks)
    filters["locale"] = LocaleFilter(label=_("Language"), choices=content_languages, **radio)
    filters |= _time_filters(kinds, radio)
    if any(kind.has_examples for kind in kinds):
        filters["example"] = ExampleFilter(
            label=_("Example content"), choices=[("yes", _("Yes")), ("no", _("No"))], **radio
        )
    for item in filters.values():
        item.kinds = kinds  # type: ignore[attr-defined]
    return type("KindsFilterSet", (WorkFilterSet,), filters)


def _subject_filters(kinds: Sequence[Kind], checks: dict[str, Any]) -> dict[str, django_filters.Filter]:
    filters: dict[str, django_filters.Filter] = {}
    if any(kind.is_classified for kind in kinds):
        filters["building_block"] = TermFilter(
            field_name="building_blocks", label=_("Building block"), choices=_term_choices(BuildingBlock), **checks
        )
        filters["application_area"] = TermFilter(
            field_name="application_areas",
            label=_("Application area"),
            choices=_term_choices(ApplicationArea),
            **checks,
        )
    if any(kind.organisation_paths for kind in kinds):
        filters["organisation"] = OrganisationFilter(
            label=_("Organisation"), queryset=Organisation.objects.all(), empty_label=_("All")
        )
    return filters


def _time_filters(kinds: Sequence[Kind], radio: dict[str, Any]) -> dict[str, django_filters.Filter]:
    filters: dict[str, django_filters.Filter] = {}
    if any(kind.is_dated for kind in kinds):
        choices = [("upcoming", _("To come")), ("past", _("Over")), ("none", _("No date yet"))]
        filters["dates"] = DatesFilter(label=_("Dates"), choices=choices, **radio)
    if any(kind.has_evidence for kind in kinds):
        choices = [("never", _("Never confirmed")), *_month_choices()]
        filters["unconfirmed"] = ConfirmedFilter(label=_("Not confirmed for"), choices=choices, **radio)
    choices = [("7", _("Within a week")), ("30", _("Within a month"))]
    filters["moves"] = MovesFilter(label=_("Goes live or offline"), choices=choices, **radio)
    filters["latest_revision_created_at"] = django_filters.DateFromToRangeFilter(
        label=_("Updated"), widget=DateRangePickerWidget
    )
    filters["untouched"] = UntouchedFilter(label=_("Not updated for"), choices=_month_choices(), **radio)
    return filters
