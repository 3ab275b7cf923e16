"""System checks of the events app."""

from typing import Any

import holidays
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_holiday_country(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The country of ``HUB_HOLIDAY_COUNTRY`` is one whose holidays are known (events.E001)."""
    country = settings.HUB_HOLIDAY_COUNTRY
    if not country or country in holidays.list_supported_countries():
        return []
    hint = "Use the two letters of ISO 3166-1, such as NL; leave it empty for a calendar without holidays."
    return [Error(f"HUB_HOLIDAY_COUNTRY names {country!r}, whose holidays are not known.", hint, id="events.E001")]
