"""Imitation: a transformer trained on a learner's transcripts, against the learner, on rules drawn afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.lab.answering import on_device, predict
from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.options import TrainingOptions
from farfield.lab.training import Material, Replica, train
from farfield.lab.transcripts import (
    LAYOUT,
    PLACES,
    SYMBOLS,
    UNKNOWN,
    Kind,
    Transcripts,
    draw_rules,
    draw_transcripts,
    encode_transcripts,
    learn_straight_first,
    remember_only,
)
from farfield.lab.transformer import Transformer
from farfield.report.charts.standalone import Chart
from farfield.results.structs import Result, known
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import OverSeeds, interval, over_seeds
from farfield.studies.study import Cell, Row, Study

ARMS = {
    "few": "transcripts on few straight rules",
    "some": "transcripts on some straight rules",
    "many": "transcripts on many straight rules",
    "all": "transcripts on many rules of all kinds",
}
ASKED: dict[str, Kind] = {
    "trained": "straight",
    "new": "straight",
    "longer": "straight",
    "crossed": "crossed",
    "table": "table",
}
"""What is asked, and the kind of its rules; all but `trained` are drawn after training."""

TITLES = {
    "trained": "Rules of the transcripts",
    "new": "New rules of the same kind",
    "longer": "New rules, twice as many examples",
    "crossed": "Crossed rules",
    "table": "Tables",
}
AT_ONCE = 4  # steps that are put together


@dataclass(frozen=True)
class ImitationParameters:
    """`few`, `some`: rules that so many of the `transcripts` share; else each has a rule of its own.

    `steps`: examples in a training transcript; twice as many in a longer one. `band`: a gap between imitator and
    learner smaller than this counts as none.
    """

    seeds: int = 5
    few: int = 8
    some: int = 64
    transcripts: int = 8_192
    steps: int = 16
    asked: int = 512
    width: int = 32
    batch: int = 64
    learning_rate: float = 5e-3
    training: int = 900
    cooling: int = 300
    band: float = 0.05


class ImitationByExamples(Result):
    """Guesses after a number of examples; all are shares of questions, 0 to 1."""

    arm: str
    """What the imitator was trained on: one of ARMS."""
    asked: str
    """One of ASKED."""
    examples: int
    """Seen before the guess, from this many on."""
    learner: OverSeeds
    """The learner is right."""
    imitator: OverSeeds
    """The imitator is right."""
    memory: OverSeeds
    """Right from the examples seen alone."""
    agreement: OverSeeds
    """The imitator guesses as the learner does."""
    learner_misled: OverSeeds
    """The learner is wrong, and doesn't say that it doesn't know."""
    imitator_misled: OverSeeds
    """The same of the imitator."""


class ImitationOverall(Result):
    """Imitator against learner, over all examples."""

    arm: str
    """What the imitator was trained on: one of ARMS."""
    asked: str
    """One of ASKED."""
    gap: OverSeeds
    """Share right of the imitator less that of the learner."""
    agreement: OverSeeds
    """Share of questions with the same guess."""
    within_band: bool | None
    """Whether the whole interval of the gap lies within the band; null without an interval."""


class ImitationSummary(Result):
    """A transformer trained on a learner's transcripts, against that learner."""

    by_examples: list[ImitationByExamples]
    """By arm, what is asked, and examples seen."""
    overall: list[ImitationOverall]
    """By arm and what is asked."""
    chance: float
    """The share right of guesses."""
    band: float
    """A gap smaller than this counts as none."""


class Imitation(Study[ImitationParameters, ImitationSummary]):
    """A transformer trained on a learner's transcripts, against that learner."""

    name = "imitation"
    question = QUESTIONS["imitation"]
    refuted_by = (
        "an imitator as good as the learner on kinds of rules that no transcript held, or no better where transcripts "
        "held them (then what falls off is the architecture and not imitation)"
    )
    usual = ImitationParameters()

    def cells(self, parameters: ImitationParameters) -> list[Cell]:
        return [{"seed": seed} for seed in range(parameters.seeds)]

    def run(self, cell: Cell, parameters: ImitationParameters) -> list[Row]:
        seed = int(cell["seed"] or 0)
        rng = np.random.default_rng(seed)
        rules = {arm: _rules(arm, parameters, rng) for arm in ARMS}
        replicas = [Replica(_material(rules[arm], parameters, rng), seed) for arm in ARMS]
        options = TrainingOptions.for_steps(
            parameters.training, parameters.cooling, width=parameters.width,
            learning_rate=parameters.learning_rate, batch=parameters.batch,
        )  # fmt: skip
        trained = train(replicas, LAYOUT, options)
        rows: list[Row] = []
        for arm, one in zip(ARMS, trained, strict=True):
            for asked in ASKED:
                seen = _asked(asked, rules[arm], parameters, np.random.default_rng((seed, 1)))
                rows += [{"arm": arm, "asked": asked, **row} for row in _compare(one.model, seen)]
        return rows

    def summarise(self, rows: pl.DataFrame, parameters: ImitationParameters) -> ImitationSummary:
        rows = rows.with_columns((pl.col("imitator") - pl.col("learner")).alias("gap"))
        by_seed = rows.group_by("seed", "arm", "asked").agg(pl.col("gap", "agreement").mean()).sort("seed")
        return ImitationSummary(
            by_examples=over_seeds(rows, ["arm", "asked", "examples"], MEASURES, ImitationByExamples),
            overall=[_overall(by_seed, arm, asked, parameters.band) for arm in ARMS for asked in ASKED],
            chance=1 / SYMBOLS,
            band=parameters.band,
        )

    def tell(self, summary: ImitationSummary) -> list[str]:
        told = []
        for one in summary.overall:
            equal = " (equal within the band)" if one.within_band else ""
            told.append(
                f"{ARMS[one.arm]}; {TITLES[one.asked].lower()}: {one.gap.told(100, '+.1f')} points against the "
                f"learner{equal}, same guess {100 * known(one.agreement.mean):.0f} %"
            )
        return told

    def draw(self, summary: ImitationSummary) -> Sequence[Chart]:
        return [_chart(summary, asked) for asked in ("new", "longer", "crossed", "table")]


