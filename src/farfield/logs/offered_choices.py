"""What a guess scores where a record offers its choices: as a list, or lettered at the end of its question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

from farfield.files.json_values import decode_json
from farfield.logs.values import to_text

LISTS = ("choices", "options", "answer_choices", "endings")
"""Columns that hold choices: a list, its JSON, a mapping of letters, or Hugging Face's `{"text": [...]}`."""
LETTERS, NUMBERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "123456789"
FIRST = ("A)", "a)", "A.", "a.", "A:", "a:")
"""How the first of lettered choices may begin."""
_ONE_EACH = re.compile(r"(option|choice)?[_ ]?([A-Za-z]|[1-9])")
"""Columns that hold one choice each: `A`, `option_b`, `choice1`, ..."""
_ENDS = r"\s*\([A-Za-z]\)|\s*\n|\s*$"
_BRACKETED = re.compile(
    rf"\(([A-Za-z])\)\s*(\S[^\s(]*(?:(?!{_ENDS})[^\n][^\s(]*)*)?(?={_ENDS})"
)  # whether a text ends is asked only where it may: before a space or a bracket
_FIRST_BRACKETED = ("(A)", "(a)")
_FIRST_AT_LINE = tuple(f"{mark}{gap}" for mark in FIRST for gap in " \t")
_AT_LINE = re.compile(r"^[ \t]*(?:[-*][ \t]+)?\(?([A-Za-z])[).:][ \t]+(\S[^\n]*?)[ \t]*$", re.MULTILINE)


class Choices(NamedTuple):
    """The texts of the choices beside a question.

    `lettered`: only a letter names one of them. Columns called `a` and `b` may as well hold what is to be added up, so
    that a target of 2, or of what stands in one of them, says nothing.
    """

    texts: Sequence[str] = ()
    lettered: bool = False


NO_CHOICES = Choices()


def choices_beside(record: Mapping[str, Any]) -> Choices:
    """The choices that stand in columns of their own beside a question; no texts where none do."""
    there = (value for name in LISTS if (value := record.get(name)) is not None)
    listed = next((found for value in there if (found := _listed(value))), None)
    return Choices(listed) if listed is not None else _one_each(record)


def listed_chance(choices: Choices, target: str) -> float | None:
    """One by the number of choices beside a question; None where the target is not just one of them.

    The target says its text, its letter, or counts to it: else a column called `options` is no list of choices.
    """
    texts = choices.texts
    if len(texts) < 2:  # as for most questions
        return None
    wanted = target.strip()
    if choices.lettered:
        named = _is_letter_of(wanted, texts)
    else:
        named = _is_one_of(wanted, texts) or (wanted.isdecimal() and int(wanted) <= len(texts))
    return 1 / len(texts) if named else None


def lettered_chance(question: str, target: str) -> float | None:
    """One by the number of choices that a question ends with; None where the target is none of them."""
    if not any(mark in question for mark in FIRST):  # most questions offer none
        return None
    texts = lettered(question)
    return 1 / len(texts) if len(texts) > 1 and _is_one_of(target.strip(), texts) else None


def lettered(question: str) -> list[str]:
    """The texts of the last list A, B, C in a question: `(A) ...` anywhere, `A) ...`, `A. ...`, `A: ...` at lines."""
    found: list[str] = []
    for first, pattern in ((_FIRST_BRACKETED, _BRACKETED), (_FIRST_AT_LINE, _AT_LINE)):
        if not any(mark in question for mark in first):
            continue
        last = _last_run(pattern.findall(question))
        found = last if len(last) > len(found) else found
    return found


def _last_run(marks: Sequence[tuple[str, str]]) -> list[str]:
    """The texts of the last marks that run A, B, C without a gap; empty where the last mark does not end such a run."""
    letters = "".join([letter for letter, _ in marks]).upper()
    start = letters.rfind("A")
    in_order = start >= 0 and LETTERS.startswith(letters[start : start + len(LETTERS)])
    return [text for _, text in marks[start:]] if in_order else []


def _listed(value: Any) -> list[str]:
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            value = decode_json(value.encode())
        except ValueError:
            return []
    if isinstance(value, Mapping):
        texts = value.get("text")
        value = texts if isinstance(texts, list | tuple) else list(value.values())
    return [to_text(text).strip() for text in value] if isinstance(value, list | tuple) else []


def _one_each(record: Mapping[str, Any]) -> Choices:
    """The texts in columns `option1`, `option2`, ... or `A`, `B`, ..., as far as they run without a gap."""
    for names, bare in _columns_in_order(tuple(record)):
        texts = [text for name in names if (text := to_text(record[name]).strip())]
        if len(texts) > 1:
            return Choices(texts, lettered=bare)
    return NO_CHOICES


@lru_cache(maxsize=64)  # the records of a file mostly have the same columns
def _columns_in_order(columns: tuple[str, ...]) -> list[tuple[list[str], bool]]:
    """Runs of two columns and more that hold one choice each, and whether a letter is all of their names."""
    found = [(match, name) for name in columns if (match := _ONE_EACH.fullmatch(name.lower()))]
    runs = []
    for bare, order in ((False, LETTERS), (False, NUMBERS), (True, LETTERS)):
        marks = {match[2].upper(): name for match, name in found if (match[1] is None) is bare}
        runs.append(([marks[mark] for mark in takewhile(marks.__contains__, order)], bare))
    return [run for run in runs if len(run[0]) > 1]


def _is_one_of(wanted: str, texts: Sequence[str]) -> bool:
    """Whether the target is one of the choices, alone: by its text or its letter (`B`, `(B)`, `B.`)."""
    return (wanted != "" and sum(text == wanted for text in texts) == 1) or _is_letter_of(wanted, texts)


def _is_letter_of(wanted: str, texts: Sequence[str]) -> bool:
    bare = wanted.strip("().: ").upper()
    return len(bare) == 1 and bare in LETTERS[: len(texts)]
