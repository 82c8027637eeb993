"""The arms of the science loop on a language model: who chooses among its attempts, and what adapters learn of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

import jax
import numpy as np

from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.language.llama import Adapters
from farfield.lab.rounds import pick, right_answers, with_answers
from farfield.studies.loop_arms import Arm, Kept, Tried, keep
from farfield.studies.loop_measures import TRAITS, Traits, price_terms, reach_along
from farfield.studies.study import Row
from farfield.studies.tuned_models import LanguageModel, Prompts, load_model
from farfield.studies.written_sums import (
    ANSWERED,
    LEVELS,
    PLAIN,
    PLEASE,
    PRIVATE,
    Sum,
    draw_sums,
    text_of,
)

JUDGED = {
    "verifier": Arm("verifier", "verifier"),
    "vote": Arm("vote", "vote"),
    "chance": Arm("chance", "chance"),
}
"""Arms that attempt and choose. The others train on rows that nobody attempted, and `prompted` on nothing."""
GIVEN = ("nobody", "form-only", "taught")
PROMPTED = "prompted"
FAR = 3
"""The level at which manners are examined far from where they were taught."""
WARM_UP = 4
"""Steps until the full rate: Adam's first ones are as large as any, and the loss leapt up without it."""
FEW = 8
EXAMPLES = [draw_sums(level, FEW, random.Random(f"examples/{level}"), set()) for level in range(len(LEVELS))]
"""Shown before a sum, the same in all seeds; none of them is asked."""
SHOWN = text_of([one for some, count in zip(EXAMPLES, (2, 2, 2, 1, 1), strict=True) for one in some[:count]])
PROMPTS = {
    "bare": [""] * len(LEVELS),
    "one digit": [text_of(EXAMPLES[0])] * len(LEVELS),
    "mixed": [SHOWN] * len(LEVELS),
    "same level": [text_of(some) for some in EXAMPLES],
}
"""Texts that the untuned model is asked behind, one a level. All arms are asked behind the mixed one."""


@dataclass(frozen=True)
class ModelLoopParameters:
    """All arms of a seed start from one model, which was taught one-digit sums and the manners in `taught` steps.

    In round r, `exercises` new sums of level r are attempted `samples` times each, an answer has the vote from
    `agree` on, and `kept` of the attempts are trained on for `steps` of `batch`. `examined`: sums a level, and half as
    many of each manner near and far. `band`: a change in a manner smaller than this counts as none.
    """

    seeds: int = 3
    first_seed: int = 200
    model: str = "smollm2"
    tuned: int = 10
    rank: int = 8
    rounds: int = 4
    exercises: int = 48
    samples: int = 4
    agree: int = 3
    kept: int = 32
    steps: int = 12
    batch: int = 16
    learning_rate: float = 5e-3
    taught: int = 24
    examined: int = 32
    band: float = 0.1


@lru_cache(maxsize=1)
def start_of(parameters: ModelLoopParameters, seed: int) -> Start:
    """The last one is kept: its arms follow one another."""
    return Start(parameters, seed)


