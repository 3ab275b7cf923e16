"""What keeps secrets out of our logs."""

import logging
import re
from typing import Final

# Where the secret of an address begins, that of a calendar or of a link in a mail, and what stands there instead.
SECRET: Final = re.compile(
    r"(/(?:c|calendars/at|registrations/(?:confirm|mine)|feedback|aftercare|interest/mine|certificates|tickets"
    r"|advice|works/still-correct|account/invitations|security/address|password/reset)/)"
    r"[^/\s\"'?]+?(?=\.ics\b|[/\s\"'?]|$)"
)
HIDDEN: Final = r"\1…"


class HideSecrets(logging.Filter):
    """Takes the secret out of addresses, such as those of calendars and in mails: Django logs what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without secrets in its words."""
        message = record.getMessage()
        hidden = SECRET.sub(HIDDEN, message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
