"""A finished run as the pilot of the next: read, plan, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from farfield import results
from farfield.comparison.planning import PlanOptions
from farfield.comparison.planning import plan as plan_run
from farfield.records import FarfieldError
from farfield.storage import read_run_table, reading_run, remove, require_local, write_json, write_table
from farfield.words.telling import tell


@dataclass(frozen=True)
class Plan:
    """A finished plan: its folder, the content of plan.json, and the items to ask next (None where none were asked
    for)."""

    folder: Path
    result: results.Plan
    next_items: pl.DataFrame | None


def plan(
    pilot: str | Path,
    out: str | Path = "farfield-plan",
    options: PlanOptions | None = None,
    pool: str | Path | None = None,
) -> Plan:
    """The folder of a finished run in; plan.json, and next.parquet with the items to ask, out.

    `pool`: the folder of a `farfield scan` of items that could be asked; None takes the pilot's own.
    Raises FarfieldError for whatever the user can mend; nothing is written then.
    """
    folder = Path(out)
    require_local(folder)
    candidates = _read_pool(Path(pool)) if pool is not None else None
    with reading_run(str(pilot)):
        found, chosen = plan_run(pilot, options, candidates)
        result = tell(found)
        remove(folder / "next.parquet")
        write_json(folder / "plan.json", result)
        if chosen is not None:
            write_table(folder / "next.parquet", chosen)
    return Plan(folder, result, chosen)


def _read_pool(folder: Path) -> pl.DataFrame:
    try:
        return read_run_table(folder / "items.parquet")
    except FarfieldError as error:
        raise FarfieldError(
            f"items.parquet cannot be read: {error.what}",
            where=str(folder),
            remedy="Make it with `farfield scan`.",
        ) from error
