"""Models of the knowledge app, re-exported so that ``knowledge.models.X`` is the one address of each."""

from knowledge.models.best_practice import BestPracticeIndexPage, BestPracticePage, BestPracticeTag
from knowledge.models.best_practice_rows import BestPracticeAuthor, EvidenceConfirmation, Outcome
from knowledge.models.fieldlab import FieldlabIndexPage, FieldlabPage, FieldlabPartner, FieldlabTag

__all__ = [
    "BestPracticeAuthor",
    "BestPracticeIndexPage",
    "BestPracticePage",
    "BestPracticeTag",
    "EvidenceConfirmation",
    "FieldlabIndexPage",
    "FieldlabPage",
    "FieldlabPartner",
    "FieldlabTag",
    "Outcome",
]
