"""A loop of attempts: who chooses what, and what becomes of models whose way of learning is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from farfield.families import FamilyItem
from farfield.jobs import loop as job
from farfield.jobs.loop import run_loop
from farfield.options.looping import Judge, LoopOptions
from farfield.records import FarfieldError
from farfield.results.loop import Loop
from farfield.run.evaluating import first_error
from farfield.run.judging import Attempt, choose
from farfield.run.looping import Answered, Asked
from farfield.words.loop import tell_loop

OPTIONS = LoopOptions(
    rounds=2, questions=6, attempts=4, keep=4, items=12, axes={"digits": (2,), "base": (10,)}
)
Rule = Callable[[FamilyItem, list[FamilyItem], int], str]
"""From an item, the examples of its prompt and the number of the attempt to what is answered."""


def right(item: FamilyItem) -> bool:
    """Whether an example was answered rightly, worked out from its question."""
    numbers = [
        int(word.strip("?.,")) for word in item.exercise.question.split() if word.strip("?.,").isdigit()
    ]
    return int(item.exercise.target) == sum(numbers[-2:])


def learner(item: FamilyItem, shown: list[FamilyItem], number: int) -> str:
    """Right after a prompt of right examples alone; else one attempt in four, and all others agree on 7."""
    learned = bool(shown) and all(map(right, shown))
    return item.exercise.target if learned or number == 3 else "7"


@pytest.fixture
def looped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Loop]:
    """A loop as the job runs it, but for the model."""

    def run(rule: Rule, judge: Judge, options: LoopOptions = OPTIONS, folder: str = "run") -> Loop:
        def asked(
            _: str, asked: Asked, number: int, folder: Path, options: LoopOptions, **__: Any
        ) -> Answered:
            found = Answered(log=folder / f"{number}.eval")
            for at, item in enumerate(asked.items):
                found.items[at] = (float(rule(item, list(asked.examples), 0) == item.exercise.target), True)
                if asked.control:
                    said = rule(item, list(asked.control), 0)
                    found.control[at] = (float(said == item.exercise.target), True)
            for at, item in enumerate(asked.questions):
                for attempt in range(options.attempts):
                    said = rule(item, list(asked.examples), attempt)
                    found.attempts.append(Attempt(at, said, said == item.exercise.target, said == "7"))
            return found

        monkeypatch.setattr(job, "ask_round", asked)
        return run_loop("addition", "a rule", tmp_path / folder, replace(options, judge=judge)).result

    return run


def test_a_verifier_teaches_what_a_vote_and_the_model_itself_unteach(looped: Callable[..., Loop]) -> None:
    taught = looped(learner, "verifier", folder="verifier")
    assert [one.score.mean for one in taught.rounds] == [0.0, 1.0, 1.0]
    assert (taught.gain.value, taught.control.mean, taught.over_control.value) == (1.0, 1.0, 0.0)
    assert [(one.shown, one.shown_right) for one in taught.rounds] == [(0, 0), (4, 4), (4, 4)]
    assert [(one.attempts, one.attempts_right) for one in taught.rounds] == [(0, 0), (24, 6), (24, 24)]
    for judge in ("vote", "self"):
        found = looped(learner, judge, folder=judge)
        assert [one.score.mean for one in found.rounds] == [0.0, 0.0, 0.0]
        assert [(one.shown, one.shown_right) for one in found.rounds] == [(0, 0), (4, 0), (4, 0)]
    told = " ".join(tell_loop(taught)).replace("\u2009", " ").replace("\u202f", " ")
    assert "0 % right before any round, 100 % after 2 rounds" in told


def test_where_nothing_is_chosen_nothing_changes(looped: Callable[..., Loop]) -> None:
    found = looped(lambda *_: "7", "verifier")
    assert [one.nothing_chosen for one in found.rounds] == [False, True, True]
    assert [(one.score.mean, one.shown) for one in found.rounds] == [(0.0, 0)] * 3
    assert (found.gain.value, found.gain.low) == (0.0, None)
    assert "In 2 rounds nothing was chosen" in " ".join(tell_loop(found))


def test_a_loop_that_was_killed_goes_on_to_the_same_rounds(
    looped: Callable[..., Loop], tmp_path: Path
) -> None:
    whole = looped(learner, "chance", folder="whole")

    def killed(item: FamilyItem, shown: list[FamilyItem], number: int) -> str:
        if number == 1:  # the second attempt at a question of round 1
            raise KeyboardInterrupt
        return learner(item, shown, number)

    with pytest.raises(KeyboardInterrupt) as stop:
        looped(killed, "chance", folder="killed")
    assert [path.name for path in (tmp_path / "killed").glob("*.json")] == ["round-0.json"]
    assert stop.value.__notes__[0].startswith("1 round is kept in")
    looped(learner, "chance", replace(OPTIONS, rounds=1), folder="killed")
    assert looped(learner, "chance", folder="killed") == whole
    with pytest.raises(FarfieldError, match=r"a loop of other options \(judge 'chance', not 'vote'\)"):
        looped(learner, "vote", folder="killed")


def test_the_same_questions_are_drawn_whatever_the_judge_and_none_is_an_item(
    looped: Callable[..., Loop],
) -> None:
    asked: list[tuple[set[str], set[str]]] = []

    def noting(item: FamilyItem, _: list[FamilyItem], number: int) -> str:
        asked[-1][number > 0].add(item.exercise.question)
        return item.exercise.target

    for judge in ("verifier", "chance"):
        asked.append((set(), set()))
        looped(noting, judge, folder=judge)
    assert asked[0] == asked[1]
    assert len(asked[0][1]) == 12


def test_levels_without_enough_questions_are_refused_before_anything_is_asked(
    looped: Callable[..., Loop], tmp_path: Path
) -> None:
    """Sums of one-digit numbers in base 10: 25 questions, be they items or questions of a round."""
    few = replace(OPTIONS, axes={"digits": (1,), "base": (10,)}, items=20)
    with pytest.raises(
        FarfieldError, match="addition holds 25 questions here, fewer than 20 items and 6 others"
    ):
        looped(learner, "chance", few)
    assert not list(tmp_path.glob("run/*"))
    assert looped(learner, "chance", replace(few, items=19)).rounds[1].attempts == 6 * OPTIONS.attempts


ATTEMPTS = [
    Attempt(0, "4", True, False), Attempt(0, "5", False, True), Attempt(0, "5", False, True),
    Attempt(1, "8", True, True), Attempt(1, "8", True, True), Attempt(1, "8", True, True),
    Attempt(2, "1", False, False), Attempt(2, "2", False, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("judge", "answers"),
    [
        ("verifier", {(0, "4"), (1, "8")}),
        ("self", {(0, "5"), (1, "8")}),
        ("vote", {(0, "5"), (1, "8")}),
    ],
)
def test_each_judge_lets_pass_what_it_must(judge: Judge, answers: set[tuple[int, str]]) -> None:
    for seed in range(5):
        found = choose(ATTEMPTS, judge, 8, np.random.default_rng(seed))
        assert {(one.place, one.answer) for one in found} == answers
    assert choose(ATTEMPTS, "vote", 1, np.random.default_rng(0))[0].place == 1, "three agree, and two"
    assert choose([], judge, 3, np.random.default_rng(0)) == []


def test_chance_takes_any_attempt_of_any_question() -> None:
    found = {choose(ATTEMPTS, "chance", 1, np.random.default_rng(seed))[0] for seed in range(80)}
    assert found == set(ATTEMPTS)


@pytest.mark.parametrize("family", ["market_turn", "odds", "keeping"])
def test_a_family_that_shows_no_examples_is_refused(family: str, tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="asked without examples"):
        run_loop(family, "farfield/exact", tmp_path)
    with pytest.raises(FarfieldError, match="several attempts"):
        LoopOptions(judge="vote", attempts=1)


@pytest.mark.parametrize(
    ("options", "says"), [({"seed": -3}, "no seed"), ({"questions": 10**20}, "answers a round are more than")]
)
def test_what_no_loop_can_ask_is_refused(options: dict[str, int], says: str) -> None:
    with pytest.raises(FarfieldError, match=says):
        LoopOptions(**options)


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (repr(FarfieldError("it can't", where="x", remedy="Do 'y'.")), "x: it can't Do 'y'."),
        ("Traceback\\n  more\\nValueError: no", "ValueError: no"),
        ("", "it is not said which"),
    ],
)
def test_what_went_wrong_first_is_told_in_plain_words(message: str, says: str) -> None:
    log: Any = SimpleNamespace(samples=[], error=SimpleNamespace(message=message))
    assert first_error(log) == f"the first error: {says}"


def test_the_control_has_no_more_examples_than_a_prompt_of_the_loop_can_show(
    looped: Callable[..., Loop],
) -> None:
    """A prompt shows one attempt a question: of two questions two, whatever may be kept."""
    shown: set[int] = set()

    def counted(item: FamilyItem, examples: list[FamilyItem], _: int) -> str:
        shown.add(len(examples))
        return item.exercise.target

    found = looped(counted, "verifier", replace(OPTIONS, questions=2, keep=10**20))
    assert shown == {0, 2}
    assert "2 right answers to other questions" in " ".join(tell_loop(found))
    assert "the loop's end, with 2 examples" in " ".join(tell_loop(found))
