"""The family of a firm's one decision: against a search through all prices, and by subjects whose policy is known."""

from __future__ import annotations

import json
import math
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import farfield
from farfield.families import FamilyItem, Point, get_family
from farfield.families.answers import outcome
from farfield.families.export import lm_eval_task
from farfield.families.market_turn import MarketTurn
from farfield.families.metadata import find_item, item_metadata
from farfield.families.prompts import instruction
from farfield.families.sampling import SampleOptions, sample_items
from farfield.jobs.profile import ProfileOptions
from farfield.logs import read_items
from farfield.options.asking import RunOptions, TaskOptions
from farfield.records import FarfieldError
from farfield.results import SubjectProfile
from farfield.run.market_subjects import MARKET_SUBJECTS
from farfield.run.replying import SubjectOptions
from farfield.run.running import run_family

FAMILY = get_family("market_turn")
HOME: Point = {"cost": 0, "rivals": 1, "spread": 25, "outside": 0, "heard": "all"}
PAGE = (Path(__file__).parents[1] / "docs" / "families.md").read_text()

points = st.fixed_dictionaries({axis.name: st.sampled_from(axis.levels) for axis in FAMILY.axes})


def earned_naively(question: str) -> dict[int, float]:
    """What each whole price up to 999 earns, from the words of the question alone."""
    quality, spread = map(int, re.findall(r"exp\(\((\d+) - p\) / (\d+)\)", question)[0])
    outside = int(re.findall(r"exp\((\d+) / \d+\)", question)[0])
    cost = int(re.findall(r"a unit costs (\d+) from now on", question)[0])
    told = re.findall(r"rivals will have set ([\d, ]+)\.", question)[0]
    others = math.exp(outside / spread) + sum(math.exp((quality - int(p)) / spread) for p in told.split(", "))
    found = {}
    for price in range(1, 1_000):
        weight = math.exp((quality - price) / spread)
        found[price] = (price - cost) * weight / (weight + others)
    return found


def shown(text: str) -> list[Point | None]:
    (witness,) = FAMILY.witnesses
    return [witness.read(match) for match in witness.pattern.finditer(text)]


def item_at(seed: int = 0, **levels: int | str) -> FamilyItem:
    return FAMILY.generate({**HOME, **levels}, seed)


def test_at_every_point_the_target_earns_most_and_the_question_shows_it() -> None:
    names = [axis.name for axis in FAMILY.axes]
    for seed, levels in enumerate(product(*(axis.levels for axis in FAMILY.axes))):
        if seed % 7:
            continue
        point = dict(zip(names, levels, strict=True))
        exercise = FAMILY.generate(point, seed).exercise
        earned = earned_naively(exercise.question)
        assert earned[int(exercise.target)] == max(earned.values())
        for form in ("{}\nAnswer: {}\n", "Before.\n\n{} {}\n\nAnd after."):
            assert shown(form.format(exercise.question, exercise.target)) == [point]
        assert shown(f"{exercise.question}\nAnswer: {int(exercise.target) + 1}\n") == [None]


@settings(deadline=None, max_examples=60)
@given(points, st.integers(0, 10**9), st.integers(1, 999))
def test_a_score_is_profit_over_the_best_profit(point: Point, seed: int, price: int) -> None:
    item = FAMILY.generate(point, seed)
    earned = earned_naively(item.exercise.question)
    wanted = max(0.0, earned[price] / max(earned.values()))
    found = FAMILY.grade(FAMILY.read_answer(f"Answer: {price}"), item)
    assert found == pytest.approx(wanted, abs=1e-9)
    assert FAMILY.grade(item.exercise.target, item) == 1.0
    assert find_item(item.item_id) == item


