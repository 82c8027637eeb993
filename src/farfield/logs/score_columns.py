"""The scores of one log, understood whole or not at all: numbers, shares, words, each by what the others are."""

from __future__ import annotations

import decimal
import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from farfield.logs.score_words import (
    INSPECT_MARKS,
    LETTER_PAIRS,
    MISSING,
    NO_ANSWER,
    bare,
    plain_text,
    plain_word,
    word_score,
)

STRAY_SHARE = 0.05  # scores outside [0, 1] up to this share of a column are broken records, not another scale
SHOWN = 6  # values that a message shows
BLANK = "blank"
"""What `--score-word` and messages call null, an empty text and not-a-number."""

LONGEST = 40  # characters of a value that a message shows

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_SHARE = re.compile(r"(?P<part>[^/]+?)\s*(/|\bout of\b|\bof\b)\s*(?P<whole>[^/]+)")
_PERCENT = re.compile(r"(?P<part>.+?)\s*(%|percent)")


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """What a log or the user says of its scores.

    `words`: what words are worth, None for "not scored". `top`: the best possible mark, by which plain numbers are
    divided. `marks`: C, I, P and N are Inspect's marks.
    """

    words: Mapping[str, float | None] = field(default_factory=dict)
    top: float | None = None
    marks: bool = False


class Reading(NamedTuple):
    """One value: its kind (missing, left out, number, share, word, no answer, strange) and score."""

    kind: str
    score: float | None = None


@dataclass(slots=True)
class ScoreColumn:
    """A column of scores. `strange` counts the values, as they are written, that are none: then `scores` is empty.

    `no_answers` counts words that say so, `notations` holds an example of each way to write a share, `missing` counts
    what stands for no score, unless the user said that it does.
    """

    scores: list[float | None] = field(default_factory=list)
    strange: Counter[str] = field(default_factory=Counter)
    no_answers: Counter[str] = field(default_factory=Counter)
    notations: dict[str, str] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter)
    worded: bool = False

    @property
    def understood(self) -> bool:
        return not self.strange

    @property
    def held(self) -> list[float]:
        return [score for score in self.scores if score is not None]

    @property
    def only_score(self) -> float | None:
        """The score of all records that have one, where others have none; else None."""
        scores = set(self.held)
        return scores.pop() if len(scores) == 1 and self.missing else None

    @property
    def in_scale(self) -> bool:
        """Whether it holds scores that go from 0 to 1."""
        return self.understood and bool(self.held) and not other_scale(self.held)


STRANGE = Reading("strange")
NOTHING = Reading("missing")
LEFT_OUT = Reading("left out")


def read_scores(values: Sequence[Any], rules: ScoreRules) -> ScoreColumn:
    """The scores that a whole column stands for, (n,) and None where there is none; numbers in range or not."""
    words = {_told(word): score for word, score in rules.words.items()}
    commas = _decimal_commas(values)
    letters = _letters(values, rules)
    known: dict[Any, Reading] = {}
    readings = []
    for value in values:
        key = (type(value), value) if isinstance(value, Hashable) else None
        reading = known.get(key) if key is not None else None
        if reading is None:
            reading = _read(value, words, letters, commas, rules.top)
            if reading is NOTHING and BLANK in words and spelled_missing(value) == BLANK:
                reading = _meant(words[BLANK])
            if key is not None:
                known[key] = reading
        readings.append(reading)
    return _gather(values, _unmixed(readings))


def _gather(values: Sequence[Any], readings: Sequence[Reading]) -> ScoreColumn:
    column = ScoreColumn()
    for value, reading in zip(values, readings, strict=True):
        if reading.kind == "strange":
            column.strange[spelled(value)] += 1
        elif reading.kind == "no answer":
            column.no_answers[spelled(value)] += 1
        elif reading is NOTHING:
            column.missing[spelled_missing(value)] += 1
        elif reading.kind in ("part", "percent") or (reading.kind == "number" and "," in str(value)):
            column.notations.setdefault(reading.kind, f"{spelled(value)} is {reading.score:g}")
        column.worded = column.worded or reading.kind in ("word", "no answer")
    if column.understood:
        column.scores = [reading.score for reading in readings]
    return column


