"""Who a lead speaks of: the profiles that are part of no other, as subjects, as tasks, or as pairs of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from farfield.results import Profile, SubjectProfile
from farfield.results.entries import top_entries
from farfield.results.rulers import Ruler
from farfield.words.numbers import number, percent, spelled

SUBJECT, TASK, PAIR = "subject", "task", "pair of subject and task"
LONGEST_NAME = 40
LONGEST_COLUMN = 24
TAIL = 22  # characters of a long name's end, by which names of one family differ
FINE = 0.005  # shares nearer to 0 or 1 are told in tenths of a percent


@dataclass(frozen=True)
class About:
    """The profiles that a lead is about. `noun`: what one of them is, where they differ in one thing alone."""

    profile: Profile
    entries: list[SubjectProfile]
    noun: str
    others: bool = False
    """Whether another sentence speaks of the rest of them."""

    def part(self, entries: list[SubjectProfile]) -> About:
        """Some of them, of which a sentence of its own speaks."""
        return self if len(entries) == len(self.entries) else replace(self, entries=entries, others=True)

    def label(self, one: SubjectProfile) -> str:
        """Which of them, as short as it can be told apart."""
        if self.noun == TASK:
            return shortened(one.task)
        if self.noun == SUBJECT:
            return shortened(one.subject)
        return f"{shortened(one.subject)} on {shortened(one.task)}"

    def counted(self, how_many: int) -> str:
        """ "four subjects", "30 pairs of subject and task", "two of the subjects"."""
        if self.others:
            return f"{spelled(how_many)} of the {self.plural}"
        return f"{spelled(how_many)} {self.noun if how_many == 1 else self.plural}"

    def all_of(self) -> str:
        """ "All four subjects", "Both tasks", "Two of the subjects"."""
        if self.others:
            return raised(self.counted(len(self.entries)))
        return f"Both {self.plural}" if len(self.entries) == 2 else f"All {self.counted(len(self.entries))}"

    def none_of(self) -> str:
        """ "none of the four subjects", "neither task"."""
        if len(self.entries) == 2:
            return f"neither {'other ' * self.others}{self.noun}"
        return f"none of the {spelled(len(self.entries))} {'others' if self.others else self.plural}"

    @property
    def plural(self) -> str:
        return "pairs of subject and task" if self.noun == PAIR else f"{self.noun}s"


def about(profile: Profile) -> About:
    """Those of the profiles that are part of no other."""
    entries = top_entries(profile.profiles)
    subjects, tasks = ({getattr(one, name) for one in entries} for name in ("subject", "task"))
    if len(tasks) == 1:
        return About(profile, entries, SUBJECT)
    return About(profile, entries, TASK if len(subjects) == 1 else PAIR)


def shortened(name: str) -> str:
    """A name that is too long for a sentence without its middle: beginnings are often all alike."""
    name = " ".join(name.split()) or "(no name)"
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - TAIL - 1]}…{name[-TAIL:]}"


def listed_names(names: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def raised(text: str) -> str:
    """With a capital at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


def share(value: float) -> str:
    """A score in whole percent; in tenths where it would be called 0 or 100 % and is not."""
    fine = 0 < value < FINE or 1 > value > 1 - FINE
    return percent(min(max(value, 0.001), 0.999) if fine else value, 1 if fine else 0)


def sizes(values: Sequence[float]) -> str:
    """Sizes of differences in points: "9", "3 to 5", "less than one"."""
    told = sorted({round(100 * abs(value)) for value in values})
    if not told[-1]:
        return "less than one point"
    span = number(told[-1], 0) if len(told) == 1 else f"{told[0]} to {told[-1]}"
    return f"{span} point{'' if told == [1] else 's'}"


@dataclass(frozen=True)
class Thirds:
    """The nearest and the farthest third in words, each as it is named first and after the other."""

    near: str
    far: str
    near_after: str
    far_after: str


NEAREST = Thirds(
    "the nearest third of the items", "the farthest third of the items", "the nearest", "the farthest"
)


def thirds(name: str | None, ruler: Ruler | None) -> Thirds:
    """How to speak of near and far by a ruler; plainly as distance where several rulers are meant (None)."""
    if name is None or ruler is None:
        return NEAREST
    if ruler.field is not None:
        return _worded(ruler.field, "closest" if name == "semantic" else "worded")
    if name == "time":
        return Thirds(
            "the earliest third of the items", "the latest third of the items", "the earliest", "the latest"
        )
    if name == "exposure":
        of = "the third of the items that"
        return Thirds(
            f"{of} most documents are about", f"{of} fewest documents are about", "the third that most are about",
            "the third that fewest are about",
        )  # fmt: skip
    column = ruler.near.removeprefix("low ").removeprefix("high ")
    if not name.startswith("column:") or column == ruler.near or not _plain(column):
        return NEAREST
    low, high = ("lowest", "highest") if ruler.near.startswith("low ") else ("highest", "lowest")
    third = "the third of the items with the"
    return Thirds(
        f"{third} {low} {column}", f"{third} {high} {column}", f"the third with the {low}", f"the third with the {high}"
    )  # fmt: skip


def _worded(field: str, how: str) -> Thirds:
    items = {"question": "questions", "target": "answer keys", "output": "outputs"}.get(field, "items")
    most, least = ("closest in meaning to", "least close to") if how == "closest" else (
        "worded most like", "worded least like"
    )  # fmt: skip
    after = ("closest to it", "least close to it") if how == "closest" else ("most like it", "least like it")
    return Thirds(
        f"the third of the {items} {most} the corpus", f"the third of the {items} {least} the corpus",
        f"the third {after[0]}", f"the third {after[1]}",
    )  # fmt: skip


def _plain(column: str) -> bool:
    return len(column) <= LONGEST_COLUMN and len(column.split()) <= 3
