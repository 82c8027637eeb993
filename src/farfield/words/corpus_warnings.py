"""Doubts of a corpus, and warnings on how a scan went: the sentence of each code of `corpus_notices`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from farfield import corpus_notices as of
from farfield.corpus_notices import AnyDoubt, AnyScanNotice
from farfield.words.numbers import count, in_points, rough_percent, whole

MOST_NAMES = 5


def doubt(found: AnyDoubt) -> str:
    """A doubt as a clause without a full stop, for whoever reads a claim that rests on this corpus."""
    match found:
        case of.CorpusUnread(share=share, records=records, of=every):
            lost = f"{rough_percent(share)} of its bytes and {whole(records)} of {whole(every)} documents or files"
            more = f"; and {count(found.more_reasons, 'more reason')}" if found.more_reasons else ""
            return f"{lost} of the corpus could not be read: {'; '.join(found.reasons)}{more}"
        case of.FieldsLeftOut(share=share, left_out=left_out, fields=fields, form=form):
            return (
                f"about {rough_percent(share)} of the text of its records was not searched: that in "
                f"{_listed(left_out)} beside {_listed(fields)} ({form}, {count(found.documents, 'document')}; "
                "--text-field A,B takes several fields)"
            )
        case of.QuestionsAlone(fields=fields, form=form, documents=documents):
            return (
                f"of its records only {_listed(fields)} was searched ({form}, {whole(documents)} documents), where no "
                "answer need stand: whether answers were copied is not known (--text-field A,B takes several fields)"
            )
        case of.DocumentsEmpty(empty=empty, documents=documents, fields=fields, form=form):
            where = f" in {_listed(fields)}" if fields else ""
            return (
                f"{whole(empty)} of {count(documents, 'document')} {'holds' if empty == 1 else 'hold'} no text{where} "
                f"({form}): is it in another field? (--text-field names it)"
            )
        case of.OneDocument(words=words, unit=unit):
            return (
                f"the corpus is a single document of {whole(words)} {unit}s: a question and an answer anywhere in it "
                "count as together; is it all that the model learned from?"
            )
        case of.HardlyText(bytes_a_word=each, words=words):
            return (
                f"the corpus has {whole(round(each))} bytes for each of its {whole(words)} words, more than any "
                "language: is it text? (--unit byte counts bytes instead)"
            )
        case of.AllQuestionsStand(questions=questions):
            asked = (
                "the one question stands"
                if questions == 1
                else f"all of the {whole(questions)} questions stand"
            )
            return f"{asked} in the corpus word for word: is it the test itself?"
    assert_never(found)


def _listed(names: Sequence[str]) -> str:
    more = f" and {whole(len(names) - MOST_NAMES)} more" if len(names) > MOST_NAMES else ""
    return ", ".join(map(repr, names[:MOST_NAMES])) + more


def scan_warning(notice: AnyScanNotice) -> str:
    """The sentence of a notice on how a scan went."""
    match notice:
        case of.RejectedCut(records=records, kept=kept):
            return (
                f"{whole(records)} records of the corpus could not be used; rejected.jsonl holds the first "
                f"{whole(kept)} by file and line."
            )
        case of.CountedByIndex(index=index):
            return (
                f"infini-gram counted in the index {index!r}: spans are of raw text, so a change of case, spacing, "
                "punctuation or composition breaks them, and they may begin or end inside a longer word. It tells no "
                "bits."
            )
        case of.CountsApproximate(approximate=approximate, counts=counts):
            return (
                f"{whole(approximate)} of {whole(counts)} counts are approximate (column approximate of "
                "evidence.parquet)."
            )
        case of.SpansUnasked(texts=texts):
            return (
                f"{whole(texts)} of the texts hold spans that the server takes no question for (above 1,000 "
                "characters, or with AND or OR in capitals): they are cut there, so distances are upper bounds."
            )
        case of.RecallBounds(pairs=pairs):
            return (
                f"For {count(pairs, 'pair')} of question and answer recall_documents is a lower bound: the question "
                "occurs too often, or in too large a document, to open every place."
            )
        case of.NoPassages(problem=problem):
            return f"No passages could be fetched. {problem}."
        case of.WordsWithoutSpaces(share=share):
            return (
                f"{in_points(share)}% of the items' words are characters of scripts without spaces: an index of tokens "
                "misses most spans there, so distances are upper bounds. Scan the corpus, or take an index of bytes."
            )
    assert_never(notice)
