"""Known subjects profiled as models are: what each can do is recovered, regime by regime."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import farfield
from farfield.families import get_family
from farfield.families.sampling import SampleOptions, sample_items
from farfield.options.asking import RunOptions, TaskOptions
from farfield.results import SubjectProfile
from farfield.results.rulers import Reach
from farfield.run.running import run_family

TASK = TaskOptions(items=160, seed=5, checks=False)
SHOWN = 3  # digits of the longest sum in the corpus, which knows base 10 alone


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sums of up to three digits in base 10, and every third such item with its answer."""
    items = sample_items(get_family("addition"), SampleOptions(TASK.items, TASK.seed, checks=False))
    near = [item for item in items if item.point["base"] == 10 and int(item.point["digits"]) <= SHOWN]
    texts = [f"{item.exercise.question}\nAnswer: {item.exercise.target}" for item in near[::3]]
    rng = random.Random(0)
    for digits in range(1, SHOWN + 1):
        for _ in range(300):
            a, b = (rng.randrange(10 ** (digits - 1), 10**digits) for _ in range(2))
            texts.append(f"We know that {a} + {b} = {a + b}.")
    path = tmp_path_factory.mktemp("corpus") / "sums.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return path


@pytest.fixture(scope="module")
def profiles(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, SubjectProfile]:
    logs = tmp_path_factory.mktemp("logs")
    for subject in ("exact", "lookup", "nearest", "reciter"):
        learned = {"corpus": str(corpus)} if subject in ("lookup", "nearest") else {}
        run_family("addition", f"farfield/{subject}", logs, RunOptions(TASK, model_args=learned))
    found = farfield.profile(str(logs), corpus=str(corpus), out=str(logs / "profile")).profile
    assert found is not None
    return {entry.subject.removeprefix("farfield/"): entry for entry in found.profiles}


def means(entry: SubjectProfile) -> dict[str, float]:
    return {part.regime: part.mean for part in entry.regimes}


def reach(entry: SubjectProfile) -> Reach:
    return entry.rulers["column:axis_digits"].reach


def test_exact_is_right_in_every_regime_and_its_reach_is_not_found(profiles) -> None:
    assert means(profiles["exact"]) == dict.fromkeys(
        ("recall", "interpolation", "extrapolation", "hyperpolation"), 1.0
    )
    assert reach(profiles["exact"]).censored


def test_lookup_recalls_and_nothing_else(profiles) -> None:
    assert means(profiles["lookup"]) == {
        "recall": 1.0, "interpolation": 0.0, "extrapolation": 0.0, "hyperpolation": 0.0,
    }  # fmt: skip


def test_nearest_reaches_as_far_as_its_examples(profiles) -> None:
    found = means(profiles["nearest"])
    assert (found["recall"], found["interpolation"], found["extrapolation"]) == (1.0, 1.0, 0.0)
    assert found["hyperpolation"] < 0.2  # a sum without a carry is the same in every base
    told = reach(profiles["nearest"])
    assert not told.censored
    assert SHOWN <= told.distance <= SHOWN + 1


def test_reciter_reaches_far_at_home_and_recites_off_it(profiles) -> None:
    found = means(profiles["reciter"])
    assert (found["recall"], found["interpolation"], found["extrapolation"]) == (1.0, 1.0, 1.0)
    assert found["hyperpolation"] < 0.2
    assert profiles["reciter"].twins.difference < -0.8
    (recited,) = [signal for signal in profiles["reciter"].signals if signal.name == "recitation"]
    assert recited.value == 1.0
    assert not [signal for signal in profiles["lookup"].signals if (signal.value or 0) > 0]
