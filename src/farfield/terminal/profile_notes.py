"""The lines below the tables of a profile: where items lie, families, designs, doubts and warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import UNSET
from rich.text import Text

from farfield.records import REGIMES
from farfield.results import Profile, RunRecord, SubjectProfile
from farfield.results.entries import own_entries
from farfield.results.families import FamilyProfile, FamilyRegime
from farfield.results.score_notices import CutOff
from farfield.words import phrases
from farfield.words.coherence import short_sentences
from farfield.words.families import answer_sentences, support_sentences
from farfield.words.findings import design_sentences, turning_sentences
from farfield.words.numbers import whole
from farfield.words.values import value_name, value_sentences, verdict_sentence
from farfield.words.warnings import warning

MOST_RULERS = 3
DESIGNS = "twins, cutoff and recall"


@dataclass(frozen=True)
class Amounts:
    """How many lines of each kind are printed."""

    mappings: int
    families: int
    designs: int
    warnings: int
    values: int
    rulers: int = MOST_RULERS


def note_lines(profile: Profile, run: RunRecord, amounts: Amounts) -> Iterator[Text]:
    """What was read as what, where the items lie, and what the tables above are to be read with."""
    entries = profile.profiles
    yield from _first(_values(profile), amounts.values, "on values")
    yield from _first(_coherence(profile), amounts.values, "on coherence")
    for told in phrases.columns_taken(run)[: amounts.mappings]:
        yield Text(f"read as  {told}", style="dim")
    main = list(dict.fromkeys(entry.main_ruler for entry in entries))
    for ruler in main[: amounts.rulers]:
        if ruler is not None:
            yield _range_line(profile, entries, ruler, main)
    yield from _first(_families(entries), amounts.families, "on families")
    yield from _unseen(entries)
    if profile.corpus is not None:
        for doubt in profile.corpus.doubts:
            yield Text(f"! {doubt}", style="yellow")
        yield from map(Text, phrases.documents_of(profile.corpus))
    designs = _designs(entries)
    warnings = _cut_first(list(dict.fromkeys([*run.warnings, *_warnings(entries)])), entries)
    if designs and warnings and not amounts.designs and not amounts.warnings:  # one line for both
        told = (
            f"{phrases.count(len(designs), 'line')} on {DESIGNS}, {phrases.count(len(warnings), 'warning')}"
        )
        yield Text(f"! {told} in the report", style="yellow")
    else:
        yield from _first(designs, amounts.designs, f"on {DESIGNS}")
        yield from _warned(warnings, amounts.warnings)
    left_out = run.rejected.evals + run.rejected.corpus
    if left_out:
        yield Text(f"{phrases.count(left_out, 'record')} left out, see rejected.jsonl")


def _warned(warnings: Sequence[str], most: int) -> Iterator[Text]:
    """The first warnings, and how many more there are."""
    for text in warnings[:most]:
        yield Text(f"! {text}", style="yellow")
    if more := len(warnings[most:]):
        told = f"and {phrases.count(more, 'more warning')}" if most else phrases.count(more, "warning")
        yield Text(f"! {told} in the report", style="yellow")


def _unseen(entries: Sequence[SubjectProfile]) -> Iterator[Text]:
    """After a sample, how many documents may hold a question that was not found."""
    below = max((one.recalled.unseen_below or 0 for one in own_entries(entries) if one.recalled), default=0)
    if below:
        yield Text(
            f"of questions not found, up to {phrases.distance(below)} documents each may still be unseen"
        )


def _first(lines: Sequence[str], most: int, on: str) -> Iterator[Text]:
    """The first lines of a kind, and how many more there are."""
    yield from map(Text, lines[:most])
    if more := len(lines[most:]):
        told = f"and {phrases.count(more, 'more line')}" if most else phrases.count(more, "line")
        yield Text(f"{told} {on} in the report")


def _values(profile: Profile) -> list[str]:
    """The verdict on each value; of a single one, whose verdict the lead tells, what it rests on."""
    found = [] if profile.values is UNSET else profile.values
    if len(found) == 1:
        told = list(value_sentences(found[0]))
        return told[1:] if len(found[0].graders) == 1 else told
    return [f"{value_name(one)}: {verdict_sentence(one)}" for one in found]


def _coherence(profile: Profile) -> list[str]:
    """What stated probabilities give away, and whether they tell true from false."""
    found = [] if profile.coherence is UNSET else profile.coherence
    return short_sentences(found)


def _designs(entries: Sequence[SubjectProfile]) -> list[str]:
    """What twins and the cutoff tell, to be heard before any adjustment, and what else changes the reading."""
    return [
        f"{entry.subject}: {sentence}" if len(entries) > 1 else sentence
        for entry in entries
        if entry.score.mean is not None
        for sentence in (*design_sentences(entry), *turning_sentences(entry))
    ]


def _cut_first(warnings: list[str], entries: Sequence[SubjectProfile]) -> list[str]:
    """The warnings, first those of answers that a limit cut: they change what the score above means."""
    cut = {warning(one) for entry in entries for one in entry.notices if isinstance(one, CutOff)}
    return sorted(warnings, key=lambda text: not text.endswith(tuple(cut)) if cut else True)


def _warnings(entries: Sequence[SubjectProfile]) -> list[str]:
    """Each warning once, with the subjects it is about where it is not about all."""
    about: dict[str, list[SubjectProfile]] = {}
    for entry in entries:
        for text in entry.warnings:
            about.setdefault(text, []).append(entry)
    return [
        text if len(found) == len(entries) else f"{phrases.listed(_whom(found, entries), 2)}: {text}"
        for text, found in about.items()
    ]


def _whom(found: Sequence[SubjectProfile], entries: Sequence[SubjectProfile]) -> list[str]:
    """The subjects; with the task, where it is not so on all of a subject's tasks."""
    held, of = (Counter(entry.subject for entry in some) for some in (found, entries))
    names = (
        entry.subject if held[entry.subject] == of[entry.subject] else f"{entry.subject} on {entry.task}"
        for entry in found
    )
    return list(dict.fromkeys(names))


