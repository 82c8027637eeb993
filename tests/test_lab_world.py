"""The carry-in world: what the corpus supports is known by construction."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.lab.carry_world import Sum, World, WorldOptions, chance, distance, draw_world, pairs_of, spread
from farfield.lab.encoding import EQUALS, Encoded, column_ids, digits_of, encode, equals_place
from farfield.lab.references import NO_ENTRY, answer_by_algorithm, answer_by_table

SMALL = WorldOptions(
    documents=400,
    recall_items=40,
    interpolation_items=60,
    extrapolation_items=20,
    hyperpolation_items=36,
    validation_sums=30,
)

worlds = st.integers(0, 2**32).map(lambda seed: draw_world(SMALL, seed))
sums = st.builds(Sum, st.integers(1, 10**8 - 1), st.integers(1, 10**8 - 1), st.integers(0, 9))


def spelled(text: str) -> str:
    """The words of a text as the scan sees them, each between spaces."""
    return " ".join(["", *re.findall(r"\w+", text), ""])


@settings(max_examples=12, deadline=None)
@given(worlds)
def test_a_question_stands_in_the_corpus_exactly_where_it_is_declared_recall(world: World) -> None:
    documents = [spelled(document.document) for document in world.corpus]
    for item in world.items:
        holding = [document for document in documents if spelled(item.question) in document]
        assert bool(holding) == (world.regime(item) == "recall")
        assert all(spelled(item.target) in document for document in holding)


@settings(max_examples=12, deadline=None)
@given(worlds)
def test_held_out_sums_are_nowhere_in_the_corpus_in_either_order(world: World) -> None:
    for item in (*world.items, *world.validation_interpolation):
        assert (item in world.support) == (world.regime(item) == "recall")
        assert item in world.support or item.mirror not in world.support
    assert not set(world.validation_interpolation) & world.support
    assert set(world.validation_recall) <= world.support


@settings(max_examples=12, deadline=None)
@given(worlds)
def test_the_corpus_varies_digits_and_never_the_carry(world: World) -> None:
    assert {document.carry for document in world.corpus} == {0}
    assert {document.digits for document in world.corpus} == {1, 2, 3, 4}
    assert len(world.corpus) == SMALL.documents


@settings(max_examples=12, deadline=None)
@given(worlds)
def test_regimes_have_their_places_on_the_axes_and_their_counts(world: World) -> None:
    places = {
        "recall": ({1, 2, 3, 4}, {0}, 40),
        "interpolation": ({1, 2, 3, 4}, {0}, 60),
        "extrapolation": ({5, 6, 7, 8}, {0}, 20),
        "hyperpolation": ({1, 2, 3, 4}, set(range(1, 10)), 36),
    }
    for regime, (digits, carries, count) in places.items():
        items = [item for item in world.items if world.regime(item) == regime]
        assert ({item.digits for item in items}, {item.carry for item in items}) == (digits, carries)
        assert len(items) == count
        assert {distance(item) for item in items} == ({None} if regime == "hyperpolation" else digits)


@settings(max_examples=12, deadline=None)
@given(worlds)
def test_no_sum_is_tested_twice_or_both_tested_and_validated(world: World) -> None:
    looked_at = (*world.items, *world.validation_recall, *world.validation_interpolation)
    assert len(set(looked_at)) == len(looked_at)


def test_the_default_world_has_its_thousand_items_and_is_drawn_again_from_its_seed() -> None:
    world = draw_world(WorldOptions(), 3)
    assert len(world.items) == 1000
    assert len(world.validation_recall) == len(world.validation_interpolation) == 256
    assert draw_world(WorldOptions(), 3) == world
    assert draw_world(WorldOptions(), 4).corpus != world.corpus


@given(
    st.integers(0, 500), st.dictionaries(st.tuples(st.integers(1, 9), st.integers(0, 9)), st.integers(0, 99))
)
def test_spread_uses_all_the_room_it_needs_and_is_even(total: int, room: dict[tuple[int, int], int]) -> None:
    counts = spread(total, room)
    assert sum(counts.values()) == min(total, sum(room.values()))
    assert all(0 <= counts[cell] <= room[cell] for cell in room)
    unfilled = [counts[cell] for cell in room if counts[cell] < room[cell]]
    assert not unfilled or max(counts.values()) - min(unfilled) <= 1


@pytest.mark.parametrize("digits", [1, 2])
def test_pairs_and_chance_equal_their_enumeration(digits: int) -> None:
    everything = [Sum(x, y) for x in range(1, 10**digits) for y in range(1, 10**digits)]
    these = [one for one in everything if one.digits == digits]
    assert pairs_of(digits) == len({frozenset((one.x, one.y)) for one in these})
    assert chance(these[0]) == pytest.approx(1 / len({one.target for one in these}))


@given(sums)
def test_the_exact_algorithm_is_right_everywhere(one: Sum) -> None:
    assert answer_by_algorithm([one]) == [one.target]


def test_the_lookup_table_knows_the_corpus_and_nothing_else() -> None:
    world = draw_world(SMALL, 0)
    for item, answer in zip(world.items, answer_by_table(world.items, world.corpus), strict=True):
        assert answer == (item.target if world.regime(item) == "recall" else NO_ENTRY)


@given(st.lists(sums, min_size=1, max_size=5))
def test_encoded_sums_spell_their_numbers(several: list[Sum]) -> None:
    encoded = encode(several, 8)
    for row, one in enumerate(several):
        n = one.digits
        powers = 10 ** np.arange(n + 1)
        assert encoded.tokens[row, 0 : 2 * n : 2] @ powers[:n] == one.x
        assert encoded.tokens[row, 1 : 2 * n : 2] @ powers[:n] == one.y
        assert encoded.tokens[row, 2 * n] == one.carry
        assert encoded.tokens[row, equals_place(n)] == EQUALS
        assert encoded.targets[row][encoded.answer[row]] @ powers == int(one.target)
        written = encoded.tokens[row, equals_place(n) + 1 : 3 * n + 2]
        assert written.tolist() == digits_of([int(one.target)], n + 1)[0, :n].tolist()


def test_every_embedding_that_a_longer_sum_meets_has_been_trained() -> None:
    world = draw_world(WorldOptions(), 0)
    ids = column_ids(world.options.farthest_digits)
    trained, tested = encode(world.corpus, 4), encode(world.items, 8)
    assert set(trained.tokens.ravel().tolist()) == {*range(10), EQUALS}
    moves = {n: range(ids - 1 - n) for n in range(1, 9)}
    met = {
        (role, column + by if column else 0)
        for n in world.options.trained
        for role, column in places(trained.digits == n, trained)
        for by in moves[n]
    }
    assert {column for _, column in met} == set(range(ids))
    for n in range(1, 9):
        middle = moves[n][-1] // 2
        used = {
            (role, column + middle if column else 0) for role, column in places(tested.digits == n, tested)
        }
        assert used <= met


def places(rows: np.ndarray, encoded: Encoded[np.ndarray]) -> set[tuple[int, int]]:
    """The (role, column) pairs that stand in some rows, padding left out."""
    length = 3 * int(encoded.digits[rows][0]) + 2
    pairs = np.stack([encoded.roles[rows, :length], encoded.columns[rows, :length]], axis=-1)
    return set(map(tuple, np.unique(pairs.reshape(-1, 2), axis=0).tolist()))
