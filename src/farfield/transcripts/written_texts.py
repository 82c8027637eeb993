"""Files that a call writes by a text of its own: patches of `apply_patch`, and what a shell line puts into a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Edit(NamedTuple):
    """One change of a file. `old` is None where the whole file was written, empty where text was put in."""

    path: str
    old: str | None
    new: str


START = re.compile(
    r"\b(?P<tool>cat|tee)\b(?P<before>[^\n<|;&]*)<<-?[ \t]*(['\"]?)(?P<mark>\w+)\3(?P<after>[^\n]*)\n"
)
MOST_UNCLOSED = 20  # heredocs without an end; the rest of such a line is not looked through
INTO = re.compile(r"(>>?)[ \t]*(?:\"([^\"\n$`]+)\"|'([^'\n]+)'|([^\s\"'$`<>|;&()]+))")
PATH = re.compile(r"(?:^|[ \t])([^\s\"'$`<>|;&()-][^\s\"'$`<>|;&()]*)")
BEGIN = "*** Begin Patch"
FILE_MARK = re.compile(r"\*\*\* (Add|Update|Delete) File: (.+)")


def edits_in_shell(command: str) -> Iterator[Edit]:
    """The files that a shell line writes out of its own heredocs, by `cat > PATH <<` and `tee PATH <<`."""
    at, unclosed = 0, set[str]()
    while len(unclosed) < MOST_UNCLOSED and (found := START.search(command, at)):
        at, mark = found.end(), found["mark"]
        end = (
            None
            if mark in unclosed
            else re.compile(rf"^[ \t]*{mark}(?=[\s)]|$)", re.MULTILINE).search(command, at)
        )
        if end is None:
            unclosed.add(mark)
            continue
        text, at = command[at : end.start()], end.end()
        place = f"{found['before']} {found['after']}"
        if into := INTO.search(place):
            path = next(part for part in into.groups()[1:] if part)
            yield Edit(path, "" if into[1] == ">>" else None, text)
        elif found["tool"] == "tee" and (named := PATH.search(place)):
            appends = re.search(r"(^|\s)(-a|--append)(\s|$)", place)
            yield Edit(named[1], "" if appends else None, text)


def edits_in_patch(text: str) -> Iterator[Edit]:
    """The changes of a patch between `*** Begin Patch` and `*** End Patch`, as `apply_patch` takes it."""
    begin = text.find(BEGIN)
    if begin < 0:
        return
    path, adding, old, new = "", False, list[str](), list[str]()
    for line in text[begin:].split("\n")[1:]:
        mark = FILE_MARK.fullmatch(line.rstrip())
        if mark or line.startswith(("*** End Patch", "@@")):
            yield from _closed(path, adding, old, new)
            old, new = [], []
            if mark:
                path, adding = mark[2].strip(), mark[1] == "Add"
            elif not line.startswith("@@"):
                return
        elif line.startswith("+"):
            new.append(line[1:])
        elif line.startswith("-"):
            old.append(line[1:])
        elif line.startswith(" "):
            old.append(line[1:])
            new.append(line[1:])
    yield from _closed(path, adding, old, new)


def _closed(path: str, adding: bool, old: list[str], new: list[str]) -> Iterator[Edit]:
    if path and (old or new):
        yield Edit(path, None if adding else _text(old), _text(new))


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
