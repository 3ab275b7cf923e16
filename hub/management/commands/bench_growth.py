"""``manage.py bench_growth``: how search grows, from what ``bench_search`` kept in several folders."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.bench.plot import growth_svg
from hub.management.commands.bench_search import RESULTS

LINES = {
    "q1": "everything",
    "q2": "two filters",
    "q3": "rare word",
    "q4": "word in 20 %",
    "q4 click": "filter on that word",
    "matrix": "matrix",
    "suggestions": "suggestions",
}
# Below this the clock says little.
LEAST_MS = 0.001


class Command(BaseCommand):
    """Measures nothing itself."""

    help = "Print a table of the results in these folders, and draw them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the folders, and for where the drawing goes."""
        parser.add_argument("folders", nargs="+", type=Path)
        parser.add_argument("--image", type=Path, default=None)

    def handle(self, *args: Any, folders: list[Path], image: Path | None, **options: Any) -> None:
        """Print medians in milliseconds; raises ``CommandError`` for a folder without results."""
        missing = [str(folder) for folder in folders if not (folder / RESULTS).exists()]
        if missing:
            raise CommandError(f"No results of bench_search in {', '.join(missing)}.")
        found = sorted((json.loads((folder / RESULTS).read_text()) for folder in folders), key=lambda one: one["works"])
        self.stdout.write("| median ms | " + " | ".join(f"{one['works']:,}" for one in found) + " |")
        self.stdout.write("|---" * (len(found) + 1) + "|")
        for key, name in LINES.items():
            figures = [f"{one['times'][key]['median']:.2f}" for one in found]
            self.stdout.write(f"| {key}: {name} | " + " | ".join(figures) + " |")
        if image:
            lines = {
                name: [(one["works"], max(one["times"][key]["median"], LEAST_MS)) for one in found]
                for key, name in LINES.items()
            }
            image.write_text(growth_svg(lines, title="A full faceted search, median"), encoding="utf-8")
