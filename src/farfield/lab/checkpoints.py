"""Checkpoints: models, and training that was broken off, as files that say what they hold.

A file is one line of JSON, the header, and behind it the arrays in the form of equinox. The header names the schema
and everything that the shapes follow from; a file with another header is refused before its arrays are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import equinox as eqx
import numpy as np

from farfield.records import FarfieldError
from farfield.storage import write_whole

SCHEMA = "farfield.checkpoint/1"
LONGEST_HEADER = 1 << 20

Tree = TypeVar("Tree")


class Keeper(Protocol):
    """Keeps the state of a training after every check."""

    def keep(self, attempt: int, state: Any) -> None: ...

    def take_up(self, attempt: int, state: Tree) -> Tree:
        """What was kept of this attempt, else the state as it is given."""


def save(path: Path, tree: Any, made_of: Mapping[str, object]) -> None:
    """Write arrays, whole or not at all. `made_of`: plain values that determine their shapes and meaning."""
    with write_whole(path) as temporary, temporary.open("wb") as file:
        file.write(json.dumps({"schema": SCHEMA, **made_of}, sort_keys=True).encode() + b"\n")
        eqx.tree_serialise_leaves(file, tree)


def load(path: Path, like: Tree, made_of: Mapping[str, object]) -> Tree:
    """The arrays of a file in the places of `like`.

    Raises FarfieldError where the file is of another version, made of something else, or damaged.
    """
    expected = json.loads(json.dumps({"schema": SCHEMA, **made_of}, sort_keys=True))
    try:
        with path.open("rb") as file:
            header = json.loads(file.readline(LONGEST_HEADER))
            _compare(path, header, expected)
            found: Tree = eqx.tree_deserialise_leaves(file, like)
            return found
    except FarfieldError:
        raise
    except Exception as error:  # equinox and numpy tell damage in many ways
        raise FarfieldError(
            f"is no whole checkpoint of Farfield ({type(error).__name__})", where=str(path), remedy=_AGAIN
        ) from error


_AGAIN = "Delete it, or name another folder with --out: training then starts afresh."


def _compare(path: Path, header: Any, expected: Mapping[str, object]) -> None:
    found = header if isinstance(header, dict) else {}
    differing = sorted(name for name in expected if found.get(name) != expected[name])
    if differing:
        told = ", ".join(f"{name} {found.get(name)!r} instead of {expected[name]!r}" for name in differing)
        raise FarfieldError(f"is another checkpoint: {told}", where=str(path), remedy=_AGAIN)


class FileKeeper:
    """Keeps training in a folder, a file for each attempt, of which only the newest state stays."""

    def __init__(self, folder: Path, made_of: Mapping[str, object]) -> None:
        self._folder, self._made_of = folder, made_of

    def keep(self, attempt: int, state: Any) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        save(self._path(attempt), state, {**self._made_of, "attempt": attempt, "checks": len(state.history)})

    def take_up(self, attempt: int, state: Tree) -> Tree:
        path = self._path(attempt)
        if not path.exists():
            return state
        like = _with_history(state, _checks_kept(path))
        return load(path, like, {**self._made_of, "attempt": attempt})

    def _path(self, attempt: int) -> Path:
        return self._folder / f"attempt-{attempt}.checkpoint"


def _checks_kept(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return int(json.loads(file.readline(LONGEST_HEADER))["checks"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FarfieldError("is no checkpoint of training", where=str(path), remedy=_AGAIN) from error


def _with_history(state: Tree, checks: int) -> Tree:
    """The state with a history of as many checks as the file holds."""
    there: Any = state
    with_history: Tree = there._replace(history=np.zeros((checks, *there.history.shape[1:])))
    return with_history
