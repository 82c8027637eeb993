"""What a logged value says: its text, its score, its date."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from farfield.logs.score_columns import ScoreRules, read_scores
from farfield.records import REGIMES

QUESTION_NAMES = ("question", "problem", "query", "input", "prompt", "instruction", "messages")
TARGET_NAMES = (
    "target",
    "expected",
    "answer",
    "reference",
    "expected_output",
    "reference_answer",
    "correct_answer",
    "ground_truth",
    "gold",
    "ideal",
    "gt",
    "gold_answer",
    "gold_label",
    "right_answer",
    "answer_key",
    "references",
    "answers",
    "label",
)

TEXTS = ("question", "target", "output")

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d:?\d\d.*)?)?)?")


def to_text(value: Any) -> str:
    """A question, target, output or name as text.

    Of a list of chat messages it is the last user message (what stands before is context, not the item);
    of any other list the first entry (the first of several accepted answers); of an object its text, else its JSON.
    Whole numbers lose a trailing `.0`, which tables with gaps give to integers; bytes, as older Spark writes texts to
    Parquet, are UTF-8.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, Mapping):
        return _object_text(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return messages_text(value) if _are_messages(value) else to_text(value[0] if value else None)
    return str(value)


def join_parts(field: str, values: Sequence[Any]) -> str:
    """A field that several columns make up: texts are joined by line breaks, names by a dot; blanks are left out."""
    texts = [text for value in values if (text := to_text(value)).strip()]
    return ("\n" if field in TEXTS else " · ").join(texts)


def _object_text(value: Mapping[str, Any]) -> str:
    for name in ("content", "text", *QUESTION_NAMES):
        if name in value:
            return content_text(value[name]) if name == "content" else to_text(value[name])
    texts = [part for part in value.values() if isinstance(part, str)]
    return texts[0] if len(texts) == 1 else json.dumps(value, ensure_ascii=False, default=str)


def _are_messages(value: Sequence[Any]) -> bool:
    return bool(value) and all(isinstance(part, Mapping) and "role" in part for part in value)


def before_question(value: Any) -> str:
    """Of a list of messages what stands before the one that `messages_text` takes; empty for anything else."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not _are_messages(value):
        return ""
    asking = [at for at, message in enumerate(value) if message.get("role") in ("user", "human")]
    before = value[: asking[-1] if asking else len(value) - 1]
    return "\n".join(filter(None, (content_text(message.get("content")) for message in before)))


def messages_text(messages: Sequence[Mapping[str, Any]]) -> str:
    """The text of the last user message; of the last message where no user speaks."""
    asked = [message for message in messages if message.get("role") in ("user", "human")]
    return content_text((asked or messages)[-1].get("content"))


def content_text(content: Any) -> str:
    """The text of a message's content: its text parts joined by line breaks; images and the like have none."""
    if isinstance(content, Sequence) and not isinstance(content, str | bytes):
        parts = (part if isinstance(part, str) else _part_text(part) for part in content)
        return "\n".join(part for part in parts if part)
    return to_text(content)


def _part_text(part: Any) -> str:
    text = part.get("text") if isinstance(part, Mapping) else None
    return text if isinstance(text, str) else ""


def as_mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one: logs come from anywhere."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def to_number(value: Any) -> float | None:
    """The number that a value is, or spells, as `"Infinity"`; None for what is none, NaN among it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return None if math.isnan(number) else number


def to_epoch(value: Any) -> int:
    """Raises ValueError where the value is no whole number."""
    try:
        number = float(value)
        if number.is_integer() and abs(number) < 2**63:
            return int(value) if isinstance(value, int) else int(number)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"epoch {str(value)[:40]!r} is not a whole number")


def to_score(value: Any) -> float | None:
    """The score that a value stands for by itself; None where it says that there is none.

    Raises ValueError where it isn't one. Whether it is one in its column, `score_columns` tells.
    """
    column = read_scores([value], ScoreRules())
    if not column.understood:
        raise ValueError(f"{str(value)[:40]!r} is not a score")
    return column.scores[0]


def is_score(value: Any) -> bool:
    """Whether `to_score` can make a score of a value."""
    try:
        to_score(value)
    except (ValueError, RecursionError):
        return False
    return True


def to_chance(value: Any) -> float | None:
    """Raises ValueError where the value isn't a share."""
    column = read_scores([value], ScoreRules())
    if not column.understood or column.worded:
        raise ValueError(f"chance {str(value)[:40]!r} is no share")
    chance = column.scores[0]
    if chance is not None and not 0 <= chance <= 1:
        raise ValueError(f"chance {chance:g} lies outside 0 to 1")
    return chance


def to_date(value: Any) -> str | None:
    """An ISO 8601 date (a year or a month will do); None where the value is none."""
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, int) and 1000 <= value <= 9999:  # a year
        return str(value)
    text = value.strip() if isinstance(value, str) else ""
    return text if _DATE.fullmatch(text) else None


def to_regime(value: Any) -> str | None:
    """The declared regime; None where the value names none."""
    name = value.strip().lower() if isinstance(value, str) else None
    return name if name in REGIMES else None
