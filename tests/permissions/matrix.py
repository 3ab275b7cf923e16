"""Who may do what, as data: each action with the view that does it, the function that says who may, and who that is.

An app adds a module of rows and names it in ``registry``. ``test_matrix`` proves every cell through the view and
through the function; ``docs/permissions.md`` is drawn from the same rows (``python -m tests.permissions``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# In the order of the columns, with what each is.
ROLES: Mapping[str, str] = {
    "anonymous": "not signed in",
    "stranger": "signed in, of no organisation",
    "viewer": "viewer of the organisation",
    "author": "author of the organisation",
    "administrator": "administrator of the organisation",
    "other_administrator": "administrator of another organisation",
    "former": "was an administrator of the organisation",
    "desk": "coalition desk: staff with the rights of an editor",
    "editor": "editor who is no staff",
    "moderator": "moderator who is no staff",
    "superuser": "superuser",
}
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous"}
NOBODY: frozenset[str] = frozenset()

# What one who may not do something is answered: sent to the log-in, or a status.
LOGIN = "login"
NOT_FOUND = "404"
FORBIDDEN = "403"


@dataclass(frozen=True)
class Action:
    """One row: what is done to which kind of object.

    ``url`` and ``data`` are made from the world of the test (``world.World``); ``rule`` is the one function of the
    code, asked for a user; ``refused`` says what each role is answered that may not. ``done`` is the status for who
    may: a form that was accepted leads somewhere else.
    """

    name: str
    object: str
    url: Callable[[Any], str]
    rule: Callable[[Any, Any], bool]
    function: str
    allowed: frozenset[str]
    refused: Mapping[str, str]
    method: str = "get"
    data: Callable[[Any], dict[str, Any]] = field(default=lambda world: {})
    done: int = 200

    def outcome(self, role: str) -> str:
        """Return what this role is answered."""
        return str(self.done) if role in self.allowed else self.refused[role]


def markdown(actions: tuple[Action, ...]) -> str:
    """Return the document: a table for each kind of object, and what the columns are."""
    lines = [
        "# Who may do what",
        "",
        "Drawn by `make permissions` from the rows in `tests/permissions`. A test proves each cell through the view",
        "and through the function that is named; another fails when this page is not what the rows say.",
        "",
        "| column | who |",
        "|---|---|",
        *(f"| {role.replace('_', ' ')} | {who} |" for role, who in ROLES.items()),
        "",
        "A cell says yes, or what one is answered: *log-in*, *404* for what is not there for this reader, *403* for a",
        "colleague without the role, *302* for who is led to where it is done already.",
    ]
    for kind in dict.fromkeys(action.object for action in actions):
        rows = [action for action in actions if action.object == kind]
        lines += ["", f"## {kind}", "", f"| action | rule | {' | '.join(r.replace('_', ' ') for r in ROLES)} |"]
        lines.append("|---|---|" + "---|" * len(ROLES))
        for action in rows:
            cells = ["yes" if role in action.allowed else action.refused[role] for role in ROLES]
            lines.append(f"| {action.name} | `{action.function}` | {' | '.join(cells)} |")
    return "\n".join(lines).replace(" login ", " log-in ") + "\n"
