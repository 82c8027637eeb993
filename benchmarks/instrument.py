"""Does the instrument find what is known by construction? Draws worlds, trains nothing, and prints two tables.

    python benchmarks/instrument.py --seeds 0 1 2 3 4

The first counts, for each world and regime, the items that the scan puts into the regime that the world declares. The
second asks whether the rulers tell regimes apart: how often an item of one regime is farther than one of interpolation
(ties count half; .5 is blind, and recall should be near 0), and how well a ruler ranks with the known steps beyond the
support.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import mannwhitneyu, spearmanr

import farfield
from farfield.families import Point
from farfield.jobs.profile import ProfileOptions
from farfield.lab.data import write_answers, write_documents
from farfield.lab.drawing import Drawn, draw_world
from farfield.lab.options import DrawOptions
from farfield.lab.references import exact_algorithm
from farfield.lab.worlds import WORLDS, World, get_world
from farfield.measure import MeasureOptions

REGIMES = ("recall", "interpolation", "composition", "extrapolation", "hyperpolation")
RULERS = {
    "pieces": pl.col("question_pieces") / pl.col("question_words"),
    "bits": pl.col("question_bits"),
    "match": 1 - pl.col("question_match") / pl.col("question_words"),
    "containment": 1 - pl.col("question_containment"),
}
WIDENED = 0.2


def steps_beyond(world: World, point: Point, widen: Mapping[str, float]) -> int:
    """Declared steps from the nearest level that the corpus holds, added over the ordered axes."""
    levels, steps = world.levels(widen), 0
    for axis in world.axes:
        if axis.kind == "ordered":
            held = [axis.levels.index(level) for level in levels[axis.name]]
            at = axis.levels.index(point[axis.name])
            steps += max(at - max(held), min(held) - at, 0)
    return steps


def observe(drawn: Drawn, folder: Path) -> pl.DataFrame:
    """The instrument's item table of a drawn world, with the known `steps` and the rulers beside it."""
    write_documents(folder / "corpus.jsonl", drawn)
    write_answers(folder / "answers.jsonl", drawn, {"exact algorithm": exact_algorithm(drawn)})
    options = ProfileOptions(measure=MeasureOptions(rulers=("pieces",), axis_rulers=False, near_recall=False))
    farfield.profile(str(folder / "answers.jsonl"), str(folder / "corpus.jsonl"), folder / "out", options)
    table = pl.read_parquet(folder / "out" / "items.parquet")
    known = {item.item_id: steps_beyond(drawn.world, item.point, drawn.options.widen) for item in drawn.items}
    steps = pl.Series("steps", [known[item_id] for item_id in table["item_id"]])
    return table.with_columns(steps, **{f"far_{name}": ruler for name, ruler in RULERS.items()})


def agreement(table: pl.DataFrame) -> pl.DataFrame:
    """By declared regime: items, those of the same label, and those that near duplicates would move to recall."""
    same = pl.col("regime") == pl.col("regime_declared")
    near = (pl.col("regime") != "recall") & (pl.col("near_documents") > 0)
    return table.group_by("regime_declared").agg(
        pl.len().alias("items"), same.sum().alias("same"), near=near.sum()
    )


def told_apart(table: pl.DataFrame, ruler: str) -> dict[str, float]:
    """How often an item of each regime is farther than one of interpolation, and the rank correlation with steps.

    Known regimes, not those found. A regime without items is left out, and so is the correlation where the world has
    no steps.
    """
    known = table.select("steps", regime="regime_declared", far=f"far_{ruler}").drop_nulls("far")
    far = {name: known.filter(pl.col("regime") == name)["far"].to_numpy() for name in REGIMES}
    between = far.pop("interpolation")
    found = {
        name: float(mannwhitneyu(some, between).statistic) / (len(some) * len(between))
        for name, some in far.items()
        if len(some) and len(between)
    }
    varied = known.filter(pl.col("regime").is_in(["interpolation", "extrapolation"]))
    if varied["steps"].n_unique() > 1 and varied["far"].n_unique() > 1:
        found["steps"] = float(spearmanr(varied["steps"], varied["far"]).statistic)
    return found


def cells() -> Iterator[tuple[World, dict[str, float]]]:
    """Each world as it is, and with each axis widened that can be."""
    for name in WORLDS:
        world = get_world(name)
        yield world, {}
        for axis in world.widened:
            yield world, {axis: WIDENED}


def measure(world: World, widen: Mapping[str, float], seeds: Sequence[int]) -> list[pl.DataFrame]:
    tables = []
    for seed in seeds:
        options: DrawOptions = replace(world.drawing, widen=widen)
        with tempfile.TemporaryDirectory() as folder:
            tables.append(observe(draw_world(world, options, seed), Path(folder)))
    return tables


def agreement_rows(label: str, tables: Sequence[pl.DataFrame]) -> Iterator[str]:
    counts = agreement(pl.concat(tables, how="diagonal_relaxed"))
    by_regime = {row["regime_declared"]: row for row in counts.iter_rows(named=True)}
    for name in (one for one in REGIMES if one in by_regime):
        row = by_regime[name]
        share = row["same"] / row["items"]
        yield f"| {label} | {name} | {row['items']:,} | {share:.3f} | {row['near']:,} |"


def ruler_rows(label: str, tables: Sequence[pl.DataFrame]) -> Iterator[str]:
    others = [name for name in REGIMES if name != "interpolation"]
    for ruler in RULERS:
        found = [told_apart(table, ruler) for table in tables]
        told = []
        for name in (*others, "steps"):
            values = [one[name] for one in found if name in one]
            told.append(f"{np.mean(values):.2f}" if values else "")
        if any(told):
            yield f"| {label} | {ruler} | {' | '.join(told)} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(5)))
    seeds = parser.parse_args().seeds
    labels = {}
    for world, widen in cells():
        labels[f"`{world.name}`" + "".join(f", {axis} widened" for axis in widen)] = measure(
            world, widen, seeds
        )
    print(
        "| world | known regime | items | same label | moved, if near duplicates count |\n|---|---|---:|---:|---:|"
    )
    for label, tables in labels.items():
        print("\n".join(agreement_rows(label, tables)))
    print(
        "\n| world | ruler | recall | composition | extrapolation | hyperpolation | steps |\n|---|---|"
        + "---:|" * 5
    )
    for label, tables in labels.items():
        print("\n".join(ruler_rows(label, tables)))


if __name__ == "__main__":
    main()
