"""``python -m hub.health [path]``: ask this machine's web process how it is; exits 1 unless it answers 200.

For the health check of a container, in which there is no curl; imports nothing of Django, because it runs every ten
seconds.
"""

import http.client
import sys
from typing import Final
from urllib.parse import urlsplit

from hub.settings.env import env_str

SECONDS: Final = 4


def is_healthy(path: str) -> bool:
    """Return whether the web process answers 200 at a path."""
    port = env_str("HUB_BIND", "127.0.0.1:8000").rpartition(":")[2]
    # Asked by the name of the site: others are refused.
    host = urlsplit(env_str("BASE_URL", "")).netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host, "User-Agent": "hub.health"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy(sys.argv[1] if len(sys.argv) > 1 else "/healthz") else 1)
