"""The options of a run, and what they become once its items are known: before anything is scanned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from farfield.logs import ReadOptions
from farfield.measure import MeasureOptions, check_options, with_families
from farfield.measure.coherence import coherence_sought
from farfield.measure.values import lacks_levels, name_exact, other_kinds, values_sought, with_levels
from farfield.records import FarfieldError, Items, Support
from farfield.regimes import add_sides, families_of, read_support
from farfield.scan import ScanOptions


@dataclass(frozen=True, slots=True)
class ProfileOptions:
    """The options of each stage, and `command`, what to type to run it again.

    `support`: a file that declares what a subject was shown of the families of its items, where that is not counted
    in the corpus.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    scan: ScanOptions = field(default_factory=ScanOptions)
    measure: MeasureOptions = field(default_factory=MeasureOptions)
    support: str | None = None
    command: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a run goes by: its items with the side of each twin, its options, and the supports that were declared."""

    items: Items
    options: ProfileOptions
    declared: Mapping[str, Support]


def resolve(items: Items, options: ProfileOptions, *, corpus: bool) -> Resolved:
    """What families, twins, rulers and the scan ask of each other, settled; `items` as read, `options` as given.

    `corpus`: whether there is one. Raises FarfieldError where nothing is left to measure distance with, or where the
    options name what the items lack.
    """
    declared: Mapping[str, Support] = {}
    if options.support:
        declared = read_support(options.support, families_of(items.table), items.table)
    items = replace(items, table=add_sides(items.table, declared))
    measure = with_families(items.table, options.measure, declared, corpus=corpus)
    if values_sought(items.table, measure) or coherence_sought(items.table):
        items = name_exact(items)
        measure = with_levels(items.table, measure, corpus=corpus)
    elif not measure.rulers and not corpus and not declared:  # a declared support tells regimes
        raise _nothing_to_measure_with(items, measure)
    _refuse_shared_gold(items, measure)
    scan = _scan_for(measure, options.scan, corpus=corpus)
    check_options(items.table, measure, items.groups)
    return Resolved(items, replace(options, measure=measure, scan=scan), declared)


def _refuse_shared_gold(items: Items, measure: MeasureOptions) -> None:
    """Raise FarfieldError for gold labels of rows that stood beside each other in one: they say of one kind what is
    true, and not of which."""
    if measure.gold is not None and any(notice.code == "kinds_in_columns" for notice in items.notices):
        raise FarfieldError(
            f"--gold: {measure.gold} stands in rows that hold several kinds in columns, and whether it is the truth of "
            "the value, of the control or of the capability nothing says",
            remedy="Write one row a judgement, each with its own label: item_id, level, kind, score and the label.",
        )


def _nothing_to_measure_with(items: Items, measure: MeasureOptions) -> FarfieldError:
    remedy = (
        "Name a --corpus, or a ruler that needs none: --ruler time --cutoff DATE, or --ruler column:NAME."
    )
    if lacks_levels(items.table, measure):
        levels = "--value kind=value --axis COL names the column of their levels"
        remedy = f"Rows are a value by their kind: {levels}. {remedy}"
    if other := other_kinds(items.table):
        remedy = f"No row's kind is value; the kinds here are {', '.join(other[:8])}. {remedy}"
    for notice in items.notices:
        if notice.code == "columns_may_be_kinds":
            remedy += f"\n{notice.told}."
    return FarfieldError("there is nothing to measure distance with", remedy=remedy)


def _scan_for(measure: MeasureOptions, scan: ScanOptions, *, corpus: bool) -> ScanOptions:
    """The options of the scan, with what the rulers ask of it."""
    if corpus and measure.unit != scan.unit:
        raise FarfieldError(
            f"the scan counts in the unit {scan.unit!r} and the rulers in {measure.unit!r}",
            remedy="Give ScanOptions and MeasureOptions the same unit.",
        )
    if "semantic" in measure.rulers:
        return replace(scan, semantic=True, field=measure.field)
    return scan
