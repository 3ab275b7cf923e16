"""The clock of a server: which command runs when, and the one process that runs them (docs/adr/0029)."""
