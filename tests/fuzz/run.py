"""Coverage-guided fuzzing with atheris: `python tests/fuzz/run.py --seconds 60 [TARGET...]`.

Each target runs in a process of its own; a failing input is kept in the folder that --keep names. The record
(one line a target) is printed and, with --record FILE, appended to a file.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1])]

MOST_MEMORY = 3000  # MB of one process
LONGEST = 120  # seconds of one input, on a busy machine, with what it makes the kernel compile


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--record", type=Path)
    parser.add_argument("--alone", action="store_true", help="fuzz the one target in this process")
    chosen = parser.parse_args()
    if chosen.alone:
        fuzz(chosen.targets[0], chosen.seconds, chosen.keep)
        return
    from fuzz.targets import TARGETS

    chosen.keep.mkdir(parents=True, exist_ok=True)
    for name in chosen.targets or TARGETS:
        line = supervise(name, chosen.seconds, chosen.keep)
        print(line, flush=True)
        if chosen.record:
            with chosen.record.open("a") as record:
                record.write(line + "\n")


def supervise(name: str, seconds: int, keep: Path) -> str:
    """Run one target; tell how often it ran and how it ended."""
    command = [sys.executable, str(HERE), name, "--alone", "--seconds", str(seconds), "--keep", str(keep)]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    taken = time.monotonic() - began
    told = done.stderr + done.stdout
    runs = re.findall(r"^#(\d+)|Done (\d+) runs", told, re.MULTILINE)
    covered = re.findall(r"cov: (\d+)", told)
    count = max((int(part) for pair in runs for part in pair if part), default=0)
    (keep / f"{name}.log").write_text(told)
    ending = "clean" if done.returncode == 0 else f"FAILED ({done.returncode}), see {keep / name}.log"
    return f"{name} | {count} | {taken:.0f} s | {covered[-1] if covered else '-'} | {ending}"


def fuzz(name: str, seconds: int, keep: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["farfield", "naive"], exclude=compiled_modules()):
        from fuzz.shapes import as_parquet
        from fuzz.targets import TARGETS, seeds
    as_parquet([{"text": "imports what Arrow imports"}])  # which takes longer than an input may
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(name)):
            (Path(corpus) / f"seed-{number}").write_bytes(seed)
        for seed in seeds(name):  # what is compiled is compiled now
            TARGETS[name](seed)
        settings = [f"-max_total_time={seconds}", f"-rss_limit_mb={MOST_MEMORY}", f"-timeout={LONGEST}"]
        longest = "-max_len=400" if name.startswith(("bent", "kernel")) else "-max_len=30000"
        atheris.Setup(
            [sys.argv[0], *settings, longest, f"-artifact_prefix={keep}/{name}-", corpus], TARGETS[name]
        )
        atheris.Fuzz()


def compiled_modules() -> list[str]:
    """Those that numba compiles: it can't read what atheris makes of them."""
    sources = HERE.parents[2] / "src"
    return [
        ".".join(path.relative_to(sources).with_suffix("").parts).removesuffix(".__init__")
        for path in (sources / "farfield").rglob("*.py")
        if "compiled" in path.read_text()
    ]


if __name__ == "__main__":
    main()
