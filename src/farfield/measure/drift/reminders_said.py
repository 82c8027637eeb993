"""Reminders that stand before the questions, as system prompts do, and that no column names: told by what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from farfield.measure.drift.arm_names import BARE
from farfield.measure.drift.known_facts import KnownFact
from farfield.text.names import folded, named_in

DATED = re.compile(r"\b(?:19|20)\d\d\b")
CUT_OFF = re.compile(r"(?i)\b(?:cut-?off|training data|trained|knowledge)\b")
NO_REMINDER = "text"
"""What holds neither a date nor a name of the facts, as "You are a helpful assistant"."""
FEW = 6
"""Different texts up to which each is a reminder of its own."""
SENTENCE = 4
"""Words below which what stands before a question is no reminder, as "User:"."""
SHORT = 40


@dataclass(frozen=True)
class Said:
    """The arm of each item (n,), and how many items have each."""

    arms: list[str]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(self.arms))


def arms_said(
    before: Sequence[str | None], facts: Sequence[str], known: Mapping[str, KnownFact]
) -> Said | None:
    """Arms by what stands before each question: nothing, a date, the fact, the fact as it was, other facts, other
    text. None where the same stands before all of them, which is no reminder.

    `before` (n,), `facts` (n,): of the items; `known`: the facts by name.
    """
    texts = [(text or "").strip() for text in before]
    if len(set(texts)) < 2:
        return None
    marks = {mark: name for name, fact in known.items() for mark in fact.marks}
    seen: dict[tuple[str, str], str] = {}
    for pair in zip(texts, facts, strict=True):
        if pair not in seen:
            seen[pair] = _kind(pair[0], known.get(pair[1]), pair[1], marks)
    kinds = [seen[pair] for pair in zip(texts, facts, strict=True)]
    if BARE not in kinds:
        kinds = [BARE if kind == NO_REMINDER else kind for kind in kinds]
    return Said(_told_apart(texts, kinds))


def _kind(text: str, own: KnownFact | None, fact: str, marks: Mapping[str, str]) -> str:
    if not text:
        return BARE
    plain = folded(text)
    if own is not None and (name := named_in(text, own.known)) is not None:
        return "facts" if any(mark in plain for mark in own.marks) or name in own.current else "old-fact"
    if any(mark in plain for mark, name in marks.items() if name != fact):
        return "other-facts"
    if DATED.search(text):
        return "date-and-cutoff" if CUT_OFF.search(text) else "date"
    return NO_REMINDER if len(text.split()) >= SENTENCE else BARE


def _told_apart(texts: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Kinds, and where one is of few texts, each of these: "date: Today is 1 May ..."."""
    by_kind: dict[str, dict[str, None]] = {}
    for text, kind in zip(texts, kinds, strict=True):
        by_kind.setdefault(kind, {})[text] = None
    several = {kind for kind, held in by_kind.items() if kind != BARE and 1 < len(held) <= FEW}
    return [
        f"{kind}: {_shortened(text)}" if kind in several else kind
        for text, kind in zip(texts, kinds, strict=True)
    ]


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"
