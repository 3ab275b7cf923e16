"""Loads the words that mean the same in the demo's field."""

from hub.demo.data_files import read
from search.expressions import keys
from search.models import SynonymSet


def load_synonyms() -> None:
    """Make the sets that are missing; one of which an editor has an expression already is hers."""
    known = {words for row in SynonymSet.objects.all() for words in keys(row.expressions)}
    for row in read("synonyms")["synonyms"]:
        text = "\n".join(row["expressions"])
        if known.isdisjoint(keys(text)):
            meaning = SynonymSet.Meaning.FIRST if row.get("first") else SynonymSet.Meaning.EACH
            found = SynonymSet(expressions=text, meaning=meaning)
            found.full_clean()
            found.save()
