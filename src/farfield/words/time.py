"""The series before and after the cutoff in sentences."""

from __future__ import annotations

from farfield.results.series import Control, Interrupted
from farfield.results.structs import known
from farfield.words.numbers import count, covariates, interval, number, percent

CONTROLS_SHOWN = 2


def time_sentence(series: Interrupted | None) -> str:
    """What `interrupted` found, with the means on both sides, what would have been seen, and the controls."""
    if series is None:
        return ""
    if series.finding == "unknown":
        return f"Whether it breaks at the cutoff is unknown: {series.note}."
    return f"{_sides(series)} {_held(series)}{_found(series)}{_beside(series)}.{_movers(series)}"


def _sides(series: Interrupted) -> str:
    before, after = (
        f"{percent(known(part.mean))} {interval(part.low, part.high)} of {count(part.items, 'item')}"
        for part in (known(series.before), known(series.after))
    )
    return f"Of items from before the cutoff it solves {before}, of later ones {after}."


def _held(series: Interrupted) -> str:
    """The clause that the finding begins with: what was held equal, or why nothing was."""
    if series.unadjusted:
        return f"Without holding anything equal ({series.unadjusted}), at the cutoff "
    if series.covariates:
        return f"At equal {covariates(series.covariates)}, at the cutoff "
    return "At the cutoff "


def _found(series: Interrupted) -> str:
    jump = known(series.level_change)
    ends = f"{interval(jump.low, jump.high)} points"
    seen = f"a break of {number(100 * known(series.seen_in_half), 0)} points would be seen in half of such series"
    match series.finding:
        case "break" | "shared break":
            points, least = number(-100 * jump.value, 0), number(-100 * known(series.fall_at_least), 0)
            shared = ", but a control may do the same" if series.finding == "shared break" else ""
            steep = (
                ", though a steep fall around it would fit as well" if known(series.over_smooth) < 0 else ""
            )
            return (
                f"the score breaks off by {points} points below its trend, by {least} or more{steep}{shared}"
            )
        case "rise":
            return f"the score rises above its trend, {ends}"
        case "nothing to fall":
            last = known(series.last_before)
            why = (
                "had already fallen to" if series.state_before == "fallen" else "was no higher than a guess,"
            )
            level = f"{percent(known(last.mean))} {interval(last.low, last.high)} just before"
            return f"nothing was left to fall: it {why} {level}, so the cutoff proves nothing"
    if known(series.fall_p) < known(series.significance):
        return (
            f"the score falls beside straight trends, {ends}, but no more than a smooth fall around it would: too "
            f"unclear to be called a break; {seen}"
        )
    return f"there is no break from its trend to be distinguished, {ends}; {seen}"


def _beside(series: Interrupted) -> str:
    held = [(one.control, one.difference) for one in series.controls if one.difference and not one.moves]
    return "".join(
        f"; against {control} {number(100 * change.value, 0)} {interval(change.low, change.high)}"
        for control, change in held[:CONTROLS_SHOWN]
    )


def _movers(series: Interrupted) -> str:
    """Controls with a break of their own: the cutoff cannot have done that."""
    moved = [one for one in series.controls if one.moves]
    return "".join(f" {_mover(one, series.finding)}." for one in moved[:CONTROLS_SHOWN])


def _mover(control: Control, finding: str) -> str:
    own = known(control.level_change)
    points = f"{number(100 * own.value, 0)} {interval(own.low, own.high)} points"
    if finding == "shared break" and own.value < 0:
        return f"{control.control} breaks off there as well, {points}"
    return f"{control.control} moves there by itself, {points}, and is no control"
