"""Lines of the log in production: JSON, with what is needed to find a fault and nothing of a person."""

import io
import json
import logging
import sys
from uuid import UUID

import pytest
from django.urls import reverse

from hub import views
from hub.log_filters import HideSecrets
from hub.observability import logs
from hub.observability.logs import JsonLine, configure, log_config, log_uncaught
from tests.factories.members import UserFactory
from tests.factories.registrations import make_open_event

PASSWORD = "een-heel-lang-geheim-9"
TYPED = {
    "address": "jan.de.geheimhouder@voorbeeld.example",
    "name": "Jan de Geheimhouder",
    "password": PASSWORD,
    "wrong password": "nog-een-geheim-8",
    "words": "zeldzamekwaal",
    "path": "geheim-dossier",
    "calendar token": "Zm9vYmFyYmF6cXV4",
    "agent": "GeheimeBrowser/7.1",
    "visitor": "198.51.100.23",
}


@pytest.fixture
def lines(monkeypatch):
    """The production configuration of logs, and the lines it writes; everything as it was afterwards."""
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in (*log_config("INFO")["loggers"], "django.request"))]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure(log_config("INFO"))
    yield lambda: stream.getvalue().splitlines()
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def record(message, *args, name="django.request", **extra):
    made = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, None)
    vars(made).update(extra)
    return made


def written(message, *args, **extra):
    return json.loads(JsonLine().format(record(message, *args, **extra)))


def drive(client, monkeypatch):
    """Do what visitors do, with values that must not be found again."""
    monkeypatch.setattr(views, "absolute_url", lambda path: 1 / len(()) if path else TYPED["address"])
    page, schedule = make_open_event(capacity=3)
    client.raise_request_exception = False
    headers = {"user-agent": TYPED["agent"], "referer": f"https://hub.example/nl/search/?q={TYPED['words']}"}
    ask = {"headers": headers, "REMOTE_ADDR": TYPED["visitor"]}
    user = UserFactory(email=TYPED["address"], name=TYPED["name"])
    user.set_password(PASSWORD)
    user.save()
    login = reverse("members:login")
    for password in (TYPED["wrong password"], PASSWORD):
        client.post(login, {"username": TYPED["address"], "password": password}, **ask)
    client.logout()
    place = reverse("registrations:date", args=[page.public_id, schedule.occurrences.first().uuid])
    client.post(place, {"name": TYPED["name"], "email": TYPED["address"]}, **ask)
    answers = [
        client.get(path, **ask).status_code
        for path in (
            f"/nl/search/?q={TYPED['words']}",
            f"/api/v1/search/?q={TYPED['words']}&unknown={TYPED['name']}",
            f"/nl/{TYPED['path']}/?mail={TYPED['address']}",
            f"/c/{TYPED['calendar token']}.ics",
            f"/robots.txt?mail={TYPED['address']}",
        )
    ]
    # A host that somebody typed, and a form that is none.
    answers.append(client.get("/nl/", headers={**headers, "host": f"{TYPED['path']} {TYPED['address']}"}).status_code)
    return answers


