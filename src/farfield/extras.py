"""Packages that a part of Farfield needs and that may not be here: one message says which, and how to get them.

It names the packages themselves, by the ranges that the installed Farfield declares for the extra, and the Python
that runs: so what it says works from a checkout, from a wheel and outside any activated environment. No name of
Farfield's own stands in it: it is on no package index, where somebody else could take the name.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from farfield.records import FarfieldError

_OF_EXTRA = re.compile(r"""extra\s*==\s*["']([\w.-]+)["']""")


def missing(extra: str, what: str, *, where: str | None = None, then: str | None = None) -> FarfieldError:
    """The error to raise where packages of an extra are not here.

    `what`: needs them, as a sentence that the message begins with. `then`: a further line of the remedy.
    """
    packages = packages_of(extra)
    how = (
        f"Install with: {install_command(*packages)}"
        if packages
        else f"pyproject.toml lists them, as the extra {extra!r}."
    )
    return FarfieldError(what, where=where, remedy="\n".join([how, *([then] if then else [])]))


def packages_of(extra: str) -> tuple[str, ...]:
    """What pip takes for each package of an extra, as `jax>=0.5`; none where Farfield was never installed, only
    found on the path."""
    try:
        declared = requires("farfield") or []
    except PackageNotFoundError:
        declared = []
    found = (requirement.partition(";") for requirement in declared)
    return tuple(
        "".join(package.split())
        for package, _, marker in found
        if (named := _OF_EXTRA.search(marker)) and named[1] == extra
    )


def install_command(*arguments: str) -> str:
    """The line to type that installs these into the environment that runs now."""
    return shlex.join([_python(), "-m", "pip", "install", *arguments])


def _python() -> str:
    """This Python, as it may be typed here: relative where it lies below the working folder."""
    return _below(Path(sys.executable or "python"))


def _below(path: Path) -> str:
    """A path as it may be typed here: relative where it lies below the working folder."""
    try:
        below = os.path.relpath(path)
    except (OSError, ValueError):  # a working folder that is gone, or on another drive
        return str(path)
    return str(path) if below.startswith("..") else below


def own_command(*arguments: str) -> str:
    """A line of Farfield's own that runs as it is printed, in the folder and the shell of whoever reads it."""
    return " ".join([_called(), shlex.join(arguments)]).rstrip()


def _called() -> str:
    """How Farfield is called here: by its name where the shell finds it, else by where it stands."""
    typed = Path(sys.argv[0] if sys.argv else "")
    if typed.name in ("farfield", "farfield.exe"):
        found = shutil.which("farfield")
        if len(typed.parts) == 1 or (found and Path(found).resolve() == typed.resolve()):
            return "farfield"
        return shlex.quote(_below(typed.absolute()))
    beside = Path(sys.executable or "python").with_name("farfield")
    if typed.name != "__main__.py" and beside.exists():  # from Python, as in a notebook
        return shlex.quote(_below(beside))
    return f"{shlex.quote(_python())} -m farfield"
