"""Which rows are a value, its control, a capability and a check of comprehension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from farfield.logs.formats.table_kinds import UNDERSTOOD as UNDERSTOOD_COLUMNS
from farfield.logs.formats.table_names import plain_name
from farfield.logs.identity import SCORED_BY
from farfield.logs.score_columns import ScoreRules, read_scores
from farfield.logs.values import TARGET_NAMES
from farfield.measure.axis import AXIS, DISTANCE, LEVEL, axis_names, distances_of, level_names, named_level
from farfield.measure.clusters import own_clusters
from farfield.measure.columns import require_column
from farfield.measure.outcomes import weight_column
from farfield.measure.values.attempts import several_attempts
from farfield.measure.values.roles import KIND, VALUE, check_roles, kinds_of, meets, roles_of
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError

GRADER, CLUSTER = "grader", "cluster"
CONTROL, ABLE, UNDERSTOOD = "_control", "_capability", "_understood"


def values_sought(items: pl.DataFrame, options: MeasureOptions) -> bool:
    """Whether values are measured: a user names their rows, or the items declare kind and level."""
    if options.value is not None:
        return True
    if not {KIND, options.axis} <= set(items.columns) or items[KIND].dtype != pl.String:
        return False
    return bool((kinds_of(items) == VALUE).any())


def lacks_levels(items: pl.DataFrame, options: MeasureOptions) -> bool:
    """Whether rows are a value by their kind, and no column says at which level they stand."""
    return options.axis not in items.columns and bool((kinds_of(items) == VALUE).any())


def kinds_mixed(items: pl.DataFrame) -> list[str]:
    """The kinds of these rows, where one is a value and there are others; else none."""
    kinds = kinds_of(items).drop_nulls().unique(maintain_order=True).to_list()
    return kinds if VALUE in kinds and len(kinds) > 1 and LEVEL in items.columns else []


def with_levels(items: pl.DataFrame, options: MeasureOptions, *, corpus: bool) -> MeasureOptions:
    """The options with the column `distance` as ruler where none is named, and with a profile of each kind.

    Distances along several axes are no one ruler: eight turns are not farther than six digits. A score over rows of
    several kinds means nothing: what each kind scores stands in the strata (`by`).
    """
    named = tuple(name for name in options.rulers if corpus or name != "pieces")
    axes = items[AXIS].drop_nulls().n_unique() if AXIS in items.columns else 1
    if not named and axes < 2 and DISTANCE in items.columns and items[DISTANCE].dtype.is_numeric():
        named = (f"column:{DISTANCE}",)
    kinds = kinds_of(items).drop_nulls().n_unique() > 1 and options.by is None and options.value is None
    return replace(options, rulers=named, by=KIND if kinds else options.by)


def check_values(items: pl.DataFrame, options: MeasureOptions) -> None:
    """Raise FarfieldError for conditions that no item meets, and for a level, grader or near level that isn't there."""
    if not values_sought(items, options):
        named = [name for name in ("against", "shown", "grader", "gold", "near") if getattr(options, name)]
        if named:
            raise FarfieldError(
                f"--{named[0]} is of values, and no item is one",
                remedy="Name their rows with --value COL=VALUE, or give the items a column `kind` with `value`.",
            )
        return
    check_roles(items, options)
    require_column(items, options.axis, "--axis")
    rows = items.filter(roles_of(items, options).value)
    levels = level_names(rows, options).drop_nulls().unique(maintain_order=True).to_list()
    if options.grader is not None:
        require_column(items, options.grader, "--grader")
    if options.gold is not None:
        _gold_labels(items, options.gold)
    lacking = [level for level in options.near if named_level(level, levels) not in levels]
    if lacking:
        raise FarfieldError(
            f"--near: no item of the value is at the level {lacking[0]!r}",
            remedy=f"The levels of {options.axis} are {', '.join(levels[:20])}.",
        )


@dataclass(frozen=True)
class ValueSet:
    """The scored rows of one subject, task of the value, axis and grader: what is measured together.

    Each frame has `level`, `distance`, `score`, `cluster`, `_weight`; of the value also `gold` and `epoch`. The control
    has score 1 where the behaviour showed. `control_name`, `capability_name`: None where there are no such rows.
    """

    subject: str
    task: str
    axis: str
    grader: str | None
    value: pl.DataFrame
    control: pl.DataFrame
    capability: pl.DataFrame
    comprehension: pl.DataFrame
    control_name: str | None
    capability_name: str | None
    several_attempts: bool


