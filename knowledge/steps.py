"""The steps in which members write each type of page: what is asked, in which words, and what is folded away."""

from django.utils.translation import gettext_lazy as _

from home.steps import Fold, Step
from knowledge.enums import EvidenceLevel

_TITLE_HINT = _("Say what happened, not what the project is called. Such as: Weld seams judged with eighty examples.")
_SUMMARY_HINT = _("Two sentences: what changed, and for whom?")
_AXES_HINT = _("What it is really about, not all that it touches: one or two are enough.")
_LAYOUT_HINT = _("In steps. Also say what you tried and gave up.")
_AXES = ("building_blocks", "application_areas")
_AXES_HINTS = (("building_blocks", _AXES_HINT), ("application_areas", _("Where is it used?")))

BEST_PRACTICE_STEPS = (
    Step(
        slug="what",
        title=_("What kind of practice"),
        fields=("title", "summary", "building_blocks", "application_areas", "techniques"),
        hints=(("title", _TITLE_HINT), ("summary", _SUMMARY_HINT), *_AXES_HINTS),
        folds=(Fold(title=_("Which AI techniques did you use?"), names=("techniques",)),),
        asked=_AXES,
    ),
    Step(
        slug="approach",
        title=_("Problem and approach"),
        fields=("problem", "approach", "context", "data_used", "body"),
        questions=(
            ("problem", _("Which problem did you want to solve?")),
            ("approach", _("What did you do?")),
            ("context", _("In which circumstances?")),
            ("data_used", _("Which data did you use?")),
            ("body", _("What else should a reader know?")),
        ),
        hints=(
            ("problem", _("For whom was it a problem, and how did they notice?")),
            ("approach", _LAYOUT_HINT),
            ("context", _("The organisation, the work, the law.")),
            ("body", _("With headings, lists, images and files of your own.")),
        ),
        folds=(Fold(title=_("Context, data and more text"), names=("context", "data_used", "body")),),
    ),
    Step(
        slug="result",
        title=_("Result and evidence"),
        fields=(
            "evidence_level",
            "expected_effect",
            "pilot_setting",
            "pilot_started",
            "pilot_ended",
            "measurement_method",
            "reproduced_by",
            "reproduction_source",
            "reproduction_url",
            "result",
            "lessons",
            "reuse_conditions",
            "costs_from",
            "costs_to",
            "costs",
        ),
        rows=("outcomes",),
        questions=(
            ("evidence_level", _("How well do you know that it works?")),
            ("expected_effect", _("Which effect do you expect?")),
            ("pilot_setting", _("Where was it tried, and with whom?")),
            ("measurement_method", _("How was it measured?")),
            ("result", _("What came of it?")),
            ("lessons", _("What would you do differently?")),
            ("reuse_conditions", _("What does another need to do this as well?")),
        ),
        hints=(
            ("evidence_level", _("Choose what is true today. An idea is welcome too; you can raise it later.")),
            ("pilot_ended", _("Empty while it is going on.")),
            ("measurement_method", _("Compared with what, by whom, and how.")),
            ("result", _("In words. What did not work is worth as much.")),
            ("reuse_conditions", _("How far does it scale, and when does it not work?")),
        ),
        folds=(
            Fold(
                title=_("An idea: the effect that you expect"),
                names=("expected_effect",),
                when=("evidence_level", (EvidenceLevel.IDEA.value,)),
            ),
            Fold(
                title=_("A pilot: where and when"),
                names=("pilot_setting", "pilot_started", "pilot_ended"),
                when=("evidence_level", (EvidenceLevel.PILOT.value,)),
            ),
            Fold(
                title=_("Measured: figures, and how you got them"),
                names=("measurement_method", "outcomes"),
                when=("evidence_level", (EvidenceLevel.MEASURED.value, EvidenceLevel.REPRODUCED.value)),
            ),
            Fold(
                title=_("Reproduced: by whom, and where one can read it"),
                names=("reproduced_by", "reproduction_source", "reproduction_url"),
                when=("evidence_level", (EvidenceLevel.REPRODUCED.value,)),
            ),
            Fold(title=_("Costs"), names=("costs_from", "costs_to", "costs")),
        ),
        radios=("evidence_level",),
    ),
    Step(
        slug="responsible",
        title=_("Responsible AI"),
        fields=(
            "personal_data",
            "risk_class",
            "impact_assessment",
            "human_oversight",
            "end_user_involvement",
            "register_url",
            "licence",
            "contact",
        ),
        intro=_("Not known yet is an answer too: leave it as it is."),
        questions=(
            ("personal_data", _("Are personal data processed?")),
            ("human_oversight", _("Who decides, and who can stop it?")),
            ("end_user_involvement", _("How did the people take part who work with it or to whom it happens?")),
            ("contact", _("Who may be asked about it?")),
        ),
        hints=(("contact", _("An author, or somebody of your organisation who agreed to be asked.")),),
        folds=(Fold(title=_("Register, licence and contact person"), names=("register_url", "licence", "contact")),),
    ),
)