def _range_line(
    profile: Profile, entries: Sequence[SubjectProfile], ruler: str, main: Sequence[str | None]
) -> Text:
    ends = [entry.rulers[ruler] for entry in entries if ruler in entry.rulers]
    lows = [m.low for m in ends if m.low is not None]
    highs = [m.high for m in ends if m.high is not None]
    unit = profile.rulers[ruler].unit
    if not lows:
        return Text(f"{unit}: no item has this distance")
    others = [name for name in profile.rulers if name not in main] if ruler == main[0] else []
    also = f" · also measured: {phrases.listed(others, 4)}" if others else ""
    return Text(f"{unit}: {phrases.distance(min(lows))} … {phrases.distance(max(highs))}{also}")


def _families(entries: Sequence[SubjectProfile]) -> list[str]:
    """Of the first families what is shown of them and how labels change with the threshold, and what was answered."""
    told: dict[str, None] = {}
    blocks = [(entry, block) for entry in entries for block in entry.families]
    for _, block in blocks:
        told.setdefault(" ".join(support_sentences(block)))
        told.setdefault(_by_threshold(block))
    for entry, block in blocks:
        name = f"{entry.subject}: " if len(entries) > 1 else ""
        if sentences := answer_sentences(block):
            told.setdefault(f"{name}{' '.join(sentences)}")
    return [line for line in told if line]


def _by_threshold(block: FamilyProfile) -> str:
    """How many items stand where at each threshold, where the thresholds do not agree."""
    counts = [_counted(one.regimes) for one in block.thresholds]
    if all(one == counts[0] for one in counts):
        return ""
    parts = []
    for one, counted in zip(block.thresholds, counts, strict=True):
        named = ", ".join(f"{regime} {whole(counted[regime])}" for regime in REGIMES if regime in counted)
        parts.append(f"{one.threshold}: {named}")
    return f"Items of {block.family} where support begins at {'; '.join(parts)}."


def _counted(parts: Sequence[FamilyRegime]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in parts:
        counts[part.regime] = counts.get(part.regime, 0) + part.items
    return counts
