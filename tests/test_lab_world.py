"""The carry-in world: what the corpus supports is known by construction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import Exercise
from farfield.lab.drawing import Drawn, draw_world, spread
from farfield.lab.encoding import Encoded
from farfield.lab.options import DrawOptions
from farfield.lab.references import NO_ENTRY, exact_algorithm, lookup_table
from farfield.lab.worlds import get_world
from farfield.lab.worlds.carry_in import FARTHEST, CarryIn
from farfield.lab.worlds.sums import EQUALS, digits_of
from lab_worlds import SMALL, carry_in, spelled, summing

WORLD = get_world("carry_in")

draws = st.integers(0, 2**32).map(carry_in)
sums = st.builds(summing, st.integers(1, 10**8 - 1), st.integers(1, 10**8 - 1), st.integers(0, 9))


def questions(items) -> set[str]:
    return {item.exercise.question for item in items}


@settings(max_examples=12, deadline=None)
@given(draws)
def test_a_question_stands_in_the_corpus_exactly_where_it_is_declared_recall(drawn: Drawn) -> None:
    documents = [spelled(WORLD.document(row.exercise)) for row in drawn.corpus]
    for item, regime in drawn.asked:
        holding = [document for document in documents if spelled(item.exercise.question) in document]
        assert bool(holding) == (regime == "recall")
        assert all(spelled(item.exercise.target) in document for document in holding)


@settings(max_examples=12, deadline=None)
@given(draws)
def test_held_out_sums_are_nowhere_in_the_corpus_in_either_order(drawn: Drawn) -> None:
    support = questions(drawn.corpus)
    for item, regime in drawn.asked:
        x, y, carry = item.exercise.question.split(" + ")
        assert (item.exercise.question in support) == (regime == "recall")
        assert regime == "recall" or f"{y} + {x} + {carry}" not in support
    for item in drawn.held_out_checks:
        assert not WORLD.alike(item.exercise) & support
    assert questions(drawn.known_checks) <= support


@settings(max_examples=12, deadline=None)
@given(draws)
def test_the_corpus_varies_digits_and_never_the_carry(drawn: Drawn) -> None:
    numbers = [tuple(map(int, row.exercise.question.split(" + "))) for row in drawn.corpus]
    assert {carry for _, _, carry in numbers} == {0}
    assert {len(str(max(x, y))) for x, y, _ in numbers} == {1, 2, 3, 4}
    assert len(numbers) == SMALL.rows


@settings(max_examples=12, deadline=None)
@given(draws)
def test_regimes_have_their_places_on_the_axes_and_their_counts(drawn: Drawn) -> None:
    places = {
        "recall": ({1, 2, 3, 4}, {0}),
        "interpolation": ({1, 2, 3, 4}, {0}),
        "extrapolation": ({5, 6, 7, 8}, {0}),
        "hyperpolation": ({1, 2, 3, 4}, set(range(1, 10))),
    }
    for regime, (digits, carries) in places.items():
        points = [item.point for item, known in drawn.asked if known == regime]
        assert {point["digits"] for point in points} == digits
        assert {point["carry"] for point in points} == carries
        assert len(points) == SMALL.items[regime]
        along = {WORLD.along(point, {})["digits"] for point in points}
        assert along == ({None} if regime == "hyperpolation" else digits)


@settings(max_examples=12, deadline=None)
@given(draws)
def test_no_sum_is_asked_twice_or_both_asked_and_checked(drawn: Drawn) -> None:
    looked_at = [
        item.exercise.question for item in (*drawn.items, *drawn.known_checks, *drawn.held_out_checks)
    ]
    assert len(set(looked_at)) == len(looked_at)


def test_the_usual_draw_has_its_thousand_items_and_is_drawn_again_from_its_seed() -> None:
    drawn = draw_world(WORLD, WORLD.drawing, 3)
    assert len(drawn.items) == 1000
    assert len(drawn.known_checks) == len(drawn.held_out_checks) == 256
    again, other = (draw_world(WORLD, WORLD.drawing, seed) for seed in (3, 4))
    assert (again.corpus, again.items, again.regimes) == (drawn.corpus, drawn.items, drawn.regimes)
    assert (again.known_checks, again.held_out_checks) == (drawn.known_checks, drawn.held_out_checks)
    assert other.corpus != drawn.corpus


def test_a_widened_axis_holds_its_levels_and_their_share() -> None:
    items = {**SMALL.items, "extrapolation": 80}
    drawn = carry_in(1, DrawOptions(rows=3_000, items=items, checks=30, widen={"carry": 0.3}))
    carries = np.array([row.point["carry"] for row in drawn.corpus])
    assert set(carries.tolist()) == {0, 1, 2, 3, 4, 6, 7}
    assert 0.27 < (carries > 0).mean() < 0.33
    between = [item.point["carry"] for item, regime in drawn.asked if regime == "interpolation"]
    assert set(between) == set(range(8)), "5 lies between levels that the corpus holds"
    beyond = [item.point["carry"] for item, regime in drawn.asked if regime == "extrapolation"]
    assert {8, 9} <= set(beyond)
    assert "hyperpolation" not in drawn.regimes
    assert {item.point["carry"] for item in (*drawn.known_checks, *drawn.held_out_checks)} == {0}


@given(
    st.integers(0, 500),
    st.dictionaries(st.text("abc", min_size=1), st.integers(0, 99)),
    st.randoms(use_true_random=False),
)
def test_spread_uses_all_the_room_it_needs_and_is_even(total: int, room: dict[str, int], order) -> None:
    counts = spread(total, room, order)
    assert sum(counts.values()) == min(total, sum(room.values()))
    assert all(0 <= counts[cell] <= room[cell] for cell in room)
    unfilled = [counts[cell] for cell in room if counts[cell] < room[cell]]
    assert not unfilled or max(counts.values()) - min(unfilled) <= 1


@pytest.mark.parametrize("digits", [1, 2])
def test_rooms_and_chance_equal_their_enumeration(digits: int) -> None:
    point = {"digits": digits, "carry": 0}
    everything = [(x, y) for x in range(1, 10**digits) for y in range(1, 10**digits)]
    these = [(x, y) for x, y in everything if len(str(max(x, y))) == digits]
    assert WORLD.rooms(point) == len({frozenset(one) for one in these})
    assert WORLD.generate(point, 0).exercise.floor == pytest.approx(1 / len({x + y for x, y in these}))


@settings(max_examples=12, deadline=None)
@given(draws)
def test_the_exact_algorithm_is_right_everywhere(drawn: Drawn) -> None:
    for item, said in zip(drawn.items, exact_algorithm(drawn), strict=True):
        assert int(said) == sum(map(int, item.exercise.question.split(" + ")))


def test_the_lookup_table_knows_the_corpus_and_nothing_else() -> None:
    drawn = carry_in(0)
    for (item, regime), answer in zip(drawn.asked, lookup_table(drawn), strict=True):
        assert answer == (item.exercise.target if regime == "recall" else NO_ENTRY)


@given(st.lists(sums, min_size=1, max_size=5))
def test_encoded_sums_spell_their_numbers(several: list[Exercise]) -> None:
    encoded = WORLD.encode(several)
    for row, one in enumerate(several):
        x, y, carry = map(int, one.question.split(" + "))
        n = len(str(max(x, y)))
        powers = 10 ** np.arange(n + 1)
        assert encoded.tokens[row, 0 : 2 * n : 2] @ powers[:n] == x
        assert encoded.tokens[row, 1 : 2 * n : 2] @ powers[:n] == y
        assert encoded.tokens[row, 2 * n] == carry
        assert encoded.start[row] == 2 * n + 1
        assert encoded.tokens[row, 2 * n + 1] == EQUALS
        assert encoded.targets[row][encoded.scored[row]] @ powers == int(one.target)
        written = encoded.tokens[row, 2 * n + 2 : 3 * n + 2]
        assert written.tolist() == digits_of(np.array([int(one.target)]), n + 1)[0, :n].tolist()


@given(sums)
def test_the_encoded_answer_reads_as_the_target(one: Exercise) -> None:
    encoded = WORLD.encode([one])
    tokens = [*encoded.targets[0][encoded.scored[0]].tolist(), *[0] * WORLD.layout.answer]
    assert WORLD.read_tokens(one, tokens[: WORLD.layout.answer]) == one.target


@given(sums, st.integers(0, 9))
def test_nothing_but_the_answer_itself_tells_of_the_answer(one: Exercise, other: int) -> None:
    """Whatever the target is, roles, columns and the question's own tokens stay what they are."""
    right, wrong = WORLD.encode([one]), WORLD.encode([Exercise(one.question, str(other))])
    assert (right.roles == wrong.roles).all()
    assert (right.columns == wrong.columns).all()
    assert (right.tokens[0, : right.start[0] + 1] == wrong.tokens[0, : wrong.start[0] + 1]).all()
    assert (right.room == wrong.room).all()