USE_CASE_STEPS = (
    Step(
        slug="what",
        title=_("What kind of question"),
        fields=("title", "summary", "building_blocks", "application_areas", "techniques"),
        hints=(("title", _TITLE_HINT), ("summary", _SUMMARY_HINT), *_AXES_HINTS),
        folds=(Fold(title=_("Which AI techniques did you use?"), names=("techniques",)),),
        asked=_AXES,
    ),
    Step(
        slug="story",
        title=_("Question and result"),
        fields=("status", "question", "solution", "result", "body", "contact"),
        questions=(
            ("status", _("How far did you come?")),
            ("question", _("What did you want, and why?")),
            ("solution", _("What did you try?")),
            ("result", _("What came of it?")),
            ("body", _("What else should a reader know?")),
            ("contact", _("Who may be asked about it?")),
        ),
        hints=(
            ("solution", _LAYOUT_HINT),
            ("body", _("With headings, lists, images and files of your own.")),
            ("contact", _("An author, or somebody of your organisation who agreed to be asked.")),
        ),
        folds=(Fold(title=_("More text, and a contact person"), names=("body", "contact")),),
        radios=("status",),
        asked=("status",),
    ),
)

FIELDLAB_STEPS = (
    Step(
        slug="what",
        title=_("What kind of fieldlab"),
        fields=("title", "summary", "building_blocks", "application_areas", "focus", "body"),
        questions=(("focus", _("What can one do there?")), ("body", _("What else should a reader know?"))),
        hints=(
            ("summary", _("Two sentences: what is it, and for whom?")),
            *_AXES_HINTS,
            ("focus", _("For whom, and on what. Which data, machines and people are there?")),
            ("body", _("With headings, lists, images and files of your own.")),
        ),
        folds=(Fold(title=_("More text"), names=("body",)),),
        asked=_AXES,
    ),
    Step(
        slug="place",
        title=_("Phase, place and partners"),
        fields=("phase", "starts_on", "ends_on", "is_virtual", "city", "region", "venue"),
        rows=("partners",),
        hints=(
            ("region", _("A network of labs has no one town, but it has a region: its own, or the whole country.")),
        ),
        radios=("phase",),
    ),
    Step(
        slug="joining",
        title=_("Taking part"),
        fields=("is_open", "for_whom", "how_to_join", "costs", "website", "contact"),
        questions=(
            ("how_to_join", _("How does one join?")),
            ("for_whom", _("For whom is it?")),
            ("contact", _("Who may be asked about it?")),
        ),
        hints=(("contact", _("Somebody of your organisation who agreed to be asked.")),),
    ),
)

COURSE_STEPS = (
    Step(
        slug="what",
        title=_("What kind of course"),
        fields=("title", "summary", "building_blocks", "application_areas", "outcomes", "prerequisites", "body"),
        questions=(
            ("outcomes", _("What can one do afterwards?")),
            ("prerequisites", _("What must one know or have?")),
            ("body", _("What else should a reader know?")),
        ),
        hints=(
            ("summary", _("Two sentences: what does one learn, and for whom is it?")),
            *_AXES_HINTS,
            ("outcomes", _("Three to five, one a line, each beginning with a verb: judge, build, explain.")),
            ("body", _("With headings, lists, images and files of your own.")),
        ),
        folds=(Fold(title=_("What one must know, and more text"), names=("prerequisites", "body")),),
        asked=_AXES,
    ),
    Step(
        slug="dates",
        title=_("For whom, and when"),
        fields=("audiences", "level", "form", "delivery_languages", "start"),
        radios=("level", "form", "start"),
        asked=("level", "form", "start"),
        has_dates=True,
    ),
    Step(
        slug="joining",
        title=_("Taking part"),
        fields=("provider", "website", "price", "hours", "certificate", "contact"),
        questions=(("contact", _("Who may be asked about it?")),),
        hints=(
            ("provider", _("Only when it is given by somebody who does not take part in the coalition.")),
            ("contact", _("Somebody of your organisation who agreed to be asked.")),
        ),
    ),
)
