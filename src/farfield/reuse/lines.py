"""What stands on each line of an output, without what its tools put around it.

Terminals colour, `cat -n` and editors number, `grep` names files, `git diff` marks: a line of code is the same line
whichever of them showed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from farfield.files.json_values import decode_json
from farfield.transcripts.values import strings_in

Mark = Literal["plain", "added", "kept", "removed"]
"""`plain`: no part of a diff. `kept`: a line of a diff's context."""


class Line(NamedTuple):
    """A line without numbers and marks; `number`: which line of the text it was, from 0."""

    text: str
    mark: Mark
    number: int


ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
HUNK = re.compile(r"@@+ -\d+(?:,(\d+))? (?:-\d+(?:,\d+)? )*\+\d+(?:,(\d+))? @@+")
_PATCH_HUNK = re.compile(r"@@(?: .*)?$")
_HEADER = re.compile(
    r"(?:diff --git |diff -|index [0-9a-f]+\.\.|(?:new|deleted) file mode |old mode |new mode |similarity index |"
    r"rename (?:from|to) |copy (?:from|to) |Binary files |GIT binary patch|Index: |={60,})"
)
_CAT = re.compile(r"\s*\d+(?:\t|→)")
_NUMBER = re.compile(r"\s{0,6}(\d+)(?:[:│] ?| ?\| ?|-(?=\s|$))")
_GREP = re.compile(
    r"(?:(?:[0-9a-f]{7,40}|HEAD[~^\d]*|(?:origin|upstream)/[\w-]+|main|master|v?\d+(?:\.\d+)+[\w-]*):)?"
    r"(?:(?:\.{0,2}/)?[\w.+@-]+(?:/[\w.+@-]+)*(?::\d+:|-\d+-)|(?:\.{0,2}/)?(?:[\w.+@-]+/)+[\w+@-]+\.\w{1,5}:)"
)
_BLAME = re.compile(r"\^?[0-9a-f]{7,40}\s+(?:\S+\s+)?\([^()]*\s\d+\)\s?")
_NUMBERED = re.compile(
    rf"^(?:{_CAT.pattern}|{_NUMBER.pattern}|{_GREP.pattern}|{_BLAME.pattern})", re.MULTILINE
)
_NORMAL = re.compile(r"\d+(?:,\d+)?[acd]\d+(?:,\d+)?$")
_PATCH = "*** Begin Patch"


def plain_text(text: str) -> str:
    """The text without colours and carriage returns, and with the lines that stand as one text in JSON."""
    if "\x1b" in text:
        text = ANSI.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _with_inner_texts(text) if text[:1] in _OPEN or text.lstrip()[:1] in _OPEN else text


_OPEN = ("{", "[")
_LARGEST_JSON = 5_000_000


def _with_inner_texts(text: str) -> str:
    """A JSON text, and behind it its texts of several lines: so the interfaces of code hosts send files."""
    if "\\n" not in text or len(text) > _LARGEST_JSON or text.rstrip()[-1:] not in ("}", "]"):
        return text
    try:
        value = decode_json(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        return text
    inner = [one for one in strings_in(value) if "\n" in one]
    return "\n".join([text, *inner]) if inner else text


def read_lines(text: str, *, exact: bool = True) -> list[Line]:
    """The lines of an output, or of what an agent wrote, each with the mark that a diff gives it.

    `exact`: a hunk ends where its header says. Not so in what was handed in, as agents that write a diff by hand
    miscount.
    """
    text = plain_text(text)
    lines = text.split("\n")
    if _NUMBERED.search(text):
        lines = _without_numbers(lines)
    if _PATCH in text:
        return list(_read_patch(lines))
    if "@@ -" in text or ("\n< " in text or "\n> " in text):
        return list(_read_diff(lines, exact))
    return [Line(line, "plain", at) for at, line in enumerate(lines)]


def _without_numbers(lines: list[str]) -> list[str]:
    """The lines without what `cat -n`, `grep -n`, `git blame` and editors put before them.

    A bare `12:` may be code: it goes only where the lines beside it count on, or nearly all lines have one.
    """
    bare = [_NUMBER.match(line) for line in lines]
    values = [int(found[1][:9]) if found else None for found in bare]
    counted = sum(value is not None for value in values)
    all_numbered = counted > 0.8 * sum(bool(line.strip()) for line in lines)
    found = []
    for at, line in enumerate(lines):
        strip = _CAT.match(line) or _GREP.match(line) or _BLAME.match(line)
        number = bare[at]
        if strip is None and number is not None and (all_numbered or _counts_on(values, at)):
            strip = number
        found.append(line[strip.end() :] if strip else line)
    return found


def _counts_on(values: list[int | None], at: int) -> bool:
    """Whether the line before or after has the number before or after."""
    value = values[at]
    if value is None:
        return False
    before = values[at - 1] if at else None
    after = values[at + 1] if at + 1 < len(values) else None
    return before == value - 1 or after == value + 1


def _read_diff(lines: list[str], exact: bool) -> Iterator[Line]:
    """Lines of a text that may hold diffs, unified or of two columns of `<` and `>`."""
    old = new = 0
    inside = normal = False
    for at, line in enumerate(lines):
        found = HUNK.match(line)
        if found:
            old, new = (int(count[:9]) if count else 1 for count in found.groups())
            inside, normal = True, False
        elif _is_header(lines, at):
            inside = normal = False
        elif inside and line.startswith("\\"):
            continue
        elif inside and _in_hunk(line, old, new, exact):
            mark = _mark(line)
            old -= mark != "added"
            new -= mark != "removed"
            yield Line(line[1:], mark, at)
        elif _NORMAL.match(line):
            inside, normal = False, True
        elif normal and line[:2] in ("< ", "> "):
            yield Line(line[2:], "added" if line[0] == ">" else "removed", at)
        elif not (normal and line == "---"):
            inside = normal = False
            yield Line(line, "plain", at)


def _in_hunk(line: str, old: int, new: int, exact: bool) -> bool:
    """Whether a line belongs to a hunk of which so many lines are left. Some tools leave no blank on an empty line."""
    if not line:
        return old > 0 and new > 0
    return line.startswith(("+", "-", " ")) and (old > 0 or new > 0 or not exact)


def _mark(line: str) -> Mark:
    return "added" if line[:1] == "+" else "removed" if line[:1] == "-" else "kept"


def _is_header(lines: list[str], at: int) -> bool:
    """Whether a line only names files of a diff. A removed line may begin as a name of the old file does."""
    line = lines[at]
    if line.startswith(("--- ", "+++ ")):
        old = at - line.startswith("+++ ")
        names = lines[old : old + 3] if old >= 0 else []
        return [name[:4] for name in names] == ["--- ", "+++ ", "@@ -"]
    return _HEADER.match(line) is not None


def _read_patch(lines: list[str]) -> Iterator[Line]:
    """Lines of the patches that some agents write, which count no lines: `*** Begin Patch` to `*** End Patch`."""
    inside = False
    for at, line in enumerate(lines):
        if line.startswith("*** "):
            inside = line.rstrip() != "*** End Patch"
        elif not inside:
            yield Line(line, "plain", at)
        elif not _PATCH_HUNK.match(line):
            yield Line(line[1:] if line[:1] in ("+", "-", " ") else line, _mark(line), at)
