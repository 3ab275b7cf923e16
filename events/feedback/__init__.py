"""How it was: a short form behind a signed link, and what an organiser reads of the answers."""
