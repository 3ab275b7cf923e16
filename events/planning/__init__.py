"""What editors see of everything that is planned: the calendar, moving by hand, and what is in the way of a date."""