def find_sets(items: pl.DataFrame, options: MeasureOptions) -> Iterator[ValueSet]:
    """Each value by subject, task, axis and grader, in order of appearance, with what it is set against."""
    rows = _prepared(items, options).filter(pl.col(LEVEL).is_not_null())
    value = rows.filter(pl.col("_value"))
    for (subject, axis), part in value.partition_by(
        "subject", AXIS, as_dict=True, maintain_order=True
    ).items():
        own = rows.filter((pl.col("subject") == subject) & (pl.col(AXIS) == axis))
        whole = {role: own.filter(role) for role in (CONTROL, ABLE, UNDERSTOOD)}
        tasks = part["task"].unique(maintain_order=True).to_list()
        if len(tasks) > 1 and set(whole[ABLE]["task"]).issuperset(tasks):  # tasks are topics of one value
            yield from _graded(subject, f"all {len(tasks)} tasks", axis, part, whole, options)
        for task in tasks:
            beside = {role: _of_task(held, task) for role, held in whole.items()}
            yield from _graded(subject, task, axis, part.filter(pl.col("task") == task), beside, options)


def unplaced(items: pl.DataFrame, options: MeasureOptions) -> dict[str, int]:
    """By subject, how many scored rows of a value have no level."""
    rows = _prepared(items, options).filter(pl.col("_value") & pl.col(LEVEL).is_null())
    return dict(rows["subject"].value_counts().iter_rows())


def _of_task(rows: pl.DataFrame, task: str) -> pl.DataFrame:
    """Those of the value's own task where there are any, else of all of the subject's tasks."""
    same = rows.filter(pl.col("task") == task)
    return same if same.height else rows


def _graded(
    subject: str,
    task: str,
    axis: str,
    value: pl.DataFrame,
    beside: Mapping[str, pl.DataFrame],
    options: MeasureOptions,
) -> Iterator[ValueSet]:
    """The set of each grader of the value; `beside`: the rows that it is set against, by role."""
    for (grader,), graded in value.partition_by(GRADER, as_dict=True, maintain_order=True).items():
        control, control_name = _control_of(beside[CONTROL], grader, options)
        capability, capability_name = _named(beside[ABLE], "_capability_name", grader)
        understood, _ = _by_grader(beside[UNDERSTOOD], grader)
        yield ValueSet(
            subject, task, axis, grader, graded, control, capability, understood, control_name,
            capability_name, any(map(several_attempts, (graded, control, capability))),
        )  # fmt: skip


def _prepared(items: pl.DataFrame, options: MeasureOptions) -> pl.DataFrame:
    """The scored items with their roles, and one name for each column that is read."""
    roles = roles_of(items, options)
    shown = (
        (1 - items["score"])
        if options.shown is None
        else meets(items, options.shown, "--shown").cast(pl.Float64)
    )
    grader = options.grader or grader_column(items)
    met = [(at, name, pl.lit(rows)) for at, (name, rows) in enumerate(roles.controls)]
    told = items.with_columns(
        pl.coalesce(pl.when(rows).then(at) for at, _, rows in met).alias("_control_rank"),
        pl.coalesce(pl.when(rows).then(pl.lit(name)) for _, name, rows in met).alias("_control_name"),
        pl.any_horizontal(rows for *_, rows in met).alias(CONTROL),
        roles.value.alias("_value"),
        roles.capability.alias(ABLE),
        pl.lit(roles.capability_name).alias("_capability_name"),
        roles.understood.alias(UNDERSTOOD),
        shown.alias("_shown"),
        _weights(items, options).alias("_weight"),
        grader=items[grader].cast(pl.String) if grader else pl.lit(None, pl.String),
        level=level_names(items, options),
        axis=axis_names(items, options),
        distance=distances_of(items, options),
        cluster=_clusters(items, options),
        gold=_gold(items, options),
    )
    scored = told.filter(pl.col("score").is_not_null())
    return pl.concat([scored, *_understood_beside(told)])


def grader_column(items: pl.DataFrame) -> str | None:
    """The column of who scored: of its usual names the first that names several, else the first that is there."""
    there = [name for name in SCORED_BY if name in items.columns and items[name].null_count() < items.height]
    return next((name for name in there if items[name].n_unique() > 1), there[0] if there else None)


