"""What reading gathers beside the items: which files were read, what was left out, what to warn of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from farfield.files.encodings import as_utf8
from farfield.files.json_values import decode_json
from farfield.files.whole_files import read_whole
from farfield.records import FarfieldError, InputFile, ReadNotice, Rejected, TaskGroup, beginning_of
from farfield.storage import copy_into, open_hashed, scratch_file

IN_MEMORY = 64 << 20  # bytes of a file that needs random access; a larger one goes to a temporary file


class Intake:
    """Opens the files of logs and keeps account of them."""

    def __init__(self) -> None:
        self.inputs: dict[str, InputFile] = {}
        self.rejected: list[Rejected] = []
        self.roots: dict[str, Mapping[str, Any]] = {}
        """By file: what stands beside its records, for `--map X=$.NAME`."""
        self.fields: dict[str, dict[str, str]] = {}
        """By file: the column that was taken for each field."""
        self.unread: dict[str, dict[str, Counter[str]]] = {}
        """By file: columns named like scores, and what else they hold."""
        self.settled: set[str] = set()
        """Files whose reader made scores from 0 to 1 already, by what the user says of words and marks."""
        self._told: dict[ReadNotice, None] = {}  # in order, each once
        self._tallies: dict[tuple[str, str, str], Counter[str]] = {}
        self.groups: dict[str, TaskGroup] = {}

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """The decompressed content as a buffered stream, text in UTF-8; the file itself is hashed to its end."""
        with open_hashed(path) as (stream, hashing):
            yield as_utf8(stream)
            self.inputs[path] = hashing.finish(path)

    @contextmanager
    def open_seekable(self, path: str) -> Iterator[BinaryIO]:
        """The decompressed content with random access."""
        with scratch_file(path, IN_MEMORY) as local:
            with self.open(path) as stream:
                copy_into(local, stream, path)
            local.seek(0)
            yield cast(BinaryIO, local)

    def read_bytes(self, path: str) -> bytes:
        with self.open(path) as stream:
            return read_whole(stream, path)

    def read_json(self, path: str) -> Any:
        """The JSON value of a whole file. Raises FarfieldError where it holds none."""
        try:
            return decode_json(self.read_bytes(path))
        except ValueError as error:
            raise FarfieldError(str(error), where=path) from error

    def reject(self, path: str, line: int | None, reason: str, record: object = "") -> None:
        self.rejected.append(Rejected(path, line, reason, beginning_of(record)))

    def warn(self, path: str, code: str, message: str) -> None:
        """Tell what was decided of a file; `code` says it to programs."""
        self._told[ReadNotice(code, path, f"{path}: {message}")] = None

    def note_field(self, path: str, name: str, column: str, *, settled: bool = False) -> None:
        """Keep which column fills a field; `settled` adds nothing for a file whose reader told of no column."""
        if not settled or name in self.fields.get(path, {}):
            self.fields.setdefault(path, {})[name] = column

    def mappings(self) -> list[tuple[dict[str, str], list[str]]]:
        """The columns that were taken, field by field, and the files for which they were."""
        found: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for path, fields in self.fields.items():
            found.setdefault(tuple(fields.items()), []).append(path)
        return [(dict(fields), paths) for fields, paths in found.items()]

    def tally(self, path: str, code: str, what: str, remedy: str = "", number: int = 1) -> None:
        """Count something that happens to many records; one notice tells how often, and the remedy."""
        self._tallies.setdefault((code, what, remedy), Counter())[path] += number

    def group(self, group: TaskGroup) -> None:
        """Note tasks that belong together; what several files say of a group is joined."""
        known = self.groups.get(group.name)
        if known is not None:
            tasks = tuple(dict.fromkeys((*known.tasks, *group.tasks)))
            group = TaskGroup(group.name, tasks, known.source, {**group.stated, **known.stated})
        self.groups[group.name] = group

    def absorb(self, other: Intake) -> None:
        """Take over another account, of one file."""
        for group in other.groups.values():
            self.group(group)
        self.inputs.update(other.inputs)
        self.rejected.extend(other.rejected)
        self.fields.update(other.fields)
        self.unread.update(other.unread)
        self._told.update(other._told)
        for what, files in other._tallies.items():
            self._tallies.setdefault(what, Counter()).update(files)

    def notices(self) -> list[ReadNotice]:
        """Every notice once; what was counted in several files stands in one."""
        counted = []
        for (code, what, remedy), files in self._tallies.items():
            first, more, number = next(iter(files)), len(files) - 1, sum(files.values())
            where = f"{first} and {more} more" if more else first
            told = f"{where}: {what}: {number:,}" + (f". {remedy}" if remedy else "")
            counted.append(ReadNotice(code, first, told, more, number))
        return [*self._told, *counted]

    def warnings(self) -> list[str]:
        """The sentences of the notices."""
        return [notice.told for notice in self.notices()]
