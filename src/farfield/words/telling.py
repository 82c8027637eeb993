"""Results get their sentences: what codes with figures say is put into the keys for readers beside them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from msgspec.structs import replace

from farfield.corpus_records import CorpusSummary
from farfield.results import Result, SubjectProfile
from farfield.results.checks import Cut, Signal
from farfield.words.corpus_warnings import doubt
from farfield.words.cuts import cut_in_words
from farfield.words.reasons import clause
from farfield.words.signals import signal_sentence
from farfield.words.warnings import warnings

Told = TypeVar("Told", bound=Result)

CLAUSES = {"why": "note", "unadjusted_why": "unadjusted", "ahead_why": "ahead"}
"""Fields that hold a reason as a code, and those that say the same in words. Where there is no code nothing is written:
the words of an older version's file stand, and `ahead` holds words of its own."""


PLAIN = frozenset({type(None), bool, int, float, str})
"""Kinds of values without sentences: nearly all of a result."""


def tell(result: Told) -> Told:
    """Put the sentences into a result, however deep they stand: of reasons (CLAUSES) and notices, signals and cuts."""
    inside = {name: _told(getattr(result, name)) for name in result.__struct_fields__}
    return replace(result, **(inside | _sentences(result)))


def _told(value: Any) -> Any:
    """A value of a result with its sentences; the value itself where it has none."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Result):
        return tell(value)
    if isinstance(value, CorpusSummary):
        return tell_corpus(value)
    if isinstance(value, list):
        return [_told(one) for one in value]
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items()}
    return value


def tell_corpus(corpus: CorpusSummary) -> CorpusSummary:
    """Put its doubts into words; those of an older version's file are in words already."""
    return (
        dataclasses.replace(corpus, doubts=[doubt(one) for one in corpus.doubted])
        if corpus.doubted
        else corpus
    )


@lru_cache(maxsize=1024)
def _clauses(kind: type[Result]) -> Sequence[tuple[str, str]]:
    """The fields of a struct with a reason as a code, where it has those that say the same in words."""
    return [(code, words) for code, words in CLAUSES.items() if words in kind.__struct_fields__]


def _sentences(result: Result) -> dict[str, object]:
    """The keys of one struct that a sentence stands in."""
    told: dict[str, object] = {
        words: clause(why)
        for code, words in _clauses(type(result))
        if (why := getattr(result, code, None)) is not None
    }
    match result:
        case SubjectProfile(notices=notices) if notices:
            told["warnings"] = warnings(notices)
        case Signal():
            told["sentence"] = signal_sentence(result)
        case Cut():
            told["cut"] = cut_in_words(result)
    return told