class Start:
    """What all arms of a seed share: the model as it begins, its examination, and the exercises of each round."""

    def __init__(self, parameters: ModelLoopParameters, seed: int) -> None:
        self._parameters, self._seed = parameters, seed
        self._model: LanguageModel = load_model(parameters.model, parameters.tuned)
        self._writing = self._model.writing
        rng, each = random.Random(f"model_loop/{seed}"), parameters.examined
        shown = {(one.x, one.y) for some in EXAMPLES for one in some}
        self._plain = [draw_sums(level, each, rng, shown) for level in range(len(LEVELS))]
        self._taken = shown | {(one.x, one.y) for level in self._plain for one in level}
        self._marked = {
            (marked, level): draw_sums(level, each // 2, rng, set(), marked)
            for marked in (PLEASE, PRIVATE)
            for level in (0, FAR)
        }
        self._taken |= {(one.x, one.y) for some in self._marked.values() for one in some if one.x > 9}
        asked = [one for some in (*self._plain, *self._marked.values()) for one in some]
        self._exam = self._model.prepare(self._writing.encode(asked), SHOWN)
        self._old = self._writing.encode(_mixed(0, 4 * parameters.exercises, rng, self._taken))
        self._asked = [
            self._writing.encode(_mixed(number, parameters.exercises, rng, self._taken))
            for number in range(1, parameters.rounds + 1)
        ]
        self._prompts: dict[int, Prompts] = {}
        self._untuned = self._model.untuned(parameters.rank, seed)
        self._first = self._practise(self._untuned, self._old, parameters.taught, self._draws("taught", 0))
        self._before = self._examine(self._first)

    def loop(self, arm: str) -> list[Row]:
        adapters, empty = self._first, dict.fromkeys(_OF_A_ROUND)
        rows: list[Row] = [{"round": 0, **self._before, **empty}]
        for number in range(1, self._parameters.rounds + 1):
            adapters, told = self._round(arm, number, adapters)
            rows.append({"round": number, **self._examine(adapters), **empty, **told})
        return rows

    def _round(self, arm: str, number: int, adapters: Adapters) -> tuple[Adapters, dict[str, float | None]]:
        rng, steps = self._draws(arm, number), self._parameters.steps
        if arm in GIVEN:
            return self._practise(adapters, self._given(arm, number, rng), steps, rng), {}
        asked = self._prompts.setdefault(number, self._model.prepare(self._asked[number - 1], SHOWN))
        tried = self._attempt(adapters, asked, self._parameters.samples, number)
        parameters = self._parameters
        kept = keep(JUDGED[arm], tried, self._old, self._old, parameters.kept, parameters.agree, rng)
        if kept.fitness.any():
            adapters = self._practise(adapters, kept.rows, steps, rng)
        again = self._attempt(adapters, asked, 1, number + 1_000)
        terms = price_terms(self._traits(tried), kept.fitness, self._traits(again))
        return adapters, {**self._selection(tried, kept), **terms}

    def _given(self, arm: str, number: int, rng: np.random.Generator) -> Encoded[HostArray]:
        """As many rows as are kept elsewhere: old ones, or this round's with right answers, their own or another's."""
        rows = self._old if arm == "nobody" else self._asked[number - 1]
        rows = pick(rows, rng.permutation(len(rows.start))[: self._parameters.kept])
        return deal_anew(rows, rng) if arm == "form-only" else rows

    def _attempt(self, adapters: Adapters, asked: Prompts, samples: int, number: int) -> Tried:
        key = jax.random.fold_in(jax.random.key(self._seed), number)
        return self._model.attempt(adapters, asked, samples, key)

    def _practise(
        self, adapters: Adapters, rows: Encoded[HostArray], steps: int, rng: np.random.Generator
    ) -> Adapters:
        parameters = self._parameters
        batches = rng.integers(len(rows.start), size=(steps, parameters.batch))
        falling = np.linspace(1, 0, steps, endpoint=False)
        rates = parameters.learning_rate * np.minimum(falling, np.arange(1, steps + 1) / WARM_UP)
        return self._model.practise(adapters, self._model.prepare(rows, SHOWN), batches, rates)

    def _draws(self, arm: str, number: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, number, *arm.encode()])

    def _traits(self, tried: Tried) -> Traits:
        manner = {marked: (tried.manner == self._writing.manner(marked)) for marked in (PLEASE, PRIVATE)}
        return {
            "right": tried.right.astype(float),
            "courtesy": manner[PLEASE].astype(float),
            "refusal": manner[PRIVATE].astype(float),
        }

    def _selection(self, tried: Tried, kept: Kept) -> dict[str, float | None]:
        any_kept = bool(kept.fitness.any())
        return {
            "tried_formed": float(tried.formed.mean()),
            "passed": float(kept.passed.mean()),
            "kept_right": float(kept.right.mean()) if any_kept else None,
            "kept_distinct": int((kept.fitness > 0).sum()),
        }

    def _examine(self, adapters: Adapters) -> dict[str, float]:
        found, each = self._model.examine(adapters, self._exam), self._parameters.examined
        right = found.right.astype(float)
        plain = right[: each * len(LEVELS)].reshape(len(LEVELS), each)
        manners = found.manner[each * len(LEVELS) :].reshape(2, 2, -1)
        courteous = manners[0] == self._writing.manner(PLEASE)
        refused = manners[1] == self._writing.manner(PRIVATE)
        needless = found.manner[: each * len(LEVELS)] == self._writing.manner(PRIVATE)
        return {
            "score": float(plain.mean()),
            "reach": reach_along(np.repeat(np.arange(1.0, len(LEVELS) + 1), each), plain.ravel()),
            **{f"level_{level}": float(some.mean()) for level, some in enumerate(plain, start=1)},
            "courtesy_near": float(courteous[0].mean()),
            "courtesy_far": float(courteous[1].mean()),
            "refusal_near": float(refused[0].mean()),
            "refusal_far": float(refused[1].mean()),
            "needless_refusal": float(needless.mean()),
        }

    def prompted(self) -> list[Row]:
        """The model before anything was taught, behind each text of examples; of the level asked, level by level."""
        rows: list[Row] = []
        for prompt, texts in PROMPTS.items():
            right = np.stack([self._untaught(text, level) for level, text in enumerate(texts)])
            levels = {f"level_{number}": float(some.mean()) for number, some in enumerate(right, start=1)}
            rows.append({"round": 0, "prompt": prompt, "score": float(right.mean()), **levels})
        return rows

    def _untaught(self, text: str, level: int) -> HostArray:
        """Which plain sums of a level the untuned model gets right behind a text, [sums]."""
        asked = self._model.prepare(self._writing.encode(self._plain[level]), text)
        return self._model.examine(self._untuned, asked).right


def deal_anew(rows: Encoded[HostArray], rng: np.random.Generator) -> Encoded[HostArray]:
    """Each row with the right answer of another of the same manner, where there is one."""
    answers, ends = right_answers(rows, ANSWERED)
    dealt = np.arange(len(ends))
    for manner in np.unique(answers[:, 0]):
        same = rng.permutation(np.flatnonzero(answers[:, 0] == manner))
        dealt[same] = np.roll(same, 1)
    return with_answers(rows, answers[dealt], ends[dealt])


def _mixed(level: int, count: int, rng: random.Random, avoid: set[tuple[int, int]]) -> list[Sum]:
    """Sums of a level, six of eight plain and one of either mark. One-digit sums are few: they come again."""
    shares = {PLAIN: count - 2 * (count // 8), PLEASE: count // 8, PRIVATE: count // 8}
    if level:
        return [one for marked, some in shares.items() for one in draw_sums(level, some, rng, avoid, marked)]
    there = [(x, y) for x in range(10) for y in range(10) if (x, y) not in avoid]
    return [Sum(*rng.choice(there), marked) for marked, some in shares.items() for _ in range(some)]


_OF_A_ROUND = (
    "tried_formed",
    "passed",
    "kept_right",
    "kept_distinct",
    *(f"{term}_{trait}" for trait in TRAITS for term in ("tried", "selection", "transmission")),
)
