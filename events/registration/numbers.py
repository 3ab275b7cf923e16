"""The number of a registration: what somebody at the door reads aloud."""

from typing import Final

from django.utils.crypto import get_random_string

from events.models import Registration

# Without what is easily read for something else: 0 and O, 1, I and L.
LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH: Final = 8


def free_number() -> str:
    """Return a number by chance that no registration has."""
    number = get_random_string(LENGTH, LETTERS)
    while Registration.objects.filter(number=number).exists():
        number = get_random_string(LENGTH, LETTERS)
    return number
