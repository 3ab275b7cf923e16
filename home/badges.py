"""States that a result row says in a word, from whatever app its page comes."""

from django.utils.translation import gettext as _


def example_badges(is_example: bool) -> list[dict[str, str]]:
    """Return the badge of invented content; without a colour, because it is no state of the work."""
    return [{"label": _("Example"), "tone": ""}] if is_example else []
