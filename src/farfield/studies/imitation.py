"""Imitation: a transformer trained on a learner's transcripts, against the learner, on rules drawn afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
from farfield.report.charts.standalone import Chart, Mark
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import interval, over_seeds
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


class Imitation(Study[ImitationParameters]):
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

    def summarise(self, rows: pl.DataFrame, parameters: ImitationParameters) -> dict[str, Any]:
        rows = rows.with_columns((pl.col("imitator") - pl.col("learner")).alias("gap"))
        by_seed = rows.group_by("seed", "arm", "asked").agg(pl.col("gap", "agreement").mean()).sort("seed")
        return {
            "by_examples": over_seeds(rows, ["arm", "asked", "examples"], MEASURES),
            "overall": [
                {"arm": arm, "asked": asked, **_overall(by_seed, arm, asked, parameters.band)}
                for arm in ARMS
                for asked in ASKED
            ],
            "chance": 1 / SYMBOLS,
            "band": parameters.band,
        }

    def tell(self, summary: Mapping[str, Any]) -> list[str]:
        told = []
        for one in summary["overall"]:
            gap, agreement = one["gap"], one["agreement"]
            equal = " (equal within the band)" if one["within_band"] else ""
            told.append(
                f"{ARMS[one['arm']]}; {TITLES[one['asked']].lower()}: {_points(gap)} points against the learner"
                f"{equal}, same guess {100 * agreement['mean']:.0f} %"
            )
        return told

    def draw(self, summary: Mapping[str, Any]) -> Sequence[Chart]:
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


def _overall(by_seed: pl.DataFrame, arm: str, asked: str, band: float) -> dict[str, Any]:
    some = by_seed.filter((pl.col("arm") == arm) & (pl.col("asked") == asked))
    gap, agreement = (interval(some[name].to_list()) for name in ("gap", "agreement"))
    low, high = gap["low"], gap["high"]
    within = None if low is None or high is None else bool(-band < low and high < band)
    return {"gap": gap, "agreement": agreement, "within_band": within}


def _chart(summary: Mapping[str, Any], asked: str) -> Chart:
    rows = [one for one in summary["by_examples"] if one["asked"] == asked]
    rows.sort(key=lambda one: one["examples"])
    series = {"the learner": _marks(rows, "many", "learner")}
    series |= {told: _marks(rows, arm, "imitator") for arm, told in ARMS.items()}
    series["memory alone"] = _marks(rows, "many", "memory")
    return Chart(TITLES[asked], "examples seen, from", "share right", series)


def _marks(rows: Sequence[Mapping[str, Any]], arm: str, name: str) -> list[Mark]:
    return [
        Mark(one["examples"], one[name]["mean"], one[name]["low"], one[name]["high"])
        for one in rows
        if one["arm"] == arm
    ]


def _points(part: Mapping[str, Any]) -> str:
    mean = f"{100 * part['mean']:+.1f}"
    return mean if part["low"] is None else f"{mean} [{100 * part['low']:+.1f}, {100 * part['high']:+.1f}]"
