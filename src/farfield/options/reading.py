"""How evaluation logs are read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from farfield.options.format_names import NAMED_FORMATS
from farfield.options.typed import READ, Typed
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
KINDS = ("value", "control", "capability", "understood")
"""What columns of one row can hold where it is about a value: each makes a row of its own."""

CONSTANT = "="
"""What a mapping begins with that is no column's name but the value itself, as in `--map task==mine`."""


def parse_columns(entries: Sequence[str]) -> dict[str, str]:
    """FIELD=COLUMN pairs, as --map takes them. Raises FarfieldError for what is of another form."""
    pairs = [entry.partition("=") for entry in entries]
    for name, equals, column in pairs:
        if not (name and equals and column.removeprefix(CONSTANT)):
            raise FarfieldError(
                f"--map {name}{equals}{column} is not of the form FIELD=COLUMN",
                remedy="For example --map score=is_correct, or --map task==sums for one value of all items.",
            )
    return {name: column for name, _, column in pairs}


def parse_word_scores(entries: Sequence[str]) -> dict[str, float | None]:
    """WORD=SCORE pairs; the word may hold "=", the score be `none`. Raises FarfieldError for another form."""
    found: dict[str, float | None] = {}
    for entry in entries:
        word, equals, value = entry.rpartition("=")
        try:
            found[word] = None if value.strip().casefold() == "none" else float(value)
        except ValueError:
            equals = ""
        if not (word and equals):
            raise FarfieldError(
                f"--score-word {entry} is not of the form WORD=SCORE",
                remedy="The score lies from 0 to 1, or is none, as --score-word NOT_ATTEMPTED=none.",
            )
    return found


Where = Annotated[
    tuple[str, ...],
    Typed(
        READ,
        "COL=VALUE",
        "Keep the items with this value only, or with `COL!=VALUE` the others. Repeatable.",
        "Values of one column by `=` are alternatives, all else must hold together. Numbers are compared by value "
        "(`level=2` is 2.0 too), `COL=` stands for no value. Columns are those of the items: a log's `model` is "
        "`subject`. Values that differ from the asked one in case, blanks or hyphens only are left out with a "
        "warning. Terminal, report and results say which part it is",
        default="all items",
    ),
]
"""Which items are kept, for every command that reads logs and takes a part of them."""


ScoreMax = Annotated[
    float | None,
    Typed(
        READ,
        "N",
        "The best possible mark, where the log's plain numbers go from 0 to it, as 10 or 100.",
        default="1",
    ),
]
"""The best possible mark; declared once for all commands that read scores."""


def check_score_max(best: float | None) -> None:
    """Raise FarfieldError for what can be no best mark."""
    if best is not None and not 0 < best < math.inf:
        raise FarfieldError(f"{best:g} is no best possible mark", where="--score-max")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How evaluation logs are read, and which of their items are kept.

    A column that `map` names goes before every choice that a format's reader would make itself: dots lead into nested
    records (`{"score": "scores.accuracy"}`), and what begins with `=` is the value itself (`{"task": "=mine"}`).
    Scores of `score_words` lie in [0, 1], None is "not scored".
    """

    where: Where = ()
    map: Annotated[
        Mapping[str, str],
        Typed(
            READ,
            "FIELD=COLUMN",
            "Which column or dotted path holds a field of the items, as `score=scores.exact`; with == the value "
            "itself. Repeatable.",
            "Fields are item_id, subject, task, epoch, score, question, target, output, regime, date, chance, and "
            "stop_reason, how its answer ended; value, control, capability and understood are columns of one row that "
            "become rows ([values](values.md#one-row-an-item)); `$.NAME` stands beside the records "
            "([formats](formats.md#what-an-item-is-made-of)). `FIELD==VALUE` gives all items the value, as "
            "`subject==mine`",
            default="by usual names",
            parse=parse_columns,
        ),
    ] = field(default_factory=dict)
    score_max: ScoreMax = None
    score_words: Annotated[
        Mapping[str, float | None],
        Typed(
            READ,
            "WORD=SCORE",
            "What a word in the column of scores is worth, from 0 to 1, or none: not scored. Repeatable.",
            "`blank` stands for null, empty texts and NaN ([Scores](formats.md#what-an-item-is-made-of))",
            default="by usual words",
            name="--score-word",
            parse=parse_word_scores,
        ),
    ] = field(default_factory=dict)
    format: Annotated[
        str | None,
        Typed(
            READ,
            "NAME",
            "The format of EVALS, where it is not plain.",
            default="told by the content",
            offers="formats",
        ),
    ] = None
    require_scores: bool = True
    """Whether a log without any score is an error; a mere scan needs none."""
    keep_before: bool = False
    """Whether what stands before a question in its conversation is kept, whole, as the column `said_before`."""

    def __post_init__(self) -> None:
        for name in self.map:
            if name not in (*MAPPABLE, *KINDS):
                raise FarfieldError(
                    f"an item has no field {name!r}",
                    where="--map",
                    remedy=f"Its fields are {', '.join(MAPPABLE)}.",
                )
        for word, score in self.score_words.items():
            if score is not None and not 0 <= score <= 1:
                raise FarfieldError(f"{word}={score:g} is no score from 0 to 1", where="--score-word")
        check_score_max(self.score_max)
        if self.format is not None and self.format not in NAMED_FORMATS:
            raise FarfieldError(
                f"{self.format!r} is not a format that is read",
                where="--format",
                remedy=f"Formats are {', '.join(NAMED_FORMATS)}; without the option each file tells its own.",
            )