@settings(deadline=None, max_examples=40)
@given(points, st.integers(0, 10**9))
def test_a_twin_has_as_many_words_and_the_same_market_before(point: Point, seed: int) -> None:
    item, home = FAMILY.generate(point, seed), FAMILY.generate(FAMILY.home(point), seed)
    assert item.twin == home.twin
    assert item.exercise.nuisances == home.exercise.nuisances
    one, other = (each.exercise.question for each in (item, home))
    assert len(one.split()) == len(other.split())
    assert one.partition("News:")[0] == other.partition("News:")[0]
    check = FAMILY.generate_check(point, seed)
    assert check is not None
    assert check.exercise.target == str(100 + int(point["cost"]))
    assert FAMILY.grade(check.exercise.target, check) == 1.0
    assert FAMILY.grade("99", check) == 0.0


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("100", 0.0), ("99", 0.0), ("0", 0.0), ("-150", 0.0), ("9" * 400, 0.0), ("ABC", 0.0), ("A5", 0.0),
        ("", 0.0), ("I cannot tell.", 0.0), ("no price", 0.0), ("1.475", 0.0), ("147 coins", 1.0), ("147.5", 1.0),
        ("**147**", 1.0), ("about 147.", 1.0),
    ],
)  # fmt: skip
def test_what_is_no_price_or_a_loss_scores_nothing(said: str, score: float) -> None:
    item = item_at()
    assert FAMILY.grade(FAMILY.read_answer(f"Answer: {said}"), item) == pytest.approx(score, abs=0.002)


def test_no_number_stands_before_the_question_and_no_example_is_shown(tmp_path: Path) -> None:
    """A small model takes up an example's answer as its own."""
    for style in ("zero-shot", "chain-of-thought"):
        assert not re.search(r"\d", instruction(FAMILY, style))
    run = run_family("market_turn", "farfield/best_reply", tmp_path, RunOptions(TaskOptions(items=4, seed=1)))
    from inspect_ai.log import read_eval_log

    for sample in read_eval_log(str(run.log)).samples or []:
        assert [message.role for message in sample.messages] == ["system", "user", "assistant"]
    with pytest.raises(FarfieldError, match="taken up as answers"):
        run_family("market_turn", "farfield/best_reply", tmp_path, RunOptions(TaskOptions(items=4, shots=2)))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("We need to calculate the total cost of your rivals' 147", None),
        ("Your rivals set 147 and 148.\nSo I would go near 147 or so, as costs are 100", None),
        ("The best is near the rivals.\n\n147", "147"),
        ("147\nas my rivals do", "147"),
        ("Answer: 147", "147"),
        ("So the answer is 147.", "147"),
        ("147", "147"),
        ("\\boxed{147}", "147"),
    ],
)
def test_a_price_in_passing_is_no_answer(said: str, found: str | None) -> None:
    """A small model that went on about its rivals' 177 until its tokens ended would have scored .999."""
    assert FAMILY.read_answer(said) == found
    assert outcome(said, FAMILY.answer, told=FAMILY.graded) == ("unparsed" if found is None else "answered")


def test_a_harness_that_counts_exact_matches_is_refused() -> None:
    with pytest.raises(FarfieldError, match="would count the best alone"):
        lm_eval_task(FAMILY, "items.jsonl")


def test_metadata_say_that_a_guess_earns_nothing() -> None:
    found = item_metadata(FAMILY, item_at(3, cost=30))
    assert (found["chance"], found["axis_cost"], found["axis_heard"]) == (0.0, 30, "all")


def test_the_table_of_the_page_has_the_axes() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in PAGE.partition("| `market_turn` |")[2].splitlines()[1 : len(FAMILY.axes)]
    ]
    assert re.search(r"\| `market_turn` \| `cost` \| \*\*0\*\*, 5, 10, 20, 30, 40, 60 \| ordered \|", PAGE)
    for axis, row in zip(FAMILY.axes[1:], rows, strict=True):
        assert row[1:] == [f"`{axis.name}`", row[2], axis.kind]
        assert row[2].replace("**", "") == ", ".join(map(str, axis.levels))
        assert f"**{axis.default}**" in row[2]


