"""The catalogue of the style guide: every partial, when to use it, and the states to look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from hub.styleguide import samples

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One state of a component. ``context`` is made when it is drawn, in the language of the reader."""

    label: str | Promise
    context: Callable[[HttpRequest], Context]


@dataclass(frozen=True, slots=True)
class Component:
    """A partial: ``rule`` says when to use it; without examples the guide itself shows it."""

    template: str
    rule: str | Promise
    examples: tuple[Example, ...] = ()

    @property
    def name(self) -> str:
        """Return what the component is called: the name of its file."""
        return PurePosixPath(self.template).stem


@dataclass(frozen=True, slots=True)
class Group:
    """Components that belong together."""

    slug: str
    title: str | Promise
    components: tuple[Component, ...]


def shared(name: str, rule: str | Promise, *examples: Example) -> Component:
    """Return a component of every page."""
    return Component(f"components/{name}.html", rule, examples)


def of_search(name: str, rule: str | Promise, *examples: Example) -> Component:
    """Return a component of the search page and of the lists made of results."""
    return Component(f"search/includes/{name}.html", rule, examples)


def pattern(name: str, rule: str | Promise) -> Component:
    """Return markup that is written out where it is used: its content is too free for parameters."""
    return Component(f"styleguide/patterns/{name}.html", rule, (example(_("In use")),))


def example(label: str | Promise, /, **makers: Any) -> Example:
    """Return an example; what can be called is called with the request, or without when it wants none."""
    return Example(label, lambda request: {name: _made(maker, request) for name, maker in makers.items()})


def _made(maker: Any, request: HttpRequest) -> Any:
    if maker is samples.page_with_trail:
        return maker(request)
    return maker() if callable(maker) else maker


def _head(**values: Any) -> Example:
    return example(
        _("A work"),
        page=samples.page,
        icon_name="practice",
        label=lambda: gettext("Best practice"),
        building_blocks=lambda: samples.terms(samples.blocks()[:2]),
        application_areas=lambda: samples.terms(samples.areas()[:1]),
        **values,
    )


FRAME = Group(
    "frame",
    _("Frame of a page"),
    (
        shared("header", _("On every page. Five links at most: who looks for more, searches or uses the footer.")),
        shared("account", _("In the header. Who may edit comes from a page straight to its editor.")),
        shared("mark", _("In the header. The favicon is the same drawing.")),
        shared("footer", _("On every page. The way to everything that the header leaves out.")),
        shared("head", _("In the head of every page that may be found by search engines.")),
        shared(
            "breadcrumbs",
            _("On every page but the front page. Hidden on small screens where the title repeats the last part."),
            example(_("Second level"), page=samples.page_with_trail),
        ),
        shared(
            "messages",
            _("After an action. Says what happened and what follows from it, without excuses."),
            example(_("The four tones"), messages=samples.messages, quiet=True),
        ),
    ),
)

HEADS = Group(
    "heads",
    _("Heads"),
    (
        shared(
            "page_head",
            _("On top of a section or a page of text."),
            example(_("Without a picture"), page=samples.page),
        ),
        shared("item_head", _("On top of a work. One work, one picture."), _head(facts="components/meta.html")),
        shared("kind", _("Above every title. Kind first, then blocks by shape and word, then areas."), _head()),
        shared(
            "cover",
            _("Decorative: it says nothing that the words do not say. The same work has the same cloth everywhere."),
            example(_("A woven cover"), page=samples.page, size="card"),
        ),
        shared(
            "picture",
            _("Wherever an image is shown. Its place is kept free, and the browser chooses size and format."),
            example(_("One size"), picture=samples.picture),
        ),
        shared(
            "section_head",
            _("Above a part of a page that shows a few of many."),
            example(
                _("With the way to all"),
                id="sample-section",
                title=lambda: gettext("Just shared"),
                more_url=samples.HERE,
                more=lambda: gettext("All best practices"),
            ),
        ),
    ),
)

