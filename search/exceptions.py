"""What can go wrong with a search."""

import enum


class Reason(enum.StrEnum):
    """Why an engine cannot answer, in the words of ``/readyz`` and of the log (docs/operations.md says what to do)."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    REFUSED = "refused"
    MISSING = "missing"
    BEHIND = "behind"
    OTHER = "other"


class SearchUnavailable(Exception):
    """The engine cannot answer now; the caller shows a page that says so, with status 503."""

    def __init__(self, message: str = "", reason: Reason = Reason.OTHER, *, is_about_question: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        # This question is what the engine refuses; it says nothing of the next one.
        self.is_about_question = is_about_question
