"""Outcomes over years from the effective cutoff to the change: the subject without a reminder, and each reminder."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.charts.frame import framed
from farfield.report.charts.legend import colour_key
from farfield.report.figures.outcome_bands import bands_told, draw_bands, years_across
from farfield.report.page.markup import tag
from farfield.results import Drift
from farfield.results.drift import OUTCOMES, ArmOutcomes, SubjectDrift
from farfield.words.accents import outcome_class
from farfield.words.drift import OUTCOME_MEANINGS, subject_sentences, zero
from farfield.words.numbers import count

MOST_SUBJECTS = 12


def by_years(result: Drift) -> Element | None:
    """None where no change can be placed."""
    shown = [one for one in result.subjects if one.bands]
    if not shown:
        return None
    key = colour_key([(name, outcome_class(name)) for name in OUTCOMES])
    meanings = "; ".join(f"{name} {meaning}" for name, meaning in OUTCOME_MEANINGS.items())
    parts = [
        _subject(one, open_=at < 2, alone=len(result.subjects) == 1)
        for at, one in enumerate(shown[:MOST_SUBJECTS])
    ]
    rest = len(shown) - MOST_SUBJECTS
    return tag(
        "section",
        tag("h2", "What it says of what came when"),
        tag("p", "Across: years from the cutoff to the change; 0 with its interval above it. Up: share of the answers.",
            class_="note-text"),
        key,
        tag("p", f"{meanings}.", class_="note-text"),
        parts,
        tag("p", f"and {rest} more subjects in drift.json", class_="note-text") if rest > 0 else None,
        id="what",
    )  # fmt: skip


def _subject(one: SubjectDrift, *, open_: bool, alone: bool) -> Element:
    across = years_across([arm.bands for arm in one.arms])
    plots = [_plot(one, arm, across) for arm in _arms(one)]
    told = [] if alone else [tag("li", sentence) for sentence in subject_sentences(one)]
    drawn = [plot for plot in plots if plot is not None]
    inside = [tag("ul", told) if told else None, tag("div", drawn, class_=f"panels of-{min(len(drawn), 2)}")]
    return tag("details", tag("summary", one.subject), inside, open="open" if open_ else None)


def _arms(one: SubjectDrift) -> list[ArmOutcomes]:
    """The arm without a reminder first."""
    return sorted(one.arms, key=lambda arm: arm.arm != one.baseline)


def _plot(one: SubjectDrift, arm: ArmOutcomes, across: tuple[float, float]) -> Element | None:
    ends = [end for end in (one.when_low, one.when_high) if end is not None]
    middle = sum(ends) / len(ends) if ends else 0.0
    interval = (ends[0] - middle, ends[1] - middle) if len(ends) == 2 else None
    plot = draw_bands(arm.bands, across, interval, _stated(one, middle), bands_told(arm.arm, arm.bands))
    if plot is None:
        return None
    return tag(
        "figure",
        tag("figcaption", f"{arm.arm}: {count(arm.rows, 'answer')}; 0 is {zero(one)}"),
        framed(plot, "share, %", "before it", "after it", "years"),
        class_="panel",
    )


def _stated(one: SubjectDrift, middle: float) -> float | None:
    return None if one.stated_at is None else one.stated_at - middle
