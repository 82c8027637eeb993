"""Which of a fact's answers an output names: by their names and aliases, as whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from farfield.text.name_times import GONE, INSTEAD, NOT
from farfield.text.plain_numbers import CURRENCY, is_day, is_number, with_plain_numbers
from farfield.text.words import split_words

_APART = re.compile(r"[^\w]+")
_DIGIT = re.compile(r"\d")
_HANGUL = re.compile("[\uac00-\ud7a3]")
SHORTEST = 4
"""Letters of a family name that stands for the whole."""
_BEHIND_NAMES = re.compile(r"(?i)[\s,]+(?:jr|sr|junior|senior|ii|iii|iv)\.?$")
"""What may stand behind a family name, and is left out as often as not."""
BEFORE, AFTER = 60, 80


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Lower case, without accents and marks, words apart by one blank and a blank at both ends.

    Characters of scripts without spaces are words of their own, and so are Hangul syllables, as a name has what belongs
    to its sentence behind it without a blank. Numbers are written one way (`with_plain_numbers`).
    """
    text = with_plain_numbers(text) if _DIGIT.search(text) else text
    if text.isascii():
        return f" {_APART.sub(' ', text.lower()).strip()} "
    plain = unicodedata.normalize("NFKD", text)
    bare = unicodedata.normalize("NFC", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    words = split_words(_HANGUL.sub(r" \g<0> ", bare))
    return f" {' '.join(words)} "


def spellings(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For each spelling, folded, the name that it stands for: the names of a fact, their aliases, and last words that
    only one of them has. A spelling of two names stands for none."""
    found: dict[str, str | None] = {}
    for name, aliases in names.items():
        for spelling in (name, *aliases):
            plain = folded(spelling)
            _take(found, plain, name)
            if is_number(plain):
                _take(found, folded(f"{CURRENCY}{spelling}"), name)
    whole = set(found)
    lasts: dict[str, str | None] = {}
    for name in names:
        words = folded(_BEHIND_NAMES.sub("", re.sub(r"\(.*?\)", " ", name).strip())).split()
        if len(words) > 1 and len(words[-1]) >= SHORTEST and not words[-1].isdigit():
            _take(lasts, f" {words[-1]} ", name)
    found |= {spelling: name for spelling, name in lasts.items() if spelling not in whole}
    return {spelling: name for spelling, name in found.items() if name is not None and spelling.strip()}


def _take(found: dict[str, str | None], spelling: str, name: str) -> None:
    found[spelling] = name if found.get(spelling, name) == name else None


def named_in(output: str, known: Mapping[str, str]) -> str | None:
    """The name that an output gives: the first of `names_in`; None without one."""
    return next(iter(names_in(output, known)), None)


def names_in(output: str, known: Mapping[str, str]) -> list[str]:
    """The names in an output in their order, the longest where several begin at one place, each once.

    A name behind "not", "former", "succeeded" and their like, or before "until", "resigned" and theirs, counts only
    where no other is there, and so does one that another follows upon ("then", "replaced by", "so it is").
    """
    text = folded(output)
    places = sorted(
        (at, -len(spelling), name, at + len(spelling))
        for spelling, name in known.items()
        for at in [_find(text, spelling)]
        if at >= 0
    )
    if len(places) < 2:
        return [places[0][2]] if places else []
    plain = [
        (at, name)
        for at, _, name, end in places
        if not NOT.search(text[max(0, at - BEFORE) : at]) and not _is_gone(text[end:], known, name)
    ]
    if not plain:
        return [places[0][2]]
    instead = [
        k for k, (at, _) in enumerate(plain) if k and INSTEAD.search(text[max(0, at - BEFORE) : at + 1])
    ]
    return list(dict.fromkeys(name for _, name in plain[instead[-1] if instead else 0 :]))


def _find(text: str, spelling: str) -> int:
    """Where a spelling first stands in a folded text, and is no day of a date; below 0 where nowhere."""
    at = text.find(spelling)
    while at >= 0 and is_day(text, at, at + len(spelling)):
        at = text.find(spelling, at + 1)
    return at


def _is_gone(behind: str, known: Mapping[str, str], name: str) -> bool:
    """Whether what stands behind a name says that its time is over, before another name is there."""
    found = GONE.match(behind[:AFTER])
    if found is None:
        return False
    between = f" {found[0]} "
    return not any(spelling in between for spelling, other in known.items() if other != name)


def is_ambiguous(output: str, shared: Iterable[str]) -> bool:
    """Whether an output holds a spelling, folded, that several names have."""
    text = folded(output)
    return any(spelling in text for spelling in shared)


def shared_spellings(names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The spellings, folded, that several names have, which stand for none of them."""
    holders: dict[str, set[str]] = {}
    for name, aliases in names.items():
        for spelling in (name, *aliases):
            holders.setdefault(folded(spelling), set()).add(name)
    return tuple(spelling for spelling, held in holders.items() if len(held) > 1 and spelling.strip())


def first_of(output: str, names: Iterable[str]) -> str | None:
    """The first of these whole names that an output holds."""
    text = folded(output)
    return next((name for name in names if folded(name).strip() and folded(name) in text), None)
