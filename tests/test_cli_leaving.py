"""A command that is done ends its process at once, and loses nothing by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from farfield.__main__ import LOOKS, NEW_OBJECTS

LEFT = """
import atexit, sys, threading, time
from farfield.cli.leaving import leave_at_once

class Held:
    def __del__(self):
        print("taken apart")

held = Held()
held.itself = held
{before}
print("told")
atexit.register(lambda: print("at the end"))
leave_at_once()
print("stayed")
"""


def left(before: str = "") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LEFT.format(before=before)], capture_output=True, text=True, check=True
    )
    assert not done.stderr
    return done.stdout.split("\n")[:-1]


def test_what_is_printed_and_registered_is_done_and_nothing_taken_apart() -> None:
    assert left() == ["told", "at the end"]


@pytest.mark.parametrize(
    "before",
    [
        "threading.Thread(target=time.sleep, args=(.5,)).start()",
        "sys.settrace(lambda *_: None)",
        "sys.setprofile(lambda *_: None)",
    ],
)
def test_it_stays_where_something_is_to_be_waited_for(before: str) -> None:
    assert left(before)[1] == "stayed"


def test_a_thread_that_nobody_waits_for_holds_nothing_up() -> None:
    assert left("threading.Thread(target=time.sleep, args=(60,), daemon=True).start()")[-1] == "at the end"


def test_output_that_cannot_be_written_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no full device here")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "farfield", "--version"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode != 0
    assert b"No space left" in done.stderr


def test_a_mistake_has_its_status() -> None:
    command = [sys.executable, "-m", "farfield", "open", "nowhere"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_no_look_for_garbage_falls_into_a_short_command_or_a_further_process() -> None:
    """The module of the command is what a further process of a scan runs."""
    asked = "import gc, farfield.__main__, sys; print(*gc.get_threshold()[:2], 'farfield.cli' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(NEW_OBJECTS), str(LOOKS), "False"]
    watched = (
        "import gc, sys, farfield.__main__\n"
        "looks = []\n"
        "gc.callbacks.append(lambda when, told: looks.append(told))\n"
        "import farfield.jobs.profile, farfield.jobs.measuring, farfield.report.page.profile_page\n"
        "print(len(looks))"
    )
    done = subprocess.run([sys.executable, "-c", watched], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
