"""Lines of what came back, against those of the base, of the submission and of a known fix.

A line is compared without blanks, and with one sign for all quotes; what any program holds is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from farfield.records import AgentRun, Event
from farfield.reuse.lines import Line, read_lines
from farfield.reuse.returned import FileChange, Section
from farfield.reuse.submission import read_submission
from farfield.reuse.words_of_code import is_informative
from farfield.transcripts.values import strings_in

_QUOTES = str.maketrans("'`‘’“”", '""""""')
_NAME = re.compile(r"[^\W\d]\w*|\d+")
SHORTEST = 8
"""Characters of a line that is compared."""

_LONGEST = 500
"""Characters of a line that are compared: what is longer was not typed."""

LONG = 32
"""Characters of a line that is not the same by chance."""


def key_of(line: str) -> str:
    """A line as it is compared; empty where it tells nothing."""
    key = "".join(line[:_LONGEST].split()).translate(_QUOTES)
    if len(key) < SHORTEST:
        return ""
    return key if any(is_informative(found[0]) for found in _NAME.finditer(line, 0, _LONGEST)) else ""


def keys_of(lines: Iterable[Line], *marks: str) -> list[str]:
    """The lines with one of these marks, as they are compared."""
    return [key for line in lines if line.mark in marks and (key := key_of(line.text))]


@dataclass(frozen=True)
class Known:
    """Lines by where they come from: the submission, a known fix, hidden tests, the base."""

    submitted: frozenset[str] = frozenset()
    fix: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    base: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    """Lines of product code that the submission removes."""
    own: Mapping[str, int] = field(default_factory=dict)
    """Lines that the agent wrote or said, and the event in which it first did."""
    changed: Mapping[str, str] = field(default_factory=dict)
    """Files that the submission changes, and what git calls their content in the base; empty where it doesn't tell."""


@dataclass(frozen=True)
class Surroundings:
    """Lines that stand around what a commit may change, by what showed them."""

    ordinary: frozenset[str] = frozenset()
    """What calls showed that open nothing by themselves, whatever was put into the working tree."""
    beside: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """What lines showed on which something opened something beside other commands, by the number of the result."""

    def count(self, keys: Iterable[str], but: int | None) -> int:
        """How many of these lines were shown elsewhere than in one result."""
        others = [lines for number, lines in self.beside.items() if number != but]
        return sum(key in self.ordinary or any(key in one for one in others) for key in set(keys))


@dataclass(frozen=True, slots=True)
class Shares:
    """How many telling lines came back, and how many of them stand elsewhere."""

    lines: int = 0
    base: int = 0
    submitted: int = 0
    fix: int = 0
    tests: int = 0
    strong: bool = False
    """Whether it shares with the submission more than one line could by chance."""
    told: bool = False
    """Whether it shares with the fix or the hidden tests more than that."""


def share(text: str, known: Known, marks: Sequence[str], before: int | None = None) -> Shares:
    """What a text's lines with these marks share with what is known. A line of the base is no line of the fix.

    `before`: lines that the agent wrote before this event are left out, as where other commands printed too.
    """
    keys = set(keys_of(read_lines(text), *marks))
    new = keys - known.base
    submitted = new & known.submitted
    if before is not None:
        submitted = {key for key in submitted if known.own.get(key, before) >= before}
    fix, tests = new & known.fix, new & known.tests
    return Shares(
        lines=len(keys),
        base=len(keys & known.base),
        submitted=len(submitted),
        fix=len(fix),
        tests=len(tests),
        strong=_is_strong(submitted),
        told=_is_strong(fix) or _is_strong(tests) or fix == known.fix != frozenset(),
    )


def _is_strong(keys: set[str]) -> bool:
    return len(keys) > 1 or any(len(key) >= LONG for key in keys)


def patch_keys(patch: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """The telling lines that a patch adds to product code, and to everything else."""
    product: set[str] = set()
    others: set[str] = set()
    for file in read_submission(patch or "").files:
        (product if file.part == "product" else others).update(keys_of(file.lines, "added", "plain"))
    return frozenset(product), frozenset(others)


def patch_base(patch: str | None) -> frozenset[str]:
    """The lines of the base that a patch shows: those it removes and those around them."""
    return frozenset(
        key for file in read_submission(patch or "").files for key in keys_of(file.old, "removed", "kept")
    )


def replaced_keys(patch: str | None) -> frozenset[str]:
    """The telling lines that a patch removes from product code."""
    return frozenset(
        key
        for file in read_submission(patch or "").files
        if file.part == "product"
        for key in keys_of(file.old, "removed")
    )


def own_lines(run: AgentRun, but: frozenset[int] = frozenset()) -> Mapping[str, int]:
    """The lines that the agent wrote or said, and the event in which it first did; `but`: events left out."""
    own: dict[str, int] = {}
    for event in run.events:
        if event.kind in ("say", "call") and event.number not in but:
            for text in strings_of(event):
                for key in keys_of(read_lines(text), "plain", "added", "kept"):
                    own.setdefault(key, event.number)
    return own


def base_lines(
    ordinary: Sequence[Event], own: Mapping[str, int], submitted: frozenset[str], first_edit: int | None
) -> frozenset[str]:
    """Lines of the base as ordinary outputs show it: not those that the agent wrote before, nor that it submitted."""
    found: set[str] = set()
    read: set[str] = set()
    for event in ordinary:
        early = first_edit is None or event.number < first_edit
        text = event.text[:_MOST_OF_OUTPUT]
        if text in read:
            continue
        read.add(text)
        for key in keys_of(read_lines(text), "plain", "kept", "removed"):
            if own.get(key, event.number) >= event.number and (early or key not in submitted):
                found.add(key)
    return frozenset(found)


_MOST_OF_OUTPUT = 200_000
"""Characters of an output that are read for lines of the base: files of code are shorter."""


def strings_of(event: Event) -> list[str]:
    """All texts of what an agent said or called, those of nested arguments too."""
    return [*filter(None, (event.text, event.command)), *strings_in(event.arguments)]


def changed_files(patch: str | None) -> Mapping[str, str]:
    """The files that a patch changes, and what git calls their content before it; empty where it doesn't say."""
    told = {change.path: change.before for change in Section(patch or "").changes if not change.created}
    named = {file.path: "" for file in read_submission(patch or "").files if file.old}
    return {**named, **told}


def same_content(change: FileChange, known: str) -> tuple[bool, bool]:
    """Whether the base's content of a file is what a change made, and whether it is what a change began with."""
    if len(known) < 7:
        return False, False
    return (
        known.startswith(change.after) or change.after.startswith(known),
        known.startswith(change.before) or change.before.startswith(known),
    )
