"""The steps in which members write an event."""

from django.utils.translation import gettext_lazy as _

from home.steps import Fold, Step

EVENT_STEPS = (
    Step(
        slug="what",
        title=_("What kind of event"),
        fields=("title", "kind", "summary", "building_blocks", "application_areas", "body"),
        questions=(("body", _("What will happen there?")),),
        hints=(
            ("summary", _("Two sentences: what is it, and for whom?")),
            ("building_blocks", _("What it is really about, not all that it touches: one or two are enough.")),
            ("application_areas", _("Where is it used?")),
            ("body", _("With headings, lists, images and files of your own.")),
        ),
        asked=("kind",),
    ),
    Step(
        slug="dates",
        title=_("When, where and for how much"),
        fields=("delivery_languages", "price", "contact"),
        questions=(("contact", _("Who may be asked about it?")),),
        hints=(("contact", _("Somebody of your organisation who agreed to be asked.")),),
        folds=(Fold(title=_("Price and contact person"), names=("price", "contact")),),
        has_dates=True,
    ),
)
