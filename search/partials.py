"""Which part of the search page a request asks for: htmx names the element that it will replace."""

from typing import Final

from django.http import HttpRequest

# Element ids of the page: filters and results; the results alone; the words on the button of the filters.
REGION: Final = "search-region"
RESULTS: Final = "search-results"
COUNT: Final = "search-count"
TEMPLATES: Final = {REGION: "search/parts/region.html", RESULTS: "search/parts/results.html"}
# What an answer depends on, for every cache between the site and a reader.
VARIES: Final = ("HX-Request", "HX-Target", "HX-History-Restore-Request")


def part_asked(request: HttpRequest) -> str:
    """Return the id of the part that htmx asks for; "" for the whole page.

    Who goes back to a page that htmx no longer remembers gets all of it, and so does a target that is no part.
    """
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-History-Restore-Request") == "true":
        return ""
    target = headers.get("HX-Target", "")
    return target if target in (REGION, RESULTS, COUNT) else ""