def _unmixed(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Plain numbers other than 0 tell nothing beside shares: 80 % and 0.8, 8/10 and 9 are two scales in one column."""
    if not any(reading.kind in ("part", "percent") for reading in readings):
        return readings
    return [STRANGE if reading.kind == "number" and reading.score else reading for reading in readings]


def _read(
    value: Any,
    words: Mapping[str, float | None],
    letters: Mapping[str, float],
    commas: bool,
    top: float | None,
) -> Reading:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return _read_text(value, words, letters, commas, top)
    if isinstance(value, bool):
        return Reading("word", float(value))
    if isinstance(value, int | float | decimal.Decimal):
        number = _number(value)
        return _meant(words[f"{number:g}"]) if f"{number:g}" in words else _scaled(number, top)
    return STRANGE


def _told(word: str) -> str:
    """A word that the user gave a score, as it is compared: -1 is no other way to write 1."""
    number = _numeral(plain_text(word).casefold(), commas=False)
    return plain_word(word) if number is None else f"{number:g}"


def _meant(score: float | None) -> Reading:
    return LEFT_OUT if score is None else Reading("word", score)


def _read_text(
    text: str,
    words: Mapping[str, float | None],
    letters: Mapping[str, float],
    commas: bool,
    top: float | None,
) -> Reading:
    if not text.strip():
        return NOTHING
    told = _told(text) if words else ""
    if told in words:
        return _meant(words[told])
    word = plain_word(text)
    if word in MISSING:
        return NOTHING
    if word in letters:
        return Reading("no answer" if _is_mark_of_none(text, letters) else "word", letters[word])
    if word in NO_ANSWER:
        return Reading("no answer", 0.0)
    known = word_score(word)
    if known is not None:
        return Reading("no answer" if word.partition(":")[0].strip() in NO_ANSWER else "word", known)
    return _read_numeral(bare(text), commas, top)


def _is_mark_of_none(text: str, letters: Mapping[str, float]) -> bool:
    return text.strip() == "N" and "c" in letters


def _read_numeral(text: str, commas: bool, top: float | None) -> Reading:
    plain = _numeral(text, commas)
    if plain is not None:
        return _scaled(plain, top)
    percent, share = _PERCENT.fullmatch(text), _SHARE.fullmatch(text)
    if percent:
        part, whole = _numeral(percent["part"], commas), 100.0
    elif share:
        part, whole = _numeral(share["part"], commas), _numeral(share["whole"], commas) or 0.0
    else:
        return STRANGE
    if part is None or not 0 <= part <= whole or not whole:
        return STRANGE
    return Reading("percent" if percent else "part", part / whole)


def _scaled(number: float, top: float | None) -> Reading:
    if math.isnan(number):
        return NOTHING
    return Reading("number", number if top is None else number / top)


def _number(value: int | float | decimal.Decimal) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _numeral(text: str, commas: bool) -> float | None:
    """A number as it is written, with a decimal comma where the whole column has one; None where it is none."""
    text = text.strip().replace("−", "-")
    if commas and _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if text in ("inf", "-inf", "infinity", "-infinity"):
        return float(text)
    return float(text) if _NUMBER.fullmatch(text) else None


def _decimal_commas(values: Iterable[Any]) -> bool:
    return decimal_commas(value for value in values if isinstance(value, str))


def decimal_commas(texts: Iterable[str]) -> bool:
    """Whether a column of texts writes decimal commas: some do, none has a point, and not all could be thousands."""
    found = {match for text in texts for match in re.findall(r"\d+[.,]\d+(?:[.,]\d+)*", text)}
    commas = {number for number in found if _COMMA.fullmatch(number)}
    if not commas or len(commas) < len(found):
        return False
    return any(len(number.partition(",")[2]) != 3 or number.startswith("0") for number in commas)


def _letters(values: Iterable[Any], rules: ScoreRules) -> Mapping[str, float]:
    """What single letters are worth in this column: nothing, unless all of them are marks or a pair."""
    texts = {value.strip() for value in values if isinstance(value, str)}
    told = {plain_word(word) for word in rules.words}
    single = {text for text in texts if len(plain_word(text)) == 1 and plain_word(text).isalpha()}
    single = {text for text in single if plain_word(text) not in told and text.isascii()}
    if rules.marks and single and single <= set(INSPECT_MARKS):
        return {mark.casefold(): score for mark, score in INSPECT_MARKS.items()}
    found = {plain_word(text) for text in single}
    for pair in LETTER_PAIRS:
        if found == set(pair) or (found and found <= set(LETTER_PAIRS[0]) and pair is LETTER_PAIRS[0]):
            return pair
    return {}


def spelled_missing(value: Any) -> str:
    """A value that is no score as messages name it."""
    text = value.strip() if isinstance(value, str) else ""
    return BLANK if text.casefold() in ("", "nan") else spelled(value)


def spelled(value: Any) -> str:
    """A value as a message shows it: the text as it stands, lists and objects by their kind."""
    if isinstance(value, str):
        whole = " ".join(value.split())
        return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return "a list"
    return str(value)[:LONGEST]


def counted(values: Mapping[str, int]) -> str:
    """Values with how often each stands there, the commonest first."""
    order = sorted(values, key=lambda value: (-values[value], value))
    shown = ", ".join(f"{value} ({values[value]:,})" for value in order[:SHOWN])
    return f"{shown} and {len(order) - SHOWN:,} more" if len(order) > SHOWN else shown


def other_scale(scores: Sequence[float]) -> bool:
    """Whether scores lie on another scale than 0 to 1: more of them outside than a few strays or one negative mark."""
    outside = [score for score in scores if not 0 <= score <= 1]
    if not outside:
        return False
    inside_positive = any(0 < score <= 1 for score in scores)
    # a mark such as -1 for "not graded", where 0 says that an answer was wrong
    one_mark = len(set(outside)) == 1 and outside[0] < 0 and 0 in scores
    return not (inside_positive and (one_mark or len(outside) <= STRAY_SHARE * len(scores)))
