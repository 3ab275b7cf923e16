"""Every surface that tells of works, in one list: a new one is one line in ``SURFACES``.

A surface is some addresses. ``views`` names the URL patterns that it stands for: ``test_canary.py`` fails for a pattern
that no surface names. ``shows`` says whether the right group reads of the private works there, so that the sweep can
fail; ``only_for`` names who does, where that is not everybody with a right to the works. Of a ``hidden`` surface every
address is one of something private: any answer but 404 tells that it exists.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from events.enums import CalendarKind
from events.models import CalendarSubscription, DatedPage, EventPage, Occurrence
from home.models import HubPage
from knowledge.models import FieldlabPage, Submission
from members.models import User
from search.query import SORTS
from tests.connection import kept_connection
from tests.hub.canary import AREA, BLOCK, SHARED, STEM, World

LANGUAGES = ("nl", "en")
# What is drawn anew for each answer, and tells nothing: the token of a form, and its half in a cookie.
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
FRESH_HEADERS = frozenset({"Set-Cookie", "Expires"})
# Where a long word may be broken: it parts a word in what is sent, and not for who reads it.
SOFT_HYPHEN = "\xad".encode()
# How a workbook begins: words are compressed in it, and the moment at which it was made stands in it.
ZIP = b"PK"
# The digest of a body that is compared whole.
DIGEST = "ETag"


@dataclass(frozen=True)
class Surface:
    """Addresses that are alike; ``addresses`` makes them for a world."""

    name: str
    addresses: Callable[[World], Iterable[str]]
    views: tuple[str, ...] = ()
    shows: bool = True
    hidden: bool = False
    only_for: tuple[str, ...] = ()


def answer(client: Client, address: str) -> tuple[int, dict[str, str], bytes]:
    """Return what one receives: status, headers and body, without what is drawn anew for each answer.

    Words are whole in it, so that a canary is found however it is broken.
    """
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    with kept_connection():
        response.close()
    headers = {key: value for key, value in response.headers.items() if key not in FRESH_HEADERS}
    if body.startswith(ZIP):
        body = unpacked(body)
        # The moment at which it was made is a byte longer or shorter when compressed.
        headers.pop("Content-Length", None)
    return response.status_code, headers, TOKEN.sub(rb"\1", body).replace(SOFT_HYPHEN, b"")


def unpacked(body: bytes) -> bytes:
    """Return the parts of a workbook as they are written in it, without when it was made."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist() if name != "docProps/core.xml")


# --- Addresses ------------------------------------------------------------------------------------------


def _searches(path: str, world: World) -> list[str]:
    """Return every kind of search in Dutch, and some in English: words, each filter alone, orders, dates, pages."""
    words = ["", SHARED, f"{STEM}alinea", f"{STEM}evennt", "weefzel", f'"{STEM}kop"', f"{SHARED} -{STEM}kop"]
    asked: list[dict[str, str]] = [{"q": text} if text else {} for text in words]
    asked += [{"application_area": AREA, "q": SHARED}, {"tag": "open-label"}, {"tag": world.merged}]
    asked += [{"tag": f"{STEM}-label"}, {"organisation": f"{STEM}-organisatie"}, {"organisation": "open-organisatie"}]
    asked += [{"q": f"{STEM}alinea", "type": "course"}, {"language": "en"}, {"past": "1", "page": "2", "size": "1"}]
    asked += [{"when": "2020-01-01/2100-01-01"}, *({"sort": sort, "q": SHARED} for sort in SORTS[1:])]
    if path in ("search/", "/api/v1/search/"):
        asked += [{"type": model.search_type} for model in world.private]
    english = [{"q": f"{STEM}alinea"}, {"q": f"{STEM}englishh"}, {"building_block": BLOCK}]
    if path.startswith("/"):
        found = [(path, params) for params in asked] + [(path, {**params, "lang": "en"}) for params in english]
    else:
        found = [(f"/nl/{path}", params) for params in asked] + [(f"/en/{path}", params) for params in english]
    return [f"{address}?{urlencode(params)}" for address, params in found]


def _searched(path: str) -> Callable[[World], list[str]]:
    return lambda world: _searches(path, world)


def public_pages(world: World) -> list[str]:
    """Return the address of every page that is nobody's secret: sections and works, in both languages."""
    hidden = {page.translation_key for page in world.private.values()}
    pages = Page.objects.live().filter(depth__gt=1).exclude(translation_key__in=hidden).exclude(title__startswith=STEM)
    return [page.get_url() for page in pages.specific() if isinstance(page, HubPage) and page.get_url()]


