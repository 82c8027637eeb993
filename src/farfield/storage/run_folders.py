"""Folders of runs as others hand them on: what stands in them is read as data, and what doesn't fit is one message."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import polars as pl

from farfield.records import FarfieldError
from farfield.storage.writing import read_json

# Bytes of profile.json and run.json: more is no profile, and would be ten times that in memory.
LARGEST_JSON = 256 << 20
T = TypeVar("T")
RESULTS = {
    "profile.json": "profile", "drift.json": "drift", "coherence.json": "coherence", "novelty.json": "novelty",
    "reuse.json": "reuse", "comparison.json": "compare", "drift-comparison.json": "compare",
    "market-comparison.json": "compare", "plan.json": "plan",
    "lab.json": "lab", "market.json": "run market", "loop.json": "loop",
}  # fmt: skip
"""What each command leaves, by which its folder is known."""
BESIDE_RESULTS = frozenset({*RESULTS, "run.json", "rejected.jsonl"})
"""Files of JSON that a command leaves in its folder."""
_FINISHED = "Name the folder of a run that Farfield has finished."
_REMEDY = (
    "Its files were changed, or written by another version of Farfield. "
    "Run its command again; it stands in run.json."
)


def read_run_json(path: Path, schema: str, kind: type[T]) -> T:
    """A file of a run folder that follows a schema, as the struct of that schema.

    Raises FarfieldError for everything else: another schema, a key that is missing, a value of another type.
    """
    require_file(path)
    if path.stat().st_size > LARGEST_JSON:
        raise FarfieldError(f"is larger than {LARGEST_JSON >> 20} MB", where=str(path), remedy=_REMEDY)
    value = read_json(path)
    found = value.get("schema") if isinstance(value, dict) else None
    if not isinstance(value, dict) or found != schema:
        told = f": its schema is {found!r:.80}" if isinstance(found, str) else ""
        raise FarfieldError(f"does not follow {schema}{told}", where=str(path), remedy=_REMEDY)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise FarfieldError(f"does not follow {schema}: {error}", where=str(path), remedy=_REMEDY) from error


def read_run_table(path: Path) -> pl.DataFrame:
    """A table of a run folder, whatever marks are in its name. Raises FarfieldError for everything else."""
    require_file(path)
    try:
        return pl.read_parquet(path, glob=False)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise FarfieldError(
            f"is not a readable table: {str(error)[:300]}", where=str(path), remedy=_REMEDY
        ) from error


def require_file(path: Path) -> None:
    """Raises FarfieldError unless an ordinary file stands there: to read a pipe would wait for ever."""
    try:
        if path.is_file():
            return
        what = "is no ordinary file" if path.exists() else "is missing"
    except (OSError, ValueError) as error:  # a name too long, a NUL in it
        what = f"cannot be opened: {getattr(error, 'strerror', None) or error}"
    raise FarfieldError(what, where=str(path), remedy=_instead(path))


def made_by(folder: Path) -> str | None:
    """The command that left its results in a folder; null where none did."""
    if not (folder / "run.json").is_file():
        return None
    return next((command for name, command in RESULTS.items() if (folder / name).is_file()), None)


def _instead(path: Path) -> str:
    """What to do where a file is not there: its folder may be one of another command."""
    folder = path.parent
    made = next((by for name, by in RESULTS.items() if name != path.name and (folder / name).is_file()), None)
    if made is None or path.name not in RESULTS:
        return _FINISHED
    page = f" `farfield open {folder}` shows its page." if any(folder.glob("*.html")) else ""
    wanted = f"that of `farfield {RESULTS[path.name]}` is wanted here."
    return f"{folder} is what `farfield {made}` wrote, and {wanted}{page}"


def hold_each(folders: Sequence[Path], result: str, what: str) -> bool:
    """Whether all of these folders hold the result of such a run. Raises FarfieldError where only some do."""
    held = [(folder / result).is_file() for folder in folders]
    if any(held) and not all(held):
        other = next(folder for folder, one in zip(folders, held, strict=True) if not one)
        require_folder(other)
        raise FarfieldError(
            f"holds no {what}, and others of these folders do", where=str(other),
            remedy=f"Compare what `farfield {RESULTS[result]}` wrote with each other, and profiles with each other.",
        )  # fmt: skip
    return all(held) and bool(held)


def require_folder(path: Path) -> None:
    """Raises FarfieldError where the folder of a run is named by a file in it, or isn't there."""
    try:
        if path.is_dir():
            return
        known = path.exists()
    except (OSError, ValueError) as error:
        raise FarfieldError(
            f"not a path: {getattr(error, 'strerror', None) or error}",
            where=str(path)[:200],
            remedy="Check what was typed.",
        ) from error
    remedy = f"Name its folder: {path.parent}" if known else _FINISHED
    raise FarfieldError(
        "is a file, not a folder" if known else "no such folder", where=str(path), remedy=remedy
    )


@contextmanager
def reading_run(folders: str) -> Iterator[None]:
    """Whatever fails while files of run folders are read and shown is one message: they don't fit together.

    For what comes from others; the files of a run that was just made are not to be doubted so.
    """
    try:
        yield
    except FarfieldError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a full disk and its like have messages of their own
        raise _unfit(folders, error) from error


def _unfit(folders: str, error: BaseException) -> FarfieldError:
    house = [frame for frame in traceback.extract_tb(error.__traceback__) if "farfield" in frame.filename]
    place = f" ({Path(house[-1].filename).stem}.{house[-1].name})" if house else ""
    told = f"{type(error).__name__}: {str(error)[:200]}".rstrip(": ")
    return FarfieldError(
        f"what stands in this run does not fit together{place}: {told}", where=folders, remedy=_REMEDY
    )
