"""A run in steps, each kept in a file as soon as it is finished: what is there is taken up, what lacks is done."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from farfield.records import FarfieldError
from farfield.results.structs import Result
from farfield.storage import read_run_json, write_json
from farfield.words.numbers import count


class Kept(Protocol):
    """A step as its file holds it, with the settings of the whole run."""

    @property
    def settings(self) -> Result: ...

    @property
    def number(self) -> int: ...


Step = TypeVar("Step", bound=Kept)


@dataclass(frozen=True)
class Steps(Generic[Step]):
    """The steps of a run in its folder. `run`, `step`: what each is called; `schema`, `kind`: of a step's file."""

    folder: Path
    run: str
    step: str
    schema: str
    kind: type[Step]

    def there(self, settings: Result, most: int) -> list[Step]:
        """Those that the folder holds, up to the first that lacks. Raises FarfieldError for those of another run, and
        for one that cannot be read or is another step than its file's name says."""
        found: list[Step] = []
        while len(found) < most and self._path(len(found)).exists():
            one = self._read(len(found))
            if one.settings != settings:
                raise FarfieldError(
                    f"holds a {self.run} of other options ({_differing(one.settings, settings)})",
                    where=str(self.folder),
                    remedy="Name another folder with --out, or delete this one.",
                )
            found.append(one)
        return found

    def finished(self) -> list[Step]:
        """All that the folder holds, of whatever settings its first one has. Raises FarfieldError as `there` does."""
        if not self._path(0).exists():
            return []
        return self.there(self._read(0).settings, sys.maxsize)

    def keep(self, one: Step, number: int) -> None:
        """Write a step that is finished."""
        write_json(self._path(number), one)

    def stopped(self, finished: int) -> str:
        """What is to be told where the run is stopped after so many."""
        are = "is" if finished == 1 else "are"
        return (
            f"{count(finished, self.step)} {are} kept in {self.folder}: the same command goes on from there"
        )

    def _read(self, number: int) -> Step:
        path = self._path(number)
        remedy = "Delete it and those after it: the same command makes them anew, and keeps what was before."
        try:
            one = read_run_json(path, self.schema, self.kind)
        except FarfieldError as error:
            raise FarfieldError(error.what, where=error.where, remedy=remedy) from error
        if one.number != number:
            raise FarfieldError(f"is {self.step} {one.number}", where=str(path), remedy=remedy)
        return one

    def _path(self, number: int) -> Path:
        return self.folder / f"{self.step}-{number}.json"


def _differing(there: Result, wanted: Result) -> str:
    pairs = zip(there.plain().items(), wanted.plain().values(), strict=True)
    return "; ".join(f"{name} {old!r}, not {new!r}" for (name, old), new in pairs if old != new)
