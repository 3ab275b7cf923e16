"""What came of an event: a link to its organiser after the last date, a short form, a page that becomes a record."""
