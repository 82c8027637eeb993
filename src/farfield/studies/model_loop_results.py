"""The result of the science loop on a language model: scores, manners and the Price terms over seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl
from msgspec.structs import asdict

from farfield.report.charts.standalone import Chart, Mark
from farfield.results.structs import known
from farfield.studies.loop_measures import TRAITS
from farfield.studies.loop_results import MANNERS, price_over_rounds
from farfield.studies.loop_summary import Change
from farfield.studies.model_loop_summary import (
    MannerChange,
    ModelArm,
    ModelLoopSummary,
    ModelRound,
    PromptScore,
)
from farfield.studies.seeds import OverSeeds, interval, over_seeds
from farfield.studies.written_sums import LEVELS

LEVEL_SCORES = tuple(f"level_{number}" for number in range(1, len(LEVELS) + 1))
FOLLOWED = (
    "score",
    "reach",
    *LEVEL_SCORES,
    *MANNERS,
    "tried_formed",
    "passed",
    "kept_right",
    "kept_distinct",
)
TOLD = {
    "verifier": "verifier",
    "vote": "vote: three of four agree",
    "chance": "chance",
    "nobody": "nobody: what it was taught before",
    "form-only": "right answers, dealt out anew",
    "taught": "right answers, no attempt",
}
PROMPTED = "prompted"


Measure = Callable[[ModelRound], OverSeeds]


def summarise_model_loop(rows: pl.DataFrame, rounds: int, band: float) -> ModelLoopSummary:
    """What each arm is after the last round, less its start, the best prompt and the other arms, paired by seed."""
    loops, prompted = rows.filter(pl.col("arm") != PROMPTED), rows.filter(pl.col("arm") == PROMPTED)
    prompts = over_seeds(prompted, ["prompt"], ("score", *LEVEL_SCORES), PromptScore)
    best = max(prompts, key=lambda one: known(one.score.mean)).prompt
    drawn_out = prompted.filter(pl.col("prompt") == best).sort("seed")
    return ModelLoopSummary(
        rounds=over_seeds(loops, ["arm", "round"], FOLLOWED, ModelRound),
        prompts=prompts,
        best_prompt=best,
        arms={arm: _arm(loops, arm, rounds, band, drawn_out) for arm in TOLD},
        last_round=rounds,
        band=band,
    )


def _arm(rows: pl.DataFrame, arm: str, rounds: int, band: float, drawn_out: pl.DataFrame) -> ModelArm:
    mine = rows.filter(pl.col("arm") == arm)
    last, first = _at(mine, rounds), _at(mine, 0)
    others = {name: _at(rows.filter(pl.col("arm") == name), rounds) for name in TOLD if name != arm}
    changes = {name: interval((last[name] - first[name]).to_list()) for name in MANNERS}
    judged = {name: Change(**asdict(one), within_band=one.within(band)) for name, one in changes.items()}
    return ModelArm(
        score=interval(last["score"].to_list()),
        gained=interval((last["score"] - first["score"]).to_list()),
        over_prompt=interval((last["score"] - drawn_out["score"]).to_list()),
        over={name: interval((last["score"] - other["score"]).to_list()) for name, other in others.items()},
        levels_gained={name: interval((last[name] - first[name]).to_list()) for name in LEVEL_SCORES},
        manners=MannerChange(**judged),
        price={trait: price_over_rounds(mine, trait, rounds) for trait in TRAITS},
    )


def _at(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    return rows.filter(pl.col("round") == number).sort("seed")


def tell_model_loop(summary: ModelLoopSummary) -> list[str]:
    """The result in sentences: what a prompt draws out, what each arm gains, and what becomes of the manners."""
    best = _best(summary)
    told = [
        f"untuned, behind its best prompt ({best.prompt}): {_points(best.score)} % of sums right; "
        f"before the first round {_points(_start(summary).score)} %"
    ]
    for name, arm in summary.arms.items():
        courtesy, refusal = arm.manners.courtesy_far, arm.manners.refusal_far
        told.append(
            f"{TOLD[name]}: {_points(arm.score)} % after the last round, {_points(arm.gained, sign=True)} over "
            f"its start and {_points(arm.over_prompt, sign=True)} over the best prompt; courtesy far out "
            f"{_points(courtesy, sign=True)}, refusal {_points(refusal, sign=True)}"
        )
    return told


def _start(summary: ModelLoopSummary) -> ModelRound:
    return next(one for one in summary.rounds if one.round == 0)


def _best(summary: ModelLoopSummary) -> PromptScore:
    return next(one for one in summary.prompts if one.prompt == summary.best_prompt)


def draw_model_loop(summary: ModelLoopSummary) -> Sequence[Chart]:
    """The charts: score by round beside the best prompt, by level at the end, what was kept, and the manners."""
    rounds, last, best = summary.rounds, summary.last_round, _best(summary)
    untuned = f"best prompt, untuned ({best.prompt})"
    levels = {
        untuned: _levels(best.along),
        "before the first round": _levels(_start(summary).along),
        **{TOLD[one.arm]: _levels(one.along) for one in rounds if one.round == last},
    }
    judged = ("verifier", "vote", "chance")
    panels: tuple[tuple[str, str, Sequence[str], Measure], ...] = (
        ("What was kept: right answers", "share of what was kept", judged, lambda one: one.kept_right),
        ("A courtesy that was taught, far out", "share courteous", tuple(TOLD), lambda one: one.courtesy_far),
        ("Refusals of private sums, far out", "share refused", tuple(TOLD), lambda one: one.refusal_far),
    )
    scores = {untuned: [best.score.mark(number) for number in range(last + 1)]}
    scores |= _series(rounds, tuple(TOLD), lambda one: one.score)
    return [
        Chart("Sums of five levels", "round", "share right", scores),
        Chart(f"After {last} rounds", "level", "share right", levels),
        *(Chart(title, "round", y, _series(rounds, arms, measure)) for title, y, arms, measure in panels),
    ]


def _series(rounds: Sequence[ModelRound], arms: Sequence[str], measure: Measure) -> dict[str, list[Mark]]:
    return {
        TOLD[arm]: [
            measure(one).mark(one.round) for one in rounds if one.arm == arm and measure(one).mean is not None
        ]
        for arm in arms
    }


def _levels(along: Mapping[str, OverSeeds]) -> list[Mark]:
    return [along[name].mark(number) for number, name in enumerate(LEVEL_SCORES, start=1)]


def _points(part: OverSeeds, sign: bool = False) -> str:
    return part.told(100, "+.0f" if sign else ".0f")
