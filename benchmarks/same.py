"""Do two states of the code give the same results, to the byte?

    python benchmarks/same.py OLD NEW [--demo] [--keep FOLDER] [--grown KEY]...

OLD and NEW are revisions of this repository or folders with a checkout. Both answer the same inputs, in the same
folders: GSM8K's outcomes against its training questions and a comparison of its subjects, every golden log, and a world
with families that is answered by an exact algorithm; with `--demo` the demo too, which trains a model. Every file but
run.json is compared byte by byte, a report without the time of its run; what differs is named with the place where it
begins, and the exit status is then 1. Keys that the new state has beside the old ones are named with `--grown` and
passed over. Needs ../shared/data; a minute or two a state.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GSM8K = ROOT.parent / "shared" / "data" / "gsm8k"
TIMED = {"run.json"}
TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+\+00:00, [\d.,]+ (?:s|min|h)")
"""When a run was made and how long it took, as its report says it."""
SHOWN = 60


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--demo", action="store_true", help="train and profile the demo's model as well")
    parser.add_argument("--keep", type=Path, help="keep all results in this folder")
    parser.add_argument("--grown", action="append", default=[], help="a key of JSON files that is new")
    options = parser.parse_args()
    with ExitStack() as stack:
        work = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        inputs = work / "inputs"
        prepare(inputs)
        results = []
        for name, state in (("old", options.old), ("new", options.new)):
            source = stack.enter_context(checkout(state))
            results.append(work / name)
            for command in commands(inputs, demo=options.demo):
                run(source, work / name, command)
        return report(*results, frozenset(options.grown))


def prepare(folder: Path) -> None:
    """What both states are given: the golden logs, texts to search for them, and a world with its answers."""
    from farfield.lab.data import write_answers, write_documents
    from farfield.lab.drawing import draw_world
    from farfield.lab.options import DrawOptions
    from farfield.lab.references import exact_algorithm
    from farfield.lab.worlds import get_world

    shutil.copytree(ROOT / "tests" / "golden", folder / "golden")
    shutil.copytree(ROOT / "docs", folder / "texts", ignore=shutil.ignore_patterns("*.png", "*.svg", "*.py"))
    drawn = draw_world(get_world("carry_in"), DrawOptions(), seed=0)
    write_documents(folder / "world.jsonl", drawn)
    write_answers(folder / "answers.jsonl", drawn, {"exact algorithm": exact_algorithm(drawn)})


def commands(inputs: Path, demo: bool) -> Iterator[list[str]]:
    """What is typed, one after the other, in each state's own folder."""
    outcomes, train = GSM8K / "outcomes.jsonl.zst", GSM8K / "train.jsonl.zst"
    measured = ["--text-field", "question", "--difficulty", "steps", "--ruler", "pieces", "--ruler", "bits"]
    yield ["profile", str(outcomes), "--corpus", str(train), *measured, "--out", "gsm8k"]
    yield ["compare", "gsm8k", "--out", "gsm8k-compared"]
    yield [
        "profile",
        str(inputs / "answers.jsonl"),
        "--corpus",
        str(inputs / "world.jsonl"),
        "--out",
        "world",
    ]
    for log in sorted(path for path in (inputs / "golden").iterdir() if path.is_dir()):
        yield ["profile", str(log), "--corpus", str(inputs / "texts"), "--out", f"golden-{log.name}"]
    if demo:
        yield ["demo", "--out", "demo"]


@contextmanager
def checkout(state: str) -> Iterator[Path]:
    """The sources of a folder, or of a revision in a worktree of its own."""
    if (Path(state) / "src" / "farfield").is_dir():
        yield (Path(state) / "src").resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(tree), state],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        try:
            yield tree / "src"
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)


def run(source: Path, folder: Path, command: Sequence[str]) -> None:
    """One command of one state; its message is kept as a file, since a refusal is a result too."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-m", "farfield", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        name = command[command.index("--out") + 1]
        (folder / f"{name}.refused.txt").write_text(f"exit {done.returncode}\n{done.stderr}")
    print(f"{folder.name}: farfield {' '.join(command)[:SHOWN]} ... exit {done.returncode}", flush=True)


def report(old: Path, new: Path, grown: frozenset[str]) -> int:
    """Print what differs; 0 where nothing does, of one file or more."""
    names = sorted(
        {path.relative_to(root) for root in (old, new) for path in root.rglob("*") if path.is_file()}
    )
    compared = [name for name in names if name.name not in TIMED]
    different = [
        f"  {name}: {difference}"
        for name in compared
        if (difference := compare(old / name, new / name, grown))
    ]
    print(f"{len(compared) - len(different)} of {len(compared)} files are the same to the byte")
    print("\n".join(different), end="\n" if different else "")
    return bool(different) or not compared


def compare(old: Path, new: Path, grown: frozenset[str]) -> str:
    """Where two files begin to differ; empty where they don't. `grown`: keys that do not count."""
    if not (old.exists() and new.exists()):
        return f"only {'old' if old.exists() else 'new'} has it"
    before, after = (TIME.sub(b"", content(path, grown)) for path in (old, new))
    if before == after:
        return ""
    at = next(
        (i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    shown = slice(max(0, at - SHOWN), at + SHOWN)
    return f"differs at byte {at:,}: {before[shown]!r} became {after[shown]!r}"


def content(path: Path, grown: frozenset[str]) -> bytes:
    """The bytes of a file; of JSON, where keys are passed over, those of its values without them, in their order."""
    if not grown or path.suffix != ".json":
        return path.read_bytes()
    return json.dumps(without(json.loads(path.read_bytes()), grown), ensure_ascii=False).encode()


def without(value: Any, grown: frozenset[str]) -> Any:
    """A JSON value without these keys, however deep they stand."""
    if isinstance(value, dict):
        return {key: without(one, grown) for key, one in value.items() if key not in grown}
    return [without(one, grown) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
