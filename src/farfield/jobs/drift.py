"""Answers to dated facts → drift.json and a page: read, measure, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from farfield import results
from farfield.families.facts import HELD, DatedFact, read_held
from farfield.logs import ReadOptions, read_items
from farfield.logs.dated_facts import read_dated_facts
from farfield.measure.drift.profile import fit_gathered, gather_answers
from farfield.measure.drift.saved import answers_table, facts_table
from farfield.options.dating import ROLES, DriftOptions
from farfield.records import Rejected
from farfield.report.page.drift_page import write_drift
from farfield.storage import require_local, write_json, write_rejected, write_table

ABOUT_SCORES = (
    "strange_scores",
    "target_varies",
    "further_epochs",
    "unscored_items",
    "unknown_regime_or_outcome",
)
"""What readers tell that does not concern drift: outcomes are no scores, and arms ask a question again."""


@dataclass(frozen=True)
class DriftRun:
    """A finished run: its folder and the content of drift.json."""

    folder: Path
    result: results.Drift


def drift(
    sources: Sequence[str] | str,
    out: str | Path = "farfield-drift",
    options: DriftOptions | None = None,
) -> DriftRun:
    """Answers to dated facts in; a folder with drift.json, drift.html, answers.parquet, facts.parquet and
    rejected.jsonl out.

    Raises FarfieldError for whatever the user can mend; nothing is written then.
    """
    folder, options = Path(out), options or DriftOptions()
    require_local(folder)
    facts, refused = read_dated_facts(options.facts) if options.facts else ([], [])
    read = ReadOptions(
        map=options.fields,
        where=options.where,
        score_max=options.score_max,
        require_scores=False,
        keep_before=True,
    )
    items = read_items(sources, read, options.design)
    brought, unlike = _brought(items.table, options) if not facts else (None, [])
    gathered = gather_answers(items.table, options, facts, brought, items.notices)
    found = fit_gathered(items.table, gathered, options)
    rejected: list[Rejected] = [*items.rejected, *refused]
    result = replace(
        found,
        files=[file.path for file in items.inputs],
        where=items.chosen,
        left_out=replace(found.left_out, rejected=len(rejected)),
        warnings=[*unlike, *(one.told for one in items.notices if one.code not in ABOUT_SCORES)],
    )
    write_drift(folder, result)
    write_rejected(folder / "rejected.jsonl", rejected)
    write_table(folder / "answers.parquet", answers_table(gathered.rows))
    write_table(folder / "facts.parquet", facts_table(gathered.held))
    write_json(folder / "drift.json", result)
    return DriftRun(folder, result)


def _brought(items: pl.DataFrame, options: DriftOptions) -> tuple[dict[str, DatedFact], list[str]]:
    """The facts that items bring with them, as those of the family do: an answer a column; and a warning of those that
    stand there with several keys, of which the first is taken."""
    columns = [name for name in items.columns if name.startswith(HELD)]
    name = next((one for one in (options.columns.get("fact"), *ROLES["fact"]) if one in items.columns), None)
    if not columns or name is None:
        return {}, []
    found: dict[str, DatedFact] = {}
    unlike: set[str] = set()
    for record in items.select(name, *columns).unique(maintain_order=True).iter_rows(named=True):
        fact, answers = str(record[name]), read_held(record)
        if answers and fact not in found:
            found[fact] = DatedFact(fact, (), answers)
        elif answers and found[fact].answers != answers:
            unlike.add(fact)
    told = (
        f"facts that stand there with several lists of answers, of which the first is taken: {len(unlike):,}"
    )
    return found, [told] if unlike else []
