"""Where items of families stand: what the corpus shows of them, regimes by threshold, what would overturn a label."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.records import REGIMES
from farfield.report.page.left_out import left_out
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.results import Estimate
from farfield.results.families import AxisLevel, AxisProfile, Comprehension, FamilyProfile, FamilyRegime
from farfield.results.structs import ItemsMean
from farfield.words import phrases
from farfield.words.accents import regime_class
from farfield.words.families import (
    answer_sentences,
    divergence_sentence,
    overturning,
    support_sentences,
)

Pairs = Sequence[tuple[str, FamilyProfile]]
"""Subjects, and what each has of one family."""

MOST_SUBJECTS = 12
MOST_FAMILIES = 24
OPENED = 2
"""Subjects whose regimes are shown without a click."""


def standing(results: Results) -> Element | None:
    """None where no item is of a family."""
    found: dict[tuple[str, str], list[tuple[str, FamilyProfile]]] = {}
    for profile in results.profile.profiles:
        for block in profile.families:
            found.setdefault((profile.task, block.family), []).append((profile.subject, block))
    if not found:
        return None
    section = tag("section", tag("h2", "Where the items stand"), id="families")
    for (task, name), pairs in list(found.items())[:MOST_FAMILIES]:
        title = pairs[0][1].title
        alone = len(results.tasks) == 1 or name == task
        section.append(tag("h3", title if alone else f"{title}, {task}"))
        section.extend(_family(pairs[:MOST_SUBJECTS]))
        if len(pairs) > MOST_SUBJECTS:
            section.append(left_out(len(pairs) - MOST_SUBJECTS, "subject"))
    if len(found) > MOST_FAMILIES:
        section.append(left_out(len(found) - MOST_FAMILIES, "family", "families"))
    return section


def _family(pairs: Pairs) -> list[Element]:
    block = pairs[0][1]
    made = [tag("p", " ".join([*support_sentences(block), divergence_sentence(block)]).strip())]
    made += [_axis_table(axis, pairs) for axis in block.axes if axis.levels]
    if block.support.source is not None:
        made += _thresholds(pairs)
    made += _answers(pairs)
    lines = overturning(block)
    if lines:
        made.append(tag("p", "What would overturn these labels", class_="bars-title"))
        made.append(tag("ul", [tag("li", line) for line in lines], class_="overturning"))
    return made


def _axis_table(axis: AxisProfile, pairs: Pairs) -> Element:
    """A column for each level: how often the corpus shows it, how many items stand there, each subject's score."""
    number = next(at for at, one in enumerate(pairs[0][1].axes) if one.name == axis.name)
    levels = axis.levels
    head = tag(
        "tr",
        tag("th", axis.name, " ", tag("small", axis.meaning), scope="col"),
        [_level_head(one) for one in levels],
    )
    rows = []
    if any(one.count is not None for one in levels):
        rows.append(_row("in the corpus", [_count(one.count) for one in levels]))
    rows.append(_row("items", [f"{one.items:,}" if one.items else phrases.NOTHING for one in levels]))
    for subject, block in pairs:
        scores = {one.level: one.mean for one in block.axes[number].levels}
        cells = [phrases.percent(scores.get(one.level), 0) for one in levels]
        rows.append(_row(f"score of {subject}" if len(pairs) > 1 else "score", cells))
    table = tag("table", tag("thead", head), tag("tbody", rows), class_="numbers levels")
    label = f"Levels of {axis.name}"
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)


def _level_head(level: AxisLevel) -> Element:
    """The level with the accent of the regime that it alone would give an item."""
    regime = level.regime
    title = f"by this axis alone: {regime}" if regime else None
    swatch = tag("span", class_=f"swatch {regime_class(regime)}") if regime else None
    return tag("th", swatch, str(level.level), scope="col", title=title)


def _count(count: int | None) -> str:
    if count is None:
        return phrases.NOTHING
    return f"{count:,}" if count else "never"


def _row(name: str, cells: Sequence[str]) -> Element:
    return tag("tr", tag("th", name, scope="row"), [tag("td", text) for text in cells])


