"""What known subjects have in common: a rule from an item to what is said, and what they can be told."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date

from farfield.families import FamilyItem
from farfield.records import FarfieldError

Reply = Callable[[FamilyItem], str]


@dataclass(frozen=True)
class SubjectOptions:
    """`corpus`: files that `lookup` and `nearest` have learned from; `text_field`: where a record holds its text.
    `date`: the day on which subjects of dated facts live; `half_life`: exchanges, of what `amnesiac` is reminded of.

    Raises FarfieldError for what is no such day, and for a half-life that is not above 0."""

    corpus: str | None = None
    text_field: str = "text"
    date: str = "2021-06-30"
    half_life: float = 4.0

    def __post_init__(self) -> None:
        """Days are compared as they are written, so one that is written otherwise would be before or after all."""
        try:
            day = Date.fromisoformat(str(self.date)).isoformat()
        except ValueError as error:
            raise FarfieldError(
                f"{self.date} is no day", where="--model-arg date", remedy="Write it like 2021-06-30."
            ) from error
        object.__setattr__(self, "date", day)
        if not isinstance(self.half_life, int | float) or not 0 < self.half_life < math.inf:
            raise FarfieldError(
                f"{self.half_life} is no half-life",
                where="--model-arg half_life",
                remedy="Name a number of exchanges above 0.",
            )


def luck(*told: object) -> float:
    """A number in [0, 1) that is the same for the same words, whoever asks."""
    digest = hashlib.sha256("/".join(map(str, told)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def of_no_such_family(subject: str, item: FamilyItem, families: str) -> FarfieldError:
    """What a subject says to the items of a family that it knows nothing of."""
    return FarfieldError(
        f"it answers families of {families}, and {item.family} is none",
        where=f"farfield/{subject}",
    )
