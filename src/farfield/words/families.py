"""What is said of families: by their support, of a subject's answers, and what would overturn a label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from farfield.results.families import AxisProfile, FamilyProfile
from farfield.results.structs import known
from farfield.words.numbers import count, interval, percent, significant, whole

LEVELS_TOLD = 6
TIMES = {1: "once", 2: "twice", 3: "three times"}


def support_sentences(block: FamilyProfile) -> list[str]:
    """What the corpus, or a declaration, shows of a family."""
    support = block.support
    if support.source is None or not support.points:
        return [f"Where items of {block.family} stand is unknown: {support.note}."]
    if support.source == "declared":
        told = f"The support of {block.family} is declared ({support.declared}), not counted in a corpus."
    else:
        fraction = known(support.searched_fraction)
        where = (
            "The corpus" if fraction >= 1 else f"The {percent(fraction, 1)} of the corpus that was searched"
        )
        told = (
            f"{where} shows {block.family} {times(known(support.occurrences))}, in "
            f"{count(known(support.documents), 'document')}."
        )
    return [told, *(_axis(axis) for axis in block.axes)]


def _axis(axis: AxisProfile) -> str:
    if axis.common is None:
        return f"It tells no level of {axis.name}."
    at = axis.at[0]
    shown = [
        one for one in axis.levels if (one.regime == "interpolation" if one.count is None else one.count > 0)
    ]
    never = [str(one.level) for one in axis.levels if one.count == 0 and one.items]
    span = at.range
    if axis.off == 0:
        told = f"It never varies {axis.name}: {axis.common} alone"
    elif span:
        told = f"Along {axis.name} it shows {span[0]} to {span[1]}" + (
            f" often enough, most often {axis.common}" if at.threshold > 1 else f", most often {axis.common}"
        )
    elif axis.off is None:
        told = f"Along {axis.name} it holds {_listed([str(one.level) for one in shown])}"
    else:
        others = [
            f"{axis.name} {one.level} {times(known(one.count))}"
            for one in shown
            if str(one.level) != str(axis.common)
        ]
        told = f"Along {axis.name} it shows {axis.common} most often, {_listed(others)}"
    return told + (f"; never {_listed(never)}." if never and axis.off is not None else ".")


def answer_sentences(block: FamilyProfile) -> list[str]:
    """What a subject's answers to a family are, beside right and wrong."""
    return [*_comprehension(block), *_recitation(block), *_outcomes(block)]


def _comprehension(block: FamilyProfile) -> Iterator[str]:
    found = block.comprehension
    if found is None or found.items is None:
        return
    checks, items = found.checks, found.items
    yield (
        f"Off the usual conditions of {block.family} it understood {percent(known(checks.mean))} "
        f"{interval(checks.low, checks.high)} of {count(checks.items, 'check')} and solved "
        f"{percent(known(items.mean))} {interval(items.low, items.high)} of {count(items.items, 'item')}."
    )


def _recitation(block: FamilyProfile) -> Iterator[str]:
    found = block.recitation
    if found and found.wrong:
        yield (
            f"Of {count(found.wrong, 'wrong answer')} where the usual world has another, {percent(known(found.mean))} "
            f"{interval(found.low, found.high)} are the usual world's."
        )


OUTCOMES = {
    "empty": "were empty",
    "refusal": "were refusals",
    "unparsed": "held no answer",
    "timeout": "ran out of time",
    "limit": "were ended by a limit",
    "error": "ended in an error",
}


def _outcomes(block: FamilyProfile) -> Iterator[str]:
    outcomes = block.outcomes or {}
    found = {name: number for name, number in outcomes.items() if name != "answered" and number}
    if found:
        told = [f"{whole(number)} {OUTCOMES.get(name, f'were {name}')}" for name, number in found.items()]
        yield f"Of its {count(sum(outcomes.values()), 'output')} {_listed(told)}."


def overturning(block: FamilyProfile) -> list[str]:
    """What would change the labels of a family: for each axis whose levels are not supported, how many texts."""
    if block.support.source != "corpus" or not block.support.points:
        return []
    found = [sentence for axis in block.axes if axis.at for sentence in _overturning(axis)]
    fraction = known(block.support.searched_fraction)
    bounds = sum(part.bounds for part in block.thresholds[0].regimes)
    if bounds:
        found.append(
            f"Only {percent(fraction, 1)} of the corpus was searched: {count(bounds, 'label')} could be nearer than "
            "they say, and none farther."
        )
    return found


def _overturning(axis: AxisProfile) -> Iterator[str]:
    at = axis.at[0]
    tau = at.threshold
    for regime in ("hyperpolation", "extrapolation"):
        levels = [one for one in axis.levels if one.items and one.regime == regime]
        if not levels:
            continue
        items = count(sum(one.items for one in levels), "item")
        if regime == "hyperpolation":
            yield (
                f"{_texts(tau - known(axis.off))} with another {axis.name} than {axis.common} would make that axis "
                f"one that varies: the {items} off it would no longer be hyperpolation by it."
            )
        elif span := at.range:
            yield (
                f"{_texts(tau)} with {axis.name} outside {span[0]} to {span[1]} would widen the range that the "
                f"{items} outside it are judged by."
            )
        else:
            told = _listed([f"{one.level} ({times(known(one.count))} so far)" for one in levels], "or")
            yield f"{_texts(tau)} with {axis.name} {told} would bring items nearer: {items} stand there."


def _texts(number: int) -> str:
    return "One text" if number == 1 else f"{whole(number)} texts"


def times(number: int) -> str:
    """1 -> "once", 3000 -> "3,000 times"."""
    return TIMES.get(number, f"{whole(number)} times") if number else "never"


def _listed(names: Sequence[str], last: str = "and") -> str:
    shown = [
        *names[:LEVELS_TOLD],
        *([f"{whole(len(names) - LEVELS_TOLD)} more"] if len(names) > LEVELS_TOLD else []),
    ]
    return f" {last} ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def divergence_sentence(block: FamilyProfile) -> str:
    """How far the items' levels diverge from the corpus's, as a sentence; empty where that is not known."""
    found = block.divergence
    if found is None or found.atoms is None:
        return ""
    atoms = significant(found.atoms, 2)
    if found.compounds is None:
        return f"The items' levels diverge from the corpus's by {atoms} (0 the same, 1 nothing shared)."
    compounds = significant(found.compounds, 2)
    return (
        f"The items' levels diverge from the corpus's by {atoms}, their pairs by {compounds} "
        "(0 the same, 1 nothing shared)."
    )