def _sections_narrowed(world: World) -> list[str]:
    organisation = next(page for model, page in world.open.items() if model.__name__ == "OrganisationPage")
    lists = [page.get_parent().get_url() for page in world.open.values()]
    asked = [f"q={SHARED}", f"tag={STEM}-label", f"building_block={BLOCK}", f"organisation={STEM}-organisatie"]
    return [f"{url}?{query}" for url in dict.fromkeys(lists) for query in asked] + [
        f"{organisation.url}?type={model.search_type}" for model in world.open if model.search_type != "organisation"
    ]


def _untranslated(world: World) -> list[str]:
    return [f"/en/?untranslated={page.public_id}" for page in world.private.values()]


def _pages(world: World) -> list[str]:
    return [page.url for page in world.private.values()] + [world.english.url]


def _own_calendars(world: World) -> list[str]:
    return [f"{page.url}calendar/" for page in world.private.values() if isinstance(page, DatedPage)]


def _share_cards(world: World) -> list[str]:
    return [f"/nl/share/work/{page.public_id}-0123456789abcdef.png" for page in world.private.values()]


def _landings(world: World) -> list[str]:
    axes = (("building-blocks", BLOCK), ("application-areas", AREA), ("application-areas", "agri-food"))
    return [f"/{code}/{axis}/{slug}/" for code in LANGUAGES for axis, slug in axes]


def _files(world: World) -> list[str]:
    things = world.things
    rendition = things.image.get_rendition("width-32")
    return [things.image.file.url, rendition.url, things.document.url]


def _works(world: World) -> list[str]:
    return [f"/api/v1/works/{page.public_id}/?lang={code}" for page in world.private.values() for code in LANGUAGES]


def _works_open(world: World) -> list[str]:
    return [f"/api/v1/works/{page.public_id}/?lang={code}" for page in world.open.values() for code in LANGUAGES]


def _submission(world: World) -> list[str]:
    base = f"account/submissions/{world.submission.uuid}/"
    return [f"/{code}/{base}{rest}" for code in LANGUAGES for rest in ("", "?against=live", "review/approve/")] + [
        f"/nl/{base}{rest}" for rest in ("message/", "withdraw/", "assign/", "advice/", "advice/1/revoke/")
    ]


def _desk(world: World) -> list[str]:
    base = "/nl/account/submissions/desk/"
    asked = ("", "?status=all", "?block=data-sharing", "?type=best-practice&sort=title", "act/", "statistics/")
    return [f"{base}{rest}" for rest in (*asked, "deputies/", "deputies/1/end/")]


def _feedback(world: World) -> list[str]:
    pages = [page for model, page in (*world.private.items(), *world.open.items()) if issubclass(model, DatedPage)]
    return [f"/{code}/account/events/{page.public_id}/feedback/" for page in pages for code in LANGUAGES]


def _followed(world: World) -> list[str]:
    """Return a calendar that all visitors share, the page that explains it, and what is told its owner alone."""
    subscription, _is_new = CalendarSubscription.objects.get_or_create(
        token="voor-iedereen", defaults={"kind": CalendarKind.SEARCH, "language": "nl", "name": "Agenda"}
    )
    theirs, _is_new = CalendarSubscription.objects.get_or_create(
        token="van-een-ander",
        defaults={
            "kind": CalendarKind.SEARCH,
            "language": "nl",
            "name": f"{STEM}agenda",
            "user": User.objects.get_or_create(email="volger@hub.example")[0],
        },
    )
    return [
        subscription.path,
        f"/nl/calendars/at/{subscription.token}/",
        f"/nl/calendars/at/{theirs.token}/",
        *(f"/nl/calendars/{theirs.pk}/{name}/" for name in ("name", "end", "address")),
    ]


def _narrowed(*paths: str) -> Callable[[World], list[str]]:
    """Return pages that say what a search is about, for searches that name something private."""

    def addresses(world: World) -> list[str]:
        asked = ("", f"q={STEM}kop", f"organisation={STEM}-organisatie", f"tag={STEM}-label", f"tag={world.merged}")
        return [f"{path}?{keys}" for path in paths for keys in asked]

    return addresses


def _fixed(*addresses: str) -> Callable[[World], list[str]]:
    return lambda world: list(addresses)


