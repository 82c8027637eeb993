"""Coherence beside discrimination: the picture, and a row for each subject and each answerer who knows nothing."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.charts.frame import framed
from farfield.report.figures.coherence_plot import draw_coherence
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Coherence
from farfield.results.coherence import AnyCoherence, CoherenceMean, SubjectCoherence
from farfield.words import phrases
from farfield.words.coherence import area, small, subject_name
from farfield.words.numbers import count, number, whole

PICTURE = (
    "Across: squared distance, 0 is coherent. Up: AUC, 0.5 is a guess. Hollow: answerers who know nothing. A mind "
    "behind the answers stands on the left and high up; to stand on the left alone takes none."
)
TITLES = ("subject", "squared distance", "log gain, nats", "sure win", "AUC", "Brier")


def how_coherent(result: Coherence) -> Element | None:
    """None where nobody stated a probability."""
    if not result.subjects:
        return None
    return tag("section", tag("h2", "Coherence beside discrimination"), picture_and_table(result), id="what")


def picture_and_table(result: AnyCoherence) -> list[Element]:
    """The subjects by their numbers in both."""
    plot = draw_coherence(result.subjects, result.references)
    drawn = []
    if plot is not None:
        drawn = [
            framed(plot, "AUC", "coherent", "gives more away", "squared distance"),
            tag("p", PICTURE, class_="note-text"),
        ]
    numbered = [f"{number} {one.subject}" for number, one in enumerate(result.subjects, start=1)]
    rows = [row([name], _cells(one)) for name, one in zip(numbered, result.subjects, strict=True)]
    rows += [row([subject_name(one)], _cells(one)) for one in result.references]
    return [*drawn, numbers_table("Subjects, and answerers who know nothing", TITLES, rows)]


def _cells(one: SubjectCoherence) -> list[Element]:
    found, told = one.whole, one.discrimination
    lacking = f"lacks {', '.join(one.lacking)}" if one.lacking else ""
    ignorant = "" if told.brier_of_rate is None else f"{number(told.brier_of_rate, 3)} by base rate"
    return [
        cell(small(one.common), lacking),
        cell(_mean(found.log_gain), f"{whole(found.certain)} without" if found.certain else ""),
        cell(_mean(found.dutch_book), f"above 0.01 in {phrases.percent(found.incoherent, 0)}"),
        cell(area(told.auc), count(told.questions, "question") if told.questions else ""),
        cell(_mean(told.brier), ignorant),
    ]


def _mean(found: CoherenceMean | None) -> str:
    return phrases.NOTHING if found is None else phrases.distance(found.mean)
