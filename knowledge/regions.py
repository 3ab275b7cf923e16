"""How many fieldlabs each region has: the map and the list beside it."""

from dataclasses import dataclass

from home.models import Region
from search.results import SearchResults


@dataclass(frozen=True, slots=True)
class RegionCount:
    """A region with the number of works found in it, and the search that lists them."""

    region: Region
    count: int
    is_selected: bool
    url: str


def region_counts(results: SearchResults) -> list[RegionCount]:
    """Return every region in order with its count; regions without works are shown too."""
    buckets = {bucket.value: bucket for bucket in results.facet("region").buckets}
    rows = []
    for region in Region.objects.all():
        bucket = buckets.get(region.slug)
        rows.append(
            RegionCount(
                region=region,
                count=bucket.count if bucket else 0,
                is_selected=bool(bucket and bucket.is_selected),
                url=results.query.with_values("region", region.slug).url,
            )
        )
    return rows