# What an address of the account has in it, for those that have something.
WITH_KEY: dict[str, dict[str, str | int]] = {
    "members:session_end": {"pk": 1},
    "members:invitation": {"token": "x"},
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}
ACCOUNT_VIEWS = (
    *(f"members:{name}" for name in (
        "account", "sessions_end", "session_end", "data_download", "account_delete", "invitation",
    )),
    *(f"account_{name}" for name in (
        "login", "logout", "reauthenticate", "email", "confirm_email", "change_password", "set_password",
        "reset_password", "reset_password_done", "reset_password_from_key", "reset_password_from_key_done",
    )),
    *(f"mfa_{name}" for name in (
        "index", "authenticate", "reauthenticate", "activate_totp", "deactivate_totp", "view_recovery_codes",
        "generate_recovery_codes", "download_recovery_codes", "list_webauthn", "add_webauthn", "login_webauthn",
        "reauthenticate_webauthn", "edit_webauthn", "remove_webauthn",
    )),
)  # fmt: skip


def _account_pages(world: World) -> list[str]:
    with translation.override("nl"):
        plain = [reverse(name) for name in ACCOUNT_VIEWS if name not in WITH_KEY]
        return [*plain, *(reverse(name, kwargs=values) for name, values in WITH_KEY.items())]


# What organisations do themselves: their own people see works by the rule of search, nobody else anything.
_CORNER_VIEWS = (
    *(f"members:{name}" for name in ("organisations", "organisation", "claim_withdraw")),
    *(
        f"members:organisation_{name}"
        for name in (
            "people",
            "person",
            "person_end",
            "hand_over",
            "leave",
            "claim",
            "page",
            "page_preview",
            "page_history",
            "page_version",
            "page_version_preview",
            "page_restore",
            "invitation_again",
            "invitation_withdraw",
        )
    ),
)


def _corners(world: World) -> list[str]:
    paths = (
        "people/",
        "people/1/",
        "leave/",
        "claim/",
        "page/nl/",
        "page/nl/preview/",
        "page/nl/history/",
        "page/nl/history/1/",
        "page/nl/history/1/preview/",
    )
    corner = "account/organisations/"
    slugs = ("open-organisatie", f"{STEM}-organisatie")
    own = [f"/{code}/{corner}" for code in LANGUAGES]
    return [*own, *(f"/nl/{corner}{slug}/{path}" for slug in slugs for path in paths)]


def _registering(world: World) -> list[str]:
    """Return where one would register for a private work."""
    found = []
    for page in world.private.values():
        if isinstance(page, DatedPage):
            date = Occurrence.objects.for_work(page.translation_key)[0].uuid
            found += [f"/{code}/registrations/{page.public_id}/{rest}" for code in LANGUAGES for rest in ("", "sent/")]
            found += [f"/nl/registrations/{page.public_id}/{rest}/" for rest in (date, "all")]
    return found


def _registering_colleagues(world: World) -> list[str]:
    plain = ("/sent/", *(f"{page.public_id}/" for page in world.private.values()))
    return [f"{address}colleague/" for address in _registering(world) if not address.endswith(plain)]


def _own_registrations(world: World) -> list[str]:
    """Return the addresses of a registration that is nobody's of the viewers."""
    key = "01234567-89ab-cdef-0123-456789abcdef"
    return [f"/nl/registrations/mine/{key}/{rest}" for rest in ("", "change/", "withdraw/")]


def _citations(world: World) -> list[str]:
    page = next(page for model, page in world.private.items() if model.search_type == "best-practice")
    return [f"/nl/works/{page.public_id}/cite.{kind}" for kind in ("bib", "json", "ris")]


def _reuse(world: World) -> list[str]:
    page = next(page for model, page in world.private.items() if model.search_type == "best-practice")
    return [f"/nl/works/{page.public_id}/{name}/" for name in ("reused", "note")]


def _submissions(world: World) -> list[str]:
    """Return every address of a draft that is nobody's of the viewers, and where one begins one."""
    page = world.private[FieldlabPage]
    draft, _is_new = Submission.objects.get_or_create(
        page_id=page.pk, defaults={"organisation": world.things.organisation}
    )
    own = ("", "write/what/", "save/what/", "check/", "preview/", "submit/", "clone/", "translate/en/", "people/",
           "people/1/end/", "co-author/", "files/", "files/1/remove/", "neighbours/", f"neighbours/?title={SHARED}",
           "imported/")  # fmt: skip
    return [
        "/nl/account/submissions/start/",
        *(f"/nl/account/submissions/start/{kind}/" for kind in ("best-practice", "event")),
        *(f"/nl/account/submissions/{draft.uuid}/{rest}" for rest in own),
    ]