LISTS = Group(
    "lists",
    _("Works, people and dates"),
    (
        shared("card", _("Only for “start here”, three or four together.")),
        shared(
            "cards",
            _("Not for results: a reader compares those, and compares rows better."),
            example(_("In the language of the page and in another"), hits=lambda: [samples.hit(), samples.other_hit()]),
        ),
        shared(
            "related",
            _("At the end of a work."),
            example(_("One"), related=lambda: [(samples.hit(), samples.reason())]),
        ),
        shared(
            "pointing",
            _("Beneath a work that others point at, above what is related. Lines: it is read in passing."),
            example(_("One, and one in another language"), pointing=lambda: [samples.hit(), samples.other_hit()]),
        ),
        shared(
            "badge",
            _("For a state that changes what a reader does. One or two beside a title, never a whole row."),
            *(
                example(label, badge=lambda label=label, tone=tone: samples.badge(str(label), tone))
                for label, tone in (
                    (_("Draft"), ""),
                    (_("Example"), "info"),
                    (_("Open to new participants"), "ok"),
                    (_("12 places left"), "warn"),
                    (_("Cancelled"), "bad"),
                    (_("2 selected"), "solid"),
                )
            ),
        ),
        shared(
            "meta",
            _("Under a title: at most four facts."),
            example(_("Two facts"), items=lambda: samples.hit().card["meta"]),
        ),
        shared(
            "date",
            _("In front of everything with a date, instead of a cover."),
            example(_("One day"), attribute="2027-11-12", day="12", month="nov", note=lambda: gettext("Friday")),
            example(_("Several days"), attribute="2027-11-28", day="28", month="nov", note=lambda: gettext("to 2 Dec")),
        ),
        shared(
            "place",
            _("Wherever one takes part. Icon and word together."),
            example(_("On site"), form="on-site", place="Utrecht"),
            example(_("Online"), form="online", place=""),
            example(_("Both"), form="hybrid", place="Utrecht"),
        ),
        shared(
            "tabs",
            _("For views of one list. A tab with nothing in it is left out."),
            example(_("The first is shown"), tabs=samples.tabs, label=lambda: gettext("Views")),
        ),
        shared(
            "tags",
            _("Under the text of a work."),
            example(
                _("Two"),
                tags=lambda: [
                    {"label": gettext("Federated learning"), "slug": "federated-learning"},
                    {"label": "MPC", "slug": "mpc"},
                ],
            ),
        ),
        shared("person", _("Wherever somebody is credited."), example(_("With a role"), person=samples.person)),
        shared(
            "contact",
            _("Beside a work: a name, a function and one button."),
            example(
                _("One may be asked, one may not"),
                people=lambda: [samples.person(), samples.person(is_public_contact=False)],
            ),
        ),
        shared(
            "organisation_link",
            _("Wherever an organisation is named."),
            example(_("A link"), organisation=samples.organisation),
        ),
        shared(
            "organisation_names",
            _("In a line of facts. The page lists the others under #organisations."),
            example(_("Three"), organisations=lambda: [samples.organisation()] * 3),
        ),
    ),
)

FACTS = Group(
    "facts",
    _("Facts and texts"),
    (
        shared(
            "ladder",
            _("For steps that build on each other. The current step is bold, and said to screen readers."),
            example(_("An idea"), steps=lambda: samples.steps(0), label=lambda: gettext("Steps of evidence")),
            example(
                _("Measured"),
                steps=lambda: samples.steps(2),
                label=lambda: gettext("Steps of evidence, measured"),
                long=True,
            ),
        ),
        shared(
            "goals",
            _("For what is counted towards a target: on the front page and on the page about progress."),
            example(_("Under way, reached, and not counted yet"), goals=samples.goals),
        ),
        shared(
            "matrix",
            _("On the front page and on its own. Zero is shown too: a gap is worth knowing."),
            example(_("Every thickness, and a gap"), table=samples.matrix),
        ),
        shared(
            "rich_section",
            _("For a fixed heading with free text. Without text there is no heading either."),
            example(
                _("With text"),
                title=lambda: gettext("What you can do here"),
                text=samples.rich_text,
                id="sample-rich",
            ),
        ),
        shared("body", _("For free text. Its blocks are shown below.")),
        pattern("facts", _("For facts with a name: beside a text narrow, in a text wide. What is unknown is said.")),
        pattern("figures", _("A number is large only with what it was before, on whom, and when.")),
        pattern("panel", _("Beside a text. The most important one has a thread on top.")),
        pattern("table", _("For what is compared in two directions. On small screens each row becomes a card.")),
        pattern("links", _("For short lists that lead somewhere.")),
    ),
)

FORMS = Group(
    "forms",
    _("Buttons, forms and notices"),
    (
        pattern("buttons", _("One main button per page. A button does something; a link goes somewhere.")),
        shared(
            "field",
            _("Label above, hint below it, then the error. Never a placeholder instead of a label."),
            example(_("Empty"), field=lambda: samples.form()["name"], autocomplete="name"),
            example(_("With a hint"), field=lambda: samples.form()["email"], type="email", autocomplete="email"),
            example(_("With an error"), field=lambda: samples.form({"wrong-email": "noor@"})["email"], type="email"),
        ),
        shared(
            "control",
            _("For a field whose control the form itself draws: a text of more lines, a choice, several choices."),
            example(_("Empty"), field=lambda: samples.form()["name"]),
            example(_("With an error"), field=lambda: samples.form({"wrong-email": "noor@"})["email"]),
        ),
        shared(
            "error_summary",
            _("Above a form that was sent with errors. Each line leads to its field."),
            example(_("Two errors"), form=lambda: samples.form({"wrong-email": "noor@"})),
        ),
        shared(
            "notice",
            _("For what a reader must know before going on. One per subject, above the text."),
            example(_("Information"), icon_name="info", text=lambda: gettext("The working group reads every Tuesday.")),
            example(_("Went well"), tone="ok", icon_name="check", title=lambda: gettext("You are registered")),
            example(
                _("To mind"), tone="warn", icon_name="warn", title=lambda: gettext("Postponed: a new date follows")
            ),
            example(
                _("Went wrong"),
                tone="bad",
                icon_name="error",
                title=lambda: gettext("This did not work"),
                text=lambda: gettext("Your draft is saved. Try again in a minute."),
            ),
        ),
        shared(
            "notices",
            _("Under the head of every work."),
            example(_("An example"), page=lambda: samples.page(is_example=True)),
            example(_("Not for everybody"), page=lambda: samples.page(is_for_some=True)),
        ),
        pattern("empty", _("Where a list has nothing. Says what is not there, and offers what can be done.")),
    ),
)

