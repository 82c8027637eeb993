"""Each item as its own control: against brute force, known answers, and from the command line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import expit

from documented import Typed, farfield  # noqa: F401
from farfield.comparison.answers import Pair
from farfield.comparison.within_items import fit_within_items
from farfield.results.comparison import WithinItems
from farfield.results.reasons import FewItems, NoFall, Separated
from farfield.results.structs import known
from within_worlds import WORLDS, draw


def pair_of(scores: np.ndarray, distances: np.ndarray) -> Pair:
    n = len(scores)
    return Pair(scores, distances, np.zeros((n, 2)), np.arange(n), np.full((n, 2), np.nan))


def fit(scores: np.ndarray, distances: np.ndarray) -> WithinItems:
    return known(fit_within_items(pair_of(scores, distances), 0.95, 0))


def test_within_is_the_conditional_logit_by_brute_force() -> None:
    """The likelihood of which of the two was right, given that one was, maximised along each coefficient in turn."""
    pair = draw(WORLDS["falls"], 300, seed=3)
    at = pair.distances / pair.distances.std()
    one = (pair.scores.sum(axis=1) == 1).nonzero()[0]
    second, farther = pair.scores[one, 1], (at[:, 1] - at[:, 0])[one]

    def loss(level: float, slope: float) -> float:
        chance = expit(level + slope * farther)
        return -float(np.log(np.where(second == 1, chance, 1 - chance)).sum())

    level = slope = 0.0
    for _ in range(60):
        level = minimize_scalar(lambda it: loss(it, slope)).x  # noqa: B023
        slope = minimize_scalar(lambda it: loss(level, it)).x  # noqa: B023
    found = fit(pair.scores, pair.distances)
    assert known(found.within.per_sd) == pytest.approx(slope, abs=1e-4)
    assert found.telling == len(one)


def test_a_lookup_takes_all_of_its_fall_along() -> None:
    for seed in range(5):
        pair = draw(WORLDS["lookup"], 400, seed=seed)
        found = fit(pair.scores, pair.distances)
        assert known(found.share.difference) == pytest.approx(1, abs=0.06)
        assert found.within.per_sd is None  # right and wrong are separated
        assert isinstance(found.within.why, Separated)


def test_hard_items_that_stand_far_leave_no_fall_within() -> None:
    shares, crude, clear = [], [], 0
    for seed in range(40):
        pair = draw(WORLDS["hard"], 500, seed=seed)
        found = fit(pair.scores, pair.distances)
        crude.append(known(found.crude.high))
        clear += not known(found.within.low) <= 0 <= known(found.within.high)
        shares.append(found.share.difference)
    assert max(crude) < 0  # the crude slope is always clear
    assert clear <= 5
    assert abs(np.median([one for one in shares if one is not None])) < 0.15


def test_another_unit_changes_nothing() -> None:
    pair = draw(WORLDS["falls"], 300, seed=1)
    found, stretched = (fit(pair.scores, pair.distances * by) for by in (1, 1000))
    assert known(stretched.within.per_sd) == pytest.approx(known(found.within.per_sd))
    assert known(stretched.share.difference) == pytest.approx(known(found.share.difference))


def test_the_order_of_the_two_turns_nothing_but_who_is_second() -> None:
    pair = draw(WORLDS["falls"], 300, seed=2)
    found, turned = fit(pair.scores, pair.distances), fit(pair.scores[:, ::-1], pair.distances[:, ::-1])
    assert known(turned.within.per_sd) == pytest.approx(known(found.within.per_sd))
    assert (turned.nearer.items, turned.farther.items) == (found.farther.items, found.nearer.items)
    assert known(turned.nearer.difference) == pytest.approx(-known(found.farther.difference))


def test_scores_in_part_count_by_the_chance_that_one_alone_is_right() -> None:
    """Each item answered four times as its own mean, against the same answers as items of one cluster."""
    pair = draw(WORLDS["falls"], 200, seed=5)
    half = 0.5 * pair.scores + 0.25
    found = fit(half, pair.distances)
    assert found.telling == pytest.approx(
        float((half[:, 0] * (1 - half[:, 1]) + half[:, 1] * (1 - half[:, 0])).sum())
    )
    assert known(found.within.per_sd) < 0


def test_one_corpus_has_no_such_slope() -> None:
    distances = np.repeat(np.linspace(0, 1, 50)[:, None], 2, axis=1)
    assert fit_within_items(pair_of(np.zeros((50, 2)), distances), 0.95, 0) is None
    assert fit_within_items(pair_of(np.zeros((0, 2)), np.zeros((0, 2))), 0.95, 0) is None


def test_few_items_and_equal_scores_say_why() -> None:
    distances = np.random.default_rng(0).random((8, 2))
    found = fit(np.ones((8, 2)), distances)
    assert found.within.per_sd is None
    assert found.share.difference is None
    assert isinstance(found.share.why, FewItems)
    many = fit(np.ones((60, 2)), np.random.default_rng(0).random((60, 2)))
    assert isinstance(many.share.why, NoFall)


@pytest.mark.parametrize("name", ["model", "other"])
def test_two_runs_with_corpora_of_their_own(farfield: Typed, name: str) -> None:  # noqa: F811
    """Each looks up, with slips: right in nine of ten that its corpus holds whole, else in one of four.

    `model`: both are called so, as two trainings of one; they are told apart by their runs.
    """
    truth = write_runs(name)
    for half in "ab":
        farfield(f"profile {half}.log.jsonl --corpus {half}.jsonl --ruler match --task t --out {half} -q")
    told = farfield("compare a b --out both")
    (pair,) = json.loads(Path("both/comparison.json").read_text())["pairs"]
    within = pair["within"]
    assert (within["items"], within["nearer"]["items"], within["farther"]["items"]) == truth
    assert within["share"]["low"] > 0.8
    assert within["share"]["difference"] == pytest.approx(1, abs=0.12)
    assert within["within"]["high"] < -1
    assert within["nearer"]["difference"] > 0.3 > -0.3 > within["farther"]["difference"]
    assert pair["progress"]["lookup"]["total"] == pytest.approx((len(HELD["b"]) - len(HELD["a"])) / 300)
    assert "comes back where the same item stands nearer to one corpus" in " ".join(told.split())
    page = Path("both/comparison.html").read_text()
    assert "Does it come of these corpora?" in page
    assert "A mere lookup of the two corpora" in page


HELD: dict[str, set[int]] = {}


def write_runs(name: str, items: int = 300) -> tuple[int, int, int]:
    """Two corpora that hold other items whole, and the logs of two that look up; how many items stand nearer."""
    draws = random.Random(1)
    words = [f"w{number}" for number in range(3000)]
    questions = [" ".join(draws.sample(words, 12)) for _ in range(items)]
    HELD.update({half: {at for at in range(items) if draws.random() < 0.4} for half in "ab"})
    for half in "ab":
        texts = [f"{questions[at]} answer{at}" for at in sorted(HELD[half])]
        texts += [" ".join(draws.sample(words, 30)) for _ in range(200)]
        Path(f"{half}.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        rows = [
            {
                "id": at,
                "question": question,
                "target": f"answer{at}",
                "model": "model" if name == "model" else f"model-{half}",
                "score": int(draws.random() < (0.9 if at in HELD[half] else 0.25)),
            }
            for at, question in enumerate(questions)
        ]
        Path(f"{half}.log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    distances = [read_distances(half, questions) for half in "ab"]
    nearer = sum(second < first for first, second in zip(*distances, strict=True))
    farther = sum(second > first for first, second in zip(*distances, strict=True))
    return items, nearer, farther


def read_distances(half: str, questions: list[str]) -> list[float]:
    """One less the longest run of words that a document holds, as a share: by brute force."""
    documents = [f" {json.loads(line)['text']} " for line in Path(f"{half}.jsonl").read_text().splitlines()]
    found = []
    for question in questions:
        words = question.split()
        longest = next(
            (
                size
                for size in range(len(words), 0, -1)
                if any(
                    f" {' '.join(words[at : at + size])} " in document
                    for at in range(len(words) - size + 1)
                    for document in documents
                )
            ),
            0,
        )
        found.append(1 - longest / len(words))
    return found