@pytest.mark.django_db
def test_what_visitors_type_is_in_no_line(site, client, monkeypatch, lines, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert drive(client, monkeypatch) == [200, 400, 404, 404, 500, 400]

    found = [json.loads(line) for line in lines()]
    assert [line["status"] for line in found if line["logger"] == "hub.requests"][-6:] == [200, 400, 404, 404, 500, 400]
    assert [line["error"]["type"] for line in found if "error" in line] == [
        "ZeroDivisionError",
        "django.core.exceptions.DisallowedHost",
    ]
    assert [(what, line) for line in lines() for what, value in TYPED.items() if value in line] == []


@pytest.mark.django_db
def test_the_same_records_as_text_would_tell(site, client, monkeypatch, lines, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    plain = io.StringIO()
    handler = logging.StreamHandler(plain)
    for name in ("", "django.request"):
        logging.getLogger(name).addHandler(handler)

    drive(client, monkeypatch)

    assert TYPED["path"] in plain.getvalue()


@pytest.mark.django_db
def test_a_request_is_one_line_with_the_view_and_how_long_it_took(site, client, lines, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    client.get("/nl/search/", headers={"x-request-id": "0123456789abcdef-proxy"})

    line = json.loads(lines()[-1])
    assert line.pop("duration_ms") > 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO", "logger": "hub.requests", "message": "Answered", "request_id": "0123456789abcdef-proxy",
        "view": "search:search", "method": "GET", "status": 200,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "given"), [(0, "0123456789abcdef-proxy"), (1, "jan@hub.example"), (1, "a" * 65)])
def test_a_number_that_no_proxy_gave_is_not_taken(site, client, lines, settings, count, given):
    settings.TRUSTED_PROXY_COUNT = count
    client.get("/healthz", headers={"x-request-id": given})

    assert UUID(json.loads(lines()[-1])["request_id"]).version == 4


@pytest.mark.django_db
def test_an_error_says_its_number_to_who_meets_it(site, client, monkeypatch, lines):
    monkeypatch.setattr(views, "absolute_url", lambda path: 1 / 0)
    client.raise_request_exception = False

    response = client.get("/robots.txt")

    numbers = {json.loads(line)["request_id"] for line in lines()}
    assert {response.headers["X-Request-ID"]} == numbers
    assert "X-Request-ID" not in client.get("/healthz").headers


def test_libraries_say_numbers_and_the_hub_says_what_it_named():
    assert written("Not Found: %s after %d s", "/nl/jan/", 3)["message"] == "Not Found: … after 3 s"
    assert written("%s: %s", "revision 5", 3, name="home.publication")["message"] == "revision 5: 3"
    assert written("%d", "jan", name="django.request")["message"] == "%d"


@pytest.mark.django_db
def test_a_row_is_named_by_its_model_and_key():
    user = UserFactory(name="Jan")

    assert written("Could not do %s for %r", "tell", user, name="events.jobs")["message"] == (
        f"Could not do tell for 'members.User {user.pk}'"
    )


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("to jan@hub.example: refused", "to …: refused"),
        ("<jan@hub.example> refused", "<…> refused"),
        ("from 192.0.2.7 and 2001:db8:0:0::7", "from … and …"),
        ("GET /nl/search/?q=kwaal", "GET /nl/search/?…"),
        ("GET /c/Zm9v.ics", "GET /c/….ics"),
        ("at 12:30:59 in hub.views", "at 12:30:59 in hub.views"),
    ],
)
def test_addresses_and_questions_are_taken_out_of_any_message(said, line):
    assert written(said, name="hub.views")["message"] == line


def test_an_error_is_told_by_class_and_place_without_its_words():
    try:
        try:
            raise ValueError("jan@hub.example")
        except ValueError as error:
            raise KeyError("Jan") from error
    except KeyError as error:
        told = logs.error_of(error)

    assert told["type"] == "KeyError < ValueError"
    assert told["at"][-1].endswith("test_an_error_is_told_by_class_and_place_without_its_words")
    assert "Jan" not in json.dumps(told)


def test_what_ends_a_process_is_a_line(lines):
    log_uncaught(RuntimeError, RuntimeError("jan@hub.example"), None)

    line = json.loads(lines()[-1])
    assert (line["level"], line["error"]["type"]) == ("CRITICAL", "RuntimeError")


SECRETS = [
    ("/c/Zm9v.ics", "/c/….ics"),
    ("/nl/registrations/mine/0a1b:Zm9v-_/withdraw/", "/nl/registrations/mine/…/withdraw/"),
    ("/nl/registrations/confirm/0a1b:Zm9v/", "/nl/registrations/confirm/…/"),
    ("/nl/feedback/0a1b:Zm9v/", "/nl/feedback/…/"),
    ("/nl/aftercare/WyJh:1v:Zm9v/", "/nl/aftercare/…/"),
    ("/nl/interest/mine/WyJh:1v:Zm9v/", "/nl/interest/mine/…/"),
    ("/nl/certificates/ABCD2345.abcdefgh/", "/nl/certificates/…/"),
    ("/nl/account/events/abc/tickets/ABCD2345.abcdefgh/", "/nl/account/events/abc/tickets/…/"),
    ("/nl/advice/Zm9v/", "/nl/advice/…/"),
    ("/nl/works/still-correct/WyJh:1v:Zm9v/", "/nl/works/still-correct/…/"),
    ("/nl/account/invitations/Zm9v/", "/nl/account/invitations/…/"),
    ("/nl/account/security/address/MQ:1v:Zm9v/", "/nl/account/security/address/…/"),
    ("/nl/account/security/password/reset/1-abc-def/", "/nl/account/security/password/reset/…/"),
]


@pytest.mark.parametrize(("address", "shown"), SECRETS)
def test_the_secret_of_an_address_is_hidden_from_plain_lines_too(address, shown):
    line = record("GET %s", address)

    assert HideSecrets().filter(line)
    assert line.getMessage() == f"GET {shown}"
