"""Somebody who writes: an account, an organisation that takes part, and the forms filled in as a browser does."""

import re
from html.parser import HTMLParser
from uuid import uuid4

from django.test import Client

from knowledge.models import Submission
from tests.factories.members import ContactFactory, OrganisationFactory, ParticipationFactory


def make_writer(organisation=None, **values):
    """Return somebody who writes for an organisation that takes part."""
    if organisation is None:
        organisation = OrganisationFactory()
        ParticipationFactory(organisation=organisation)
    return ContactFactory(organisation=organisation, **values).user


def organisation_of(user):
    """Return the organisation that somebody writes for."""
    return user.contacts.get().organisation


def client_of(user, **values):
    """Return a browser in which somebody is signed in."""
    client = Client(**values)
    client.force_login(user)
    return client


class Fields(HTMLParser):
    """What a browser would send of the form with the name "version" or "nonce" in it: names and values as drawn."""

    def __init__(self, marker):
        super().__init__(convert_charrefs=True)
        self.marker, self.found = marker, None
        self.fields, self.area, self.select = [], None, None

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        name = values.get("name")
        if tag == "form":
            self.fields = []
        elif tag == "textarea":
            self.area = [name, ""]
        elif tag == "select":
            self.select = [name, None]
        elif tag == "option" and self.select is not None:
            if self.select[1] is None or "selected" in values:
                self.select[1] = values.get("value", "")
        elif tag == "input" and name and ("checked" in values or values.get("type") not in ("checkbox", "radio")):
            self.fields.append((name, values.get("value", "on" if values.get("type") == "checkbox" else "")))

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.fields.append((self.area[0], self.area[1].removeprefix("\n").removeprefix("\r\n")))
            self.area = None
        elif tag == "select" and self.select:
            self.fields.append((self.select[0], self.select[1] or ""))
            self.select = None
        elif tag == "form" and any(name == self.marker for name, _value in self.fields):
            self.found = self.fields


def drawn(response, marker="version"):
    """Return what the form of a page would send, unchanged."""
    parser = Fields(marker)
    parser.feed(response.content.decode())
    data = {}
    for name, value in parser.found:
        data.setdefault(name, []).append(value)
    data.pop("csrfmiddlewaretoken", None)
    return data


def begin(client, kind="best-practice", title="Heropname voorspellen", **values):
    """Begin a draft through the form, and return its submission."""
    address = f"/nl/account/submissions/start/{kind}/"
    data = drawn(client.get(address), "nonce") | {"title": title, "language": "nl", "nonce": str(uuid4())} | values
    response = client.post(address, data)
    assert response.status_code == 302, response.content.decode()
    return Submission.objects.get(uuid=re.search(r"[0-9a-f-]{36}", response["Location"]).group())


def url(submission, name, *args):
    """Return an address of a submission in Dutch."""
    return f"/nl/account/submissions/{submission.uuid}/{name}/" + "".join(f"{arg}/" for arg in args)


def fill(client, submission, step, button="next", **values):
    """Fill in a step as a browser does, and press a button; returns the answer."""
    address = url(submission, "write", step)
    return client.post(address, drawn(client.get(address)) | values | {"go": button})


def saved(submission):
    """Return the draft as it is stored now."""
    return Submission.objects.get(pk=submission.pk).draft


def autosave(client, submission, step, data):
    """Send a step as the script does while somebody writes."""
    return client.post(url(submission, "save", step), data)