MEASURES = ("learner", "imitator", "memory", "agreement", "learner_misled", "imitator_misled")


def _rules(arm: str, parameters: ImitationParameters, rng: np.random.Generator) -> HostArray:
    """The rules that an arm's transcripts are on."""
    counts = {"few": parameters.few, "some": parameters.some}
    if arm != "all":
        return draw_rules("straight", counts.get(arm, parameters.transcripts), rng)
    kinds: tuple[Kind, ...] = ("straight", "crossed", "table")
    each = -(-parameters.transcripts // len(kinds))
    parts = [draw_rules(kind, each, rng) for kind in kinds]
    return rng.permutation(np.concatenate(parts))[: parameters.transcripts]


def _material(rules: HostArray, parameters: ImitationParameters, rng: np.random.Generator) -> Material:
    """As many transcripts of each rule as of any other; checks on them only tell how training went."""
    corpus = _imitated(np.resize(rules, (parameters.transcripts, *rules.shape[1:])), parameters.steps, rng)
    checks = _imitated(rules[rng.integers(len(rules), size=128)], parameters.steps, rng)
    return Material(corpus, Encoded(*(field[:128] for field in corpus)), checks)


def _imitated(rules: HostArray, steps: int, rng: np.random.Generator) -> Encoded[HostArray]:
    seen = draw_transcripts(rules, steps, rng)
    return encode_transcripts(seen, learn_straight_first(seen))


def _asked(
    asked: str, trained: HostArray, parameters: ImitationParameters, rng: np.random.Generator
) -> Transcripts:
    """The same questions on the same rules for all arms, but for the rules that an arm was trained on."""
    steps = parameters.steps * (2 if asked == "longer" else 1)
    new = draw_rules(ASKED[asked], parameters.asked, rng)
    rules = trained[rng.integers(len(trained), size=parameters.asked)] if asked == "trained" else new
    return draw_transcripts(rules, steps, rng)


def _compare(model: Transformer, seen: Transcripts) -> list[Row]:
    """Learner, imitator and memory alone, by the number of examples that they have seen."""
    learner, memory = learn_straight_first(seen), remember_only(seen)
    logits = predict(model, on_device(encode_transcripts(seen, learner)))
    imitator = np.asarray(logits.argmax(axis=-1))[:, ::PLACES]
    measures = {
        "learner": learner == seen.told,
        "imitator": imitator == seen.told,
        "memory": memory == seen.told,
        "agreement": imitator == learner,
        "learner_misled": (learner != seen.told) & (learner != UNKNOWN),
        "imitator_misled": (imitator != seen.told) & (imitator != UNKNOWN),
    }
    return [
        {
            "examples": first,
            **{name: float(values[:, first : first + AT_ONCE].mean()) for name, values in measures.items()},
        }
        for first in range(0, seen.told.shape[1], AT_ONCE)
    ]


def _overall(by_seed: pl.DataFrame, arm: str, asked: str, band: float) -> ImitationOverall:
    some = by_seed.filter((pl.col("arm") == arm) & (pl.col("asked") == asked))
    gap, agreement = (interval(some[name].to_list()) for name in ("gap", "agreement"))
    return ImitationOverall(arm=arm, asked=asked, gap=gap, agreement=agreement, within_band=gap.within(band))


def _chart(summary: ImitationSummary, asked: str) -> Chart:
    rows = sorted((one for one in summary.by_examples if one.asked == asked), key=lambda one: one.examples)
    longest = [one for one in rows if one.arm == "many"]
    series = {"the learner": [one.learner.mark(one.examples) for one in longest]}
    for arm, told in ARMS.items():
        series[told] = [one.imitator.mark(one.examples) for one in rows if one.arm == arm]
    series["memory alone"] = [one.memory.mark(one.examples) for one in longest]
    return Chart(TITLES[asked], "examples seen, from", "share right", series)
