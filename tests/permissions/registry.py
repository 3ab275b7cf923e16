"""Every row there is: an app's module of rows is added here, and nowhere else."""

from tests.permissions import members_rows, registration_rows, submission_rows
from tests.permissions.matrix import Action

ACTIONS: tuple[Action, ...] = (*members_rows.ROWS, *submission_rows.ROWS, *registration_rows.ROWS)
