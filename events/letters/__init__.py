"""The words of the mails about what takes place. Who gets them, and when, is decided elsewhere."""
