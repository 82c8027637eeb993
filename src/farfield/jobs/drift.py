"""Answers to dated facts → drift.json and a page: read, measure, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from farfield import results
from farfield.families.facts import DatedFact
from farfield.logs import ReadOptions, read_items
from farfield.logs.dated_facts import parse_answers, read_dated_facts
from farfield.logs.options import MAPPABLE
from farfield.measure.drift.options import ROLES, DriftOptions
from farfield.measure.drift.profile import fit_drift
from farfield.records import FarfieldError, Rejected, without_secrets
from farfield.report.page.drift_page import write_drift
from farfield.storage import require_local, write_json, write_rejected

ABOUT_SCORES = ("holds what is no score", "it is no right answer", "read as its further epochs")
"""In warnings of reading that do not concern drift: outcomes are no scores, and arms ask a question again."""


@dataclass(frozen=True)
class DriftRun:
    """A finished run: its folder and the content of drift.json."""

    folder: Path
    result: results.Drift


@dataclass(frozen=True, slots=True)
class DriftReading:
    """How answers are read. `map`: the column for a field of an item or of a row of drift; `where`: conditions that an
    item must meet; `facts`: a file of dated facts; `format`: of the logs, None tells each by its content."""

    map: Mapping[str, str] = field(default_factory=dict)
    where: tuple[str, ...] = ()
    facts: str | None = None
    format: str | None = None


def drift(
    sources: Sequence[str] | str,
    out: str | Path = "farfield-drift",
    read: DriftReading | None = None,
    options: DriftOptions | None = None,
) -> DriftRun:
    """Answers to dated facts in; a folder with drift.json, drift.html and rejected.jsonl out.

    Raises FarfieldError for whatever the user can mend; nothing is written then.
    """
    folder, read, options = Path(out), read or DriftReading(), options or DriftOptions()
    require_local(folder)
    fields, columns = _split(read.map)
    facts, refused = read_dated_facts(read.facts) if read.facts else ([], [])
    items = read_items(
        sources, ReadOptions(map=fields, where=read.where, format=read.format, require_scores=False)
    )
    chosen = DriftOptions(
        options.cutoff, options.baseline, options.control, {**options.columns, **columns}, options.confidence
    )
    found = fit_drift(items.table, chosen, facts, _brought(items.table, chosen) if not facts else None)
    rejected: list[Rejected] = [*items.rejected, *refused]
    result = replace(
        found,
        files=[file.path for file in items.inputs],
        options=replace(found.options, facts=without_secrets(read.facts) if read.facts else None),
        left_out=replace(found.left_out, rejected=len(rejected)),
        warnings=[one for one in items.warnings if not any(part in one for part in ABOUT_SCORES)],
    )
    write_drift(folder, result)
    write_rejected(folder / "rejected.jsonl", rejected)
    write_json(folder / "drift.json", result)
    return DriftRun(folder, result)


def _split(mapping: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What names a field of an item, and what one of a row of drift."""
    fields, columns = {}, {}
    for name, column in mapping.items():
        if name in ROLES:
            columns[name] = column
        elif name in MAPPABLE:
            fields[name] = column
        else:
            raise FarfieldError(
                f"there is no field {name!r}",
                where="--map",
                remedy=f"There are {', '.join((*MAPPABLE, *ROLES))}.",
            )
    return fields, columns


def _brought(items: pl.DataFrame, options: DriftOptions) -> dict[str, DatedFact]:
    """The facts that items bring with them, as those of the family do: their answers as JSON, in a column."""
    column = options.columns.get("answers", "answers")
    name = next((one for one in (options.columns.get("fact"), *ROLES["fact"]) if one in items.columns), None)
    if column not in items.columns or name is None or items[column].dtype != pl.String:
        return {}
    held = (
        items.select(fact=pl.col(name).cast(pl.String), told=pl.col(column))
        .drop_nulls()
        .unique(subset="fact")
    )
    parsed = {fact: parse_answers(told) for fact, told in held.rows()}
    return {fact: DatedFact(fact, (), tuple(answers)) for fact, answers in parsed.items() if answers}
