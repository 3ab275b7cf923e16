"""``manage.py build_compound_words``: makes the word list of ``search.language.compounds`` from OpenTaal's."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from search.language.compounds import WORD_LIST, build_words
from search.words import folded

_PLAIN_WORD = re.compile(r"[a-z]{3,}")


class Command(BaseCommand):
    """Reads ``elements/basiswoorden-gekeurd.txt`` of github.com/OpenTaal/opentaal-wordlist; names are left out."""

    help = "Make the list of words that Dutch compounds are made of from OpenTaal's list of base words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the path of the list."""
        parser.add_argument("source", type=Path)

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        """Write the list and say how long it is."""
        listed = source.read_text(encoding="utf-8").split("\n")
        plain = (folded(word) for word in listed if word.islower())
        words = build_words(word for word in plain if _PLAIN_WORD.fullmatch(word))
        WORD_LIST.write_text("\n".join(words) + "\n", encoding="ascii")
        self.stdout.write(f"{len(words)} words in {WORD_LIST.name}.")
