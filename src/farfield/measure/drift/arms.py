"""What a reminder does: the same questions without it and with it, clustered by fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import structs

from farfield.arrays import Codes, Floats, Rows
from farfield.measure.drift.arm_names import IRRELEVANT
from farfield.measure.drift.rows import Row
from farfield.measure.intervals import Interval, mean_interval
from farfield.results import drift as results
from farfield.results.structs import ItemsMean, Mean

FEWEST_PAIRS = 5


@dataclass(frozen=True)
class Pairs:
    """Questions (n,) asked without a reminder and with it: shares current, stale and misplaced, and their facts;
    `bare_chance` and `told_chance`: the probability of the current answer, NaN where an answer has none."""

    keys: Sequence[str]
    bare: Floats
    bare_stale: Floats
    told: Floats
    misplaced: Floats
    bare_chance: Floats
    told_chance: Floats
    clusters: Codes

    def take(self, rows: Rows) -> Pairs:
        kept = [key for key, inside in zip(self.keys, rows, strict=True) if inside]
        return Pairs(
            kept,
            self.bare[rows],
            self.bare_stale[rows],
            self.told[rows],
            self.misplaced[rows],
            self.bare_chance[rows],
            self.told_chance[rows],
            self.clusters[rows],
        )

    def __len__(self) -> int:
        return len(self.keys)


def share_of(told: Sequence[bool] | Floats, facts: Sequence[str], confidence: float) -> Mean:
    """A share of answers with its interval over facts; null without answers."""
    if not len(facts):
        return Mean(None, None, None)
    return Mean(*mean_interval(np.asarray(told, np.float64), codes_of(facts), confidence))


def items_share(told: Sequence[bool] | Floats, facts: Sequence[str], confidence: float) -> ItemsMean:
    """A share of answers with its interval over facts, and how many answers."""
    found = share_of(told, facts, confidence)
    return ItemsMean(len(facts), found.mean, found.low, found.high)


def codes_of(names: Sequence[str]) -> Codes:
    """A number from 0 for each distinct name."""
    return np.unique(np.asarray(names, str), return_inverse=True)[1].astype(np.int64)


def effects(
    bare: Mapping[str, Sequence[Row]],
    arms: Mapping[str, Sequence[Row]],
    when: Mapping[str, results.When],
    confidence: float,
) -> Iterator[results.ArmEffect]:
    """Each reminder's effect on all questions, and on those whose change is known, unclear and unknowable.

    `bare`: a subject's answers in each arm without a reminder, its own first; `arms`: those with each; `when`: by fact.
    Where a reminder stands in conversations of several lengths, its effect is that at the first place after it.
    """
    asked = {name: _beside(bare, rows) for name, rows in arms.items()} if bare else {}
    beside = next((asked[name][1] for name in IRRELEVANT if name in asked), None)
    facts = {row.pair: row.fact for rows in bare.values() for row in rows}
    for name, (baseline, pairs, of_wrong) in asked.items():
        for part in ("all", "known", "unclear", "unknowable"):
            rows = np.array([part == "all" or when.get(facts[key]) == part for key in pairs.keys], bool)
            held = pairs.take(rows) if len(pairs) else pairs
            if len(held):
                effect = _effect(
                    name, part, held, None if name in IRRELEVANT else beside, of_wrong, confidence
                )
                yield structs.replace(effect, baseline=baseline)


def _beside(bare: Mapping[str, Sequence[Row]], told: Sequence[Row]) -> tuple[str, Pairs, bool]:
    """The arm without a reminder to pair with, the pairs, and whether they were chosen for being wrong there."""
    paired = [(name, pair_up(rows, told)) for name, rows in bare.items()]
    chosen = [(name, pairs) for name, pairs in paired if _asked_of_wrong(bare[name], pairs)]
    return (*chosen[0], True) if chosen else (*paired[0], False)


def pair_up(bare: Sequence[Row], told: Sequence[Row]) -> Pairs:
    """Questions asked both ways; several answers to one are their mean."""
    first = min((row.place for row in told if row.place is not None), default=None)
    near = [row for row in told if row.place == first]
    before, after = _by_pair(bare), _by_pair(near)
    keys = [key for key in before if key in after]

    def means(rows: Mapping[str, list[Row]], outcome: str) -> Floats:
        return np.array([np.mean([row.outcome == outcome for row in rows[key]]) for key in keys], np.float64)

    def chances(rows: Mapping[str, list[Row]]) -> Floats:
        return np.array(
            [
                np.mean([np.nan if row.probability is None else row.probability for row in rows[key]])
                for key in keys
            ],
            np.float64,
        )

    return Pairs(
        keys, means(before, "current"), means(before, "stale"), means(after, "current"), means(after, "misplaced"),
        chances(before), chances(after), codes_of([before[key][0].fact for key in keys]),
    )  # fmt: skip


def _by_pair(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.pair, []).append(row)
    return found


def _asked_of_wrong(bare: Sequence[Row], pairs: Pairs) -> bool:
    """Whether the reminder was asked of questions that were wrong without it, and of no others."""
    right = any(row.outcome == "current" for row in bare)
    return right and len(pairs) > 0 and not pairs.bare.any() and len(pairs) < len({row.pair for row in bare})


def _effect(
    name: str, part: str, pairs: Pairs, irrelevant: Pairs | None, of_wrong: bool, confidence: float
) -> results.ArmEffect:
    reason: results.NoGap | None = (
        "asked_of_wrong" if of_wrong else "few_pairs" if len(pairs) < FEWEST_PAIRS else None
    )
    gap = None if reason else difference(pairs.told - pairs.bare, pairs.clusters, confidence)
    wrong, right, stale = pairs.bare < 0.5, pairs.bare >= 0.5, pairs.bare_stale >= 0.5
    return results.ArmEffect(
        arm=name, baseline="", of=part, pairs=len(pairs), facts=len(np.unique(pairs.clusters)), gap=gap,  # type: ignore[arg-type]
        net=_net(pairs, irrelevant, confidence) if irrelevant is not None and not reason else None,
        mended=_share(pairs.told, wrong, pairs.clusters, confidence),
        mended_stale=_share(pairs.told, stale, pairs.clusters, confidence),
        lost=_share(1 - pairs.told, right, pairs.clusters, confidence),
        misplaced=Mean(*mean_interval(pairs.misplaced, pairs.clusters, confidence)), reason=reason,
        probability=_by_probability(pairs, confidence),
    )  # fmt: skip


def _by_probability(pairs: Pairs, confidence: float) -> results.ShareDifference | None:
    apart = pairs.told_chance - pairs.bare_chance
    return None if np.isnan(apart).any() else difference(apart, pairs.clusters, confidence)


def _net(pairs: Pairs, irrelevant: Pairs, confidence: float) -> results.ShareDifference | None:
    """With the reminder less with as much irrelevant text, on the questions that were asked both."""
    other = dict(zip(irrelevant.keys, irrelevant.told, strict=True))
    rows = np.array([key in other for key in pairs.keys], bool)
    if rows.sum() < FEWEST_PAIRS:
        return None
    beside = np.array([other[key] for key in pairs.keys if key in other], np.float64)
    return difference(pairs.told[rows] - beside, pairs.clusters[rows], confidence)


def _share(values: Floats, rows: Rows, clusters: Codes, confidence: float) -> ItemsMean:
    if not rows.any():
        return ItemsMean(0, None, None, None)
    return ItemsMean(int(rows.sum()), *mean_interval(values[rows], clusters[rows], confidence))


def difference(values: Floats, clusters: Codes, confidence: float) -> results.ShareDifference:
    """The mean of differences in [-1, 1] with its interval; it has a width where all are alike, too."""
    found = mean_interval((values + 1) / 2, clusters, confidence)
    return results.ShareDifference(2 * found.mean - 1, *_doubled(found))


def _doubled(found: Interval) -> tuple[float | None, float | None]:
    return (
        None if found.low is None else 2 * found.low - 1,
        None if found.high is None else 2 * found.high - 1,
    )
