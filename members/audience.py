"""What taking part gives access to (``HUB_AUDIENCE_PROVIDERS``).

Both functions are asked at each request, so a right ends the day after its last without anybody emptying
a group: a participation that ended, a contact who left, a seat that was given up.
"""

from collections.abc import Iterable
from typing import Any

from members.enums import ParticipationLevel
from members.models import Contact, Seat, WorkingGroup
from members.querysets import current_on
from search.audience import Requirement


def level_token(level: str) -> str:
    """Return the token of a level of taking part."""
    return f"level:{level}"


def user_tokens(user: Any) -> Iterable[str]:
    """Return the tokens of a signed-in user's organisations and seats, now; two queries.

    Level participate gives all that level inform does (the coalition's action agenda, "taking part").
    """
    tokens = {
        level_token(level)
        for level in Contact.objects.current()
        .filter(current_on(prefix="organisation__participations__"), user=user)
        .values_list("organisation__participations__level", flat=True)
    }
    if level_token(ParticipationLevel.PARTICIPATE) in tokens:
        tokens.add(level_token(ParticipationLevel.INFORM))
    seats = Seat.objects.effective().filter(user=user).select_related("working_group")
    return tokens | {seat.working_group.token for seat in seats}


def requirements() -> Iterable[Requirement]:
    """Return that a working group's pages are for those who have an effective seat in it; one query."""
    groups = WorkingGroup.objects.exclude(root_page=None).select_related("root_page")
    return [Requirement(group.root_page.path, group.token) for group in groups if group.root_page is not None]
