"""What leaves the desk as a file: lists without formulas or secrets, and certificates that can be checked."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from events.certificates.drawing import clean, draw_certificates
from events.certificates.facts import Certificate, certificates_of, code_of
from events.models import DeskLogEntry, Registration
from events.registration import services
from events.registration.tickets import Purpose, certificate_url, ticket_of
from tests.events.desk import make_held, make_today
from tests.factories.members import UserFactory
from tests.factories.registrations import register

pytestmark = pytest.mark.django_db

FORMULAS = ["=1+1", "+31 6", "-2", "@SUM(A1)", "\t=1", "a;=1+1", "＝1"]


def asked(held, kind, labels, **values):
    return services.question_add(schedule=held.schedule, kind=kind, labels={"en": labels}, **values)


def export(client, held, kind="csv", query="", **values):
    return client.post(held.url(f"export/{query}"), {"kind": kind, **values})


def person(held, name="Ada", **values):
    return register(held.schedule, user=UserFactory(name=name), **values)


def over(held, *rows):
    """Note people as arrived, and let the event be over."""
    past = timezone.now() - timedelta(hours=5)
    held.schedule.occurrences.update(starts_at=past, ends_at=past + timedelta(hours=2))
    for row in rows:
        row.arrivals.create(occurrence=held.date, arrived_at=past)
        Registration.objects.filter(pk=row.pk).update(checked_in_at=past)
        row.refresh_from_db()


# --- Lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula_whatever_people_type(site, client, kind):
    held = make_held(client)
    question = asked(held, "text", "=Wish?")
    for number, text in enumerate(FORMULAS):
        row = person(held, f"P{number}", answers={str(question.uuid): text})
        Registration.objects.filter(pk=row.pk).update(name=text, organisation_name=text)
    answer = export(client, held, kind)
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == len(FORMULAS) + 1
        assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for line in lines for cell in line.split(","))
    else:
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows())
        assert len(rows) == len(FORMULAS) + 1
        assert {cell.data_type for row in rows for cell in row} <= {"s", "d", "n"}


def test_what_people_eat_is_in_a_file_only_when_that_is_asked_and_it_is_written_down(site, client):
    held = make_held(client)
    diet = asked(held, "dietary", "What do you eat?")
    access = asked(held, "accessibility", "What do you need?")
    person(held, answers={str(diet.uuid): "Vegetarisch", str(access.uuid): "Rolstoel"})
    plain = export(client, held).content.decode()
    full = export(client, held, with_sensitive="on").content.decode()
    assert ("Vegetarisch" in plain, "Rolstoel" in plain, "What do you eat?" in plain) == (False, False, False)
    assert ("Vegetarisch" in full, "Rolstoel" in full) == (True, True)
    log = DeskLogEntry.objects.order_by("pk")
    assert [(row.act, row.actor, row.facts) for row in log] == [
        ("csv", held.organiser, {"selection": {}, "rows": 1, "with_sensitive": False}),
        ("csv", held.organiser, {"selection": {}, "rows": 1, "with_sensitive": True}),
    ]
    assert "with sensitive answers" in client.get(held.url("certificates/")).content.decode()


def test_answers_are_counted_without_names_whatever_the_list_is_narrowed_to(site, client):
    held = make_held(client)
    diet = asked(held, "dietary", "What do you eat?")
    for name, wish in (("Ada", "Vegetarisch"), ("Bea", "vegetarisch."), ("Cor", "geen noten, vegetarisch")):
        person(held, name, answers={str(diet.uuid): wish})
    for query in ("", "?q=Ada"):
        answer = client.get(held.url(query))
        assert [(row.question, row.answers) for row in answer.context["summary"]] == [
            ("What do you eat?", [("Vegetarisch", 3), ("geen noten", 1)])
        ]


def test_a_file_has_the_list_that_was_asked_for(site, client):
    held = make_held(client, capacity=1)
    person(held, "Plaats")
    person(held, "Wacht")
    text = export(client, held, query="?state=waiting").content.decode()
    assert ("Wacht" in text, "Plaats" in text) == (True, False)
    assert DeskLogEntry.objects.get().facts["selection"] == {"state": "waiting"}


def test_a_file_is_taken_by_a_post_with_a_known_kind(site, client):
    held = make_held(client)
    assert client.get(held.url("export/")).status_code == 405
    assert export(client, held, "certificates").status_code == 302
    assert DeskLogEntry.objects.count() == 0


# --- Certificates ---------------------------------------------------------------------------------------


def pdf_text(content):
    """Return title and language of a PDF, and how many pages it has."""
    return content.startswith(b"%PDF-"), content.count(b"/Type /Page\n"), b"/Lang" in content, b"/Title" in content


def test_who_arrived_has_a_certificate_once_it_is_over(site, client):
    held = make_today(client)
    held.schedule.occurrences.update(starts_at=timezone.now() + timedelta(hours=1))
    there, absent = person(held, "Zoë IJsbrandij-Łukasz"), person(held, "Afwezig")
    client.logout()
    assert client.get(certificate_url(there)).status_code == 404
    over(held, there)
    fetched = client.get(certificate_url(there))
    assert (fetched.status_code, fetched.headers["Content-Type"]) == (200, "application/pdf")
    assert pdf_text(fetched.content) == (True, 1, True, True)
    assert client.get(certificate_url(absent)).status_code == 404
    for purpose in (Purpose.CHECK_IN, Purpose.CERTIFICATE):
        assert client.get(f"/en/certificates/{ticket_of(there, purpose)}/").status_code == 404


def test_the_organiser_takes_one_or_all_and_that_is_written_down(site, client):
    held = make_today(client)
    held.schedule.occurrences.update(starts_at=timezone.now() + timedelta(hours=1))
    rows = [person(held, name) for name in ("Ada", "Bea", "Cornelia")]
    empty = client.post(held.url("certificates/all.pdf"), follow=True)
    assert "Nobody has a certificate yet" in empty.content.decode()
    over(held, *rows[:2])
    page = client.get(held.url("certificates/")).content.decode()
    assert ("Ada" in page, "Cornelia" in page) == (True, False)
    taken = client.post(held.url("certificates/all.pdf"))
    assert pdf_text(taken.content)[:2] == (True, 2)
    assert DeskLogEntry.objects.get().facts["rows"] == 2
    assert client.get(held.url(f"certificates/{rows[0].uuid}.pdf")).status_code == 200
    assert client.get(held.url(f"certificates/{rows[2].uuid}.pdf")).status_code == 404


def test_a_stranger_learns_of_a_paper_whether_what_and_when_and_not_whose(site, client):
    held = make_today()
    held.schedule.occurrences.update(starts_at=timezone.now() + timedelta(hours=1))
    row = person(held, "Geheim Persoon")
    over(held, row)
    code = code_of(row)

    def check(number, code):
        return client.get("/en/certificates/", {"number": number, "code": code}).content.decode()

    valid = check(row.number, code)
    assert ("Valid</h2>" in valid, "Weefdag" in valid, "Geheim" in valid) == (True, True, False)
    assert "Valid</h2>" in check(row.number.lower(), code.upper().replace("-", " "))
    for number, typed in ((row.number, "aaaa-aaaa-aaaa-aaaa"), ("ZZZZZZZZ", code), (row.number, "x"), ("'", "\x00x")):
        wrong = check(number, typed)
        assert ("Valid</h2>" in wrong, "Weefdag" in wrong) == (False, False)
    assert "Not valid" not in client.get("/en/certificates/").content.decode()


def test_a_paper_stays_valid_when_the_name_is_removed(site, client):
    held = make_today(retention_days=1)
    held.schedule.occurrences.update(starts_at=timezone.now() + timedelta(hours=1))
    row = person(held)
    over(held, row)
    code = code_of(row)
    services.registrations_erase(now=timezone.now() + timedelta(days=3))
    valid = client.get("/en/certificates/", {"number": row.number, "code": code}).content.decode()
    assert "Valid</h2>" in valid
    assert client.get(certificate_url(row)).status_code == 404


def test_names_of_any_length_and_letters_are_drawn():
    names = ["Ij", "Ĳsbrand", "Zoë Müller-Łukaszewska", "Şebnem Yıldız Ğ", "Aşkın " * 30, "e\u0301\x00\n<b>"]
    certificates = [
        Certificate(
            name=name, title="Dag van de data " * 12, organisers="Stichting", days=["12 november 2026"],
            place="Utrecht", number="ABCDEFGH", code="aaaa-bbbb-cccc-dddd", address="https://hub.example/nl/certificates/?x=1",
            language="nl", site="AI-coalitie",
        )
        for name in names
    ]  # fmt: skip
    assert pdf_text(draw_certificates(certificates))[:2] == (True, len(names))
    assert clean("Ĳsbrand e\u0301\x00") == "IJsbrand é "
    with pytest.raises(ValueError, match="no certificate"):
        draw_certificates([])
    assert certificates_of([]) == []
