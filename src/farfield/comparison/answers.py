"""Finished runs → the answers that are compared: for each task, subjects with their items and distances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.comparison.finished_run import FinishedRun
from farfield.measure.clusters import cluster_keys
from farfield.measure.columns import cluster_codes, require_column
from farfield.measure.views.rows import pool_items, rows_of
from farfield.options.comparing import CompareOptions
from farfield.records import FarfieldError
from farfield.registry import near_names
from farfield.results import SubjectProfile
from farfield.results.comparison import FolderChosen, FolderWeight
from farfield.results.rulers import Ruler

KEYS = ["item_id", "epoch"]
SAME_TARGETS, FEWEST_TARGETS = 0.9, 4  # from which other wordings under one id are still one item
HELD = ["score", "distance", "chance", "cluster", "asked", "target", "looked_up"]


@dataclass(frozen=True)
class Answers:
    """What one subject answered on one task: KEYS and HELD, one row an answer.

    `scale`: how large the subject is, None where nobody says. `profile`: its part of profile.json.
    """

    task: str
    subject: str
    table: pl.DataFrame
    scale: float | None
    profile: SubjectProfile


@dataclass(frozen=True)
class Runs:
    """The runs together: the ruler they share, how it is spoken of, and every subject's answers by task; None where
    values alone are compared.

    `where`: of each run that holds a part of its logs (`--where`), its folder and what was chosen.
    `unweighted`: of each run whose items have weights (`--weight`), its folder and their column: here they count alike.
    """

    ruler: str | None
    words: Ruler | None
    tasks: dict[str, list[Answers]]
    folders: Sequence[str]
    where: Sequence[FolderChosen] = ()
    unweighted: Sequence[FolderWeight] = ()


@dataclass(frozen=True)
class Pair:
    """The items that two subjects both answered: (n, 2) scores, distances and chance, and (n,) clusters.

    `looked_up` (n, 2): 1 where question and answer stand together in the subject's own corpus, so that a lookup of it
    would be right, 0 where they don't, NaN where that is not known.
    """

    scores: Floats
    distances: Floats
    chance: Floats
    clusters: Codes
    looked_up: Floats

    def __len__(self) -> int:
        return len(self.clusters)

    def part(self, rows: Rows) -> Pair:
        """The items of these rows, their clusters numbered anew."""
        clusters = np.asarray(np.unique(self.clusters[rows], return_inverse=True)[1], np.int64)
        return Pair(
            self.scores[rows], self.distances[rows], self.chance[rows], clusters, self.looked_up[rows]
        )


def load_runs(folders: Sequence[str | Path], options: CompareOptions) -> Runs:
    """Read the folders of finished runs. Raises FarfieldError where one is none, or where they share no ruler."""
    return lay_beside([FinishedRun(Path(folder)) for folder in folders], options)


def lay_beside(runs: Sequence[FinishedRun], options: CompareOptions) -> Runs:
    """The answers of finished runs by task. Raises FarfieldError where they share no ruler."""
    ruler = _shared_ruler(runs, options.ruler)
    several = _in_several_runs(runs)
    tasks: dict[str, list[Answers]] = {}
    for run in runs:
        for part in _answers(run, ruler, options):
            name = (
                f"{part.subject} [{run.folder.name}]"
                if (part.task, part.subject) in several
                else part.subject
            )
            tasks.setdefault(part.task, []).append(
                Answers(part.task, name, part.table, options.scales.get(name, part.scale), part.profile)
            )
    check_against((one.subject for parts in tasks.values() for one in parts), options)
    tasks = dict(sorted(tasks.items(), key=lambda named: bool(named[1][0].profile.part_of)))
    chosen = [where for run in runs if (where := run.chosen()) is not None]
    weighed = [weight for run in runs if (weight := run.weight()) is not None]
    folders_read = [str(run.folder) for run in runs]
    return Runs(ruler, runs[0].profile.rulers[ruler], tasks, folders_read, chosen, weighed)


def pair_up(first: Answers, second: Answers) -> Pair:
    """The items that both answered; an item answered several times in an epoch counts by its first answer.

    The same id with another question, as in runs of two subsets, is another item.
    """
    both = first.table.join(second.table, on=KEYS, how="inner", suffix="_b", maintain_order="left")
    both = both.filter(_one_item(both))
    return Pair(
        both.select("score", "score_b").to_numpy(),
        both.select("distance", "distance_b").cast(pl.Float64).fill_null(np.nan).to_numpy(),
        both.select("chance", "chance_b").to_numpy(),
        cluster_codes(both["cluster"]),
        both.select("looked_up", "looked_up_b").cast(pl.Float64).fill_null(np.nan).to_numpy(),
    )


def _one_item(both: pl.DataFrame) -> pl.Series:
    """Whether rows of one id can be of one item: a question is missing, or stands in the other.

    Where it never is so, and the targets are the same, two subjects were asked in two wordings.
    """
    one, other = pl.col("asked").fill_null(""), pl.col("asked_b").fill_null("")
    within = one.str.contains(other, literal=True) | other.str.contains(one, literal=True)
    same = both.select(alike=within).to_series()
    reworded = both.filter(~same)
    agree = (reworded["target"] == reworded["target_b"]).fill_null(False).sum()
    if agree >= SAME_TARGETS * reworded.height and reworded["target"].n_unique() >= FEWEST_TARGETS:
        return pl.repeat(True, both.height, eager=True)
    return same


def _answers(run: FinishedRun, ruler: str, options: CompareOptions) -> list[Answers]:
    items = run.items.filter(pl.col("score").is_not_null())
    cluster, chance = run.record.options.cluster, run.record.options.chance
    guess = pl.lit(chance, pl.Float64) if chance is not None else pl.col("chance").fill_null(0.0)
    table = items.with_columns(
        distance=pl.col(f"ruler_{ruler}"),
        asked=pl.col("question").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars(),
        chance=guess.cast(pl.Float64),
        cluster=cluster_keys(items, cluster),
        scale=_scale_column(items, options.scale),
        looked_up=_looked_up(items),
    )
    views = [pool_items(items_of_view, entry, cluster) for entry, items_of_view in _views(run, table)]
    return [
        Answers(
            task, subject,
            part.unique(KEYS, keep="first", maintain_order=True).select(*KEYS, *HELD),
            _one_scale(part["scale"], subject), _entry(run, task, subject),
        )
        for rows in (*views, table)  # pools first, as in the profile
        for (task, subject), part in rows.partition_by(
            "task", "subject", maintain_order=True, as_dict=True
        ).items()
    ]  # fmt: skip


def _looked_up(items: pl.DataFrame) -> pl.Expr:
    """Whether a lookup of the subject's corpus would be right: 1 or 0, null where no corpus was searched and no regime
    is known."""
    known = pl.col("regime") != "unknown"
    if "recall_documents" in items.columns:
        known = known | pl.col("recall_documents").is_not_null()
    return pl.when(known).then((pl.col("regime") == "recall").cast(pl.Float64))


def _entry(run: FinishedRun, task: str, subject: str) -> SubjectProfile:
    """Every answer was profiled: one without an entry stands in files that are of two runs, or were changed."""
    if (task, subject) in run.entries:
        return run.entries[task, subject]
    raise FarfieldError(
        f"items.parquet has answers of {subject!r} to {task!r}, of which profile.json says nothing",
        where=str(run.folder),
        remedy="The two are not of one run. Run its command again; it stands in run.json.",
    )


def _views(run: FinishedRun, table: pl.DataFrame) -> Iterator[tuple[SubjectProfile, pl.DataFrame]]:
    """Pools of tasks and strata of this run, once each, with the rows of the subjects that have them."""
    for entry in run.profile.profiles:
        if entry.is_view:
            yield entry, rows_of(table, entry).filter(pl.col("subject") == entry.subject)


def shared_rulers(runs: Sequence[FinishedRun]) -> list[str]:
    """The rulers that all runs have."""
    return [name for name in runs[0].profile.rulers if all(name in run.profile.rulers for run in runs)]


def _shared_ruler(runs: Sequence[FinishedRun], wanted: str | None) -> str:
    shared = shared_rulers(runs)
    if wanted is not None and wanted not in shared:
        lacking = next(run for run in runs if wanted not in run.profile.rulers)
        raise FarfieldError(
            f"has no ruler {wanted!r}",
            where=str(lacking.folder),
            remedy=f"All runs have: {', '.join(shared) or 'none'}.",
        )
    if not shared:
        raise FarfieldError(
            "the runs share no ruler", remedy="Profile them again with the same --ruler, then compare."
        )
    return wanted or shared[0]


def _in_several_runs(runs: Sequence[FinishedRun]) -> set[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    twice: set[tuple[str, str]] = set()
    for run in runs:
        here = set(run.items.select("task", "subject").unique().iter_rows())
        here |= {(one.task, one.subject) for one in run.profile.profiles if one.is_view}
        twice |= here & seen
        seen |= here
    return twice


def check_against(names: Iterable[str], options: CompareOptions) -> None:
    """Raise FarfieldError where the options name a subject that isn't there."""
    there = sorted(set(names))
    for name in (*options.scales, *([options.against] if options.against else [])):
        if name not in there:
            raise FarfieldError(
                f"there is no subject {name!r}", remedy=near_names(name, there) or "See profile.json."
            )


def _scale_column(items: pl.DataFrame, name: str | None) -> pl.Series:
    if name is None:
        return pl.Series("scale", [None] * items.height, pl.Float64)
    return require_column(items, name, "--scale").cast(pl.Float64, strict=False)


def _one_scale(values: pl.Series, subject: str) -> float | None:
    found = values.drop_nulls().unique().sort().to_list()
    if len(found) > 1:
        raise FarfieldError(
            f"--scale: {subject!r} has several values, {found[0]:g} and {found[1]:g}",
            remedy="A scale is one number for each subject: parameters, tokens or FLOPs.",
        )
    return float(found[0]) if found and found[0] > 0 else None
