"""The answer: what each profile says, in sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.results import SubjectProfile
from farfield.words import phrases
from farfield.words.answer import describe_subject

_INTERVAL = re.compile(r"(?<=\d), (?=[^\s\[\]]+(?: the data)?\])")
"""The comma of "[19.5, 24]": a line does not break there."""

MOST_PARAGRAPHS = 4
SENTENCES = 5
"""Of each subject, where there are several: score, near and far, twins, gap, and its trend or reach."""


def answer(results: Results) -> Element:
    """The section of the sentences on every profile."""
    profiles = results.profile.profiles
    return answers_of(_names(profiles), [describe_subject(results.profile, one) for one in profiles])


def _names(profiles: Sequence[SubjectProfile]) -> list[str]:
    """Of each profile its subject, and its task where there are several."""
    several = len({one.task for one in profiles}) > 1
    return [f"{one.subject} on {phrases.task(one)}" if several else one.subject for one in profiles]


def answers_of(subjects: Sequence[str], paragraphs: Sequence[Sequence[str]]) -> Element:
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
