"""One run → its row, its accesses and its spans: all that is said of it, with the lines that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from farfield.records import AgentRun, Event
from farfield.reuse.access import ACCESSED, Accesses, Grade
from farfield.reuse.firsts import read_texts, whole_lines
from farfield.reuse.given import Given
from farfield.reuse.lines import plain_text
from farfield.reuse.origins import texts_of
from farfield.reuse.reproduced import telling_lines
from farfield.reuse.spans import PartCount, Span
from farfield.reuse.submission import Submission, read_submission
from farfield.reuse.text import SharedText, compare_text
from farfield.reuse.tokens import BREAK
from farfield.reuse.unseen_edits import count_unseen_edits
from farfield.reuse.verdict import Verdict, counting, judge

MOST_LINES = 120
"""Of a span's source and of its submission, that a row holds."""
MOST_SPANS = 200
"""Of a run, those that make its verdict and the longest."""
LONGEST_TEXT = 12_000
"""Characters of either."""
MOST_TEXT = 600_000
"""Characters of all of a run's: they are held until the tables are written, of thousands of runs."""
UNSEEN_EDITS = (
    "calls that may have changed files in ways that the rebuilt patch lacks, as sed -i or a script does"
)


@dataclass(frozen=True, slots=True)
class GoldLines:
    """Telling lines of product code of the known fix: all, those displayed from outside, those handed in."""

    lines: int
    seen: int
    submitted: int


