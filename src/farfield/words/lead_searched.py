"""What a lead says of the search: how many questions stand in it, and what was left out, so that nobody knows."""

from __future__ import annotations

from typing import assert_never

from farfield import corpus_notices as of
from farfield.corpus_notices import AnyDoubt
from farfield.corpus_records import CorpusSummary
from farfield.results.entries import own_entries
from farfield.words.lead_names import About, listed_names, shortened
from farfield.words.lead_size import Telling
from farfield.words.numbers import count, percent, rough_percent, spelled, whole

TENTH = 0.1
NAMED_FIELDS = 2
GAPS = (of.CorpusUnread, of.FieldsLeftOut, of.QuestionsAlone, of.DocumentsEmpty, of.HardlyText)
"""Doubts by which a copy may stand in the corpus unseen."""


def recalled_tellings(about: About, corpus: CorpusSummary) -> list[Telling]:
    """How many questions stand in what was searched with their answers, and what speaks against that count."""
    own = own_entries(about.profile.profiles)
    found = list({one.task: one.recalled for one in own if one.recalled and one.recalled.of}.values())
    if not found:
        told = "Where the answers come from cannot be told: no item has both a question and an answer to look for."
        short = "No item has both a question and an answer to look for."
        return [Telling("where", (told, short), 9), *_doubted(corpus)]
    items, asked, near = (
        sum(one.items for one in found),
        sum(one.of for one in found),
        sum(one.nearly for one in found),
    )
    if not items and (gap := _gap(corpus)):
        told = f"Whether answers were copied is not known: {gap}"
        copies = f"; {count(near, 'near copy', 'near copies')} stand{'s' * (near == 1)} in the rest"
        texts = (f"{told}{copies if near else ''}.", f"{told}.", "Whether answers were copied is not known.")
        return [Telling("where", texts, 10), *_doubted(corpus, but_gaps=True)]
    return [Telling("where", _stand(items, asked, near, corpus), 9), *_doubted(corpus)]


def _stand(items: int, asked: int, near: int, corpus: CorpusSummary) -> tuple[str, str]:
    copies = f"{whole(near)} {'is a near copy' if near == 1 else 'are near copies'}"
    where, rest = _searched(corpus)
    if not items:
        start = (
            "The one question does not stand"
            if asked == 1
            else f"None of the {whole(asked)} questions stands"
        )
        told = f"{start} with its answer in {where}{f', but {copies}' if near else ''}"
    else:
        verb = "stands with its answer" if items == 1 else "stand with their answers"
        told = (
            f"{whole(items)} of {count(asked, 'question')} {verb} in {where}{f'; {copies}' if near else ''}"
        )
    return f"{told}{rest}.", f"{told}."


def _searched(corpus: CorpusSummary) -> tuple[str, str]:
    """What was searched, and what that leaves open."""
    if corpus.searched_fraction < 1:
        return f"the {_part(corpus)} of the corpus that was searched", "; of the rest of it nothing is known"
    if corpus.backend is not None:
        return (
            "the index that was asked",
            "; its counts are partly estimates" if corpus.backend.approximate else "",
        )
    if corpus.rejected > corpus.textless:
        return "what could be read of the corpus", ""
    return "the corpus", ""


def _part(corpus: CorpusSummary) -> str:
    fraction = corpus.searched_fraction
    return percent(fraction, 0 if fraction >= TENTH else 1) if fraction >= TENTH / 100 else "small part"


def _gap(corpus: CorpusSummary) -> str:
    """Why nothing found does not mean that nothing is there; empty where all was searched."""
    gaps = [_in_short(one) for one in corpus.doubted if isinstance(one, GAPS)]
    if gaps:
        return gaps[0]
    if corpus.doubts and not corpus.doubted:
        return "the corpus itself is in doubt"  # a file of an older version says why in words alone
    if corpus.searched_fraction < 1:
        return f"nothing was found in the {_part(corpus)} of the corpus that was searched"
    return ""


def _doubted(corpus: CorpusSummary, *, but_gaps: bool = False) -> list[Telling]:
    """The first doubt with its reason; none of those that were told already."""
    if not corpus.doubted:
        told = "The corpus itself is in doubt: see the warnings."
        return (
            [Telling("where", (told, "The corpus is in doubt."), 10)]
            if corpus.doubts and not but_gaps
            else []
        )
    left = [one for one in corpus.doubted if not (but_gaps and isinstance(one, GAPS))]
    if not left:
        return []
    return [
        Telling("where", (f"The corpus is in doubt: {_in_short(left[0])}.", "The corpus is in doubt."), 10)
    ]


def _in_short(found: AnyDoubt) -> str:
    """A doubt in a few words, with at most one number."""
    match found:
        case of.CorpusUnread(share=share):
            return f"{rough_percent(share)} of the corpus could not be read"
        case of.FieldsLeftOut(share=share, left_out=names):
            if len(names) > NAMED_FIELDS:
                return f"{spelled(len(names))} fields of the corpus ({percent(share)} of its text) were not searched"
            verb, noun = ("was", "field") if len(names) == 1 else ("were", "fields")
            which = listed_names([shortened(name) for name in names])
            return f"the corpus's {which} {noun} ({percent(share)} of its text) {verb} not searched"
        case of.QuestionsAlone(fields=fields):
            return f"only {listed_names([shortened(name) for name in fields])} of its records was searched"
        case of.DocumentsEmpty(empty=empty):
            return f"{count(empty, 'document of the corpus holds', 'documents of the corpus hold')} no text"
        case of.OneDocument():
            return "it is a single document, where a question and any answer count as together"
        case of.HardlyText():
            return "the corpus hardly looks like text"
        case of.AllQuestionsStand():
            return "all questions stand in it, so it may be the test itself"
    assert_never(found)
