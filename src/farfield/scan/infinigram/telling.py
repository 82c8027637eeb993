"""What a reader must know of counts that an infini-gram index gave."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.corpus_records import Backend

MOSTLY = 0.5


def tell(backend: Backend, lower: int, refused: str | None, single: float) -> list[str]:
    """Sentences for run.json and the report. `lower`: recall counts that are lower bounds.

    `single`: the share of the items' words that are characters of scripts without spaces; 0 for an index of bytes.
    """
    return [*_sentences(backend, lower, refused), *_without_spaces(single)]


def _without_spaces(single: float) -> Iterator[str]:
    if single > MOSTLY:
        yield (
            f"{single:.0%} of the items' words are characters of scripts without spaces: an index of tokens misses "
            "most spans there, so distances are upper bounds. Scan the corpus, or take an index of bytes."
        )


def _sentences(backend: Backend, lower: int, refused: str | None) -> Iterator[str]:
    yield (
        f"infini-gram counted in the index {backend.index!r}: spans are of raw text, so a change of case, spacing, "
        "punctuation or composition breaks them, and they may begin or end inside a longer word. It tells no bits."
    )
    if backend.approximate:
        yield (
            f"{backend.approximate:,} of {backend.counts:,} counts are approximate (column approximate of "
            "evidence.parquet)."
        )
    if backend.limited:
        yield (
            f"{backend.limited:,} of the texts hold spans that the server takes no question for (above 1,000 "
            "characters, or with AND or OR in capitals): they are cut there, so distances are upper bounds."
        )
    if lower:
        yield (
            f"For {lower:,} pairs of question and answer recall_documents is a lower bound: the question occurs too "
            "often, or in too large a document, to open every place."
        )
    if refused:
        yield f"No passages could be fetched. {refused}."