def test_every_embedding_that_a_longer_sum_meets_has_been_trained() -> None:
    drawn = draw_world(WORLD, WORLD.drawing, 0)
    trained, asked = (WORLD.encode([one.exercise for one in rows]) for rows in (drawn.corpus, drawn.items))
    assert set(trained.tokens.ravel().tolist()) == {*range(10), EQUALS}
    digits = {"trained": (trained.start - 1) // 2, "asked": (asked.start - 1) // 2}
    met = {
        (role, column + by if column else 0)
        for n in (1, 2, 3, 4)
        for role, column in places(digits["trained"] == n, trained, n)
        for by in range(CarryIn.layout.columns - 1 - n)
    }
    assert {column for _, column in met} == set(range(CarryIn.layout.columns))
    for n in range(1, FARTHEST + 1):
        middle = (CarryIn.layout.columns - 2 - n) // 2
        used = {
            (role, column + middle if column else 0)
            for role, column in places(digits["asked"] == n, asked, n)
        }
        assert used <= met


def places(rows: np.ndarray, encoded: Encoded[np.ndarray], n: int) -> set[tuple[int, int]]:
    """The (role, column) pairs that stand in rows of n digits, padding left out."""
    pairs = np.stack([encoded.roles[rows, : 3 * n + 2], encoded.columns[rows, : 3 * n + 2]], axis=-1)
    assert (encoded.room[rows] == CarryIn.layout.columns - 2 - n).all()
    return set(map(tuple, np.unique(pairs.reshape(-1, 2), axis=0).tolist()))
