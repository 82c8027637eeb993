"""The sentence of each doubt of a corpus and of each notice of a scan, and that each code has one."""

from __future__ import annotations

import typing

import pytest

from farfield import corpus_notices as of
from farfield.corpus_notices import AnyDoubt, AnyScanNotice
from farfield.corpus_records import CorpusSummary
from farfield.words.corpus_warnings import doubt, scan_warning
from farfield.words.telling import tell_corpus

DOUBTS: list[tuple[AnyDoubt, str]] = [
    (
        of.CorpusUnread(0.0123, 1200, 30_000, ["a.txt, line 1: no text", "b.txt: cut"], 2),
        "1.23 % of its bytes and 1,200 of 30,000 documents or files of the corpus could not be read: a.txt, line 1: no "
        "text; b.txt: cut; and 2 more reasons",
    ),
    (
        of.CorpusUnread(0.0005, 1, 3, ["b.txt: cut"], 0),
        "less than 0.1 % of its bytes and 1 of 3 documents or files of the corpus could not be read: b.txt: cut",
    ),
    (
        of.FieldsLeftOut(0.4, ["a", "b", "c", "d", "e", "f"], ["text"], "JSON lines", 1200),
        "about 40 % of the text of its records was not searched: that in 'a', 'b', 'c', 'd', 'e' and 1 more beside "
        "'text' (JSON lines, 1,200 documents; --text-field A,B takes several fields)",
    ),
    (
        of.DocumentsEmpty(20, 1200, ["text"], "JSON lines"),
        "20 of 1,200 documents hold no text in 'text' (JSON lines): is it in another field? (--text-field names it)",
    ),
    (
        of.DocumentsEmpty(20, 30, [], "plain text"),
        "20 of 30 documents hold no text (plain text): is it in another field? (--text-field names it)",
    ),
    (
        of.OneDocument(6000, "word"),
        "the corpus is a single document of 6,000 words: a question and an answer anywhere in it count as together; is "
        "it all that the model learned from?",
    ),
    (
        of.QuestionsAlone(["question"], "JSON lines", 7473),
        "of its records only 'question' was searched (JSON lines, 7,473 documents), where no answer need stand: "
        "whether answers were copied is not known (--text-field A,B takes several fields)",
    ),
    (
        of.HardlyText(203.6, 4),
        "the corpus has 204 bytes for each of its 4 words, more than any language: is it text? (--unit byte counts "
        "bytes instead)",
    ),
    (
        of.AllQuestionsStand(8),
        "all of the 8 questions stand in the corpus word for word: is it the test itself?",
    ),
]
NOTICES: list[tuple[AnyScanNotice, str]] = [
    (
        of.RejectedCut(120_000, 100_000),
        "120,000 records of the corpus could not be used; rejected.jsonl holds the first 100,000 by file and line.",
    ),
    (
        of.CountedByIndex("v4_dolma"),
        "infini-gram counted in the index 'v4_dolma': spans are of raw text, so a change of case, spacing, punctuation "
        "or composition breaks them, and they may begin or end inside a longer word. It tells no bits.",
    ),
    (
        of.CountsApproximate(3, 1200),
        "3 of 1,200 counts are approximate (column approximate of evidence.parquet).",
    ),
    (
        of.SpansUnasked(2),
        "2 of the texts hold spans that the server takes no question for (above 1,000 characters, or with AND or OR in "
        "capitals): they are cut there, so distances are upper bounds.",
    ),
    (
        of.RecallBounds(4),
        "For 4 pairs of question and answer recall_documents is a lower bound: the question occurs too often, or in "
        "too large a document, to open every place.",
    ),
    (of.NoPassages("The server said no"), "No passages could be fetched. The server said no."),
    (
        of.WordsWithoutSpaces(0.995),
        "100% of the items' words are characters of scripts without spaces: an index of tokens misses most spans "
        "there, so distances are upper bounds. Scan the corpus, or take an index of bytes.",
    ),
]


@pytest.mark.parametrize(("found", "told"), DOUBTS, ids=lambda told: type(told).__name__)
def test_the_clause_of_a_doubt(found: AnyDoubt, told: str) -> None:
    assert doubt(found) == told


@pytest.mark.parametrize(("notice", "told"), NOTICES, ids=lambda told: type(told).__name__)
def test_the_sentence_of_a_scan_notice(notice: AnyScanNotice, told: str) -> None:
    assert scan_warning(notice) == told


def test_every_code_has_a_sentence_here() -> None:
    assert {type(found) for found, _ in DOUBTS} == set(typing.get_args(AnyDoubt))
    assert {type(notice) for notice, _ in NOTICES} == set(typing.get_args(AnyScanNotice))


def test_doubts_of_an_older_file_stay_as_they_are() -> None:
    old = CorpusSummary(1, 2, 3, doubts=["a doubt"])
    assert tell_corpus(old) == old
    told = tell_corpus(CorpusSummary(1, 2, 3, doubted=[of.AllQuestionsStand(8)]))
    assert told.doubts == [DOUBTS[-1][1]]
