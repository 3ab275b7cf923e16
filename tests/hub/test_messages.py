import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from hub.messages import compile_catalogue, gaps, read_catalogue

HEADER = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def catalogue(tmp_path, body):
    path = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + body)
    return path


def test_what_is_missing_fuzzy_or_half_translated_is_named(tmp_path):
    path = catalogue(
        tmp_path,
        'msgid "Done"\nmsgstr "Klaar"\n\n'
        'msgid "Missing"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Unsure"\nmsgstr "Onzeker"\n\n'
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s dag"\nmsgstr[1] ""\n',
    )

    assert gaps(read_catalogue(path)) == ["not translated: 'Missing'", "fuzzy: 'Unsure'", "not translated: '%(n)s day'"]


def test_a_catalogue_is_compiled_once(tmp_path):
    path = catalogue(tmp_path, 'msgid "Done"\nmsgstr "Klaar"\n')

    assert (compile_catalogue(path), compile_catalogue(path)) == (True, False)
    assert b"Klaar" in path.with_suffix(".mo").read_bytes()


def test_a_text_in_the_code_without_dutch_fails_the_check(tmp_path, settings):
    catalogue(tmp_path, 'msgid "Done"\nmsgstr "Klaar"\n')
    settings.LOCALE_PATHS = [tmp_path]

    with pytest.raises(CommandError, match="not in the catalogue: 'Building block'"):
        call_command("check_messages")


def test_no_text_hides_from_the_catalogue_inside_an_f_string():
    # xgettext does not look inside f-strings: such a text is in no catalogue, and no check misses it.
    calls = re.compile(r"""f(["']).*\{(?:gettext|ngettext|pgettext|_)\(""")
    apps = ("events", "home", "hub", "knowledge", "members", "search")
    files = [path for app in apps for path in (settings.BASE_DIR / app).rglob("*.py")]

    assert [(path.name, line) for path in files for line in path.read_text().splitlines() if calls.search(line)] == []
    assert calls.search("x = f\"<p>{gettext('Text')}</p>\"")
