"""What a reader of evaluation logs may be told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from farfield.logs.format_names import NAMED_FORMATS
from farfield.records import FarfieldError

MAPPABLE = (
    "item_id",
    "subject",
    "task",
    "question",
    "target",
    "output",
    "score",
    "epoch",
    "regime",
    "date",
    "chance",
    "stop_reason",
)
"""The fields of an Item that a column can be named for, and how its answer ended."""

CONSTANT = "="
"""What a mapping begins with that is no column's name but the value itself, as in `--map task==mine`."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How evaluation logs are read.

    `map` names, for a field of Item, the column that fills it; dots lead into nested records
    (`{"score": "scores.accuracy"}`), and what begins with `=` is the value itself (`{"task": "=mine"}`). It goes
    before every choice a format's reader would make itself. `where`: conditions COL=VALUE or COL!=VALUE that an item
    must meet to be kept.
    `format` reads every file as that one format; None tells each file's format from its content.
    `score_words`: what words in the column of scores are worth, in [0, 1], None for "not scored". `score_max`: the
    best possible mark, where plain numbers go from 0 to it.
    `require_scores`: whether a log without any score is an error; a mere scan needs none.
    """

    map: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    require_scores: bool = True
    where: tuple[str, ...] = ()
    score_words: Mapping[str, float | None] = field(default_factory=dict)
    score_max: float | None = None

    def __post_init__(self) -> None:
        for name in self.map:
            if name not in MAPPABLE:
                raise FarfieldError(
                    f"an item has no field {name!r}",
                    where="--map",
                    remedy=f"Its fields are {', '.join(MAPPABLE)}.",
                )
        for word, score in self.score_words.items():
            if score is not None and not 0 <= score <= 1:
                raise FarfieldError(f"{word}={score:g} is no score from 0 to 1", where="--score-word")
        if self.score_max is not None and not 0 < self.score_max < math.inf:
            raise FarfieldError(f"{self.score_max:g} is no best possible mark", where="--score-max")
        if self.format is not None and self.format not in NAMED_FORMATS:
            raise FarfieldError(
                f"{self.format!r} is not a format that is read",
                where="--format",
                remedy=f"Formats are {', '.join(NAMED_FORMATS)}; without the option each file tells its own.",
            )