def _months(world: World) -> list[str]:
    """Return the agenda of every month in which a private event takes place, and of one in which nothing does."""
    events = [page for page in world.private.values() if isinstance(page, EventPage)]
    months = {f"{occurrence.first_day:%Y-%m}" for page in events for occurrence in page.occurrences}
    asked = [f"view=month&month={month}" for month in (*sorted(months), "2001-02", "x")]
    return [f"/{language}/events/?{query}" for language in LANGUAGES for query in asked]


def _interest(world: World) -> list[str]:
    pages = [page for page in world.private.values() if isinstance(page, DatedPage)]
    return [f"/nl/interest/{page.public_id}/" for page in pages]


def _organised(world: World) -> list[str]:
    pages = [page for page in world.private.values() if isinstance(page, DatedPage)]
    signed_in = [f"/nl/interest/{page.public_id}/{name}/" for page in pages for name in ("withdraw", "numbers")]
    return [*signed_in, *(f"/nl/aftercare/of/{page.public_id}/" for page in pages)]


_ORGANISER_VIEWS = tuple(
    f"desk:{name}"
    for name in (
        "list", "approve", "export", "sheet", "registration", "act", "check_in", "check_in_send", "check_in_worker",
        "arrival", "ticket", "messages", "message_new", "message", "certificates", "certificates_all", "certificate",
        "settings", "places", "questions", "question_add", "question", "question_act",
    )
)  # fmt: skip


def _organisers_desks(world: World) -> list[str]:
    """Return every address of the desks of private works: in the hands of who holds them, and of nobody else."""
    key = "12345678-1234-4234-8234-123456789012"
    rest = (
        "", f"?q={SHARED}", "approve/", "export/", "sheet/", f"registrations/{key}/", f"registrations/{key}/approve/",
        "check-in/", "check-in/send/", "check-in/worker.js", f"check-in/{key}/in/", "check-in/ABCDEFGH/", "messages/",
        "messages/new/", f"messages/{key}/", "certificates/", "certificates/all.pdf", f"certificates/{key}.pdf",
        "settings/", "settings/places/", "settings/questions/", "settings/questions/add/text/",
        f"settings/questions/{key}/", f"settings/questions/{key}/up/",
    )  # fmt: skip
    pages = [page for page in world.private.values() if isinstance(page, DatedPage)]
    return [f"/nl/account/events/{page.public_id}/{each}" for page in pages for each in rest]


