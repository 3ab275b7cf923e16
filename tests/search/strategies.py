"""What the properties of an engine are tried on: random works, viewers and searches over a small made-up world.

**Words.** Language analysis (stems, compounds, stop words, synonyms) would make "is found" a matter of taste, so all
words are made up: each is its own stem in Dutch and English and part of no other, so that the reference can look for
exactly that word. ``test_the_made_up_words_mean_nothing_in_any_language`` asks the engine itself whether that is so.
Several begin alike, for ``begin*``. ``FILLER`` begins every summary and body and is never asked for, so that no phrase
runs from one field into the next where another language's fields stand in one text.

**Time.** The clock stands still at ``NOW``: midnight, two days before the clock goes forward. Dates are on whole half
days, so that periods often touch each other, the interval asked for, and this very moment.
"""

import dataclasses
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from search.documents import Attachment, Part, Period, SearchDocument, public_id
from search.normalise import NormalisedText, normalise
from search.query import SORTS, Interval, SearchQuery

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 27, tzinfo=ZONE)
TODAY = NOW.date()

WORDS = ["bravok", "bravimp", "bradult", "zunkor", "zundaf", "tolmix"]
PREFIXES = ["bra", "brav", "zun", "tolm", "bravok", "vishtof"]
ABSENT_WORD = "vishtof"
FILLER = "quazno"

# Values by facet: each has one that no work has, and one that no vocabulary knows.
TAGS = ["keplord", "molpiv", "fempak"]
ORGANISATIONS = ["yorduk", "keplam"]
RETIRED_BLOCK = "human-capital"
VALUES = {
    "building_block": ["data-sharing", RETIRED_BLOCK, "not-in-the-vocabulary"],
    "application_area": ["health-and-care", "agri-food"],
    "tag": [*TAGS[:2], "not-in-the-vocabulary"],
    "organisation": ORGANISATIONS,
    "evidence": ["pilot", "measured"],
    "kind": ["workshop"],
}
TYPES = ["best-practice", "event", "funding-call"]
CHOICES = {
    **{facet: [*values, "nobody-has-this"] for facet, values in VALUES.items()},
    "tag": [*VALUES["tag"], TAGS[2], "nobody-has-this"],
    "type": [*TYPES, "fieldlab", "nobody-has-this"],
    "language": ["nl", "en"],
}
ABOUT = [UUID(int=1), UUID(int=2)]

AUDIENCES = [
    frozenset(clauses)
    for clauses in (
        ["public"], ["public"], ["public"], ["login"], ["group:1"], ["group:1|group:2"],
        ["group:1|group:2", "group:2|group:3"], ["login", "group:3"], ["nobody"], [],
    )
]  # fmt: skip
VIEWERS = [
    frozenset(tokens)
    for tokens in (
        ["public"], ["public", "login"], ["public", "login", "group:1"], ["public", "login", "group:2"],
        ["public", "login", "group:1", "group:3"], ["public", "login", "*"], [],
    )
]  # fmt: skip


