"""What the measurement of faults says of a site: by a site of which one knows what it gives."""

from collections import Counter

import pytest
from django.core.management.base import CommandError

from hub.bench import faults
from hub.bench.faults import Fault, Outcome, examine, table


class InventedSite:
    """Answers as it is told; what it was told to do is kept."""

    def __init__(self, status="200", seconds=0.001):
        self.given = (status, b"", seconds)
        self.port = 0
        self.told = []

    def get(self, address, connection=None):
        self.told.append(address)
        return self.given

    def wait_for_server(self):
        self.told.append("waited")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Faults that last a moment, and a page that is published without a database."""
    monkeypatch.setattr(faults, "FAULT_SECONDS", 0.2)
    monkeypatch.setattr(faults, "READ_SECONDS", 0.01)
    monkeypatch.setattr(faults, "_publish", lambda site: site.told.append("published") or 0.25)


def told(fault, site):
    outcome = examine(site, fault, ["/nl/"])
    return outcome, [word for word in site.told if word != "/nl/"]


def test_a_fault_begins_in_health_and_ends_before_the_server_is_waited_for():
    site = InventedSite()
    fault = Fault("500", lambda site: site.told.append("begun"), lambda site: site.told.append("ended"))

    outcome, steps = told(fault, site)

    assert steps == ["waited", "begun", "published", "ended", "waited"]
    assert (outcome.findable, outcome.errors, outcome.is_right) == (0.25, 0, True)
    assert outcome.statuses["200"] == site.told.count("/nl/") > 0


def test_a_fault_without_an_end_is_counted_from_its_beginning():
    outcome, steps = told(Fault("gone", lambda site: site.told.append("begun")), InventedSite())

    assert steps == ["waited", "begun", "published", "waited"]
    assert outcome.back >= 0.05


@pytest.mark.parametrize(("status", "seconds"), [("500", 0.001), ("TimeoutError", 0.001), ("200", 2.1)])
def test_an_error_and_a_late_answer_are_noticed(status, seconds):
    outcome, _steps = told(Fault("500", lambda site: None), InventedSite(status, seconds))

    assert not outcome.is_right


def test_a_server_that_is_never_asked_again_is_an_error(monkeypatch):
    monkeypatch.setattr(faults, "PATIENCE", 0.1)
    monkeypatch.setattr(faults.Site, "found", lambda site, words="": ("embedded", 1))

    with pytest.raises(CommandError, match="not asked again"):
        faults.Site(port=0, proxy=None, server=None, alias="hub").wait_for_server()


def test_the_table_has_a_line_for_each_fault():
    outcome = Outcome("500", Counter({"200": 40, "503": 2}), longest=1.25, findable=0.5, back=5.25)

    assert table([outcome]).splitlines()[-1] == "| 500 | 42 | 2 | 1,250 | 500 | 5.2 |"
