"""Where the answers come from: the documents, passages and outputs that carry most, of what is long enough to count as
copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from farfield.records import FIELDS, Unit
from farfield.report.page.corpus_spans import SHORTEST_SPAN
from farfield.report.page.page_data import ItemKey, Used, UsedDocument, UsedOutput, UsedPassage
from farfield.report.run_folder import Results
from farfield.text.words import split_words
from farfield.words import phrases
from farfield.words.copied import BYTES_PER_WORD, COPIED_WORDS, QUARTER, none_copied

MOST = 6
MOST_ITEMS = 6
SHORTEST_OUTPUT = 8
"""Words: a bare number always stands somewhere."""
LONGEST_QUOTE = 200
KEYS = ("task", "item_id", "subject", "epoch")


def used_most(results: Results) -> Used:
    """The most used documents, the passages that carry most items, the outputs most like the corpus, each with its
    items; and in words that nothing is copied, where nothing is.

    What counts is a stretch of COPIED_WORDS words, or of a quarter of its text: shorter ones are everybody's phrases.
    """
    copied = copied_passages(results.passages, results.items, results.unit)
    documents, passages, outputs = _documents(copied), _passages(copied), _outputs(results)
    some = documents or passages or outputs
    return Used(documents, passages, outputs, none=None if some else _none(results))


def copied_passages(passages: pl.DataFrame, items: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """The passages that are long enough to count as copied."""
    own = pl.Series("own", [None] * passages.height, pl.Int64)
    marked = passages.with_row_index("row").with_columns(own)
    for field in FIELDS:
        column = f"{field}_words"
        if column not in items.columns:
            continue
        keys = list(KEYS if field == "output" else KEYS[:2])
        sizes = items.select(*keys, field=pl.lit(field), size=column).unique([*keys, "field"], keep="first")
        marked = marked.join(sizes, on=[*keys, "field"], how="left").with_columns(
            own=pl.coalesce("own", "size")
        )
        marked = marked.drop("size")
    return marked.filter(is_copied(pl.col("words"), pl.col("own"), unit)).sort("row").drop("row", "own")


def is_copied(words: pl.Expr, own: pl.Expr, unit: Unit) -> pl.Expr:
    """Whether a match is a copy: long by itself, or a large part of its text and no shorter than any span shown."""
    times = BYTES_PER_WORD if unit == "byte" else 1
    part = (words >= SHORTEST_SPAN * times) & (words * QUARTER >= own)
    return (words >= COPIED_WORDS * times) | part.fill_null(value=False)


def _none(results: Results) -> str | None:
    """That nothing is copied, with the longest match; None where nothing was searched."""
    matches = [f"{field}_match" for field in FIELDS if f"{field}_match" in results.items.columns]
    longest = results.items.select(pl.max_horizontal(pl.col(matches).max())).item() if matches else None
    if longest is None:
        return None
    return none_copied(longest, results.unit, phrases.searched_part(results.profile.corpus))


def _distinct_items() -> pl.Expr:
    return pl.struct("task", "item_id").unique(maintain_order=True).alias("items")


def _first(items: Sequence[Mapping[str, str]]) -> list[ItemKey]:
    return [(task, item) for task, item in (one.values() for one in items[:MOST_ITEMS])]


def _documents(passages: pl.DataFrame) -> list[UsedDocument]:
    """A document's credit is the words it lends, shared with all places of the corpus that hold the same words."""
    credit = (pl.col("words") / pl.col("count").clip(1)).alias("credit")
    grouped = (
        passages.with_columns(credit)
        .sort("credit", descending=True, maintain_order=True)
        .group_by("document", "source", maintain_order=True)
        .agg(_distinct_items(), pl.col("words").max(), pl.col("credit").sum())
    )
    most = grouped.sort("credit", "document", descending=[True, False]).head(MOST)
    return [
        UsedDocument(document, source, _first(items), words, lent, len(items))
        for document, source, items, words, lent in most.iter_rows()
    ]


def _passages(passages: pl.DataFrame) -> list[UsedPassage]:
    """Passages of the same words are one passage, however they are written."""
    folded = pl.Series(
        "folded", [" ".join(split_words(text)) for text in passages.get_column("text")], pl.String
    )
    grouped = passages.group_by(folded, maintain_order=True).agg(
        _distinct_items(),
        pl.col("text", "document", "source", "words", "count").first(),
    )
    grouped = grouped.with_columns(pl.col("text").str.slice(0, LONGEST_QUOTE)).drop("folded")
    order = [pl.col("items").list.len(), pl.col("words"), pl.col("text")]
    most = grouped.sort(order, descending=[True, True, False]).head(MOST)
    return [
        UsedPassage(_first(items), text, document, source, words, count, len(items))
        for items, text, document, source, words, count in most.iter_rows()
    ]


def _outputs(results: Results) -> list[UsedOutput]:
    """Outputs with a copied stretch, those first that the fewest pieces of the corpus spell out."""
    items = results.items
    if not {"output_pieces", "output_words", "output_match"} <= set(items.columns):
        return []
    keys = list(KEYS)
    documents = results.passages.filter(pl.col("field") == "output").group_by(keys).agg(
        pl.col("document").n_unique().alias("documents")
    )  # fmt: skip
    rate = 100 * pl.col("output_pieces") / pl.col("output_words")
    copied = is_copied(pl.col("output_match"), pl.col("output_words"), results.unit)
    made = (
        items.filter(pl.col("output_words") >= SHORTEST_OUTPUT, pl.col("output_pieces").is_not_null(), copied)
        .with_columns(rate=rate)
        .sort("rate", "output_words", *keys, descending=[False, True, *[False] * 4])
        .head(MOST)
        .join(documents, on=keys, how="left", maintain_order="left")
    )
    columns = [*keys, "score", "rate", "output_pieces", "output_words", "output_match", "documents"]
    quote = pl.col("output").str.slice(0, LONGEST_QUOTE).alias("text")
    return [UsedOutput(*row) for row in made.select(*columns, quote).iter_rows()]
