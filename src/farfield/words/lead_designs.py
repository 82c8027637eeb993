"""What a lead says of designs, which are to be heard before any adjustment: twins, and the break at a cutoff."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.results import SubjectProfile
from farfield.results.checks import Twins
from farfield.results.series import Interrupted
from farfield.results.structs import known
from farfield.words.lead_names import About, listed_names, share, shortened, sizes
from farfield.words.lead_size import Telling
from farfield.words.numbers import covariates, in_points, interval, number, spelled

NAMED = 3
TWINS = 9  # how late the strongest design gives way to others


def design_tellings(about: About) -> list[Telling]:
    """A sentence on twins and one on the cutoff, where there are any."""
    told = []
    twins = [(one, one.twins) for one in about.entries if one.twins and one.twins.difference is not None]
    if len({_parted_by(*one) for one in twins}) != 1 or not _parted_by(*twins[0]):
        twins = []  # what they differ in cannot be named in one sentence
    series = [(one, one.series) for one in about.entries if one.series is not None]
    if twins:
        told.append(_twins(about, twins))
    if series:
        told.append(_series(about, series))
    return told


def _twins(about: About, found: Sequence[tuple[SubjectProfile, Twins]]) -> Telling:
    parted = _parted_by(*found[0])
    if len(found) == 1:
        return Telling("what", (*_one_twins(found[0][1], parted), ""), TWINS)
    lower = [(one, twins) for one, twins in found if twins.estimate.clear and known(twins.difference) < 0]
    higher = [twins for _, twins in found if twins.estimate.clear and known(twins.difference) > 0]
    ends = f", by {sizes([known(twins.difference) for _, twins in lower])}" if lower else ""
    more = f", for {spelled(len(higher))} clearly more" if higher else ""
    whom = f"{spelled(len(lower))} of {about.counted(len(found))}"
    told = f"Of twins {parted}, the far ones score clearly less for {whom}"
    return Telling("what", (f"{told}{ends}{more}.", f"{told}{more}.", ""), TWINS)


def _parted_by(one: SubjectProfile, twins: Twins) -> str:
    """What sets the far ones apart: "alike in all but base"; empty where it cannot be named.

    Distance is named only where it is that of the gap, else a reader takes it for another axis's.
    """
    if twins.axes:
        if len(twins.axes) > NAMED:
            return ""
        return f"alike in all but {listed_names([shortened(axis.replace('_', ' ')) for axis in twins.axes])}"
    if twins.by is None:
        return ""
    if twins.by == one.main_ruler:
        return "alike in all but distance"
    side = twins.by.removeprefix("column:")
    return f"that the column {shortened(side)} parts" if side != twins.by else ""


def _one_twins(twins: Twins, parted: str) -> tuple[str, ...]:
    difference = known(twins.difference)
    named = {*twins.axes, *(f"axis_{axis}" for axis in twins.axes)}
    failed = [part.covariate for part in twins.balance if part.failed and part.covariate not in named]
    start = f"Of twins {parted}{f', though not in {covariates(failed[:2])}' if failed else ''}"
    if not twins.estimate.bounded:
        return (f"{start}, whether near and far ones differ cannot be computed.",)
    if not twins.estimate.clear:
        shown = (
            f"; {in_points(twins.detectable)} points would probably have shown" if twins.detectable else ""
        )
        return (
            f"{start}, near and far ones show no clear difference{shown}.",
            f"{start}, near and far ones show no clear difference.",
        )
    sign, side = (-1, "less") if difference < 0 else (1, "more")
    low, high = sorted((sign * known(twins.low), sign * known(twins.high)))
    told = f"{start}, the far ones score {in_points(abs(difference))} points"
    return f"{told} {interval(low, high)} {side}.", f"{told} {side}."


BREAKS = ("break", "shared break")


def _series(about: About, found: Sequence[tuple[SubjectProfile, Interrupted]]) -> Telling:
    if len(found) == 1:
        return Telling("what", _one_series(found[0][1]), 8)
    groups: dict[str, list[str]] = {}
    for one, series in found:
        groups.setdefault("break" if series.finding in BREAKS else series.finding, []).append(
            about.label(one)
        )
    full, bare = (
        [_group(kind, names, named=named) for kind, names in groups.items()] for named in (True, False)
    )
    return Telling("what", (f"At the cutoff {'; '.join(full)}.", f"At the cutoff {'; '.join(bare)}.", ""), 8)


def _group(kind: str, names: Sequence[str], *, named: bool) -> str:
    whom = listed_names(names) if named and len(names) <= NAMED else spelled(len(names))
    return {
        "break": f"the score breaks off for {whom}",
        "rise": f"it rises for {whom}",
        "no break": f"no break can be told for {whom}",
        "nothing to fall": f"nothing was left to fall for {whom}",
    }.get(kind, f"nothing is known for {whom}")


def _one_series(series: Interrupted) -> tuple[str, ...]:
    match series.finding:
        case "unknown":
            return "Whether the score breaks at the cutoff is unknown.", ""
        case "break" | "shared break":
            shared = ", as a control may do too" if series.finding == "shared break" else ""
            least = number(-100 * known(series.fall_at_least), 0)
            bare = f"At the cutoff the score breaks off from its trend{shared}"
            judged, short = f"{bare}, by {least} points or more.", f"{bare}."
        case "rise":
            judged = short = "At the cutoff the score rises above its trend."
        case "nothing to fall":
            judged = short = "Nothing was left to fall at the cutoff, so the cutoff proves nothing."
        case _:
            seen = in_points(known(series.seen_in_half))
            short = "At the cutoff no break from the trend can be told."
            judged = f"{short[:-1]}; one of {seen} points would be seen half the time."
    before, after = known(series.before), known(series.after)
    if before.mean is None or after.mean is None:
        return judged, short, ""
    sides = f"Items from before the cutoff score {share(before.mean)}, later ones {share(after.mean)}."
    return f"{sides} {judged}", judged, short, ""
