"""What was found of ideas as tables: one row an idea, a concept, a passage."""

from __future__ import annotations

import polars as pl

from farfield.results.novelty import IdeaNovelty, Novelty
from farfield.schemas import CONCEPT_SCHEMA, IDEA_SCHEMA, NEAR_SCHEMA
from farfield.storage.rows import Row, table_of


def idea_rows(result: Novelty) -> pl.DataFrame:
    """ideas.parquet, in the order of the files."""
    return table_of(IDEA_SCHEMA, (_idea(one, result.options.tau) for one in result.ideas))


def concept_rows(result: Novelty) -> pl.DataFrame:
    """concepts.parquet: the concepts of each idea, in its order."""
    rows = (
        (
            one.id,
            seen.concept,
            seen.documents,
            seen.first,
            [each.id for each in seen.first_documents],
            seen.later,
        )
        for one in result.ideas
        for seen in one.concepts
    )
    return table_of(CONCEPT_SCHEMA, rows)


def passage_rows(result: Novelty) -> pl.DataFrame:
    """passages.parquet: the passages nearest to each idea, best first."""
    rows = (
        (one.id, rank, near.document.id, near.document.date, near.document.title, near.score, near.copied, near.even,
         near.excerpt)
        for one in result.ideas
        for rank, near in enumerate(one.passages, start=1)
    )  # fmt: skip
    return table_of(NEAR_SCHEMA, rows)


def _idea(one: IdeaNovelty, tau: int) -> Row:
    own = next((each for each in one.kinds if each.tau == tau), None)
    decided = own.decided_by[0] if own and own.decided_by else None
    by_tau = [{"tau": each.tau, "kind": each.kind, "nearest": each.nearest} for each in one.kinds]
    return (
        one.id, one.title, one.author, one.date, one.prior, one.kind, own.nearest if own else None, one.unknown,
        one.recall, by_tau, own.unseen if own else [], decided.concepts if decided else [],
        decided.documents if decided else None, decided.expected if decided else None,
        decided.enough if decided else None, len(one.concepts),
        one.passages[0].score if one.passages else None, one.recall_above,
        one.distance.percentile if one.distance else None,
        one.distance.within_topic if one.distance else None, one.topic, one.against, one.score,
    )  # fmt: skip
