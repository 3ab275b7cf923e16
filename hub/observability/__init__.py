"""What whoever runs the site sees of it: log lines and figures, neither of which tells of a person (docs/adr/0029)."""
