"""A table's columns seen whole: what they hold, and which of them explains another."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from farfield.logs.formats.table_names import plain_name
from farfield.logs.score_columns import ScoreColumn, ScoreRules, read_scores
from farfield.logs.score_parts import as_scores, choose_part, measures, unwrapped
from farfield.logs.values import QUESTION_NAMES, to_epoch, to_text

LOOKED_AT = 5000  # rows, spread over the whole table, from which it is told what explains what
FEWEST = 4  # rows that can explain anything
_SCORE_LIKE = re.compile(
    r"score|correct|accura|(^|_)acc(_|$)|match|passed|pass@|pass_at|solved|graded?$|reward|(^|_)f1(_|$)"
)
_ANSWER_LIKE = re.compile(r"(answer|index|idx|option|choice|label|letter|text|key|id)s?$")
EXPLAINS = 0.9  # share of the rows in which a score says whether two columns agree
MOSTLY = 0.5


class TableValues:
    """The records of a table by columns. `names`: each column by its plain name, in the table's order."""

    def __init__(self, records: Sequence[Mapping[str, Any]], rules: ScoreRules) -> None:
        self._records, self._rules = records, rules
        self.names: dict[str, str] = {}
        known: set[tuple[str, ...]] = set()
        for record in records:
            if (columns := tuple(record)) not in known:
                known.add(columns)
                for column in columns:
                    self.names.setdefault(plain_name(column), column)
        self._scores: dict[str, ScoreColumn] = {}
        self._texts: dict[str, list[str]] = {}
        step = max(1, math.ceil(len(records) / LOOKED_AT))
        self.sample = range(0, len(records), step)

    def __len__(self) -> int:
        return len(self._records)

    def values(self, column: str) -> list[Any]:
        return [record.get(column) for record in self._records]

    def texts(self, column: str) -> list[str]:
        """What the column says in the rows of the sample, empty where it says nothing."""
        if column not in self._texts:
            self._texts[column] = [to_text(self._records[at].get(column)).strip() for at in self.sample]
        return self._texts[column]

    def filled(self, column: str) -> bool:
        return any(self.texts(column)) or any(to_text(value).strip() for value in self.values(column))

    def scores(self, column: str) -> ScoreColumn:
        """The column as scores; of lists every entry, of objects the part that counts."""
        if column not in self._scores:
            flat: list[Any] = []
            for value in self.values(column):
                entries = as_scores(value)
                flat.extend([value] if entries is None else entries)
            objects = any(isinstance(value, Mapping) for value in flat)
            self._scores[column] = (
                choose_part(flat, self._rules).column if objects else read_scores(flat, self._rules)
            )
        return self._scores[column]

    def like_scores(self) -> list[str]:
        """The columns that hold scores from 0 to 1 and have a name that says so, whichever it is: `human_score`."""
        return [
            column
            for plain, column in self.names.items()
            if _SCORE_LIKE.search(plain)
            and not _ANSWER_LIKE.search(plain)
            and measures(plain)
            and self.scores(column).in_scale
        ]

    def holds_epochs(self, column: str) -> bool:
        """Whether the column numbers answers: whole numbers, nothing else."""
        try:
            return bool([to_epoch(value) for value in self.values(column) if value not in (None, "")])
        except ValueError:
            return False

    def agreement(self, score: str, first: str, second: str) -> float:
        """The share of rows in which the score is 1 exactly where two columns say the same; 0 where none can tell."""
        marks = self._row_scores(score)
        pairs = [
            (mark, said_alike(one, other))
            for mark, one, other in zip(marks, self.texts(first), self.texts(second), strict=True)
            if mark is not None and one and other
        ]
        if len(pairs) < FEWEST or len({same for _, same in pairs}) < 2:
            return 0.0
        return sum((mark >= MOSTLY) == same for mark, same in pairs) / len(pairs)

    def _row_scores(self, column: str) -> Sequence[float | None]:
        values = [unwrapped(self._records[at].get(column)) for at in self.sample]
        if any(isinstance(value, Mapping | list) for value in values):
            return [None] * len(values)
        found = read_scores(values, self._rules)
        return found.scores if found.understood else [None] * len(values)

    @cached_property
    def _question(self) -> str | None:
        columns = (self.names[name] for name in QUESTION_NAMES if name in self.names)
        return next((column for column in columns if len(set(self.texts(column))) > 1), None)

    @property
    def asked_in_words(self) -> bool:
        return self._question is not None

    @cached_property
    def asked(self) -> list[str]:
        """What tells the questions of the sample's rows apart: the first usual column that holds several, else ids."""
        if self._question is not None:
            return self.texts(self._question)
        for name in ("item_id", "id", "sample_id", "question_id", "doc_id", "task_id", "qid", "uid"):
            if name in self.names:
                return self.texts(self.names[name])
        return []

    def by_question(self, column: str) -> list[set[str]]:
        """What the column says of each question that is asked several times."""
        said: dict[str, list[str]] = defaultdict(list)
        for question, text in zip(self.asked, self.texts(column), strict=False):
            if question and text:
                said[question].append(text)
        return [set(texts) for texts in said.values() if len(texts) > 1]


def said_alike(one: str, other: str) -> bool:
    """Whether two answers are the same, apart from case, brackets and stops: `(A).` and `a`, `42.0` and `42`."""
    return _essence(one) == _essence(other)


def _essence(text: str) -> str:
    bare = " ".join(text.casefold().split()).strip("()[]{}.:;,!\"'` $")
    try:
        number = float(bare.replace(",", ""))
        return f"{number:g}" if math.isfinite(number) else bare
    except ValueError:
        return bare
