"""For each kind of answer: where it stands in a text, and when two of them are the same.

A reader takes text and whether it is `told` that the answer begins here; else the answer is sought at the text's end.
"""

from __future__ import annotations

import re
from typing import Protocol

from farfield.families.answer_kinds import AnswerKind
from farfield.families.choices import read_choice
from farfield.families.plain import unmark
from farfield.families.probabilities import is_probability, read_probability
from farfield.families.written_numbers import UNREADABLE, plain_numbers


class Reader(Protocol):
    """Where an answer of a kind stands in a text: the answer itself, or None where there is none.

    `told`: whether it is known that the answer begins here; else it is sought at the text's end.
    """

    def __call__(self, text: str, *, told: bool) -> str | None: ...


_BASE = re.compile(r"[\[(]?\b(?:in )?base[- ]?\w+\)?", re.IGNORECASE)
_SUBSCRIPT = re.compile(r"(?<=\w)\)?_\{?\(?\w{1,6}\)?\}?(?!\w)")
_NUMERAL = re.compile(
    rf"(?<![\w.])-?(?:0x)?(?:\d[0-9A-Fa-f]*|(?=[A-F]+\d)[A-F][0-9A-F]*)(?:\.\d+)?(?![\w])|{UNREADABLE}",
    re.ASCII,
)
_LETTERS = re.compile(r"-?[0-9A-Fa-f]+")
_CALCULATION = re.compile(r"\s*[-+*/×·=^x]")
_STRESSED = re.compile(r"\*\*([^*\n]+)\*\*|`([^`\n]+)`|\"([^\"\n]+)\"|“([^“”\n]+)”|(?<!\w)'([^'\n]+)'(?!\w)")
_WORD = r"[^\W_]+(?:['’-][^\W_]+)*"
_ENDING = re.compile(rf"(?:\b(?:is|to|be|becomes|gives)|[:=→>])\s+[\"'“]?({_WORD})[\"'”]?$")
_BRACKETS = re.compile(r"[\[({]([^\[\](){}\n]*)[\])}]")
_BULLET = re.compile(r"^[^\S\n]*(?:[-*•]|\d+[.)])\s+(.+)$", re.MULTILINE)
_EDGES = " \t\n.,;:!\"'“”‘’`*_"


def read_integer(text: str, *, told: bool) -> str | None:
    """A numeral of a base up to 16, without marks between thousands and what names the base; UNREADABLE where a number
    stands there that may be one or another."""
    if re.fullmatch(r"-?[0-9A-F]+", text.strip(_EDGES)):
        return text.strip(_EDGES)
    if not told:
        stressed = [part for part in _stressed(text) if is_answer(part, "integer")]
        return next(iter(numerals(stressed[-1])) if stressed else reversed(numerals(text)), None)
    line = _numeric(_first_line(text))
    if _LETTERS.fullmatch(line.strip(_EDGES)):
        return line.strip(_EDGES)
    start = _NUMERAL.match(line.lstrip(_EDGES))
    if start and not _CALCULATION.match(line.lstrip(_EDGES), start.end()):
        return start[0]
    after = line.rpartition("=")[2]
    found = _NUMERAL.findall(after)
    return (found[0] if "=" in line else found[-1]) if found else None


def read_word(text: str, *, told: bool) -> str | None:
    """One word: alone on its line, stressed, or behind a verb or a sign that leads to it."""
    line = _first_line(text) if told else _last_line(text)
    stressed = [part.strip(_EDGES) for part in _stressed(line if told else text)]
    single = [part for part in stressed if re.fullmatch(_WORD, part)]
    bare = _without_asides(unmark(line)).strip(_EDGES)
    if re.fullmatch(_WORD, bare):
        return bare
    if single:
        return single[0] if told else single[-1]
    if ending := _ENDING.search(bare):
        return ending[1]
    first = re.match(_WORD, bare)
    return first[0] if told and first else None