def moment(half_days: int) -> datetime:
    """Return a midnight or a noon in the site's zone."""
    return datetime.combine(TODAY + timedelta(days=half_days // 2), time(12 * (half_days % 2)), ZONE)


# Often this very moment, and often the ends of the days around it.
half_days = st.one_of(st.just(0), st.sampled_from([-2, 2, 4]), st.integers(-8, 8))


@st.composite
def periods(draw) -> tuple[Period, ...]:
    """No dates, mostly; else up to three, earliest first, some of them cancelled."""
    if draw(st.booleans()):
        return ()
    spans = draw(st.lists(st.tuples(half_days, st.integers(1, 5), st.booleans()), max_size=3))
    found = [Period(moment(first), moment(first + long), cancelled=cancelled) for first, long, cancelled in spans]
    return tuple(sorted(found, key=lambda period: (period.starts_at, period.ends_at)))


@st.composite
def texts(draw, *, at_most: int = 3) -> str:
    return " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=at_most)))


def titles() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(lambda words: " ".join(words).capitalize())


@st.composite
def facets(draw) -> dict[str, tuple[str, ...]]:
    return {
        facet: tuple(draw(st.lists(st.sampled_from(values), max_size=2, unique=True)))
        for facet, values in VALUES.items()
    }


@st.composite
def attachments(draw) -> tuple[Attachment, ...]:
    """No documents, mostly; else one or two, each offered by a page in either language, with up to three pages."""
    if draw(st.booleans()):
        return ()
    found = draw(st.lists(st.tuples(st.sampled_from(["nl", "en"]), st.lists(texts(), max_size=3)), max_size=2))
    return tuple(
        Attachment(
            title="Stuk",
            url=f"/documents/{number}/stuk.pdf",
            language=language,
            parts=tuple(Part("page", str(place), f"{FILLER} {text}") for place, text in enumerate(pages, start=1)),
        )
        for number, (language, pages) in enumerate(found)
    )


@st.composite
def works(draw, audiences: list[frozenset[str]] = AUDIENCES) -> dict[str, SearchDocument]:
    """The documents of one work by language of the interface: a page in one language, or one in each."""
    languages = draw(st.sampled_from([("nl",), ("en",), ("nl", "en")]))
    facts = SearchDocument(
        work=draw(st.uuids(version=4)),
        page_id=1,
        locale=languages[0],
        type=draw(st.sampled_from(TYPES)),
        title="",
        summary="",
        body="",
        url="/",
        published_at=moment(draw(half_days)),
        facets=draw(facets()),
        audience=draw(st.sampled_from(audiences)),
        periods=draw(periods()),
        deadline=draw(st.none() | half_days.map(moment)),
        languages=languages,
        about=tuple(draw(st.lists(st.sampled_from(ABOUT), max_size=1))),
        attachments=draw(attachments()),
    )
    pages = {
        language: dataclasses.replace(
            facts,
            locale=language,
            title=draw(titles()),
            summary=f"{FILLER} {draw(texts())}",
            body=f"{FILLER} {draw(texts())}",
        )
        for language in languages
    }
    return {locale: pages.get(locale, pages[languages[0]]) for locale in ("nl", "en")}


def corpora(*, at_most: int = 25) -> st.SearchStrategy[list[dict[str, SearchDocument]]]:
    """Any number of works, none of them twice: mostly enough of them for a search to find several."""
    return st.one_of(
        st.lists(works(), min_size=least, max_size=at_most, unique_by=lambda documents: public_id(documents["nl"].work))
        for least in (0, at_most // 3, at_most // 3)
    )


def plain_words() -> st.SearchStrategy[NormalisedText]:
    """Questions of words alone: none, mostly found ones, one that nobody has, or nothing that is a word."""
    words = st.lists(st.sampled_from([*WORDS, *WORDS, ABSENT_WORD]), min_size=1, max_size=4).map(" ".join)
    return st.one_of(st.just(""), st.just(""), st.sampled_from(WORDS), words, words.map(str.upper), st.just("?!")).map(
        normalise
    )


def signs() -> st.SearchStrategy[NormalisedText]:
    """Questions with phrases, beginnings and exclusions."""
    word = st.sampled_from(WORDS)
    phrase = st.lists(word, min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"')
    wanted = st.one_of(word, phrase, st.sampled_from(PREFIXES).map("{}*".format))
    parts = st.tuples(st.booleans(), wanted).map(lambda pair: f"-{pair[1]}" if pair[0] else pair[1])
    return st.lists(parts, min_size=1, max_size=3).map(" ".join).map(normalise)


def intervals() -> st.SearchStrategy[Interval]:
    """Intervals of days around today, one side perhaps open."""
    day = st.integers(-5, 5).map(lambda number: TODAY + timedelta(days=number))

    def interval(sides: tuple[date | None, date | None]) -> Interval:
        return Interval.parse("/".join(side.isoformat() if side else "" for side in sides))

    return st.tuples(st.none() | day, st.none() | day).filter(any).map(interval)


@st.composite
def selections(draw) -> dict[str, tuple[str, ...]]:
    """Values of at most three facets, often of none; alternatives within each."""
    number = draw(st.sampled_from([0, 0, 1, 1, 2, 3]))
    chosen = draw(st.lists(st.sampled_from(sorted(CHOICES)), min_size=number, max_size=number, unique=True))
    return {
        facet: tuple(draw(st.lists(st.sampled_from(CHOICES[facet]), min_size=1, max_size=3, unique=True)))
        for facet in chosen
    }


def queries(text: st.SearchStrategy[NormalisedText] | None = None) -> st.SearchStrategy[SearchQuery]:
    """Searches of any kind by any viewer; of words alone unless told otherwise."""
    return st.builds(
        SearchQuery,
        text=plain_words() if text is None else text,
        filters=selections(),
        when=st.one_of(st.none(), st.none(), intervals()),
        past=st.booleans(),
        about=st.sampled_from([None] * 8 + ABOUT),
        sort=st.sampled_from(["", *SORTS]),
        page=st.integers(1, 3),
        size=st.sampled_from([0, 1, 2, 5, 20]),
        locale=st.sampled_from(["nl", "en"]),
        tokens=st.sampled_from(VIEWERS),
    )
