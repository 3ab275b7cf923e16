"""The circuit breaker, on a clock that stands still until it is told."""

import threading

import pytest

from search.engines.breaker import CircuitBreaker


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return CircuitBreaker(limit=3, pause=5, longest=60, clock=clock)


def test_failures_in_a_row_open_it_and_the_last_one_is_told(breaker):
    assert [breaker.record_failure() for _ in range(2)] == [False, False]
    breaker.record_success()
    assert [breaker.record_failure() for _ in range(3)] == [False, False, True]
    assert breaker.is_open


def test_one_costly_failure_opens_it(breaker):
    assert breaker.record_failure(is_costly=True)
    assert breaker.is_open


def test_nobody_probes_a_closed_circuit(breaker, clock):
    breaker.record_failure()
    clock.now += 100

    assert not breaker.begin_probe()


def test_one_probe_at_a_time_when_the_pause_is_over(breaker, clock):
    breaker.record_failure(is_costly=True)
    clock.now += 4.9
    assert not breaker.begin_probe()
    clock.now += 0.1

    assert [breaker.begin_probe() for _ in range(3)] == [True, False, False]
    assert breaker.is_open


def test_of_many_threads_one_probes(breaker, clock):
    breaker.record_failure(is_costly=True)
    clock.now += 5
    together, won = threading.Barrier(8), []

    def try_it():
        together.wait()
        won.append(breaker.begin_probe())

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False] * 7 + [True]


def test_each_pause_is_twice_the_one_before_up_to_the_longest(breaker, clock):
    breaker.record_failure(is_costly=True)
    pauses = []
    for _ in range(6):
        started = clock.now
        while not breaker.begin_probe():
            clock.now += 1
        pauses.append(clock.now - started)
        breaker.end_probe(is_successful=False)

    assert pauses == [5, 10, 20, 40, 60, 60]


def test_after_a_probe_it_is_closed_on_trial(breaker, clock):
    breaker.record_failure(is_costly=True)
    clock.now += 5
    breaker.begin_probe()
    breaker.end_probe(is_successful=True)
    assert not breaker.is_open

    # The first failure opens it, and the pause goes on growing.
    assert breaker.record_failure()
    clock.now += 5
    assert not breaker.begin_probe()
    clock.now += 5
    assert breaker.begin_probe()


def test_an_answer_ends_the_trial(breaker, clock):
    breaker.record_failure(is_costly=True)
    clock.now += 5
    breaker.begin_probe()
    breaker.end_probe(is_successful=True)
    breaker.record_success()

    assert [breaker.record_failure() for _ in range(3)] == [False, False, True]
    clock.now += 5
    assert breaker.begin_probe()


def test_what_was_under_way_when_it_opened_changes_nothing(breaker, clock):
    breaker.record_failure(is_costly=True)

    breaker.record_success()
    assert breaker.is_open
    assert not breaker.record_failure(is_costly=True)
    clock.now += 5
    assert breaker.begin_probe()


def test_a_lost_probe_is_made_good(breaker, clock):
    breaker.record_failure(is_costly=True)
    clock.now += 5
    assert breaker.begin_probe()
    clock.now += 59
    assert not breaker.begin_probe()
    clock.now += 1

    assert breaker.begin_probe()
