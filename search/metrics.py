"""What an engine tells whoever watches the site: figures that are read each time they are asked for.

A module of an engine says

    @register
    def lag() -> Iterator[Reading]:
        yield Reading("hub_search_…_versions", "Versions that the engine is behind the index.", 3)

and the figure is at ``/metrics``. What each process knows for itself is no reading, because only one of them is asked:
it is a ``Counter`` of prometheus_client, which is added up over the processes of a server, or a ``Gauge`` with its
``multiprocess_mode``. None may tell of a work, a person or a question, and no reading may take long.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.models import IndexState


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it is now: its name as Prometheus wants it (``hub_search_…``, with its unit), what it is, its value.

    ``labels`` tell readings with one name apart; each of them has the same labels.
    """

    name: str
    description: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[], Iterable[Reading]]

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add where readings come from; once, however often it is asked."""
    if source not in _sources:
        _sources.append(source)
    return source


def sources() -> tuple[Source, ...]:
    """Return where readings come from."""
    return tuple(_sources)


@register
def index_version() -> Iterator[Reading]:
    """Yield the version of the index, which every change of what is found raises by one."""
    version = IndexState.objects.values_list("version", flat=True).first() or 0
    yield Reading("hub_search_index_version", "Version of the index in the database.", version)


@register
def readiness() -> Iterator[Reading]:
    """Yield whether the engine of this process answers as it should; searches may be slower without."""
    try:
        ready = int(get_engine().check_ready() is None)
    except SearchUnavailable:
        ready = 0
    yield Reading("hub_search_ready", "1 when the engine answers as it should.", ready)
