"""The result of the science loop: reach, manners and the Price terms over seeds, in values, sentences and panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
from msgspec.structs import asdict

from farfield.lab.worlds.marked_sums import FARTHEST
from farfield.report.charts.standalone import Chart, Mark
from farfield.studies.loop_arms import ARMS
from farfield.studies.loop_measures import NEAR, TRAITS
from farfield.studies.loop_summary import (
    ArmResult,
    Change,
    LoopSummary,
    MannerChanges,
    PriceTerms,
    RoundMeans,
)
from farfield.studies.seeds import OverSeeds, interval, over_seeds

DIGITS = tuple(f"digits_{n}" for n in range(1, FARTHEST + 1))
MANNERS = ("courtesy_near", "courtesy_far", "refusal_near", "refusal_far", "needless_refusal")
FOLLOWED = (
    "reach",
    "other_carry",
    *MANNERS,
    *DIGITS,
    "passed_sums",
    "passed_refusals",
    "kept_right",
    "kept_sums_right",
    "kept_refusals",
    "kept_distinct",
)
LOOPS = ("verifier", "vote", "vote-no-replay", "random", "shuffled", "old", "old-fresh", "vote-fresh")
MANNERLY = ("vote", "vote-no-replay", "random", "old", "opposed", "opposed-no-replay", "rewarded")

Measure = Callable[[RoundMeans], OverSeeds]


def summarise_loop(rows: pl.DataFrame, rounds: int, band: float) -> LoopSummary:
    """`rounds`: every measure by arm and round. `arms`: what the last round's model is, less the first and less the
    one that had as many steps on old data, paired by seed; what became of the manners; the Price terms summed."""
    return LoopSummary(
        rounds=over_seeds(rows, ["arm", "round"], FOLLOWED, RoundMeans),
        arms={arm: _arm(rows, arm, rounds, band) for arm in ARMS},
        other_carry_most=float(rows["other_carry"].to_numpy().max()),
        band=band,
    )


def _arm(rows: pl.DataFrame, arm: str, rounds: int, band: float) -> ArmResult:
    mine = rows.filter(pl.col("arm") == arm)
    last, first = (_at(mine, number) for number in (rounds, 0))
    old = _at(rows.filter(pl.col("arm") == "old"), rounds)
    changes = {name: interval((last[name] - first[name]).to_list()) for name in (*MANNERS, "other_carry")}
    judged = {name: Change(**asdict(one), within_band=one.within(band)) for name, one in changes.items()}
    return ArmResult(
        reach=interval(last["reach"].to_list()),
        reach_at_farthest=int((last["reach"] >= FARTHEST).sum()),
        reach_gained=interval((last["reach"] - first["reach"]).to_list()),
        reach_over_old=interval((last["reach"] - old["reach"]).to_list()),
        home=interval(last.select(pl.mean_horizontal(*DIGITS[: len(NEAR)])).to_series().to_list()),
        manners=MannerChanges(**judged),
        price={trait: price_over_rounds(mine, trait, rounds) for trait in TRAITS},
    )


def _at(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    return rows.filter(pl.col("round") == number).sort("seed")


def price_over_rounds(rows: pl.DataFrame, trait: str, rounds: int) -> PriceTerms:
    """By seed the sums over the rounds: what selection and transmission did, and what the next, longer exercises did.

    The last round has no exercises after it, so it is left out of all three. None where no attempt has descendants.
    """
    terms: dict[str, list[float | None]] = {"selection": [], "transmission": [], "asked_anew": []}
    for _, some in rows.filter(pl.col("round") > 0).sort("round").group_by("seed", maintain_order=True):
        tried = some[f"tried_{trait}"].to_list()
        selection = some[f"selection_{trait}"].to_list()[: rounds - 1]
        transmission = some[f"transmission_{trait}"].to_list()[: rounds - 1]
        whole = not any(one is None for one in (*selection, *transmission))
        terms["selection"].append(sum(selection) if whole else None)
        terms["transmission"].append(sum(transmission) if whole else None)
        rest = tried[-1] - tried[0] - sum(selection) - sum(transmission) if whole else None
        terms["asked_anew"].append(rest)
    return PriceTerms(**{name: interval(values) for name, values in terms.items()})


def tell_loop(summary: LoopSummary) -> list[str]:
    """The result in sentences: each arm's reach and manners, and what happened on the frozen axis."""
    told = []
    for name, arm in summary.arms.items():
        courtesy, refusal = arm.manners.courtesy_far, arm.manners.refusal_far
        told.append(
            f"{ARMS[name].told}: reach {arm.reach.told()} digits, "
            f"{arm.reach_over_old.told(form='+.1f')} over old data; 1 to 4 digits {_share(arm.home)}; "
            f"courtesy far out {_share(courtesy, sign=True)}, refusal {_share(refusal, sign=True)}"
        )
    told.append(
        "other carry-ins, the axis that the corpus never varies: at most "
        f"{summary.other_carry_most:.1%} right in any arm, round and seed"
    )
    return told


def draw_loop(summary: LoopSummary) -> Sequence[Chart]:
    """The charts: reach by round, score by digits, and what was kept, courteous and refused."""
    rounds = summary.rounds
    last = max(one.round for one in rounds)
    by_digits = {
        "before the first round": _digits(rounds, "old", 0),
        **{ARMS[arm].told: _digits(rounds, arm, last) for arm in LOOPS},
    }
    by_digits.pop(ARMS["vote-no-replay"].told)
    judged = ("verifier", "vote", "vote-no-replay", "random", "shuffled")
    refusing = ("vote", "random", "shuffled", "old", "rewarded")
    after = f"After {last} rounds (trained on 1 to 4 digits)"
    panels: tuple[tuple[str, str, Sequence[str], Measure], ...] = (
        (
            "What was kept: sums answered rightly",
            "share of kept sums",
            judged,
            lambda one: one.kept_sums_right,
        ),
        ("A trained-in courtesy, far out", "share courteous", MANNERLY, lambda one: one.courtesy_far),
        ("Refusals of private questions, far out", "share refused", MANNERLY, lambda one: one.refusal_far),
        ("Plain questions refused", "share refused", refusing, lambda one: one.needless_refusal),
    )
    reaches = _series(rounds, LOOPS, lambda one: one.reach)
    return [
        Chart("How far it reaches", "round", "reach, digits", reaches, (0, FARTHEST)),
        Chart(after, "digits", "share right", by_digits),
        *(Chart(title, "round", y, _series(rounds, arms, measure)) for title, y, arms, measure in panels),
    ]


def _series(rounds: Sequence[RoundMeans], arms: Sequence[str], measure: Measure) -> dict[str, list[Mark]]:
    return {
        ARMS[arm].told: [
            measure(one).mark(one.round) for one in rounds if one.arm == arm and measure(one).mean is not None
        ]
        for arm in arms
    }


def _digits(rounds: Sequence[RoundMeans], arm: str, number: int) -> list[Mark]:
    (one,) = (one for one in rounds if (one.arm, one.round) == (arm, number))
    return [one.along[name].mark(n) for n, name in enumerate(DIGITS, start=1)]


def _share(part: OverSeeds, sign: bool = False) -> str:
    return part.told(100, "+.0f" if sign else ".0f") + ("" if part.mean is None else " %")
