"""The command line: parse, call one public function, print. One file a command."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import NoReturn

from rich.console import Console

from farfield.cli import compare, demo, families, lab, model, plan, profile, run, study, view
from farfield.cli.app import app
from farfield.records import FarfieldError, printable

__all__ = [
    "app",
    "compare",
    "demo",
    "families",
    "lab",
    "main",
    "model",
    "plan",
    "profile",
    "repeat_corpus",
    "run",
    "study",
    "view",
]

EXHAUSTED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What a disk or a system is short of, wherever it shows."""

LESS_MEMORY = (
    "Each of --workers needs memory of its own: ask for fewer. Large documents and many items take the most."
)
MORE_ROOM = "Free some space, or name other folders with --out and the variable TMPDIR, and run it again."


def repeat_corpus(arguments: Sequence[str]) -> list[str]:
    """`EVALS --corpus a b c` as `EVALS --corpus a --corpus b --corpus c`: what a shell makes of `--corpus *.jsonl`.

    Only where EVALS come first; before them `--corpus` takes one value, as every option does.
    """
    if len(arguments) < 2 or arguments[1].startswith("-"):
        return list(arguments)
    repeated: list[str] = []
    in_corpus = False
    for argument in arguments:
        if argument.startswith("-"):
            in_corpus = argument == "--corpus"
        elif in_corpus and repeated[-1] != "--corpus":
            repeated.append("--corpus")
        repeated.append(argument)
    return repeated


def main() -> None:
    """Run the command line; a mistake of the user's is one message on standard error, and exit status 2."""
    try:
        app(args=repeat_corpus(sys.argv[1:]))
    except FarfieldError as error:
        fail(error)
    except MemoryError:
        fail(FarfieldError("there is not enough memory", remedy=LESS_MEMORY))
    except OSError as error:
        if error.errno not in EXHAUSTED:
            raise
        fail(
            FarfieldError(str(error.strerror), where=str(error.filename or "this machine"), remedy=MORE_ROOM)
        )


def fail(error: FarfieldError) -> NoReturn:
    """Tell what is wrong and end the program."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(printable(f"farfield: {error.headline}"), markup=False)
    if error.remedy:
        console.print(printable(error.remedy), markup=False)
    sys.exit(2)
