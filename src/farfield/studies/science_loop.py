"""The science loop: a model tries what it was not taught, chooses among its attempts, and trains on the choice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import jax
import numpy as np
import polars as pl

from farfield.lab.drawing import Drawn, draw_world
from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.options import DrawOptions, TrainingOptions
from farfield.lab.rounds import PracticeOptions, join, mixed_batches, pick, practise, trim
from farfield.lab.training import Material, Replica, Trained, material_of, train
from farfield.lab.transformer import Transformer
from farfield.lab.worlds.marked_sums import FARTHEST, MarkedSums
from farfield.report.charts.standalone import Chart
from farfield.studies.loop_arms import ARMS, Kept, Tried, keep, try_exercises
from farfield.studies.loop_measures import (
    describe_selection,
    draw_exercises,
    examine,
    price_terms,
    set_examination,
    traits_of,
)
from farfield.studies.loop_results import draw_loop, summarise_loop, tell_loop
from farfield.studies.loop_summary import LoopSummary
from farfield.studies.questions import QUESTIONS
from farfield.studies.study import Cell, Row, Study

TRAINED = 4
SHARES = {"plain": 0.8, "please": 0.1, "private": 0.1}
"""Of the exercises of a round, as in the corpus."""


@dataclass(frozen=True)
class LoopParameters:
    """All arms of a seed start from one model, and take as many steps on as many rows.

    In a round, `exercises` one digit longer than before are tried, each `samples` times at `temperature`; an answer
    has the vote from `agree` on; `kept` rows are trained on, and of each batch the share `replay` is old: half
    corpus, half what earlier rounds kept. `band`: a change in a manner smaller than this counts as none.
    """

    seeds: int = 5
    first_seed: int = 100
    rounds: int = 8
    exercises: int = 1_000
    samples: int = 4
    agree: int = 3
    temperature: float = 1.0
    kept: int = 640
    replay: float = 0.3
    steps: int = 150
    batch: int = 64
    learning_rate: float = 3e-3
    examined: int = 48
    rows: int = 12_000
    width: int = 32
    base_steps: int = 1_500
    base_cooling: int = 400
    band: float = 0.05


class ScienceLoop(Study[LoopParameters, LoopSummary]):
    """Rounds of self-training on a choice of a model's own attempts."""

    name = "science_loop"
    question = QUESTIONS["science_loop"]
    refuted_by = (
        "no arm with a judge reaching farther than old data and random selection do (for the loop); right answers "
        "on the axis that the corpus never varies, in any arm (against the thesis)"
    )
    usual = LoopParameters()

    def cells(self, parameters: LoopParameters) -> list[Cell]:
        return [{"seed": seed} for seed in range(parameters.seeds)]

    def run(self, cell: Cell, parameters: LoopParameters) -> list[Row]:
        loop = _Loop(parameters, parameters.first_seed + int(cell["seed"] or 0))
        rows = loop.start()
        for number in range(1, parameters.rounds + 1):
            rows += loop.round(number)
        return rows

    def summarise(self, rows: pl.DataFrame, parameters: LoopParameters) -> LoopSummary:
        return summarise_loop(rows, parameters.rounds, parameters.band)

    def tell(self, summary: LoopSummary) -> list[str]:
        return tell_loop(summary)

    def draw(self, summary: LoopSummary) -> Sequence[Chart]:
        return draw_loop(summary)


