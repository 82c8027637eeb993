"""Coherence as one self-contained page: what each subject gives away for certain, beside whether it knows anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template
from xml.etree.ElementTree import Element

from farfield.report.charts.coherence_plot import draw_coherence
from farfield.report.page.markup import tag, write
from farfield.report.page.shell import asset, content_policy, escaped, page_style
from farfield.report.sections.tables import cell, numbers_table, row
from farfield.results import Coherence
from farfield.results.coherence import CoherenceLevel, CoherenceMean, SubjectCoherence
from farfield.storage import write_text
from farfield.words import phrases
from farfield.words.coherence import (
    answer_sentences,
    area,
    left_out_sentences,
    small,
    subject_name,
    worst_sentence,
)

MOST_WORST = 12
HOW = (
    "Squared distance: what the nearest coherent probabilities gain in Brier score, summed over a tuple, in every "
    "world that logic leaves possible. Log gain: the same in log score. Sure win: what the best bets at the stated "
    "probabilities, with stakes of 1 in all, win in every world. All three are exact, and 0 for a coherent tuple "
    "alone. A conditional probability is a bet that is called off where its condition fails. Means are of the "
    "relations, each counting alike; squared distance is over the relations that all subjects have. AUC: how often a "
    "question that came true got a higher probability than one that did not. Intervals cluster by the base question."
)
PICTURE = (
    "Across: squared distance, 0 is coherent. Up: AUC, 0.5 is a guess. Hollow: answerers who know nothing. A mind "
    "behind the answers stands on the left and high up; to stand on the left alone takes none."
)


def write_coherence(folder: Path, result: Coherence) -> Path:
    """Write `coherence.html` into `folder`."""
    path = folder / "coherence.html"
    write_text(path, render_coherence(result))
    return path


def render_coherence(result: Coherence) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    body = [_masthead(result), _answer(result), _picture(result), _subjects(result), _relations(result)]
    body += [_along(result), _worst(result), _method(result)]
    style = page_style()
    return Template(asset("plain.html")).substitute(
        title=escaped("Coherence of stated probabilities"),
        policy=content_policy(style),
        style=style,
        body="\n".join(write(part) for part in body if part is not None),
    )


def _masthead(result: Coherence) -> Element:
    tuples = sum(one.whole.tuples for one in result.subjects)
    facts = [phrases.count(len(result.subjects), "subject"), phrases.count(tuples, "tuple")]
    names = phrases.listed(
        [one.subject for one in result.subjects] or [o.subject for o in result.preferences], 6
    )
    return tag(
        "header",
        tag("p", "Coherence", class_="kicker"),
        tag("h1", "One mind behind the answers?"),
        tag("p", names, class_="subjects"),
        tag("p", " · ".join(facts), class_="facts"),
    )


def _answer(result: Coherence) -> Element:
    told = [tag("li", sentence) for sentence in answer_sentences(result)]
    return tag("section", tag("h2", "The answer", class_="unseen"), tag("ul", told), id="answer")


def _picture(result: Coherence) -> Element | None:
    plot = draw_coherence(result.subjects, result.references)
    if plot is None:
        return None
    ends = tag(
        "div", tag("span", "← coherent"), tag("span", "gives more away →"),
        tag("span", "squared distance", class_="unit"), class_="ends", aria_hidden="true",
    )  # fmt: skip
    title = tag("span", "AUC", class_="y-title", aria_hidden="true")
    return tag(
        "section",
        tag("h2", "Coherence beside discrimination"),
        tag("div", title, plot, ends, class_="framed"),
        tag("p", PICTURE, class_="note-text"),
        id="what",
    )


TITLES = (
    "subject",
    "squared distance",
    "log gain, nats",
    "sure win",
    "tuples that lose more than 0.01",
    "AUC",
    "Brier",
)


def _subjects(result: Coherence) -> Element | None:
    if not result.subjects:
        return None
    numbered = [f"{number} {one.subject}" for number, one in enumerate(result.subjects, start=1)]
    rows = [row([name], _cells(one)) for name, one in zip(numbered, result.subjects, strict=True)]
    rows += [row([subject_name(one)], _cells(one)) for one in result.references]
    return tag(
        "section",
        tag("h3", "Subjects, and answerers who know nothing"),
        numbers_table("Subjects", TITLES, rows),
    )


def _cells(one: SubjectCoherence) -> list[Element]:
    found, told = one.whole, one.discrimination
    lacking = f"lacks {', '.join(one.lacking)}" if one.lacking else ""
    ignorant = "" if told.brier_of_rate is None else f"{told.brier_of_rate:.3f} for saying the base rate"
    return [
        cell(small(one.common), lacking),
        cell(_mean(found.log_gain), f"{found.certain:,} tuples have none" if found.certain else ""),
        cell(_mean(found.dutch_book)),
        cell(phrases.percent(found.incoherent, 0), f"of {found.tuples:,}"),
        cell(area(told.auc), f"{told.questions:,} questions" if told.questions else ""),
        cell(_mean(told.brier), ignorant),
    ]


def _mean(found: CoherenceMean | None) -> str:
    return phrases.NOTHING if found is None else phrases.distance(found.mean)


def _relations(result: Coherence) -> Element | None:
    """Squared distance, relation by relation."""
    shown = [*result.subjects, *result.references]
    checks = list(dict.fromkeys(check.check for one in shown for check in one.checks))
    if not checks:
        return None
    rows = []
    for one in shown:
        held = {check.check: check.found for check in one.checks}
        cells = [
            cell(phrases.distance(held[name].squared.mean), f"{held[name].tuples:,}")
            if name in held
            else cell("–")
            for name in checks
        ]
        rows.append(row([subject_name(one)], cells))
    table = numbers_table("Squared distance by relation", ["subject", *checks], rows)
    return tag("section", tag("h3", "Squared distance, relation by relation"), table)


def _along(result: Coherence) -> Element | None:
    shown = [one for one in result.subjects if one.levels]
    if not shown:
        return None
    titles = ["subject", *(level.level for level in shown[0].levels)]
    rows = [row([one.subject], [_level(level) for level in one.levels]) for one in shown]
    return tag(
        "section",
        tag("h2", f"Along {result.options.axis}"),
        numbers_table(f"Squared distance along {result.options.axis}", titles, rows),
        tag("p", "Squared distance, all tuples counting alike; small: AUC and tuples.", class_="note-text"),
    )


def _level(level: CoherenceLevel) -> Element:
    if level.found is None:
        return cell("–")
    return cell(small(level.found.squared), f"AUC {area(level.discrimination.auc)}; {level.found.tuples:,}")


def _worst(result: Coherence) -> Element | None:
    told = [
        tag("li", f"{one.subject}, {worst_sentence(worst)}")
        for one in result.subjects
        for worst in one.worst[:2]
    ][:MOST_WORST]
    if not told:
        return None
    return tag("section", tag("h3", "Bets that win whatever happens"), tag("ul", told))


def _method(result: Coherence) -> Element:
    told: Sequence[str] = [*left_out_sentences(result), *result.warnings]
    facts = [("Files", phrases.listed(result.files, 12)), ("Seed", str(result.options.seed))]
    rows = [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts]
    return tag(
        "section",
        tag("h2", "How it was measured, and what was left out"),
        tag("p", HOW, class_="note-text"),
        tag("ul", [tag("li", line) for line in told]) if told else None,
        tag("dl", rows, class_="facts-list"),
        id="method",
    )