def read_list(text: str, *, told: bool) -> str | None:
    """Items between commas, in brackets or not, or one on each line behind bullets; as `a, b, c`."""
    line = _first_line(text) if told else _last_line(text)
    bullets = [unmark(item).strip(_EDGES) for item in _BULLET.findall(text)]
    brackets = _BRACKETS.findall(line if told else text)
    if brackets and ("," in brackets[-1] or "[" in line):
        return _joined(brackets[0] if told else brackets[-1])
    if bullets and "," not in line:
        return ", ".join(bullets)
    bare = re.split(r"[:=]\s|\bis\b", unmark(line))[-1]
    if (
        told
        or is_answer(bare, "list")
        or (len(_lines(text)) == 1 and re.fullmatch(_WORD, bare.strip(_EDGES)))
    ):
        return _joined(bare)
    return None


def read_line(text: str, *, told: bool) -> str | None:  # noqa: ARG001
    """The first line that doesn't introduce another."""
    lines = [line for line in _lines(text) if not line.startswith("```")]
    said = [line for line in lines if not line.endswith(":")] or lines
    return unmark(said[0]).strip() or None if said else None


def read_reply(text: str, *, told: bool) -> str | None:  # noqa: ARG001
    """All of it."""
    return text.strip() or None


READERS: dict[AnswerKind, Reader] = {
    "integer": read_integer,
    "word": read_word,
    "list": read_list,
    "line": read_line,
    "choice": read_choice,
    "probability": read_probability,
    "reply": read_reply,
}


def is_answer(line: str, kind: AnswerKind) -> bool:
    """Whether a line is nothing but an answer of this kind."""
    bare = unmark(line).strip()
    if kind == "integer":
        return _NUMERAL.fullmatch(_numeric(bare).strip(_EDGES + "=")) is not None
    if kind == "word":
        return re.fullmatch(rf"[\"'“]?{_WORD}[\"'”]?\.?", bare) is not None
    if kind == "list":
        items = _items(bare)
        return len(items) > 1 and "," in bare and all(len(item.split()) <= 2 for item in items)
    if kind == "probability":
        return is_probability(bare)
    return False


def canonical(answer: str, kind: AnswerKind) -> str:
    """The form in which two answers are the same when they are equal."""
    if kind == "integer":
        sign, digits = ("-", answer[1:]) if answer.startswith("-") else ("", answer.lstrip("+"))
        plain = plain_numbers(digits)
        digits = (digits if UNREADABLE in plain else plain).casefold().removeprefix("0x")
        digits = re.sub(r"\.0+$", "", digits).lstrip("0") or "0"
        return digits if digits == "0" else sign + digits
    if kind == "list":
        return ", ".join(_items(answer)).casefold()
    return answer.casefold() if kind in ("word", "choice") else " ".join(answer.split())


def _without_asides(text: str) -> str:
    """The text without what stands between parentheses, and without the spaces before them."""
    parts, at = [], 0
    while (opened := text.find("(", at)) >= 0 and (closed := text.find(")", opened)) >= 0:
        parts.append(text[at:opened].rstrip())
        at = closed + 1
    return "".join(parts) + text[at:]


def _numeric(text: str) -> str:
    return _SUBSCRIPT.sub("", plain_numbers(_BASE.sub("", unmark(text))))


def numerals(text: str) -> list[str]:
    """Every numeral of a text; UNREADABLE for a number that may be one or another."""
    return _NUMERAL.findall(_numeric(text))


def _items(text: str) -> list[str]:
    parts = re.split(r"[,;]" if re.search(r"[,;]", text) else r"\s*(?:->|→)\s*|\s+", text)
    return [part for part in (re.sub(r"^and\s+", "", part.strip()).strip(_EDGES) for part in parts) if part]


def _joined(text: str) -> str | None:
    return ", ".join(_items(text)) or None


def _stressed(text: str) -> list[str]:
    return ["".join(parts) for parts in _STRESSED.findall(text)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _first_line(text: str) -> str:
    return next(iter(_lines(text)), "")


def _last_line(text: str) -> str:
    return next(reversed(_lines(text)), "")
