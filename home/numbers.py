"""Numbers as people read them: exact, without trailing zeros, in the notation of the language."""

from decimal import Decimal

from django.utils.formats import number_format

MINUS = "\N{MINUS SIGN}"


def tidy(number: Decimal) -> Decimal:
    """Return the same number without trailing zeros and without an exponent (0.8100 -> 0.81)."""
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    return number.normalize()


def number_text(number: Decimal) -> str:
    """Return a number in the notation of the active language, grouped."""
    text = str(number_format(abs(tidy(number)), force_grouping=True))
    return f"{MINUS}{text}" if number < 0 else text
