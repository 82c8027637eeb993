"""What an agent opened that may hold an answer: one access each, with its grade and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Grade = Literal["answer", "later", "undecided", "looked", "context", "none"]
GRADES: tuple[Grade, ...] = get_args(Grade)
"""The strongest first."""

ACCESSED: frozenset[Grade] = frozenset({"answer", "later", "undecided"})
"""Grades with which content that may hold an answer stood on the screen."""

Way = Literal["history", "remote", "pull request", "web", "search", "install", "package", "download"]
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True, slots=True)
class Access:
    """One call by which an agent opened, or looked for, what may hold an answer.

    Ordinary calls have no access: reading files of the repository, HEAD, the base, its own commits.
    """

    event: int
    """The number of the call among the events of its run."""
    result: int | None
    """The number of the event that holds what came back; null where nothing did."""
    time: str | None
    """When it came back, or was called, ISO 8601; null where the log doesn't tell."""
    way: Way
    """The way in. `history`: git's own objects; `remote`: what a fetch or a remote branch brought; `pull request`:
    a pull request's or an issue's page, by whatever tool; `web`: any other address; `search`: a search engine;
    `install`: a package put in place; `package`: the source of an installed release of the project itself;
    `download`: a clone or an unpacked archive."""
    grade: Grade
    """`answer`: the fix, its pull request, a fixed file, a hidden test; `later`: younger than the base, not known to
    be the fix; `undecided`: nothing dates it; `looked`: came back empty, failed, or with titles only; `context`: the
    past, what the task names or prescribes, what is left of a sealed history."""
    command: str
    """The simple command that opened it, as it was typed, or the tool with its arguments."""
    why: str
    """What the grade rests on, in a sentence's words."""
    bytes_back: int
    """Length in UTF-8 of what came back."""
    path: str | None = None
    """The file that was opened, as the command names it; null where it names none."""
    url: str | None = None
    """The address, without what could be a secret; null where there is none."""
    commit: str | None = None
    """The commit, as what came back names it, else as the command does; null where neither does."""
    date: str | None = None
    """That commit's date, ISO 8601; null where nothing tells it."""


SealOrder = Literal["task", "agent", "none"]


@dataclass(frozen=True, slots=True)
class Seal:
    """Whether the history was taken away before the work: refs, reflog and objects stripped.

    `order`: who asked for it: the task's text, the agent by itself, or nobody. `event`: the call with which it was
    carried out whole; null where it was not, as where only the order stands there.
    """

    order: SealOrder = "none"
    event: int | None = None

    @property
    def sealed(self) -> bool:
        """Whether it was carried out."""
        return self.event is not None


@dataclass(frozen=True, slots=True)
class Accesses:
    """All accesses of a run, in the order of its events, and whether its history was sealed."""

    accesses: Sequence[Access] = ()
    seal: Seal = Seal()

    @property
    def grade(self) -> Grade:
        """The strongest grade; `none` where there is no access."""
        return strongest(access.grade for access in self.accesses)

    @property
    def accessed(self) -> bool:
        """Whether content that may hold an answer came back."""
        return self.grade in ACCESSED

    @property
    def first(self) -> Access | None:
        """The first access by which such content came back; null where none did."""
        return next((access for access in self.accesses if access.grade in ACCESSED), None)

    def graded_results(self) -> Mapping[int, Grade]:
        """Of each result event that an access has: its strongest grade.

        Texts of events graded `answer`, `later` or `undecided` came from outside; `context` and `looked` are
        ordinary outputs, as are all events that are not named.
        """
        found: dict[int, Grade] = {}
        for access in self.accesses:
            if access.result is not None:
                found[access.result] = strongest((access.grade, found.get(access.result, "none")))
        return found


def strongest(grades: Iterable[Grade]) -> Grade:
    """The strongest of several grades; `none` of none."""
    return min(grades, key=GRADES.index, default="none")
