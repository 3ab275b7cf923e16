"""The models of the search app: the index, what editors add to it, and what is counted of its use."""

from search.models.feed import IndexFeed
from search.models.files import FileText
from search.models.index import (
    ABOUT,
    AUDIENCE,
    FILE,
    LOCALE,
    RESERVED_KEYS,
    UNTIL,
    IndexChange,
    IndexEntry,
    IndexState,
    IndexTerm,
)
from search.models.insight import AskedQuestion, OpenedWork
from search.models.promotions import PromotedResult
from search.models.synonyms import SynonymSet

__all__ = [
    "ABOUT",
    "AUDIENCE",
    "FILE",
    "LOCALE",
    "RESERVED_KEYS",
    "UNTIL",
    "AskedQuestion",
    "FileText",
    "IndexChange",
    "IndexEntry",
    "IndexFeed",
    "IndexState",
    "IndexTerm",
    "OpenedWork",
    "PromotedResult",
    "SynonymSet",
]
