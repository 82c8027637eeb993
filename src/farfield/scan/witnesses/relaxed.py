"""A regular expression relaxed until a linear-time engine can search it, and which texts cannot hold a match.

Python's engine takes a pattern at a few megabytes a second and in the worst case far longer; the one inside polars
(RE2's kind: no backtracking) at hundreds, but it knows no look-around. So assertions are taken out and long bounded
repetitions are opened: what the pattern matches, the relaxed one matches too, and most texts hold neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

OPENED_FROM = 8
"""Repetitions up to so many or more become unbounded: a bounded one costs a state for each."""

_ASSERTION = re.compile(r"\\[bBAZ]|[\^$]")
_LOOK = ("(?=", "(?!", "(?<=", "(?<!")
_REPEAT = re.compile(r"\{(\d*),(\d+)\}")
_FLAGS = {re.IGNORECASE: "i", re.DOTALL: "s", re.MULTILINE: "m"}


def relax(pattern: re.Pattern[str]) -> str | None:
    """A pattern for `polars.Series.str.contains` that matches wherever this one does; None where there is none.

    None for verbose patterns, conditions and references back, which that engine doesn't know.
    """
    if pattern.flags & (re.VERBOSE | re.ASCII):
        return None
    flags = "".join(letter for flag, letter in _FLAGS.items() if pattern.flags & flag)
    relaxed = (f"(?{flags})" if flags else "") + "".join(_relaxed(pattern.pattern))
    try:
        pl.Series([""]).str.contains(relaxed)
    except pl.exceptions.ComputeError:
        return None
    return relaxed


def may_match(texts: pl.Series, relaxed: str | None) -> pl.Series:
    """For each text whether the pattern may match in it."""
    if relaxed is None:
        return pl.repeat(True, len(texts), eager=True)
    return texts.str.contains(relaxed)


def _relaxed(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        if text.startswith(_LOOK, at):
            at = _end_of_group(text, at)
        elif text[at] == "[":
            end = _end_of_class(text, at)
            yield _class(text[at:end])
            at = end
        elif found := _ASSERTION.match(text, at):
            at = found.end()
        elif text[at] == "\\":
            yield text[at : at + 2]
            at += 2
        elif (found := _REPEAT.match(text, at)) and int(found[2]) >= OPENED_FROM:
            yield f"{{{found[1] or 0},}}"
            at = found.end()
        else:
            yield text[at]
            at += 1


def _class(text: str) -> str:
    """A class of characters, with what only the other engine takes for an operator made plain."""
    inner = re.sub(r"(?<!\\)\[", r"\\[", text[1:-1])
    return "[" + re.sub(r"&&|--|~~", lambda met: "\\" + met[0][0] + "\\" + met[0][1], inner) + "]"


def _end_of_class(text: str, at: int) -> int:
    at += 2 if text[at + 1] == "^" else 1
    at += text[at] == "]"
    while text[at] != "]":
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _end_of_group(text: str, at: int) -> int:
    depth = 0
    while True:
        if text[at] == "[":
            at = _end_of_class(text, at)
            continue
        depth += (text[at] == "(") - (text[at] == ")")
        at += 2 if text[at] == "\\" else 1
        if depth == 0:
            return at