SURFACES: tuple[Surface, ...] = (
    Surface("search", _searched("search/"), ("search:search",)),
    Surface("suggestions", _searched("search/suggest/"), ("search:suggest",)),
    Surface("api search", _searched("/api/v1/search/"), ("api-1:search",)),
    Surface("api matrix", _fixed("/api/v1/matrix/", "/api/v1/matrix/?type=course&lang=en"), ("api-1:matrix",), False),
    Surface("api work", _works, ("api-1:work",), hidden=True),
    Surface("api work for everybody", _works_open),
    Surface("api itself", _fixed("/api/v1/openapi.json", "/api/v1/docs", "/api/v1/"),
            ("api-1:openapi-json", "api_docs", "api-1:api-root"), False),
    Surface("feed", _searched("/search.atom"), ("search_atom",)),
    Surface("csv", _searched("/search.csv"), ("search_csv",)),
    Surface("workbook", _searched("/search.xlsx"), ("search_xlsx",)),
    Surface("calendar", _searched("/events.ics"), ("events_calendar",)),
    Surface("a calendar to follow", _narrowed("/nl/calendars/follow/", "/en/calendars/follow/"), ("calendars:follow",)),
    Surface("calendars that are followed", _followed,
            ("calendar_subscription", *(f"calendars:{name}" for name in ("calendar", "rename", "revoke", "renew"))),
            False),
    Surface("my calendars", _fixed("/nl/calendars/", "/nl/calendars/registrations/"),
            ("calendars:mine", "calendars:registrations"), False),
    Surface("on other sites", _narrowed("/nl/embed/agenda/", "/en/embed/agenda/", "/nl/embed/"),
            ("embed", "embed_agenda"), False),
    Surface("sitemap", _fixed("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-routes.xml"),
            ("sitemap", "sitemap_section"), False),
    Surface("public pages", public_pages, ("wagtail_serve",)),
    Surface("landing pages", _landings),
    Surface("lists, narrowed", _sections_narrowed),
    Surface("untranslated works", _untranslated),
    Surface("private pages", _pages, hidden=True),
    Surface("calendars of private works", _own_calendars, hidden=True),
    Surface("share cards", _share_cards, ("share_image",), hidden=True),
    Surface("files", _files, ("media", "wagtaildocs_serve"), hidden=True),
    Surface("redirect", lambda world: [world.moved], hidden=True),
    Surface("missing pages", _fixed(f"/nl/{STEM}/", f"/nl/best-practices/{STEM}/", f"/en/{STEM}-nieuw/", "/nl/x/"),
            (), False),
    Surface("style guide", _fixed("/nl/_styleguide/"), ("styleguide",), False),
    Surface("account", _fixed("/nl/account/login/", "/nl/account/logout/", "/nl/_util/login/", "/admin/login/"),
            ("members:login", "members:logout", "wagtailcore_login"), False),
    Surface("own account", _account_pages, ACCOUNT_VIEWS, False),
    Surface("preferences", _fixed("/nl/account/preferences/", "/en/account/preferences/"),
            ("members:preferences",), False),
    Surface("submission", _submission,
            tuple(f"submissions:{name}" for name in
                  ("detail", "message", "withdraw", "decide", "assign", "advice_ask", "advice_revoke")),
            only_for=("superuser",)),
    Surface("desk", _desk,
            tuple(f"submissions:{name}" for name in ("desk", "bulk", "statistics", "deputies", "deputy_end")),
            only_for=("superuser",)),
    Surface("advice", _fixed("/nl/advice/x/", "/en/advice/0123456789abcdef/"), ("advice:answer",), False),
    Surface("feedback", _fixed("/nl/feedback/x/", "/en/feedback/0:1/", "/nl/feedback/thanks/"),
            ("feedback:answer", "feedback:thanks"), False),
    Surface("what came of feedback", _feedback, ("event_feedback",), only_for=("superuser",)),
    Surface("my hub", _fixed("/nl/account/", "/en/account/"), ("members:my_hub", "members:my_hub_read"), False),
    Surface("citations of private works", _citations, ("works:cite",), hidden=True),
    Surface("reuse of private works", _reuse, ("works:adopt", "works:note", "works:confirm")),
    Surface("what waits and what is asked", _fixed("/nl/works/reuse/", "/nl/works/still-correct/x/"),
            ("works:adoptions", "works:still_correct"), False),
    Surface("registering for private works", _registering,
            tuple(f"registrations:{name}" for name in ("choose", "sent", "all", "date")), hidden=True),
    Surface("registering colleagues for private works", _registering_colleagues,
            ("registrations:all_colleague", "registrations:date_colleague"), False),
    Surface("registrations of somebody else", _own_registrations,
            tuple(f"registrations:{name}" for name in ("state", "offer", "change", "withdraw")), False),
    Surface("links of registrations", _fixed("/nl/registrations/confirm/x/", "/nl/registrations/mine/x/"),
            ("registrations:confirm",), False),
    Surface("organisations of one's own", _corners, _CORNER_VIEWS),
    Surface("submissions", _submissions,
            tuple(f"submissions:{name}" for name in (
                "start", "begin", "write", "save", "check", "preview", "submit", "clone", "translate", "people",
                "person_end", "co_author_answer", "attach", "detach", "neighbours", "imported")), False),
    Surface("drafts from files", _fixed("/nl/account/submissions/import/", "/en/account/submissions/import/",
                                        "/nl/account/submissions/import/best-practice.md"),
            tuple(f"submissions:{name}" for name in ("import", "template")), False),
    Surface("agenda by month", _months),
    Surface("practices to link", _fixed(f"/nl/aftercare/practices/?q={STEM}kop", "/en/aftercare/practices/?q=",
                                        f"/nl/aftercare/practices/?q={SHARED}"), ("aftercare_practices",)),
    Surface("who would come to private works", _interest, ("interest",), False, hidden=True),
    Surface("what organisers see of private works", _organised,
            ("aftercare_of", "event_interest", "interest_withdraw"), only_for=("superuser",)),
    Surface("signed links about events", _fixed("/nl/aftercare/x/", "/nl/interest/mine/x/"),
            ("aftercare", "interest_own"), False),
    Surface("organisers' desks", _organisers_desks, _ORGANISER_VIEWS, only_for=("superuser",)),
    Surface("certificates", _fixed("/nl/certificates/", "/en/certificates/?number=ABCDEFGH&code=aaaa-aaaa-aaaa-aaaa",
                                   "/nl/certificates/ABCDEFGH.aaaaaaaaaaaaaaaa/"),
            ("certificates:check", "certificates:own"), False),
    Surface("machinery", _fixed("/", "/healthz", "/readyz", "/robots.txt", "/metrics"),
            ("root", "healthz", "readyz", "robots", "metrics"), False),
)  # fmt: skip