def _thresholds(pairs: Pairs) -> list[Element]:
    """The score by regime for each threshold; the first subjects at sight, the others a click away."""
    made = [
        tag("p", "Score by regime, as support begins at so many occurrences", class_="bars-title"),
        *(
            _threshold_table(subject if len(pairs) > 1 else "regime", block)
            for subject, block in pairs[:OPENED]
        ),
    ]
    rest = [_threshold_table(subject, block) for subject, block in pairs[OPENED:]]
    if rest:
        made.append(tag("details", tag("summary", phrases.count(len(rest), "more subject")), rest))
    return made


def _threshold_table(corner: str, block: FamilyProfile) -> Element:
    columns = [{_named(part): part for part in one.regimes} for one in block.thresholds]
    names: dict[tuple[str, str], None] = {}
    for one in block.thresholds:
        names |= {(part.regime, _named(part)): None for part in one.regimes}
    head = tag(
        "tr",
        tag("th", corner, scope="col"),
        [tag("th", phrases.count(one.threshold, "occurrence"), scope="col") for one in block.thresholds],
    )
    body = [
        tag(
            "tr",
            tag("th", tag("span", class_=f"swatch {regime_class(regime)}"), name, scope="row"),
            [_regime_cell(column.get(name)) for column in columns],
        )
        for regime, name in sorted(names, key=_regime_place)
    ]
    table = tag("table", tag("thead", head), tag("tbody", body), class_="numbers")
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="Scores by regime")


def _regime_place(name: tuple[str, str]) -> tuple[int, str]:
    known: Sequence[str] = REGIMES
    return known.index(name[0]), name[1]


def _named(part: FamilyRegime) -> str:
    """ "composition of order 2", "extrapolation, range"."""
    if part.order:
        return f"{part.regime} of order {part.order}"
    return f"{part.regime}, {part.extrapolation}" if part.extrapolation else part.regime


def _regime_cell(part: FamilyRegime | None) -> Element:
    if part is None:
        return tag("td", phrases.NOTHING)
    return _score_cell(part.estimate, part.items, f", {part.bounds:,} may be nearer" if part.bounds else "")


def _score_cell(mean: Estimate, items: int, beside: str = "") -> Element:
    detail = f"{phrases.percent_interval(mean.low, mean.high)} {phrases.held(items)}{beside}"
    return tag("td", tag("b", phrases.percent(mean.value)), " ", tag("small", detail))


def _answers(pairs: Pairs) -> list[Element]:
    """Comprehension, recitation and outcomes of each subject in words; the checks by condition in a table."""
    told = [(subject, block, answer_sentences(block)) for subject, block in pairs]
    lines = [
        tag("li", tag("b", f"{subject}. ") if len(pairs) > 1 else None, " ".join(sentences))
        for subject, _, sentences in told
        if sentences
    ]
    if not lines:
        return []
    made = [
        tag("p", "Understood, recited, not answered", class_="bars-title"),
        tag("ul", lines, class_="told-list"),
    ]
    checked = [(subject, block.comprehension) for subject, block in pairs if block.comprehension]
    if checked:
        made.append(
            tag("details", tag("summary", "Checks beside items, by condition"), _checks_table(checked))
        )
    return made


def _checks_table(checked: Sequence[tuple[str, Comprehension]]) -> Element:
    """For each condition the checks that were understood and the items that were solved."""
    head = tag(
        "tr",
        [
            tag("th", name, scope="col")
            for name in ["subject"] * (len(checked) > 1) + ["condition", "understood", "solved"]
        ],
    )
    body = [
        tag(
            "tr",
            tag("th", subject, scope="row") if len(checked) > 1 else None,
            tag("th", one.condition, scope="row"),
            _share(one.checks),
            _share(one.items),
        )
        for subject, comprehension in checked
        for one in comprehension.conditions
    ]
    table = tag("table", tag("thead", head), tag("tbody", body), class_="numbers")
    return tag(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label="Checks and items by condition"
    )


def _share(part: ItemsMean | None) -> Element:
    return _score_cell(part.estimate, part.items) if part else tag("td", phrases.NOTHING)
