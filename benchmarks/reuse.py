"""How long an audit of agents' transcripts takes, whether its intervals hold, and whether looking more accuses less.

    python benchmarks/reuse.py speed [--runs 500] [--kilobytes 300]
    python benchmarks/reuse.py coverage [--draws 2000]
    python benchmarks/reuse.py removals [--draws 2000] [--seed 0]

`speed`: runs of about 0.3 MB that open a history, each with its own code, from reading to the tables, on one core
(a tenth of them first, as memory must not grow with their number), then with two processes; and one transcript of
29 MB. `coverage`: how often the paired interval of the sealed gap holds the true gap. `removals`: runs of up to seven
steps, each drawn from those of the tests or two to three of them on one line, audited again without each of their
accesses in turn: how many, and of how many the grade rises.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from agent_runs import on_one_line, run_of, runs_without_an_access
from farfield.jobs.reuse import ReuseOptions, audit
from farfield.measure.paired_shares import PairedCounts, paired_gap
from farfield.records import AgentRun
from farfield.reuse import GRADES, find_accesses
from test_reuse_accesses import STEPS as WAYS_IN
from test_reuse_ways import BESIDE, STEPS

SOURCES = sorted((Path(__file__).parents[1] / "src").rglob("*.py"))
SHARES = ((0.5, 0.5), (0.8, 0.6), (0.9, 0.85), (0.3, 0.1), (0.98, 0.95))
PAIRS = (10, 25, 60, 200)


def transcript(number: int, size: int, rng: random.Random) -> dict[str, object]:
    """A run that reads files until it has read `size` bytes, opens a commit, and hands in part of it."""
    messages: list[dict[str, object]] = [{"role": "user", "content": f"Task {number}: mend what is broken."}]

    def call(command: str, output: str) -> None:
        name = f"c{len(messages)}"
        messages.append(
            {
                "role": "assistant",
                "content": "",
                "extra": {"actions": [{"command": command, "tool_call_id": name}]},
            }
        )
        told = {"raw_output": output, "returncode": 0}
        messages.append({"role": "tool", "tool_call_id": name, "content": output, "extra": told})

    read = 0
    while read < size:
        path = rng.choice(SOURCES)
        text = path.read_text()
        call(f"cat {path.name}", text)
        read += len(text)
    lines = rng.choice(SOURCES).read_text().split("\n")[:40]
    patch = "--- a/x.py\n+++ b/x.py\n@@ -1,1 +1,41 @@\n import os\n" + "".join(
        f"+{line} #{number}\n" for line in lines
    )
    call("git log --all --oneline", "abcdef1 mend")
    call(
        "git show abcdef1",
        f"commit {'ab' * 20}\nDate:   Tue Mar 12 09:00:00 2024 +0000\n\n    mend\n\n{patch}",
    )
    info = {"exit_status": "Submitted", "submission": patch, "mini_version": "2.2.4"}
    return {"info": info, "messages": messages, "trajectory_format": "mini-swe-agent-1.1"}


def time_audit(folder: Path, out: Path, workers: int = 1) -> tuple[float, float, int]:
    """CPU seconds of an audit in this process, seconds by the clock, and its runs."""
    before, began = time.process_time(), time.monotonic()
    done = audit(str(folder), out, ReuseOptions(workers=workers))
    return time.process_time() - before, time.monotonic() - began, done.result.read.runs


def measure_speed(runs: int, kilobytes: int) -> None:
    """Many runs, then one that is a hundred times as large."""
    rng = random.Random(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = (
            ("few", runs // 10, kilobytes << 10),
            ("many", runs, kilobytes << 10),
            ("large", 1, 29 << 20),
        )
        for part, count, size in kinds:
            (folder / part).mkdir()
            for number in range(count):
                text = json.dumps(transcript(number, size // 2, rng))  # outputs stand there twice
                (folder / part / f"run{number}.traj.json").write_text(text)
            written = sum(path.stat().st_size for path in (folder / part).iterdir())
            seconds, _, found = time_audit(folder / part, folder / "out")
            each = 1e3 * seconds / found
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            told = f"{seconds:.2f} CPU s, {each:.0f} ms a run, at most {peak} MB of memory so far"
            print(f"{part}: {found} runs, {written / 1e6:.1f} MB, {told}", flush=True)
            if part == "many":
                _, clock, _ = time_audit(folder / part, folder / "out", workers=2)
                print(f"{part}, with two processes: {clock:.1f} s by the clock", flush=True)


def measure_coverage(draws: int) -> None:
    """The share of draws whose 95 % interval holds the true gap, for pairs whose outcomes hang together or don't."""
    rng = np.random.default_rng(0)
    print("open  sealed  correlation  pairs  held")
    for opened, sealed in SHARES:
        for phi in (0.0, 0.4):
            together = min(
                opened * sealed + phi * np.sqrt(opened * (1 - opened) * sealed * (1 - sealed)), opened, sealed
            )
            cells = [together, opened - together, sealed - together, 1 - opened - sealed + together]
            for pairs in PAIRS:
                drawn = rng.multinomial(pairs, cells, draws)
                held = 0
                for one in drawn:
                    found = paired_gap(PairedCounts(*map(int, one)))
                    held += found.low <= opened - sealed <= found.high
                print(f"{opened:4}  {sealed:6}  {phi:11}  {pairs:5}  {held / draws:.3f}")


def drawn_run(rng: random.Random) -> AgentRun:
    """A run of steps of the tests, half of them on lines with others, in any order that no agent would choose."""
    steps = [*STEPS, *WAYS_IN]
    typed = [step for step in steps if len(step) == 2]
    drawn = []
    for _ in range(rng.randint(1, 7)):
        if rng.random() < 0.5:
            drawn.append(rng.choice(steps))
        else:
            line = [rng.choice(BESIDE if rng.random() < 0.5 else typed) for _ in range(rng.randint(2, 3))]
            drawn.append(on_one_line(line))
    return run_of(*drawn, subject=rng.choice(["swe-agent", "codex", "agent"]))


def measure_removals(draws: int, seed: int) -> None:
    """How many accesses were taken out of drawn runs, and how often a grade rose."""
    rng = random.Random(seed)
    taken, lines, raised = 0, 0, 0
    for _ in range(draws):
        run = drawn_run(rng)
        found = find_accesses(run)
        for number, fewer in runs_without_an_access(run, found):
            taken += 1
            lines += len(fewer.events) == len(run.events)
            if GRADES.index(find_accesses(fewer).grade) < GRADES.index(found.grade):
                raised += 1
                print(f"raised: {[event.command or event.tool for event in run.events]} without {number}")
    of_lines = f"{lines:,} of them of a line that goes on"
    print(f"{draws:,} runs, {taken:,} accesses taken out, {of_lines}; {raised} grades raised")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("speed", "coverage", "removals"))
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--kilobytes", type=int, default=300)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if given.what == "speed":
        measure_speed(given.runs, given.kilobytes)
    elif given.what == "coverage":
        measure_coverage(given.draws)
    else:
        measure_removals(given.draws, given.seed)


if __name__ == "__main__":
    main()
