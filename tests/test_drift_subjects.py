"""Known subjects answer dated facts the ordinary way, and drift recovers what each of them is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from farfield.families import get_family
from farfield.families.dated_facts import ARMS, TURNS, DatedFacts, our_facts
from farfield.families.facts import DatedAnswer, DatedFact
from farfield.families.metadata import find_item
from farfield.families.sampling import SampleOptions
from farfield.families.sets import sample_sets
from farfield.jobs.drift import drift
from farfield.options.asking import FactsGiven, RunOptions, TaskOptions
from farfield.records import FarfieldError
from farfield.results.drift import SubjectDrift
from farfield.run.asked_levels import parse_axes
from farfield.run.given_facts import given_facts
from test_documented_profile import write

pytest.importorskip("inspect_ai")

from answered import answered
from farfield.run.replying import SubjectOptions
from farfield.run.running import run_family
from farfield.run.subjects import make_subject

Recovered = Callable[..., SubjectDrift]


@pytest.fixture
def recovered(tmp_path: Path) -> Recovered:
    """Measures what a subject answers, scored as a run scores it, without the engine around it."""

    def ask(name: str, axes: list[str], items: int, **arguments: Any) -> SubjectDrift:
        subject = make_subject(name, SubjectOptions(**arguments))
        levels = parse_axes(get_family("dated_facts"), axes)
        write(tmp_path / "answers.jsonl", answered("dated_facts", subject, levels, items=items))
        (found,) = drift(str(tmp_path / "answers.jsonl"), tmp_path / f"{name}-drift").result.subjects
        return found

    return ask


REAL = ["source=real", "turns=0", "arm=none,date,facts,irrelevant"]


@pytest.mark.parametrize(
    ("name", "axes", "arguments"),
    [
        ("archivist", REAL, {"date": "2019-06-30"}),
        ("amnesiac", ["source=real", "change=1", "arm=none,facts"], {"half_life": 2}),
    ],
)
def test_drift_finds_in_a_log_what_it_finds_in_the_answers(
    name: str, axes: list[str], arguments: dict[str, Any], recovered: Recovered, tmp_path: Path
) -> None:
    """To the last digit: the other tests here take what was answered for a log, which costs an engine."""
    levels = parse_axes(get_family("dated_facts"), axes)
    options = RunOptions(task=TaskOptions(items=24, axes=levels), model_args=arguments)
    run_family("dated_facts", f"farfield/{name}", tmp_path / "logs", options)
    (logged,) = drift(str(tmp_path / "logs"), tmp_path / "of-logs").result.subjects
    alone = recovered(name, axes, 24, **arguments)
    assert (logged.subject, alone.subject) == (f"farfield/{name}", "stub")
    assert replace(logged, subject="stub") == alone
    assert alone != recovered(name, axes, 24), "the subject is as it was asked to be"


def test_an_archivist_lives_at_its_date_and_believes_what_it_is_told(recovered: Recovered) -> None:
    found = recovered("archivist", REAL, 400)
    inner = found.inner_date
    assert inner.centre == pytest.approx(2021.5, abs=0.25)
    assert inner.low is not None
    assert inner.low < 2021.5 < (inner.high or 9999)
    assert inner.spread == pytest.approx(0.1, abs=0.05)
    assert (found.cutoff.low or 0) <= 2021.5 <= (found.cutoff.high or 9999)
    effects = {one.arm: one for one in found.effects if one.of == "all"}
    assert effects["date"].gap is not None
    assert effects["date"].gap.value == 0
    assert effects["facts"].mended.mean == 1.0
    assert effects["facts"].lost.mean == 0.0
    assert effects["irrelevant"].mended.mean == 0.0
    assert effects["facts"].net is not None


def test_an_amnesiac_forgets_with_its_half_life(recovered: Recovered) -> None:
    found = recovered("amnesiac", ["source=real", "change=1", "arm=none,facts"], 200, half_life=4)
    (life,) = found.half_lives
    assert life.equal_totals is True
    assert life.low is not None
    assert life.low < 4 < (life.high or 9999)
    assert life.strength == pytest.approx(1.0, abs=0.15)


def test_a_modest_one_defers_on_what_it_can_know_too(recovered: Recovered) -> None:
    found = recovered("modest", REAL, 120)
    bare = next(one for one in found.arms if one.arm == "none")
    assert bare.counts == {"defers": bare.rows}
    assert bare.defers.mean == 1.0
    assert found.inner_date.reason == "no_dates"


def test_a_parrot_is_misplaced(recovered: Recovered) -> None:
    found = recovered("parrot", REAL, 120)
    told = next(one for one in found.arms if one.arm == "facts")
    assert told.counts.get("misplaced", 0) > 0.9 * told.rows


def test_a_yes_man_has_no_cutoff(recovered: Recovered) -> None:
    found = recovered("yes-man", ["source=real", "turns=0", "arm=none"], 60)
    assert (found.cutoff.date, found.cutoff.reason) == (None, "no_room")


def test_every_conversation_is_of_one_length_and_shows_what_its_arm_says() -> None:
    family = DatedFacts()
    for arm in ARMS:
        for turns in (0, 4, 16):
            point = {"change": 1, "turns": turns, "source": "invented", "arm": arm}
            item = family.generate(point, 7)
            noted, said = (
                item.exercise.noted,
                [turn.text for turn in item.exercise.turns if turn.role == "user"],
            )
            assert len(said) == TURNS + (arm != "none")
            assert (noted["arm"], noted["turns"], noted["total_turns"]) == (arm, turns, TURNS)
            assert any(item.exercise.target in text for text in said) is (arm == "facts")
            assert find_item(item.item_id) == item
            if arm != "none":
                assert "31 December 2023" in said[TURNS - turns]
    lengths = {
        arm: family.generate({"change": 1, "turns": 0, "source": "real", "arm": arm}, 3).exercise.nuisances[
            "prompt_words"
        ]
        for arm in ("facts", "irrelevant")
    }
    assert lengths["irrelevant"] == pytest.approx(lengths["facts"], rel=0.1)


def test_our_facts_are_dated_in_order() -> None:
    for fact in our_facts():
        starts = [one.start or "" for one in fact.answers]
        assert starts == sorted(starts)
        assert starts[-1] < "2023-12-31"
    assert len(our_facts()) >= 36


def test_own_facts_and_another_day(tmp_path: Path) -> None:
    own = [
        {"fact": "mayor of Here", "questions": ["Who is the mayor of Here?"],
         "answers": [{"answer": "Ann Oak", "start": "2019-01-02", "end": "2024-03-04"},
                     {"answer": "Bob Elm", "start": "2024-03-04"}]},
        {"fact": "mayor of There", "questions": ["Who is the mayor of There?"],
         "answers": [{"answer": "Cid Ash", "start": "2018-01-02", "end": "2022-03-04"},
                     {"answer": "Dee Fir", "start": "2022-03-04"}]},
    ]  # fmt: skip
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, own)))
    name = given_facts("dated_facts", FactsGiven(facts=str(path), now="2024-06-01"))
    item = get_family(name).generate({"change": 0, "turns": 0, "source": "real", "arm": "facts"}, 1)
    assert (name, item.exercise.target) == ("dated_facts:mine", "Bob Elm")
    assert any("4 March 2024 Bob Elm" in turn.text for turn in item.exercise.turns)
    for given, said in (
        (FactsGiven(facts=str(path), now="2024-01-01"), "before the last change"),
        (FactsGiven(now="2020"), "no day"),
        (FactsGiven(now="soon"), "no day"),
    ):
        with pytest.raises(FarfieldError, match=said):
            given_facts("dated_facts", given)
    with pytest.raises(FarfieldError, match="takes no facts"):
        given_facts("addition", FactsGiven(now="2024-06-01"))


def test_a_family_without_facts_that_can_be_asked_is_refused() -> None:
    with pytest.raises(FarfieldError, match="no fact has two answers"):
        DatedFacts([DatedFact("x", ("Who?",), (DatedAnswer("A"),))])


def test_facts_are_asked_in_the_order_of_their_days(tmp_path: Path) -> None:
    """A file with the newest first; what cannot be asked is counted, and no level holds the facts of another."""
    newest_first = [
        {"fact": f"mayor of {at}", "questions": [f"Who is the mayor of {at}?"],
         "answers": [{"answer": f"Bob Elm{at}", "start": "2022-03-04", "end": "present"},
                     {"answer": f"Ann Oak{at}", "start": "2019-01", "end": "2022-03-04"}]}
        for at in range(3)
    ]  # fmt: skip
    over = {"fact": "old office", "questions": ["Who?"], "answers": [
        {"answer": "A", "start": "2001-01-01", "end": "2003-01-01"},
        {"answer": "B", "start": "2003-01-01", "end": "2005-01-01"}]}  # fmt: skip
    path = tmp_path / "order.jsonl"
    path.write_text("\n".join(map(json.dumps, [*newest_first, over, {"fact": "no answers"}])))
    family = get_family(given_facts("dated_facts", FactsGiven(facts=str(path), now="2024-06-01")))
    assert isinstance(family, DatedFacts)
    assert family.left_out == 2
    assert [(axis.levels, axis.default) for axis in family.axes[:1]] == [((2,), 2)]
    item = family.generate({"change": 2, "turns": 0, "source": "real", "arm": "old-fact"}, 1)
    assert item.exercise.target.startswith("Bob Elm")
    assert any("In the years before, Ann Oak" in turn.text for turn in item.exercise.turns)
    with pytest.raises(FarfieldError, match="changed 0 years before"):
        family.generate({"change": 0, "turns": 0, "source": "real", "arm": "none"}, 1)


def test_whoever_holds_an_office_beside_another_is_right() -> None:
    before = DatedAnswer("Cid Ash", None, "2019-01-02")
    both = DatedFact(
        "consul",
        ("Who?",),
        (DatedAnswer("Ann Oak", "2019-01-02"), DatedAnswer("Bob Elm", "2022-03-04"), before),
    )
    family = DatedFacts([both], "2023-12-31")
    item = family.generate({"change": 1, "turns": 0, "source": "real", "arm": "none"}, 1)
    assert [family.grade(name, item) for name in ("Ann Oak", "Bob Elm", "Cid Ash")] == [1.0, 1.0, 0.0]


def test_a_question_is_asked_after_every_reminder_and_at_every_place() -> None:
    """More sets than there are facts: each is asked at each arm, and at both places."""
    axes = {"arm": ("none", "facts"), "turns": (0, 4), "source": ("real",), "change": (1,)}
    asked = sample_sets(DatedFacts(), SampleOptions(items=120, axes=axes))
    noted = [item.exercise.noted for item in asked if item.exercise.noted["form"] == "name"]
    assert len(noted) == 120
    by_arm = {
        arm: Counter(str(one["pair"]) for one in noted if one["arm"] == arm) for arm in ("none", "facts")
    }
    assert by_arm["none"] == by_arm["facts"]
    assert Counter(one["turns"] for one in noted) == {0: 60, 4: 60}


def test_an_invented_successor_is_the_same_wherever_it_is_asked_for() -> None:
    """Answers are told by one key a fact: with other names in other sets most of what was right was not."""
    axes = {"arm": ("none", "facts"), "turns": (0,), "source": ("invented",)}
    asked = sample_sets(DatedFacts(), SampleOptions(items=200, axes=axes))
    names = {(str(item.exercise.noted["fact"]), item.exercise.target) for item in asked}
    assert len({fact for fact, _ in names}) == len(names) > 30
    assert len({name for _, name in names}) > 20
