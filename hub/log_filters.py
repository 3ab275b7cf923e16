"""What keeps secrets out of our logs."""

import logging
import re
from typing import Final

# Where the secret of an address begins, and what stands there instead of it.
SECRET: Final = re.compile(r"(/c/|/calendars/at/)[A-Za-z0-9_-]+")
HIDDEN: Final = r"\1…"


class HideSecrets(logging.Filter):
    """Takes the secret out of addresses that are secret, such as those of calendars: Django logs what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without secrets in its words."""
        message = record.getMessage()
        hidden = SECRET.sub(HIDDEN, message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