def _understood_beside(told: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Rows of comprehension, where none are there by themselves and a column of the value's rows says it."""
    name = next((name for name in told.columns if plain_name(name) in UNDERSTOOD_COLUMNS), None)
    if name is None or told[UNDERSTOOD].any():
        return
    read = read_scores(told[name].to_list(), ScoreRules())
    if not read.understood or not read.held:
        return
    known = pl.Series("score", read.scores, pl.Float64)
    roles = {role: pl.lit(role == UNDERSTOOD) for role in ("_value", CONTROL, ABLE, UNDERSTOOD)}
    yield (
        told.with_columns(known)
        .filter(pl.col("_value") & pl.col("score").is_not_null())
        .with_columns(**roles)
    )


def _weights(items: pl.DataFrame, options: MeasureOptions) -> pl.Expr | pl.Series:
    return pl.lit(1.0) if options.weight is None else weight_column(items, options.weight).cast(pl.Float64)


def _clusters(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    """What items at several levels share: `--cluster`, the column `cluster`, else the id that the log gives them."""
    name = options.cluster or (CLUSTER if CLUSTER in items.columns else None)
    own = own_clusters(items).cast(pl.String)
    return own if name is None else items[name].cast(pl.String).fill_null(own)


def _gold(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    """Gold labels as 0 and 1, null where there is none. Raises FarfieldError for what is neither."""
    if options.gold is None:
        return pl.Series([None] * items.height, dtype=pl.Float64)
    labels = _gold_labels(items, options.gold)
    if labels.dtype == pl.String:
        words = {
            "true": 1.0,
            "yes": 1.0,
            "1": 1.0,
            "1.0": 1.0,
            "false": 0.0,
            "no": 0.0,
            "0": 0.0,
            "0.0": 0.0,
            "": None,
        }
        found = labels.str.to_lowercase().replace_strict(words, default=-1.0, return_dtype=pl.Float64)
    else:
        found = labels.cast(pl.Float64)
    wrong = items.filter(found.is_not_null() & ~found.is_in([0.0, 1.0]))
    if not wrong.is_empty():
        raise FarfieldError(
            f"--gold: {options.gold} holds {wrong[labels.name][0]!r}, which is neither 1 nor 0",
            remedy="A gold label says whether the value truly held: 1 or 0, and nothing where nobody looked.",
        )
    return found


def _gold_labels(items: pl.DataFrame, name: str) -> pl.Series:
    """The column of gold labels; one that reading took for the target, as `gold` or `label`, is found there."""
    if name not in items.columns and name.casefold() in TARGET_NAMES:
        return items["target"]
    return require_column(items, name, "--gold")


def _control_of(
    rows: pl.DataFrame, grader: str | None, options: MeasureOptions
) -> tuple[pl.DataFrame, str | None]:
    """The rows of the best control that there is here, with score 1 where the behaviour showed; and its name."""
    best = rows.filter(pl.col("_control_rank") == pl.col("_control_rank").min())
    found, name = _named(best, "_control_name", grader)
    shown = f", {options.shown}" if options.shown else ""
    return found.with_columns(score=pl.col("_shown"), gold=_shown_truly(found)), name and f"{name}{shown}"


def _shown_truly(rows: pl.DataFrame) -> pl.Expr:
    """Gold labels of a control, which are of its scores, as labels of the behaviour; none where that is no score."""
    if (rows["_shown"] == rows["score"]).all():
        return pl.col("gold")
    return 1 - pl.col("gold") if (rows["_shown"] == 1 - rows["score"]).all() else pl.lit(None, pl.Float64)


def _named(rows: pl.DataFrame, column: str, grader: str | None) -> tuple[pl.DataFrame, str | None]:
    """The rows by one grader, and what they are."""
    found, by = _by_grader(rows, grader)
    return found, None if found.is_empty() else f"{found[column][0]}{by}"


def _by_grader(rows: pl.DataFrame, grader: str | None) -> tuple[pl.DataFrame, str]:
    """The rows of the value's own grader where it has any; and `by` whom they are, where there was a choice.

    Of several other graders it is the one that scores lowest, so that no leniency makes a capability reach farther.
    """
    if grader is not None and (rows[GRADER] == grader).any():
        rows = rows.filter(pl.col(GRADER) == grader)
    if rows[GRADER].n_unique() < 2:
        return rows, ""
    lowest = rows.group_by(GRADER).agg(pl.col("score").mean()).sort("score", GRADER)[GRADER][0]
    return rows.filter(pl.col(GRADER).eq_missing(lowest)), f" by {lowest}"
