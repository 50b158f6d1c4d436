"""The law of fuzzing, and half a minute of it: nothing that is sent brings the project down."""

import os
import re
import signal
import time

import fuzz
import pytest

from pellucid.errors import PellucidError


def refuse(sentence):
    raise PellucidError(sentence)


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.targets())
def test_half_a_minute_of_cases_finds_nothing(name):
    report = fuzz.run(fuzz.targets()[name], seconds=30, seed=0)
    assert report.cases > 30
    assert not report.findings, str(report)


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (lambda _: {}[1], "KeyError"),
        (lambda _: refuse("two\nlines."), "This is no sentence"),
        (lambda _: refuse("no stop"), "This is no sentence"),
        (lambda _: refuse("It is too large; make it smaller."), "$"),
        (lambda _: 1, "$"),
        (lambda _: sum(range(60_000_000)), r"It took .* s"),
        (lambda _: len(b"0" * 80_000_000), r"It took .* MB"),
    ],
    ids=["traceback", "lines", "no stop", "refused", "read", "slow", "large"],
)
def test_the_law_tells_good_from_bad(read, says):
    target = fuzz.Target("law", lambda _: None, read, seconds=0.5, megabytes=60)
    assert re.match(says, fuzz.fault(target, None))


def number(random):
    return random.randrange(10)


def die(case):
    if case == 0:
        os.kill(os.getpid(), signal.SIGSEGV)
    if case == 1:
        time.sleep(60)


@pytest.mark.slow
def test_a_process_that_dies_or_hangs_is_a_finding_and_the_next_goes_on(monkeypatch):
    monkeypatch.setattr(fuzz, "START", 30.0)
    monkeypatch.setattr(fuzz, "MOST", 2)
    report = fuzz.run(fuzz.Target("die", number, die, seconds=0.1), seconds=150, seed=0)
    assert report.cases > 2
    assert {found[:12] for found in report.findings.values()} <= {"The process ", "It hangs."}
    again = fuzz.run(fuzz.Target("die", number, die, seconds=0.1), 0, min(report.findings))
    assert again.findings.items() <= report.findings.items()
    assert again.cases == 1
