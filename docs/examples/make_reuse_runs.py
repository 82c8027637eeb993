"""Writes the transcripts of docs/examples/reuse: six tasks of a toy project, once with open and once with sealed
history, in the form in which mini-swe-agent keeps its runs. What each run did is known, because it is written here.

`python docs/examples/make_reuse_runs.py FOLDER`; docs/reuse.md tells what comes out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

PROJECT = "tideline__tideline"
BASE = "4e1d0c7ba9f3485e92d6c0b1a7f85e3d2c4b6a90"
FIX = "b82f6d01c3e94a7f5d20e8b61c9a3f74d5e0821c"

TIDES = '''"""Heights of the tide from a table of readings."""


def highest(readings):
    return max(height for _, height in readings)


def at_hour(readings, hour):
    for when, height in readings:
        if when == hour:
            return height
    return None
'''

LONG_FIX = """    if not readings:
        raise ValueError("a table without readings tells no height")
    ordered = sorted(readings, key=lambda reading: reading[0])
    for (before, low), (after, high) in zip(ordered, ordered[1:]):
        if before <= hour <= after:
            elapsed = (hour - before) / (after - before)
            return low + elapsed * (high - low)
    raise ValueError(f"hour {hour} lies outside of {ordered[0][0]} to {ordered[-1][0]}")
"""
SHORT_FIX = "    return max((height for _, height in readings), default=None)\n"
OWN_LONG = """    table = dict(readings)
    if hour in table:
        return table[hour]
    nearest = min(table, key=lambda when: abs(when - hour))
    return table[nearest]
"""
OWN_SHORT = "    return max(map(itemgetter(1), readings)) if readings else None\n"

ISSUES = {
    1: "at_hour returns None between two readings; it should interpolate.",
    2: "highest fails on an empty table.",
    3: "at_hour should fall back to something sensible between two readings.",
    4: "highest should not fail where nothing was read.",
    5: "at_hour is slow on long tables.",
    6: "highest should take tables without times.",
}


def diff(added: str, line: int) -> str:
    """A patch of tides.py that adds these lines after a line of it."""
    lines = added.splitlines()
    context = TIDES.splitlines()[line - 1]
    body = "".join(f"+{one}\n" for one in lines)
    return (
        "diff --git a/tides.py b/tides.py\nindex 6c1e2f0..9b3d4a1 100644\n--- a/tides.py\n+++ b/tides.py\n"
        f"@@ -{line},1 +{line},{len(lines) + 1} @@\n {context}\n{body}"
    )


def show(subject: str, added: str, line: int) -> str:
    """What `git show` prints of a commit."""
    return (
        f"commit {FIX}\nAuthor: T. Keeper <keeper@example.org>\nDate:   Tue Mar 12 09:00:00 2024 +0000\n\n"
        f"    {subject}\n\n{diff(added, line)}"
    )


def edit(added: str) -> str:
    """The command by which the agent writes lines."""
    return f"python - <<'EOF'\nfrom pathlib import Path\nnew = '''{added}'''\nput(Path('tides.py'), new)\nEOF"


READ = ("cat tides.py", TIDES)
SEAL = ("git remote remove origin && git reflog expire --expire=now --all && git gc --prune=now", "")

Calls = list[tuple[str, str]]


def open_runs() -> dict[int, tuple[Calls, str, bool]]:
    """Of each task the calls with what came back, the patch, and whether it is solved: with open history."""
    log = (
        "git log --all --oneline -3",
        f"{FIX[:7]} Interpolate between readings (#31)\n{BASE[:7]} Read tables",
    )
    fixed = TIDES.replace("    return max(height for _, height in readings)\n", SHORT_FIX)
    address = "https://raw.githubusercontent.com/tideline/tideline/main/tides.py"
    shown = (f"git show {FIX[:7]}", show("Interpolate between readings (#31)", LONG_FIX, 8))
    return {
        1: ([READ, log, shown, (edit(LONG_FIX), "")], diff(LONG_FIX, 8), True),
        2: ([READ, (f"curl -s {address}", fixed), (edit(SHORT_FIX), "")], diff(SHORT_FIX, 4), True),
        3: ([READ, log, shown, (edit(OWN_LONG), "")], diff(OWN_LONG, 8), True),
        4: ([READ, (edit(OWN_SHORT), "")], diff(OWN_SHORT, 4), True),
        5: ([READ, ("python -m pytest -q", "2 passed")], "", True),
        6: ([READ, (edit(OWN_SHORT), ""), ("git diff", diff(OWN_SHORT, 4))], diff(OWN_SHORT, 4), False),
    }


def sealed_runs() -> dict[int, tuple[Calls, str, bool]]:
    """The same tasks, each after the history was taken away."""
    solved = {1: False, 2: False, 3: True, 4: True, 5: False, 6: True}
    return {
        task: (
            [
                SEAL,
                READ,
                (f"git log --all --oneline -{task}", ""),
                (edit(OWN_LONG if task % 2 else OWN_SHORT), ""),
            ],
            diff(OWN_LONG, 8) if task % 2 else diff(OWN_SHORT, 4),
            found,
        )
        for task, found in solved.items()
    }


def transcript(task: int, calls: Calls, patch: str) -> dict[str, object]:
    """A run in the form of mini-swe-agent 2."""
    messages: list[dict[str, object]] = [
        {"role": "system", "content": "You are a careful programmer."},
        {"role": "user", "content": f"{ISSUES[task]} The repository is at commit {BASE}."},
    ]
    for number, (command, output) in enumerate(calls):
        action = {"command": command, "tool_call_id": f"call{number}"}
        messages += [
            {"role": "assistant", "content": "", "extra": {"actions": [action]}},
            {
                "role": "tool",
                "tool_call_id": f"call{number}",
                "content": f"<returncode>0</returncode>\n<output>\n{output}</output>",
                "extra": {"raw_output": output, "returncode": 0},
            },
        ]
    return {
        "info": {"exit_status": "Submitted", "submission": patch, "mini_version": "2.2.4"},
        "messages": messages,
        "trajectory_format": "mini-swe-agent-1.1",
        "instance_id": f"{PROJECT}-{task}",
    }


def write_runs(folder: Path) -> None:
    """`open/` and `sealed/`: a transcript a task, and a list of which are solved."""
    for arm, runs in (("open", open_runs()), ("sealed", sealed_runs())):
        (folder / arm).mkdir(parents=True, exist_ok=True)
        for task, (calls, patch, _) in runs.items():
            name = folder / arm / f"{PROJECT}-{task}.traj.json"
            name.write_text(json.dumps(transcript(task, calls, patch), indent=1) + "\n")
        listed = [
            {"instance_id": f"{PROJECT}-{task}", "resolved": solved} for task, (_, _, solved) in runs.items()
        ]
        (folder / arm / "results.json").write_text(json.dumps({"runs": listed}, indent=1) + "\n")


if __name__ == "__main__":
    write_runs(Path(sys.argv[1]))
