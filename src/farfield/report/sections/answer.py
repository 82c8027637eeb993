"""The answer: the lead over all subjects, how to read it, the table, and each profile in sentences of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.left_out import left_out
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.tables.all_scores import all_scores
from farfield.results import SubjectProfile
from farfield.words import phrases
from farfield.words.answer import describe_subject
from farfield.words.glossary import WORDS, how_to_read
from farfield.words.lead import lead_parts
from farfield.words.telling_rows import telling_rows

_INTERVAL = re.compile(r"(?<=\d), (?=[^\s\[\]]+(?: the data)?\])")
"""The comma of "[19.5, 24]": a line does not break there."""

MOST_TOLD = 60
"""Profiles that get sentences of their own; the most telling where there are more."""
MOST_FOLDS = 8
"""Paragraphs that are folded side by side; more are folded once more, else their headings alone take a screen."""


def answer(results: Results) -> Element:
    """The section that the page begins with."""
    profiles = results.profile.profiles
    parts = [part for part in lead_parts(results.profile) if part]
    section = tag("section", tag("h2", "The answer", class_="unseen"), id="answer")
    section.extend(
        tag("p", _unbroken(part), class_="lead" if part is parts[0] else "lead-rest") for part in parts
    )
    section.append(
        tag("p", how_to_read(results.confidence, _main_rulers(results)), class_="note-text how-to-read")
    )
    section.append(_glossary())
    if profiles:
        section.append(all_scores(profiles))
    section.extend(_each_in_words(results, profiles))
    return section


def _unbroken(text: str) -> str:
    return _INTERVAL.sub(f",{phrases.FIXED}", text)


def _main_rulers(results: Results) -> set[str]:
    """Titles of the rulers that near and far are told by."""
    names = {one.main_ruler for one in results.profile.profiles if one.main and one.main_ruler}
    return {results.rulers[name].title if name in results.rulers else name for name in names}


def _glossary() -> Element:
    rows = [
        tag("div", tag("dt", one.word), tag("dd", f"{one.meaning}. ", tag("i", f"Example: {one.example}.")))
        for one in WORDS
    ]
    return tag(
        "details", tag("summary", "What the words mean"), tag("dl", rows, class_="facts-list glossary")
    )


def _each_in_words(results: Results, profiles: Sequence[SubjectProfile]) -> list[Element]:
    """A folded paragraph for each profile. What is true of all of them is said once."""
    shown = telling_rows(profiles, MOST_TOLD)
    paragraphs = [describe_subject(results.profile, one) for one in shown]
    shared: list[str] = []
    if len(shown) > 1:
        shared = [text for text in paragraphs[0] if all(text in other for other in paragraphs)]
    folded = [
        _folded(f"{name} in words", [text for text in sentences if text not in shared])
        for name, sentences in zip(_names(shown), paragraphs, strict=True)
    ]
    if shared:
        folded.append(_folded("All of them in words", shared))
    if len(profiles) > len(shown):
        folded.append(left_out(len(profiles) - len(shown), "profile"))
    if len(folded) <= MOST_FOLDS:
        return folded
    return [tag("details", tag("summary", "Each of them in words"), folded, class_="all-in-words")]


def _names(profiles: Sequence[SubjectProfile]) -> list[str]:
    """Of each profile its subject, and its task where there are several."""
    several = len({one.task for one in profiles}) > 1
    return [f"{one.subject} on {phrases.task(one)}" if several else one.subject for one in profiles]


def _folded(title: str, sentences: Sequence[str]) -> Element:
    paragraph = tag("p", " ".join(map(_unbroken, sentences)), class_="told")
    return tag("details", tag("summary", title), paragraph, class_="in-words")
