"""The naive twin of the spans of agents' submissions: every place of every text, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from farfield.reuse.words_of_code import is_informative

TOKEN = regex.compile(r"[\p{L}_][\p{L}\p{N}\p{M}\p{Pc}]*|\d+(?:\.\d+)*\w*|\S")
K = 6


@dataclass(frozen=True)
class NaiveText:
    """An event's text: its place in time, and whether it is `inside`, `outside` or `own`."""

    event: int
    origin: str
    text: str


@dataclass(frozen=True)
class NaiveSpans:
    """Of each token whether it is new and whether it is copied; spans as (first, one past the last, informative)."""

    new: list[bool]
    copied: list[bool]
    spans: list[tuple[int, int, int]]


def naive_tokens(text: str) -> list[str]:
    """Names, numbers, single signs; all quotes alike."""
    return ['"' if token in "'\"`" else token for token in TOKEN.findall(text)]


ORDER = {"inside": 0, "outside": 1, "own": 2}


def first_met(gram: Sequence[str], texts: Sequence[NaiveText]) -> tuple[int, int] | None:
    """The event and origin of the earliest text that holds these tokens in a row; of one event what stood inside."""
    for text in sorted(texts, key=lambda one: (one.event, ORDER[one.origin])):
        tokens = naive_tokens(text.text)
        if any(tokens[at : at + len(gram)] == list(gram) for at in range(len(tokens) - len(gram) + 1)):
            return text.event, ORDER[text.origin]
    return None


def naive_spans(submission: str, texts: Sequence[NaiveText]) -> NaiveSpans:
    """The definition: a token comes from where the earliest run of six that holds it was met first."""
    tokens = naive_tokens(submission)
    holds: list[set[tuple[int, int]]] = [set() for _ in tokens]
    for at in range(len(tokens) - K + 1):
        met = first_met(tokens[at : at + K], texts)
        for place in range(at, at + K):
            holds[place] |= {met} if met else set()
    origins = [min(found)[1] if found else None for found in holds]
    copied = [origin == ORDER["outside"] for origin in origins]
    spans, at = [], 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and any(origin == ORDER["outside"] for _, origin in holds[end]):
            end += 1
        if end > at:
            told = sum(copied[place] and is_informative(tokens[place]) for place in range(at, end))
            spans.append((at, end, told))
        at = max(end, at + 1)
    return NaiveSpans([origin != ORDER["inside"] for origin in origins], copied, spans)