SEARCH = Group(
    "search",
    _("Searching"),
    (
        of_search(
            "search_form",
            _("The question first: above every list."),
            example(_("With a label"), label=lambda: gettext("What are you working on?"), size="s"),
        ),
        of_search(
            "facets",
            _("Left of every list; behind a button on small screens."),
            example(
                _("Chosen, not chosen, impossible"),
                facets=lambda: [samples.facet("building_block", samples.blocks(), gettext("Building block"))],
                query=samples.query,
            ),
        ),
        of_search(
            "facet",
            _("In the filters. Thirteen values or more get a field that filters them, made by the script."),
            example(_("Very many values"), facet=samples.long_facet),
        ),
        of_search("option", _("In a facet. Zero is shown and cannot be chosen.")),
        of_search(
            "dates",
            _("In the filters, for everything with a date."),
            example(
                _("An interval of every day, and what is over"),
                query=lambda: samples.query(when="2026-01-01/2026-12-31"),
                when_presets=samples.when_presets,
                results=lambda: samples.results(past_total=12),
            ),
        ),
        of_search("tips", _("Under the field of the search page."), example(_("Closed"))),
        of_search(
            "past",
            _("Under the number of results. What is over is hidden, and never silently."),
            example(_("Twelve"), past_url=samples.HERE, results=lambda: samples.results(total=38, past_total=12)),
        ),
        of_search(
            "chips",
            _("Above the results, also when there are none."),
            example(_("Two"), chips=samples.chips, clear_url=samples.HERE),
        ),
        of_search(
            "bar",
            _("Between the number of results and the first."),
            example(_("Two orders"), sort_options=samples.sort_options),
        ),
        of_search(
            "promoted",
            _("Above the first page of results, also when there are none. Three at most; the total leaves them out."),
            example(_("One"), promoted=lambda: [samples.hit()]),
        ),
        of_search(
            "exports",
            _("In the bar, or beside the number of a list. One button, however many forms there are."),
            example(_("Two forms"), exports=samples.exports),
        ),
        of_search(
            "result_list",
            _("For everything that is found. One component for every list."),
            example(
                _("A work, one in another language, an organisation, events"),
                hits=lambda: [
                    samples.hit(highlight=""),
                    samples.other_hit(),
                    samples.plain_hit(),
                    samples.event(12),
                    samples.event(18, form="online"),
                    samples.event(24, cancelled=True),
                ],
                level="h4",
            ),
        ),
        of_search("hit", _("A row of the list. A type with facts of its own has hit--<type> beside it.")),
        of_search("hit--event", _("A row of the list, for an event.")),
        of_search("hit--course", _("A row of the list, for a course.")),
        of_search("hit--funding-call", _("A row of the list, for a funding call.")),
        of_search("hit--news", _("A row of the list, for a news article.")),
        of_search("hit--use-case", _("A row of the list, for a use case.")),
        of_search("hit_cover", _("In front of a row.")),
        of_search("hit_kind", _("Above the title of a row.")),
        of_search("hit_language", _("In a row, when its language is not that of the page.")),
        of_search("hit_words", _("In a row.")),
        of_search(
            "hit_found_in",
            _("In a row, when a document has words that the page has not."),
            example(_("A page of a PDF"), hit=samples.found_in_hit),
        ),
        of_search(
            "pagination",
            _("Under a list of more than one page."),
            example(_("The third of nine"), pages=samples.pagination),
        ),
        of_search(
            "empty",
            _("Where a search finds nothing: what it would find with less."),
            example(
                _("With less"),
                query=lambda: samples.query("x"),
                correction=samples.correction,
                drop_suggestions=samples.suggestions,
                results=samples.results,
            ),
            example(_("An empty crossing"), query=samples.query, nearby=samples.nearby, results=samples.results),
        ),
        of_search("listing", _("On the page of every section: filters, number, rows.")),
    ),
)

CATALOGUE = (FRAME, HEADS, LISTS, FACTS, FORMS, SEARCH)
