"""The page's masthead, the answer in sentences, and what the headline is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.bars import (
    Part,
    draw_bars,
    key,
    names_of,
    parts_by_band,
    parts_by_regime,
    parts_table,
)
from farfield.report.page.left_out import left_out
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.sections.cuts import cuts_table
from farfield.results import SubjectProfile
from farfield.results.entries import own_entries, top_entries
from farfield.words import phrases

_INTERVAL = re.compile(r"(?<=\d), (?=[^\s\[\]]+(?: the data)?\])")
"""The comma of "[19.5, 24]": a line does not break there."""

MOST_SUBJECTS = 12
MOST_TASKS = 12
MOST_PARAGRAPHS = 4
SENTENCES = (
    5  # of each subject, where there are several: score, near and far, twins, gap, and its trend or reach
)


def masthead(results: Results) -> Element:
    """What the page begins with: tasks, subjects, items, corpus, day."""
    profiles = results.profile.profiles
    subjects = list(dict.fromkeys(p.subject for p in profiles))
    tasks = list(dict.fromkeys(phrases.task(one) for one in top_entries(profiles)))
    own = {one.task for one in own_entries(profiles)}
    facts = [
        phrases.measured_items(profiles),
        phrases.count(len(subjects), "subject"),
        *([phrases.count(len(own), "task")] if len(own) > 1 else []),
        *filter(None, [phrases.chosen(results.profile.where)]),
        phrases.corpus(results.profile.corpus),
        results.run.created[:10],
    ]
    return tag(
        "header",
        tag("p", "Capability profile", class_="kicker"),
        tag("h1", phrases.listed(tasks, 3)),
        tag("p", phrases.listed(subjects, 6), class_="subjects"),
        tag("p", " · ".join(facts), class_="facts"),
    )


def answer(subjects: Sequence[str], paragraphs: Sequence[Sequence[str]]) -> Element:
    """The sentences on one profile in full; on several the first of each side by side, the others a click away.

    What is true of all of them is said once.
    """
    heading = tag("h2", "The answer", class_="unseen")
    if len(paragraphs) == 1:
        return tag("section", heading, _paragraph(paragraphs[0], "lead"), id="answer")
    shared = (
        [text for text in paragraphs[0] if all(text in other for other in paragraphs)] if paragraphs else []
    )
    own = [[text for text in sentences if text not in shared] for sentences in paragraphs]
    first = [_paragraph(sentences[:SENTENCES], "told") for sentences in own[:MOST_PARAGRAPHS]]
    rest = [
        _paragraph([f"{subject}.", *sentences[SENTENCES if number < MOST_PARAGRAPHS else 0 :]], "told")
        for number, (subject, sentences) in enumerate(zip(subjects, own, strict=True))
        if number >= MOST_PARAGRAPHS or len(sentences) > SENTENCES
    ]
    return tag(
        "section",
        heading,
        tag("div", first, class_="answers"),
        tag("p", " ".join(shared)) if shared else None,
        tag("details", tag("summary", "The rest in words"), tag("div", rest, class_="answers"))
        if rest
        else None,
        id="answer",
    )


def _paragraph(sentences: Sequence[str], css: str) -> Element:
    first, *rest = (_INTERVAL.sub(f",{phrases.FIXED}", text) for text in sentences)
    return tag("p", tag("strong", first), " ", " ".join(rest), class_=css)


def made_of(results: Results) -> Element:
    """The section of the bars: what share of the items each regime is, times its score."""
    told = "Each bar is as long as the headline score; each part is a share of the items times their score."
    section = tag(
        "section",
        tag("h2", "What the headline is made of"),
        tag("p", told, class_="note-text"),
        id="made-of",
    )
    for profiles in list(results.tasks.values())[:MOST_TASKS]:
        if len(results.tasks) > 1:
            section.append(tag("h3", phrases.task(profiles[0])))
        section.extend(_task_bars(results, [p for p in profiles if p.score.mean is not None]))
    if len(results.tasks) > MOST_TASKS:
        section.append(left_out(len(results.tasks) - MOST_TASKS, "task"))
    return section


def _task_bars(results: Results, scored: Sequence[SubjectProfile]) -> list[Element]:
    """By regime where there are several; by band where there are any; never nothing without a word."""
    if not scored:
        return [tag("p", "No answer was scored.", class_="note-text")]
    ruler = next(iter(results.rulers), "")
    shown = scored[:MOST_SUBJECTS]
    by_regime = [(p, parts_by_regime(p)) for p in shown]
    by_band = [(p, parts_by_band(p, ruler)) for p in shown]
    has_bands = any(parts for _, parts in by_band)
    made: list[Element] = []
    if any(len(parts) > 1 for _, parts in by_regime) or not has_bands:
        made += _bars_and_numbers(by_regime, "regime", opened=True)
    if has_bands:
        made += _bars_and_numbers(by_band, results.rulers[ruler].unit, opened=False)
    made += cuts_table(shown)
    if len(scored) > MOST_SUBJECTS:
        made.append(left_out(len(scored) - MOST_SUBJECTS, "subject"))
    return made


def _bars_and_numbers(
    rows: Sequence[tuple[SubjectProfile, Sequence[Part]]], kind: str, *, opened: bool
) -> list[Element]:
    numbers = tag("details", tag("summary", f"In numbers, by {kind}"), parts_table(rows, kind), open=opened)
    title = tag("p", f"By {kind}, nearest first", class_="bars-title")
    return [title, draw_bars(rows), key(names_of(rows)), numbers]
