"""What a format of transcripts is: its name, its reader, and the marks by which its documents are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from farfield.transcripts.account import Account
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.events import EventLog


class Document(NamedTuple):
    """A JSON value of a file, the line that it begins in, and where to note what cannot be read.

    `lines`: of a format whose runs are a line an event, all lines with their numbers; a ValueError where one is broken.
    """

    path: str
    account: Account
    value: Any = None
    line: int | None = None
    lines: tuple[tuple[int, Any], ...] = ()

    def read_lines(self) -> list[Any]:
        """The values of the lines that can be read."""
        return [value for _, value in self.lines if not isinstance(value, ValueError)]

    def line_objects(self, log: EventLog) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The lines that are objects, with their numbers; other values are counted in `log`."""
        for number, value in self.lines:
            if isinstance(value, Mapping):
                yield number, value
            elif not isinstance(value, ValueError):
                log.oddities["lines that are none"] += 1


Reader: TypeAlias = Callable[[Document], Iterator[RunDraft]]


def _never(_: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class TranscriptFormat:
    """A format. Of several that know a document, the first in the registry reads it.

    `read`: the runs of a document. `knows`: by a whole value, an object or a list. `knows_line`: by the first line of a
    file that is one run, an event a line. `read_archive`: the runs of a zip archive, for formats that are one.
    """

    name: str
    read: Reader
    knows: Callable[[Any], bool] = _never
    knows_line: Callable[[Mapping[str, Any]], bool] = _never
    read_archive: Callable[[BinaryIO, str, Account], Iterator[RunDraft]] | None = None
