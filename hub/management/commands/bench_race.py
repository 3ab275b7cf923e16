"""``manage.py bench_race``: forty people for five places, again and again; nothing may go wrong even once."""

import multiprocessing
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hub.bench import race
from hub.bench.timing import percentile

NAME = "bench_race"


class Command(BaseCommand):
    """On a database that is made for it on the server of this installation, and removed afterwards."""

    help = "Let 40 people register for 5 places at once, 200 times; fails when any round was not exact."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask how many rounds."""
        parser.add_argument("--rounds", type=int, default=200)

    def handle(self, *args: Any, rounds: int, **options: Any) -> None:
        """Make the database, play, print, and raise ``CommandError`` unless every round was exact."""
        with tempfile.TemporaryDirectory(prefix="hub-race-") as folder:
            is_file = connection.vendor == "sqlite"
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / f"{NAME}.sqlite3") if is_file else NAME
            before = connection.settings_dict["NAME"]
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                tally = self._play(name, rounds)
            finally:
                connection.creation.destroy_test_db(before, verbosity=0)
        times = tally.milliseconds
        self.stdout.write(
            f"{connection.vendor}: {rounds} rounds of {race.PEOPLE} people for {race.PLACES} places, "
            f"{race.PROCESSES} processes × {race.THREADS} threads\n"
            f"oversold {tally.oversold}, double {tally.double}, lost {tally.lost}, errors {tally.errors}\n"
            f"a registration: median {percentile(times, 0.5):.0f} ms, p99 {percentile(times, 0.99):.0f} ms, "
            f"longest {max(times):.0f} ms"
        )
        if not tally.is_exact:
            raise CommandError("Places were not given exactly.")

    def _play(self, database: str, rounds: int) -> race.Tally:
        context = multiprocessing.get_context("spawn")
        tally, processes, pipes = race.Tally(), [], []
        for share in race.shares_of(race.make_people()):
            pipe, theirs = context.Pipe()
            process = context.Process(target=race.runners, args=(theirs, database, share), daemon=True)
            process.start()
            processes.append(process)
            pipes.append(pipe)
        for _round in range(rounds):
            place = race.make_round()
            answers = race.play(pipes, place)
            tally += race.tally_of(place[0], answers)
            for error in {error for error, _time in answers if error}:
                self.stderr.write(error)
        for pipe, process in zip(pipes, processes, strict=True):
            pipe.send(None)
            process.join()
        return tally