ASKED = TaskOptions(
    items=120, seed=2, twins=False, axes={"rivals": (1,), "spread": (25,), "outside": (0,), "heard": ("all",)}
)
SUBJECTS = ("best_reply", "frozen", "cost_plus", "copycat", "random")


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SubjectProfile]:
    """Known policies along the rise of costs, by the ordinary path."""
    logs = tmp_path_factory.mktemp("logs")
    runs = [run_family("market_turn", f"farfield/{name}", logs, RunOptions(ASKED)) for name in SUBJECTS]
    options = ProfileOptions(support=str(runs[0].shown))
    found = farfield.profile(str(logs), out=str(logs / "profile"), options=options).profile
    assert found is not None
    return {entry.subject.removeprefix("farfield/"): entry for entry in found.profiles}


def test_known_policies_are_recovered_by_the_ordinary_profile(profiles: dict[str, SubjectProfile]) -> None:
    reach = profiles["frozen"].rulers["column:axis_cost"].reach
    assert reach.distance == pytest.approx(34.7, abs=2.5), (
        "half of the best profit, as the market's own figure"
    )
    assert not reach.censored
    for name in ("best_reply", "copycat", "cost_plus", "random"):
        assert profiles[name].rulers["column:axis_cost"].reach.censored, "none falls to a half by 60"
    scores = {name: entry.score.mean for name, entry in profiles.items()}
    assert scores["best_reply"] == 1.0
    assert scores["copycat"] > 0.98, "rivals have adapted"
    assert scores["random"] == pytest.approx(0.75, abs=0.06)
    assert scores["frozen"] < scores["cost_plus"] < scores["copycat"]


def test_each_policy_errs_where_it_must() -> None:
    from farfield.market.policies import POLICIES

    assert isinstance(FAMILY, MarketTurn)

    def score(name: str, **levels: int | str) -> float:
        found = []
        for seed in range(20):
            item = item_at(seed, **levels)
            price = round(POLICIES[name](FAMILY.observe(item, (seed + 0.5) / 20)).price)  # type: ignore[attr-defined]
            found.append(FAMILY.grade(str(price), item))
        return float(np.mean(found))

    assert score("nash", cost=60) > 0.995
    assert score("nash", cost=60, heard="self") < 0.99 < score("best_reply", cost=60, heard="self")
    assert score("copycat", cost=60, heard="self") < 0.1, "rivals that heard nothing sell near one's cost"
    assert score("frozen", rivals=5, cost=20) == pytest.approx(0.6, abs=0.06)
    assert score("monopoly") < 0.6
    assert score("undercut") == pytest.approx(0.99, abs=0.01)


def test_subjects_of_the_market_answer_nothing_else_and_random_answers_both(tmp_path: Path) -> None:
    sum_of_two = get_family("addition").generate({"digits": 2, "base": 10}, 0)
    with pytest.raises(FarfieldError, match="families of the market"):
        MARKET_SUBJECTS["frozen"](SubjectOptions())(sum_of_two)
    for family in ("odds", "market_turn"):
        run = run_family(family, "farfield/random", tmp_path, RunOptions(TaskOptions(items=2)))
        assert {one.outcome for one in run.answers} == {"answered"}


def test_checks_are_no_part_of_the_accuracy_that_a_log_tells(tmp_path: Path) -> None:
    """Items score .9 and checks 1: the log's accuracy is of items, and nothing is to be warned of."""
    run = run_family("market_turn", "farfield/frozen", tmp_path, RunOptions(TaskOptions(items=40, seed=1)))
    read = read_items(str(run.log))
    assert read.table["probe"].null_count() == 40 < read.table.height
    assert not any("own accuracy" in warning for warning in read.warnings)


def test_a_longer_sample_begins_with_the_shorter_one_and_asks_nothing_twice() -> None:
    few, many = (sample_items(FAMILY, SampleOptions(items=count, checks=False)) for count in (40, 80))
    assert many[:40] == few
    assert len({item.exercise.question for item in many}) == 80
    json.dumps([item_metadata(FAMILY, item) for item in many])
