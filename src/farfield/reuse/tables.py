"""What was found of runs as tables: one row a run, an access, a span."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from farfield.records import without_secrets
from farfield.reuse.access import Access
from farfield.reuse.audit import AuditedRun, SpanRow
from farfield.schemas import ACCESS_SCHEMA, RUN_SCHEMA, SPAN_SCHEMA
from farfield.storage.rows import Row, table_of

OUTCOMES = {True: "claimed", False: "not claimed", None: "unknown"}


def run_rows(audited: Iterable[AuditedRun]) -> pl.DataFrame:
    """runs.parquet, in the order of the runs' names."""
    return table_of(RUN_SCHEMA, (_run_row(one) for one in audited))


def access_rows(audited: Iterable[AuditedRun]) -> pl.DataFrame:
    """accesses.parquet, in the order of the runs' names and of their events."""
    return table_of(
        ACCESS_SCHEMA, (_access_row(one, access) for one in audited for access in one.accesses.accesses)
    )


def span_rows(audited: Iterable[AuditedRun]) -> pl.DataFrame:
    """spans.parquet, in the order of the runs' names, those that make a verdict first."""
    return table_of(SPAN_SCHEMA, (_span_row(one, row) for one in audited for row in one.spans))


def _run_row(one: AuditedRun) -> Row:
    text, product, gold = one.text, one.text.product, one.gold
    return (
        one.run, one.task, one.subject, one.format, one.file, OUTCOMES[one.claimed], one.patch,
        one.accesses.seal.sealed, one.events, one.accesses.grade, one.first_access, one.first_edit, text.added_lines,
        product.new, product.new_informative, product.copied, product.copied_lines, text.tests.copied,
        text.renamed_tokens, text.reproduced_lines, text.reproduced_of, text.reproduced_share, one.verdict,
        *((gold.seen, gold.submitted, gold.lines) if gold else (None, None, None)), one.truncated, list(one.notes),
    )  # fmt: skip


def _access_row(one: AuditedRun, access: Access) -> Row:
    at = access.event if access.result is None else access.result
    return (
        one.run, access.event, access.result, access.time, access.way, access.grade, without_secrets(access.command),
        access.why, access.bytes_back, access.path, access.url, access.commit, access.date,
        one.first_edit is not None and one.first_edit < at,
    )  # fmt: skip


def _span_row(one: AuditedRun, row: SpanRow) -> Row:
    span = row.span
    pairs: Sequence[tuple[int, int]] = span.pairs
    return (
        one.run, span.file, span.part, span.kind, span.first_line, span.last_line, span.tokens, span.informative,
        row.counts, span.events[0], list(span.events), row.source_first_line, row.source_text, row.submission_text,
        [line for line, _ in pairs], [source + 1 for _, source in pairs],
    )  # fmt: skip
