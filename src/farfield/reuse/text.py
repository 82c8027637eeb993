"""What a submission shares with what its run displayed: spans, lines, and what is new in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from farfield.records import AgentRun
from farfield.reuse.access import Grade
from farfield.reuse.firsts import (
    BEFORE,
    Met,
    ReadText,
    first_grams,
    first_lines,
    from_outside,
    read_texts,
    stood_before,
)
from farfield.reuse.given import Given, held_in
from farfield.reuse.origins import Text, apart, texts_of
from farfield.reuse.renamed import find_renamed
from farfield.reuse.reproduced import Reproduced, find_reproduced, telling_lines
from farfield.reuse.spans import PartCount, Span, find_spans, mark_tokens
from farfield.reuse.submission import Part, Submission, read_submission


@dataclass(frozen=True)
class SharedText:
    """Spans in the same words, spans that are the same but for names, and reproduced lines, of a submission.

    `first_written`: the first event in which the agent wrote a run of its tokens that did not stand inside before;
    None where it wrote none, as where a script made it.
    """

    submission: Submission
    spans: Sequence[Span] = ()
    renamed: Sequence[Span] = ()
    parts: Mapping[Part, PartCount] = field(default_factory=dict)
    reproduced: Reproduced = field(default_factory=Reproduced)
    first_written: int | None = None

    @property
    def product(self) -> PartCount:
        """Tokens of product code, on which the verdict rests."""
        return self.parts.get("product", PartCount())


def compare_text(run: AgentRun, graded: Mapping[int, Grade], given: Given) -> SharedText:
    """The submission of a run against all that the run displayed before.

    `graded`: the grade of each result that an access has. `given`: what stood there before. The result does not
    depend on where a run stands among others.
    """
    submission = read_submission(run.patch or "")
    if not submission.files:
        return SharedText(submission)
    texts = [*_old_side(submission), *texts_of(run, graded)]
    read = list(read_texts(texts, submission.vocabulary))
    first = first_grams(submission.new_grams(), read)
    opened = any(text.origin == "outside" for text in texts)
    telling = {line.tokens for line in telling_lines(submission)}
    lines = first_lines(telling, read) if opened else {}
    first, lines = _less_given(submission, first, lines, given)
    found = find_spans(submission, first)
    return SharedText(
        submission,
        found.spans,
        _renamed(submission, texts, first) if opened else (),
        found.parts,
        find_reproduced(submission, lines) if opened else Reproduced(),
        _first_written(submission, first, read),
    )


def _first_written(
    submission: Submission, first: Mapping[bytes, Met], read: Sequence[ReadText]
) -> int | None:
    new = {gram for gram in submission.new_grams() if gram not in first or first[gram].origin != "inside"}
    own = first_grams(new, (one for one in read if one.text.origin == "own"))
    return min((met.event for met in own.values()), default=None)


def _old_side(submission: Submission) -> list[Text]:
    """What the patch itself shows of the base: context and removed lines."""
    return [Text(BEFORE, "inside", apart(file.old)) for file in submission.files if file.old]


def _less_given(
    submission: Submission, first: dict[bytes, Met], lines: dict[bytes, Met], given: Given
) -> tuple[dict[bytes, Met], dict[bytes, Met]]:
    """With what stood there before put inside; asked only for what would else come from outside."""
    doubtful = from_outside(first) | from_outside(lines)
    if not doubtful or not (given.background or given.repo):
        return first, lines
    held = held_in(given.texts(), doubtful, submission.vocabulary)
    return stood_before(first, held & first.keys()), stood_before(lines, held & lines.keys())


def _renamed(submission: Submission, texts: Sequence[Text], first: Mapping[bytes, Met]) -> Sequence[Span]:
    marked = [(file, stream, mark_tokens(stream, added, first)) for file, stream, added in submission.streams]
    return find_renamed(submission, texts, marked)
