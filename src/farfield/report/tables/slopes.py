"""The slope with more and more held equal, and what each ruler tells that nothing else does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Estimate, SubjectProfile
from farfield.results.rulers import Incremental, Measured, Ruler
from farfield.results.slopes import AdjustedSlope, CorrectedSlope, Slope
from farfield.words import phrases
from farfield.words.numbers import covariates, number

ByRuler = tuple[str, str, Measured]
"""A subject, the name of a ruler and what it measured."""

SHOWN_PER = 100  # items over which a held-out saving is told


def slopes_checked(profiles: Sequence[SubjectProfile], rulers: Mapping[str, Ruler]) -> list[Element]:
    """A row for each subject and ruler with a slope; nothing where there is none."""
    pairs = [
        (profile.subject, name, profile.rulers[name])
        for profile in profiles
        for name in rulers
        if name in profile.rulers and _known(profile.rulers[name].slope.crude)
    ]
    if not pairs:
        return []
    corrected = any(_known(m.slope.corrected) for _, _, m in pairs)
    first = [pair for pair in pairs if pair[1] == pairs[0][1]]
    others = [pair for pair in pairs if pair[1] != pairs[0][1]]
    heading = "Difficulty, and what the ruler adds"
    more = tag(
        "details",
        tag("summary", "By the other rulers"),
        _table("By the other rulers", others, rulers, corrected),
    )
    return [
        tag("h3", heading), tag("p", _explained([m for _, _, m in pairs], corrected), class_="note-text"),
        _table(heading, first, rulers, corrected), *([more] if others else []),
    ]  # fmt: skip


def _table(label: str, pairs: Sequence[ByRuler], rulers: Mapping[str, Ruler], corrected: bool) -> Element:
    several = len({name for _, name, _ in pairs}) > 1
    rows = [
        row([subject, *([rulers[name].title] if several else [])], _cells(measured, corrected))
        for subject, name, measured in pairs
    ]
    titles = [
        "subject", *(["ruler"] if several else []), "slope as it is", "adjusted",
        *(["with the noise of difficulty"] if corrected else []), "hidden cause", "bits saved",
    ]  # fmt: skip
    return numbers_table(label, titles, rows)


def _explained(measured: Sequence[Measured], corrected: bool) -> str:
    fitted = [m.slope.adjusted for m in measured if m.slope.adjusted.log_odds_per_sd is not None]
    names = max((slope.covariates for slope in fitted), key=len, default=[])
    over = max((m.incremental.over for m in measured), key=len)
    noise = (
        "With the noise of difficulty: at equal true difficulty, of which the measure is an unreliable sign. "
        if corrected
        else ""
    )
    equal = f"Adjusted: at equal {covariates(names)}. " if names else ""
    beyond = f" beyond {covariates(over)}" if over else ""
    return (
        f"Slopes are log-odds of a right answer for one standard deviation of distance. {equal}{noise}"
        "Hidden cause: the share of what is left of both distance and score that something unmeasured would have to "
        "explain to bring the adjusted slope to 0. Bits saved: by knowing the distance, in guessing "
        f"{SHOWN_PER} unseen answers{beyond}; below 0 it misled."
    )


def _cells(measured: Measured, corrected: bool) -> list[Element]:
    slope = measured.slope
    found = [_slope(slope.crude), _slope(slope.adjusted)]
    if corrected:
        reliability = slope.corrected.reliability if _known(slope.corrected) else None
        detail = "" if reliability is None else f"reliability {number(reliability, 2)}"
        found.append(_slope(slope.corrected, detail))
    return [*found, _hidden(slope.adjusted), _saved(measured.incremental)]


def _known(slope: Slope | CorrectedSlope) -> bool:
    return slope.log_odds_per_sd is not None


def _slope(slope: Slope | CorrectedSlope, detail: str = "") -> Element:
    if slope.log_odds_per_sd is None:
        return cell(phrases.NOTHING, slope.note or "")
    return cell(phrases.signed(slope.log_odds_per_sd, 2), f"{_ends(slope.estimate)} {detail}".strip())


def _ends(found: Estimate, times: float = 1.0) -> str:
    if found.low is None or found.high is None:
        return ""
    return f"[{phrases.signed(times * found.low, 2)},{phrases.FIXED}{phrases.signed(times * found.high, 2)}]"


def _hidden(slope: AdjustedSlope) -> Element:
    """The robustness value, where there is a slope for a hidden cause to explain."""
    value, clear = slope.robustness_value, slope.robustness_value_clear
    if value is None:
        return cell(phrases.NOTHING)
    beside = [part for part in slope.benchmarks if part.covariate != "log_words"]
    measure = (
        f"; {covariates([beside[0].covariate])} explains {phrases.percent(beside[0].with_distance)} and "
        f"{phrases.percent(beside[0].with_score)}"
        if beside
        else ""
    )
    enough = f"{phrases.percent(clear)} makes it unclear" if clear else "unclear as it is"
    return cell(phrases.percent(value), enough + measure)


def _saved(found: Incremental) -> Element:
    if found.log_loss_saved is None:
        return cell(phrases.NOTHING, found.note or "")
    return cell(phrases.signed(SHOWN_PER * found.log_loss_saved, 2), _ends(found.estimate, SHOWN_PER))
