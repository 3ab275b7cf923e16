from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub.settings import env


@pytest.mark.parametrize(
    ("raw", "value"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("no", False), ("", False)]
)
def test_booleans_are_read_in_the_usual_spellings(monkeypatch, raw, value):
    monkeypatch.setenv("FLAG", raw)

    assert env.env_bool("FLAG", default=not value) is value


def test_an_absent_variable_gives_the_default(monkeypatch):
    for name in ("FLAG", "NUMBER", "NAMES", "TEXT", "PLACE"):
        monkeypatch.delenv(name, raising=False)

    assert env.env_bool("FLAG", default=True) is True
    assert env.env_int("NUMBER", 7) == 7
    assert env.env_list("NAMES", "a, b,") == ["a", "b"]
    assert env.env_str("TEXT", "x") == "x"
    assert env.env_path("PLACE", Path("/p")) == Path("/p")


@pytest.mark.parametrize(
    "read", [lambda: env.env_bool("X", default=False), lambda: env.env_int("X", 1)], ids=["boolean", "number"]
)
def test_what_cannot_be_understood_stops_the_start_and_names_the_variable(monkeypatch, read):
    monkeypatch.setenv("X", "misschien")

    with pytest.raises(ImproperlyConfigured, match="X must be"):
        read()


def test_a_required_variable_that_is_absent_is_named(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.env_str("SECRET_KEY")