class _Loop:
    """All arms of one seed, round by round."""

    def __init__(self, parameters: LoopParameters, seed: int) -> None:
        self._parameters, self._seed, self._world = parameters, seed, MarkedSums()
        self._rng, self._np = random.Random(f"loop/{seed}"), np.random.default_rng(seed)
        draw = DrawOptions(
            rows=parameters.rows, items={"recall": 40, "interpolation": 40}, checks=240, widen={"marker": 0.2}
        )
        self._drawn = draw_world(self._world, draw, seed)
        self._exam = set_examination(self._world, parameters.examined, self._rng)
        self._base = _train_base(self._drawn, parameters, seed)
        self._old = self._world.encode([row.exercise for row in self._drawn.corpus[:4_000]])
        self._models: dict[str, Transformer] = dict.fromkeys(ARMS, self._base.model)
        self._pools: dict[str, list[Encoded[HostArray]]] = {name: [] for name in ARMS}

    def start(self) -> list[Row]:
        """Before the first round all arms are the same model."""
        found = examine(self._base.model, self._exam)
        selection = dict.fromkeys(_SELECTION)
        told = {"base_recall": self._base.recall, "base_interpolation": self._base.interpolation}
        return [{"arm": name, "round": 0, **found, **selection, **told} for name in ARMS]

    def round(self, number: int) -> list[Row]:
        """Try, choose and train in every arm; the exercises are the same for all."""
        parameters, length = self._parameters, _length(TRAINED + number)
        asked = trim(self._ask(number, parameters.exercises), length)
        fresh = trim(self._ask(number, parameters.kept), length)
        old = trim(self._old, length)
        tried: dict[str, Tried] = {}
        kept: dict[str, Kept] = {}
        for name, arm in ARMS.items():
            tried[name] = self._try(name, asked, parameters.samples, number)
            kept[name] = keep(arm, tried[name], old, fresh, parameters.kept, parameters.agree, self._np)
            self._pools[name].append(_whole(kept[name].rows, self._world.layout.length))
        self._practise(number, length)
        rows: list[Row] = []
        for name in ARMS:
            again = self._try(name, asked, 1, number + 1_000)
            terms = price_terms(traits_of(tried[name]), kept[name].fitness, traits_of(again))
            found = examine(self._models[name], self._exam)
            chosen = describe_selection(tried[name], kept[name])
            rows.append({"arm": name, "round": number, **found, **chosen, **terms})
        told = {"base_recall": self._base.recall, "base_interpolation": self._base.interpolation}
        return [{**row, **told} for row in rows]

    def _ask(self, number: int, count: int) -> Encoded[HostArray]:
        counts = {marker: round(share * count) for marker, share in SHARES.items()}
        exercises = [
            draw_exercises(self._world, self._rng, digits=TRAINED + number, marker=marker)
            for marker, some in counts.items()
            for _ in range(some)
        ]
        self._rng.shuffle(exercises)
        return self._world.encode(exercises)

    def _try(self, name: str, asked: Encoded[HostArray], samples: int, number: int) -> Tried:
        key = jax.random.fold_in(jax.random.key(self._seed), number)
        return try_exercises(self._models[name], asked, samples, key, self._parameters.temperature)

    def _practise(self, number: int, length: int) -> None:
        parameters, count = self._parameters, self._parameters.kept
        rates = parameters.learning_rate * np.linspace(1, 0, parameters.steps, endpoint=False)
        new = np.arange((number - 1) * count, number * count)
        corpus = parameters.rounds * count + np.arange(len(self._old.start))
        earlier = np.resize(np.arange(new[0]), len(corpus)) if number > 1 else corpus
        pools, batches = [], []
        for name, arm in ARMS.items():
            options = PracticeOptions(
                parameters.steps, parameters.batch, parameters.replay if arm.replay else 0
            )
            batches.append(mixed_batches(new, np.concatenate([earlier, corpus]), options, self._np))
            parts = self._pools[name]
            empty = [pick(self._old, np.zeros(count, np.int64))] * (parameters.rounds - number)
            pools.append(trim(join([*parts, *empty, self._old]), length))
        trained = practise(list(self._models.values()), pools, batches, rates, self._seed + 1_000 * number)
        self._models = dict(zip(ARMS, trained, strict=True))


def _train_base(drawn: Drawn, parameters: LoopParameters, seed: int) -> Trained:
    """A model of 1 to 4 digits, for as many steps as in any other seed; its rows are cut to what these need."""
    options = TrainingOptions.for_steps(
        parameters.base_steps, parameters.base_cooling, width=parameters.width
    )
    material = Material(*(trim(part, _length(TRAINED)) for part in material_of(drawn)))
    return train([Replica(material, seed)], drawn.world.layout, options)[0]


def _length(digits: int) -> int:
    """Places of a row of so many digits; an even number of them, so that two rounds are compiled as one."""
    return 3 * min(digits + digits % 2, FARTHEST) + 4


def _whole(rows: Encoded[HostArray], length: int) -> Encoded[HostArray]:
    """Rows as long as the layout says."""
    more = length - rows.tokens.shape[1]
    return Encoded(*(np.pad(field, ((0, 0), (0, more))) if field.ndim > 1 else field for field in rows))


_SELECTION = (
    "tried_formed",
    "passed_sums",
    "passed_refusals",
    "kept_right",
    "kept_sums_right",
    "kept_refusals",
    "kept_distinct",
    *(
        f"{term}_{trait}"
        for trait in ("right", "courtesy", "refusal")
        for term in ("tried", "selection", "transmission")
    ),
)
