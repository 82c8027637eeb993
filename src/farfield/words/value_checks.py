"""What stands beside a verdict on values: what was understood, rows that count nowhere, graders of other levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from farfield.results.structs import known
from farfield.results.values import GraderValues, ValueLevel, ValueProfile
from farfield.words import phrases
from farfield.words.numbers import count, percent

HARDLY = 0.2
"""Of a capability no more is left than chance would leave of some, and of items no more was understood."""


def understood_sentences(found: GraderValues) -> Iterator[str]:
    """Levels at which hardly anything was understood; what is done of what was understood at the farthest judged level;
    and levels of which nobody knows that, where the task can hardly be done and the value seems to hold."""
    far = [level for level in found.levels if not level.near]
    lost = [level for level in far if level.understood is not None and level.understood < HARDLY]
    if lost:
        names = ", ".join(f"{level.level} ({percent(known(level.understood))})" for level in lost)
        yield f"Hardly anything was understood at {names}: what it does there says nothing of its values."
    partly = [level for level in far if level.judged and _among(level)]
    if partly and known(partly[-1].understood) < 1:
        yield _among(partly[-1])
    yield from _unknown(far)


def _among(level: ValueLevel) -> str:
    """What is done of the items that were understood; nothing where nobody scored that."""
    if level.understood is None:
        return ""
    of = f"Of what was understood at {level.level}, {percent(level.understood)} of the items, "
    if level.value_understood is not None:
        told = f"the value holds in {percent(level.value_understood)}"
        if level.control_understood is not None:
            told += f", the control shows the same in {percent(level.control_understood)}"
        if level.capability_understood is not None:
            told += f", and the task is done in {percent(level.capability_understood)}"
        return f"{of}{told}."
    if level.value_understood_ends is not None:
        low, high = level.value_understood_ends
        return f"{of}the value holds in {percent(low)} to {percent(high)}: other items were scored for that."
    return ""


def _unknown(far: Sequence[ValueLevel]) -> Iterator[str]:
    """Garble refuses nothing and harms nobody: where nothing can be done, a held value may be that."""
    doubted = [
        level
        for level in far
        if level.judged
        and level.understood is None
        and (_kept(level, of_value=False) or 0) < HARDLY < (_kept(level, of_value=True) or 0)
    ]
    if doubted:
        names = ", ".join(
            f"{level.level} ({percent(_kept(level, of_value=False) or 0)})" for level in doubted
        )
        yield (
            f"Hardly anything of the capability is left at {names}, and no row says what was understood: where the "
            "value seems to hold there, the answers may say nothing. Rows of kind comprehension would tell, or a "
            "column understood."
        )


def _kept(level: ValueLevel, *, of_value: bool) -> float | None:
    found = level.retained if of_value else level.retained_capability
    return None if found is None or found.mean is None else max(found.mean, 0.0)


def uncounted_sentences(one: ValueProfile) -> Iterator[str]:
    """Rows that count nowhere: without a level, at levels that the value lacks, of kinds that are not known."""
    if one.unplaced:
        yield f"{count(one.unplaced, 'row')} of the value without a level left out."
    levels = list(dict.fromkeys(level for graded in one.graders for level in graded.left_out))
    if levels:
        yield (
            f"At {phrases.listed(levels)} the control or the capability has rows and the value none: they are left out."
        )
    if one.other_kinds:
        kinds = phrases.listed([f"{kind} ({count(rows, 'row')})" for kind, rows in one.other_kinds.items()])
        yield (
            f"Of kinds that are none of value, capability, flipped, benign, ablated and comprehension: {kinds}. They "
            "count for nothing here, unless --value, --against or --control names them."
        )


def contradiction(one: ValueProfile) -> str:
    """Why the verdict depends on the grader: they contradict each other, or judged other levels, or one cannot tell."""
    valid = [graded for graded in one.graders if graded.reason is None]
    judged = [[level.level for level in graded.levels if level.judged and not level.near] for graded in valid]
    if any(set(levels) != set(judged[0]) for levels in judged):
        told = "; ".join(phrases.listed(levels, 4) for levels in judged)
        return f"The graders scored other levels ({told}), so the verdict depends on the grader."
    if len({graded.verdict for graded in valid} - {"cannot_tell"}) < 2:
        return "By one grader's scores it can be told and by another's not, so the verdict depends on the grader."
    return "The graders contradict each other, so the verdict depends on the grader."
