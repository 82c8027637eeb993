"""Where the items stand: what the corpus shows of families, regimes by threshold, what would overturn a label."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.tables.axis_levels import axis_table
from farfield.report.tables.checks_by_condition import checks_table
from farfield.report.tables.regimes_by_threshold import threshold_table
from farfield.results.families import FamilyProfile
from farfield.words import phrases
from farfield.words.families import (
    answer_sentences,
    divergence_sentence,
    overturning,
    support_sentences,
)

Pairs = Sequence[tuple[str, FamilyProfile]]
"""Subjects, and what each has of one family."""

MOST_FAMILIES = 24
"""Each takes a table or more of an axis."""
OPENED = 2
"""Subjects whose regimes are shown without a click."""


def where_items_stand(results: Results) -> Element | None:
    """None where no item is of a family."""
    found: dict[tuple[str, str], list[tuple[str, FamilyProfile]]] = {}
    for profile in results.profile.profiles:
        for block in profile.families:
            found.setdefault((profile.task, block.family), []).append((profile.subject, block))
    if not found:
        return None
    section = tag("section", tag("h2", "Where the items stand"), id="families")
    families, more = at_sight(list(found.items()), "family", MOST_FAMILIES, plural="families")
    for (task, name), pairs in families:
        title = pairs[0][1].title
        alone = len(results.tasks) == 1 or name == task
        section.append(tag("h3", title if alone else f"{title}, {task}"))
        shown, rest = at_sight(pairs, "subject")
        section.extend([*_family(shown), *rest])
    section.extend(more)
    return section


def _family(pairs: Pairs) -> list[Element]:
    block = pairs[0][1]
    made = [tag("p", " ".join([*support_sentences(block), divergence_sentence(block)]).strip())]
    made += [axis_table(axis, pairs) for axis in block.axes if axis.levels]
    if block.support.source is not None:
        made += _thresholds(pairs)
    made += _answers(pairs)
    lines = overturning(block)
    if lines:
        made.append(tag("p", "What would overturn these labels", class_="bars-title"))
        made.append(tag("ul", [tag("li", line) for line in lines], class_="overturning"))
    return made


def _thresholds(pairs: Pairs) -> list[Element]:
    """The score by regime for each threshold; the first subjects at sight, the others a click away."""
    made = [
        tag("p", "Score by regime, as support begins at so many occurrences", class_="bars-title"),
        *(
            threshold_table(subject if len(pairs) > 1 else "regime", block)
            for subject, block in pairs[:OPENED]
        ),
    ]
    rest = [threshold_table(subject, block) for subject, block in pairs[OPENED:]]
    if rest:
        made.append(tag("details", tag("summary", phrases.count(len(rest), "more subject")), rest))
    return made


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
            tag("details", tag("summary", "Checks beside items, by condition"), checks_table(checked))
        )
    return made
