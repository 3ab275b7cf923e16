"""Videos of other sites: which hosts are known, and what an address of theirs says.

Nothing that a person typed is ever printed: addresses are built anew from the number of the video alone.
The hosts may be framed only by a page that shows such a video (``allow_frame``), and are asked nothing before
the reader says so (``hub/static/js/embed.js``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from django.http import HttpRequest

MAX_ADDRESS: Final = 500
YOUTUBE_ID: Final = re.compile(r"[A-Za-z0-9_-]{11}")
VIMEO_ID: Final = re.compile(r"[0-9]{5,12}")
VIMEO_KEY: Final = re.compile(r"[0-9a-f]{6,16}")
YOUTUBE_FOLDERS: Final = frozenset({"embed", "shorts", "live", "v"})


@dataclass(frozen=True, slots=True)
class Video:
    """A video at one of the known hosts. ``key`` opens an unlisted one at Vimeo."""

    provider: str
    number: str
    key: str = ""

    @property
    def host_name(self) -> str:
        """What people call the host."""
        return NAMES[self.provider]

    @property
    def frame_host(self) -> str:
        """The origin that a page with this video may frame."""
        return FRAME_HOSTS[self.provider]

    @property
    def page_url(self) -> str:
        """The video's own page, for who would rather see it there."""
        if self.provider == "youtube":
            return f"https://www.youtube.com/watch?v={self.number}"
        return f"https://vimeo.com/{self.number}" + (f"/{self.key}" if self.key else "")

    @property
    def player_url(self) -> str:
        """The player without tracking as far as the host allows: it starts at once, for it was asked to."""
        if self.provider == "youtube":
            return f"{self.frame_host}/embed/{self.number}?{urlencode({'autoplay': 1, 'rel': 0})}"
        key = {"h": self.key} if self.key else {}
        return f"{self.frame_host}/video/{self.number}?{urlencode({**key, 'dnt': 1, 'autoplay': 1})}"


NAMES: Final[Mapping[str, str]] = {"youtube": "YouTube", "vimeo": "Vimeo"}
FRAME_HOSTS: Final[Mapping[str, str]] = {
    "youtube": "https://www.youtube-nocookie.com",
    "vimeo": "https://player.vimeo.com",
}


def parse_video(address: str) -> Video | None:
    """Return the video that an address points at; ``None`` for any other address.

    Known are the addresses that YouTube and Vimeo give people to share, over http or https, without a port, a
    name or a password in them. Raises nothing.
    """
    # What a browser would strip or mend silently has no place in an address.
    if len(address) > MAX_ADDRESS or not address.isascii() or not address.isprintable() or set(' \\"<>') & set(address):
        return None
    try:
        parts = urlsplit(address)
        is_plain = parts.scheme in ("http", "https") and parts.port is None and parts.username is None
    except ValueError:
        return None
    read = HOSTS.get(parts.netloc.lower())
    return read(parts) if is_plain and read else None


def _youtube(parts: SplitResult) -> Video | None:
    path = _path(parts)
    number = ""
    if path == ["watch"]:
        number = next(iter(parse_qs(parts.query).get("v", [])), "")
    elif len(path) == 2 and path[0] in YOUTUBE_FOLDERS:
        number = path[1]
    return Video("youtube", number) if YOUTUBE_ID.fullmatch(number) else None


def _youtube_short(parts: SplitResult) -> Video | None:
    path = _path(parts)
    return Video("youtube", path[0]) if len(path) == 1 and YOUTUBE_ID.fullmatch(path[0]) else None


def _vimeo(parts: SplitResult) -> Video | None:
    path = _path(parts)
    return _vimeo_video(path[0], path[1] if len(path) == 2 else "") if len(path) in (1, 2) else None


def _vimeo_player(parts: SplitResult) -> Video | None:
    path = _path(parts)
    if len(path) != 2 or path[0] != "video":
        return None
    return _vimeo_video(path[1], next(iter(parse_qs(parts.query).get("h", [])), ""))


def _vimeo_video(number: str, key: str) -> Video | None:
    is_known = VIMEO_ID.fullmatch(number) and (not key or VIMEO_KEY.fullmatch(key))
    return Video("vimeo", number, key) if is_known else None


def _path(parts: SplitResult) -> Sequence[str]:
    return [part for part in parts.path.split("/") if part]


HOSTS: Final[Mapping[str, Callable[[SplitResult], Video | None]]] = {
    "www.youtube.com": _youtube,
    "youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "www.youtube-nocookie.com": _youtube,
    "youtu.be": _youtube_short,
    "vimeo.com": _vimeo,
    "www.vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo_player,
}


# --- The content security policy -------------------------------------------------------------------------


def allow_frame(request: HttpRequest | None, host: str) -> None:
    """Let the answer to this request frame a host; called while the block that needs it is drawn."""
    if request is not None:
        hosts: set[str] = getattr(request, "_hub_frame_hosts", set())
        request._hub_frame_hosts = hosts | {host}  # type: ignore[attr-defined]


def frame_hosts(request: Any) -> list[str]:
    """Return the hosts that the answer to this request may frame, for the policy (``hub.middleware``)."""
    return sorted(getattr(request, "_hub_frame_hosts", ()))
