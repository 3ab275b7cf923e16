"""Interest before schedule: who would come, told in numbers to the organiser and answered with a date."""
