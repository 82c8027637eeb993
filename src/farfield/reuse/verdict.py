"""What is said of a run, by thresholds that are the same for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from farfield.reuse.access import Grade
from farfield.reuse.spans import ALL_INFORMATIVE, Span
from farfield.reuse.text import SharedText

Verdict = Literal["copied", "reproduced", "displayed", "undecided", "nothing found", "no patch"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""The strongest first; a run without a patch has shown nothing that could be the same."""

REPRODUCED_SHARE = 0.5
"""From this share of its telling new lines on a submission is called reproduced: more of it was displayed than not."""


def judge(shared: SharedText, grade: Grade, *, patch: bool) -> Verdict:
    """The verdict on a run's product code. `grade`: its strongest access; `patch`: whether one was handed in."""
    if not patch:
        return "no patch"
    if is_copied(shared):
        return "copied"
    share = shared.reproduced.share
    if share is not None and share >= REPRODUCED_SHARE:
        return "reproduced"
    if grade in ("answer", "later"):
        return "displayed"
    return "undecided" if grade == "undecided" else "nothing found"


def is_copied(shared: SharedText) -> bool:
    """Whether spans of product code in the same words are long enough together.

    Spans with other names are counted with them, where there is at least one in the same words: never alone.
    """
    same = counting(shared.spans)
    if not same:
        return False
    return sum(span.informative for span in (*same, *counting(shared.renamed))) >= ALL_INFORMATIVE


def counting(spans: Sequence[Span]) -> list[Span]:
    """The spans of product code that are long enough to count."""
    return [span for span in spans if span.part == "product" and span.counts]