@dataclass(frozen=True, slots=True)
class TextCounts:
    """What a run's row says of its text: `product` and `tests` in tokens, all else as its column."""

    product: PartCount
    tests: PartCount
    added_lines: int
    binary: int
    renamed_tokens: int
    reproduced_lines: int
    reproduced_of: int
    reproduced_share: float | None


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A span with the text of both its sides. Lines of the source are counted from 1 in its output."""

    span: Span
    counts: bool
    source_first_line: int
    source_text: str
    submission_text: str


@dataclass(frozen=True, slots=True)
class AuditedRun:
    """What was found of a run, without its events. `unseen_edits`: calls that may have changed files in ways that its
    rebuilt patch lacks; 0 where the log records the patch. `unread`: calls whose arguments cannot be read, and what
    came back from no call that is known: what they looked up may be missing. `parsed`: whether what was handed in is a
    diff; else all of its text counts as new.
    """

    run: str
    task: str
    subject: str
    format: str
    file: str
    claimed: bool | None
    patch: str
    events: int
    accesses: Accesses
    text: TextCounts
    first_edit: int | None
    verdict: Verdict
    gold: GoldLines | None
    truncated: int
    unread: int
    parsed: bool
    unseen_edits: int
    notes: Sequence[str]
    spans: Sequence[SpanRow]

    @property
    def first_access(self) -> int | None:
        """The event with the first content that may hold an answer."""
        first = self.accesses.first
        return None if first is None else first.event if first.result is None else first.result

    @property
    def handed_in(self) -> bool:
        """Whether anything was handed in, as far as anything tells."""
        return self.verdict != "no patch"

    @property
    def sources(self) -> frozenset[int]:
        """The events from which spans that make its verdict came."""
        return frozenset(event for row in self.spans if row.counts for event in row.span.events)


def audit_run(run: AgentRun, accesses: Accesses, given: Given, gold: str | None = None) -> AuditedRun:
    """All that is said of a run. `gold`: the known fix, a reference only; the run may have none."""
    graded = accesses.graded_results()
    shared = compare_text(run, graded, given)
    handed_in = bool(run.patch and run.patch.strip())
    unseen = count_unseen_edits(run) if run.patch_origin == "rebuilt" else 0
    verdict = judge(shared, accesses.grade, patch=handed_in or run.patch_origin == "untold")
    return AuditedRun(
        run=run.run_id,
        task=run.task,
        subject=run.subject,
        format=run.format,
        file=run.file,
        claimed=run.claimed,
        patch=run.patch_origin,
        events=len(run.events),
        accesses=accesses,
        text=_counts(shared),
        first_edit=shared.first_written,
        verdict=verdict,
        gold=_gold_lines(run, graded, gold or run.reference, shared.submission),
        truncated=sum(event.cut for event in run.events),
        unread=sum(map(_is_unread, run.events)),
        parsed=shared.submission.parsed or not handed_in,
        unseen_edits=unseen,
        notes=(*run.notes, *([f"{UNSEEN_EDITS}: {unseen:,}"] if unseen else ())),
        spans=_evidence(run, shared, verdict),
    )


def _is_unread(event: Event) -> bool:
    return event.broken is not None or (event.kind == "result" and event.call is None)


def _counts(shared: SharedText) -> TextCounts:
    reproduced = shared.reproduced
    return TextCounts(
        product=shared.product,
        tests=shared.parts.get("tests", PartCount()),
        added_lines=shared.submission.added_lines,
        binary=shared.submission.binary,
        renamed_tokens=sum(span.tokens for span in shared.renamed),
        reproduced_lines=reproduced.lines,
        reproduced_of=reproduced.of,
        reproduced_share=reproduced.share,
    )


def _gold_lines(
    run: AgentRun, graded: Mapping[int, Grade], gold: str | None, submission: Submission
) -> GoldLines | None:
    """None where no fix is known."""
    fix = read_submission(gold or "")
    wanted = {line.tokens for line in telling_lines(fix)}
    if not gold or not wanted:
        return None
    seen: set[bytes] = set()
    if any(grade in ACCESSED for grade in graded.values()):
        outside = (text for text in texts_of(run, graded) if text.origin == "outside")
        for read in read_texts(outside, fix.vocabulary):
            seen.update(line for _, line in whole_lines(read.stream, read.own) if line in wanted)
    submitted: set[bytes] = set()
    for file in submission.files:
        stream = fix.vocabulary.read(file.lines)
        new = stream.marked("added", "plain")
        submitted.update(line for _, line in whole_lines(stream, new) if line in wanted)
    return GoldLines(len(wanted), len(seen), len(submitted))


def _evidence(run: AgentRun, shared: SharedText, verdict: Verdict) -> list[SpanRow]:
    """The spans that tell something, with their texts: those that make the verdict, then the others, the longest."""
    telling = [span for span in (*shared.spans, *shared.renamed) if span.informative]
    deciding = counting(telling) if verdict == "copied" else []
    if verdict == "reproduced":
        deciding = list(shared.reproduced.spans)
        telling += deciding
    texts = {event.number: event.text for event in run.events if event.kind == "result"}
    chosen = {id(span) for span in deciding}
    telling.sort(key=lambda span: (id(span) not in chosen, -span.informative, span.file, span.first_line))
    telling = telling[:MOST_SPANS]
    longest = min(LONGEST_TEXT, MOST_TEXT // (2 * max(1, len(telling))))
    rows = [_row(span, id(span) in chosen, shared.submission, texts, longest) for span in telling]
    return sorted(rows, key=lambda row: (not row.counts, row.span.file, row.span.first_line, row.span.kind))


def _row(span: Span, counts: bool, submission: Submission, texts: Mapping[int, str], longest: int) -> SpanRow:
    source = plain_text(texts.get(span.events[0], "")).split("\n")
    lines = [line for _, line in span.pairs]
    first, last = min(lines, default=0), max(lines, default=0)
    new = [
        line.text
        for file in submission.files
        if file.path == span.file
        for line, place in zip(file.lines, file.places, strict=True)
        if span.first_line <= place <= span.last_line and line.text != BREAK
    ]
    shown = ("\n".join(lines[:MOST_LINES])[:longest] for lines in (source[first : last + 1], new))
    return SpanRow(span, counts, first + 1, *shown)
