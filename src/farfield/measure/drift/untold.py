"""Shares that nobody can know: of a subject whose scores alone are there, none of its answers is stale, nor isn't."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import structs

from farfield.measure.drift.account import Account
from farfield.measure.drift.rows import Row
from farfield.results import drift as results
from farfield.results.structs import ItemsMean, Mean

UNTOLD, NO_ITEMS = Mean(None, None, None), ItemsMean(0, None, None, None)


def told_outcomes(subject: str, rows: Sequence[Row], account: Account) -> frozenset[results.Outcome]:
    """Which of `stale` and `defers` can be told of a subject: by given outcomes, by names, or by what it wrote."""
    if "outcome" in account.columns:
        return frozenset({"stale", "defers"})
    wrote = subject in account.writers
    named = account.answers_known and (wrote or any(row.answer is not None for row in rows))
    told: dict[results.Outcome, bool] = {"stale": named, "defers": wrote}
    return frozenset(outcome for outcome, known in told.items() if known)


def without_untold(found: results.SubjectDrift, told: Collection[results.Outcome]) -> results.SubjectDrift:
    """A subject with null for the shares that are not told."""
    if len(told) == 2:
        return found
    return structs.replace(
        found,
        bands=bands_told(found.bands, told),
        stated_bands=bands_told(found.stated_bands, told),
        arms=[_arm(one, told) for one in found.arms],
    )


def bands_told(
    bands: Sequence[results.OutcomeBand], told: Collection[results.Outcome]
) -> list[results.OutcomeBand]:
    """Bands with null for the shares that are not told."""
    return [
        structs.replace(
            one,
            stale=one.stale if "stale" in told else UNTOLD,
            defers=one.defers if "defers" in told else UNTOLD,
        )
        for one in bands
    ]


def _arm(one: results.ArmOutcomes, told: Collection[results.Outcome]) -> results.ArmOutcomes:
    defers = "defers" in told
    return structs.replace(
        one,
        stale=one.stale if "stale" in told else UNTOLD,
        defers=one.defers if defers else UNTOLD,
        known_defers=one.known_defers if defers else NO_ITEMS,
        unknowable_defers=one.unknowable_defers if defers else NO_ITEMS,
        bands=bands_told(one.bands, told),
    )
