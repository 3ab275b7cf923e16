"""Waits for a demo server, then asks every address that is promised; exits 1 when one answers otherwise."""

import sys
import time
import urllib.error
import urllib.request

BASE = sys.argv[1]
WAIT_SECONDS = 900
PAGES = [
    "", "best-practices/", "fieldlabs/", "events/", "organisations/", "building-blocks/", "application-areas/",
    "courses/", "news/", "publications/", "use-cases/", "funding-calls/", "working-groups/", "progress/",
    "building-blocks/data-sharing/", "application-areas/health-and-care/", "matrix/", "search/",
    "courses/elements-of-ai/", "best-practices/ai-bij-borstkankerscreening-masai/", "fieldlabs/icai-labs/",
    "search/?q=federatief&type=best-practice&building_block=data-sharing", "account/login/",
]  # fmt: skip
EXPECTED = {
    **{f"/{language}/{page}": 200 for language in ("nl", "en") for page in PAGES},
    "/": 200,
    "/api/v1/search/?building_block=data-sharing": 200,
    "/api/v1/search/?unknown=1": 400,
    "/api/v1/matrix/": 200,
    "/events.ics": 200,
    "/nl/events/?view=month": 200,
    "/nl/embed/agenda/": 200,
    "/nl/calendars/follow/?type=event": 200,
    "/nl/certificates/": 200,
    "/c/geen-agenda.ics": 404,
    "/search.atom": 200,
    "/search.atom?type=best-practice&lang=en": 200,
    "/sitemap.xml": 200,
    "/robots.txt": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/metrics": 404,
    "/admin/": 200,
    "/nl/_styleguide/": 404,
    "/nl/geen-pagina/": 404,
    "/nl/search/?page=abc": 404,
    "/nl/search/suggest/": 200,
    "/nl/search/suggest/?q=fed": 200,
}


def status_of(path: str) -> int:
    """Return the status of a path, redirects followed; 0 while nothing answers."""
    try:
        with urllib.request.urlopen(BASE + path, timeout=30) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


started = time.monotonic()
while status_of("/healthz") != 200:
    if time.monotonic() - started > WAIT_SECONDS:
        sys.exit("The demo did not answer.")
    time.sleep(0.5)
print(f"First answer after {time.monotonic() - started:.0f} s.")

wrong = [(path, status_of(path), status) for path, status in EXPECTED.items()]
wrong = [row for row in wrong if row[1] != row[2]]
for path, found, expected in wrong:
    print(f"{path}: {found}, expected {expected}")
print(f"{len(EXPECTED) - len(wrong)} of {len(EXPECTED)} addresses as promised.")
sys.exit(bool(wrong))
