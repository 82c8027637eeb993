"""The command line: parse, call one public function, print. One file a command."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Sequence
from typing import NoReturn

from farfield.cli.app import app
from farfield.cli.stopping import stop_on_sigterm, stopped_status
from farfield.records import FarfieldError, printable

__all__ = ["app", "fail", "main", "repeat_sources"]

EXHAUSTED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What a disk or a system is short of, wherever it shows."""

SOURCES = ("--corpus", "--against")
"""Options that take all files behind them."""

LONGEST_NAME = 200  # characters of a path that a message shows

LESS_MEMORY = (
    "Each of --workers needs memory of its own: ask for fewer. Large documents and many items take the most."
)
MORE_ROOM = "Free some space, or name other folders with --out and the variable TMPDIR, and run it again."


def repeat_sources(arguments: Sequence[str]) -> list[str]:
    """`EVALS --corpus a b c` as `EVALS --corpus a --corpus b --corpus c`: what a shell makes of `--corpus *.jsonl`.

    Only where EVALS come first; before them `--corpus` takes one value, as every option does. So for all of SOURCES.
    """
    if len(arguments) < 2 or arguments[1].startswith("-"):
        return list(arguments)
    repeated: list[str] = []
    option: str | None = None
    for argument in arguments:
        if argument.startswith("-"):
            option = argument if argument in SOURCES else None
        elif option and repeated[-1] != option:
            repeated.append(option)
        repeated.append(argument)
    return repeated


def main() -> None:
    """Run the command line; a mistake of the user's is one message on standard error, and exit status 2."""
    _write_anything()
    stop_on_sigterm()
    try:
        app(args=repeat_sources(sys.argv[1:]))
    except SystemExit as end:
        _tell_what_is_not_kept()
        sys.exit(stopped_status() or end.code)
    except FarfieldError as error:
        fail(error)
    except MemoryError:
        fail(FarfieldError("there is not enough memory", remedy=LESS_MEMORY))
    except OSError as error:
        if error.errno not in EXHAUSTED and error.filename is None:
            raise
        remedy = MORE_ROOM if error.errno in EXHAUSTED else "Check the path, and its permissions."
        where = str(error.filename or "this machine")[:LONGEST_NAME]
        fail(FarfieldError(str(error.strerror), where=where, remedy=remedy))


def _write_anything() -> None:
    """What the terminal's encoding lacks is written as its number: better than no word at all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _tell_what_is_not_kept() -> None:
    """A home that nobody can write to costs a minute in each run: the variable that helps is named."""
    if "numba" not in sys.modules or {"--quiet", "-q"} & set(sys.argv):
        return
    from farfield.kernel.machine.kept import code_is_kept

    if code_is_kept():
        return
    print(
        "farfield: compiled code could not be kept in the cache folder, so each run compiles it anew, up to a minute. "
        "Name a folder of your own in the variable XDG_CACHE_HOME.",
        file=sys.stderr,
    )


def fail(error: FarfieldError) -> NoReturn:
    """Tell what is wrong and end the program."""
    from rich.console import Console

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(printable(f"farfield: {error.headline}"), markup=False)
    if error.remedy:
        console.print(printable(error.remedy), markup=False)
    sys.exit(2)
