"""Eight numbers reckoned with at once against the same eight one by one, with numpy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from farfield.kernel.machine import compiled
from farfield.kernel.machine.lanes import (
    LANES,
    differing,
    exceeding,
    gather,
    gather_ends,
    gather_two,
    lane,
    marks,
    put,
    take,
    take_octets,
    take_small,
)
from farfield.kernel.machine.set_bits import list_by_eights, list_set_bits, list_together
from farfield.kernel.machine.vectors import WIDTH

ONES = np.uint64(2**64 - 1)
THREE = np.uint64(3)


@compiled
def reckon(left, right, out):
    """One row of `out` for each operation, eight columns at a time."""
    for at in range(0, len(left), LANES):
        a, b = take(left, at), take(right, at)
        put(out[0], at, a + b)
        put(out[1], at, a - b)
        put(out[2], at, a * b)
        put(out[3], at, (a & b) | (a ^ THREE))
        put(out[4], at, ~a)
        put(out[5], at, (a << THREE) >> (b & np.uint64(63)))
        put(out[6], at, exceeding(a, b))
        put(out[7], at, differing(a, b))
        put(out[8], at, ONES >> (a & np.uint64(63)))


@pytest.fixture
def numbers():
    rng = np.random.default_rng(3)
    left, right = (rng.integers(0, 2**64, 64, np.uint64, endpoint=False) for _ in range(2))
    left[:8], right[4:12] = right[:8], [0, 1, 2, 3, ONES, ONES - np.uint64(1), 63, 64]
    return left, right


def test_operations_are_those_of_numpy(numbers) -> None:
    left, right = numbers
    out = np.zeros((9, len(left)), np.uint64)
    reckon(left, right, out)
    low, none = np.uint64(63), np.uint64(0)
    expected = [
        left + right, left - right, left * right, (left & right) | (left ^ THREE), ~left,
        (left << THREE) >> (right & low), np.where(left > right, ONES, none),
        np.where(left != right, ONES, none), ONES >> (left & low),
    ]  # fmt: skip
    np.testing.assert_array_equal(out, expected)


@compiled
def move(text, numbers, pairs, places, out, cut):
    both = take_octets(pairs, 2)
    put(out[0], 0, gather(text, take(places, 0)))
    put(out[1], 0, gather(numbers, take(places, 0)))
    put(out[2], 0, both)
    put(cut, 1, take(numbers, 3))
    return marks(take(numbers, 0))


def test_what_is_gathered_and_written(numbers) -> None:
    numbers = numbers[0]
    text = np.arange(80, dtype=np.uint8)
    pairs = np.arange(-5, 15, dtype=np.int32)
    places = np.array([3, 0, 7, 56, 1, 1, 55, 9], np.uint64)
    out, cut = np.zeros((3, LANES), np.uint64), np.zeros(10, np.int32)
    marked = move(text, numbers, pairs, places, out, cut)
    octets = [int.from_bytes(text[at : at + 8].tobytes(), "little") for at in places.tolist()]
    assert out[0].tolist() == octets
    assert out[1].tolist() == numbers[places.astype(int)].tolist()
    assert out[2].view(np.int32).tolist() == pairs[2:18].tolist()
    assert cut.tolist() == [0, *numbers[3:11].astype(np.int32).tolist(), 0]
    assert marked == sum(1 << lane for lane in range(LANES) if numbers[lane] >> THREE >> np.uint64(60))


@compiled
def move_two(numbers, places, out):
    here, behind = gather_two(numbers, places, 2)
    put(out[0], 0, here)
    put(out[1], 0, behind)


def test_two_numbers_at_each_place(numbers) -> None:
    numbers = numbers[0]
    places = np.array([5, 5, 3, 0, 7, 56, 1, 1, 62, 9], np.uint64)
    out = np.zeros((2, LANES), np.uint64)
    move_two(numbers, places, out)
    at = places[2:].astype(int)
    assert out.tolist() == [numbers[at].tolist(), numbers[at + 1].tolist()]


@compiled
def move_ends(text, boundaries, out):
    first, last = gather_ends(text, 3, boundaries, 2)
    put(out[0], 0, first)
    put(out[1], 0, last)


def test_the_ends_of_words() -> None:
    text = np.arange(90, dtype=np.uint8)
    words = [(0, 1), (2, 9), (2, 10), (11, 20), (30, 38), (5, 80), (70, 71), (0, 16)]
    boundaries = np.array([9, 9, *(place for word in words for place in word)], np.int32)
    out = np.zeros((2, LANES), np.uint64)
    move_ends(text, boundaries, out)
    for side, places in enumerate(([a for a, _ in words], [max(a, b - 8) for a, b in words])):
        wanted = [text[3 + at : 11 + at].tobytes() for at in places]
        assert [int(number).to_bytes(8, "little") for number in out[side]] == wanted


@compiled
def widen(numbers, letters, out):
    put(out[0], 0, take_small(numbers, 1))
    put(out[1], 0, take_small(letters, 1))


def test_what_is_widened() -> None:
    numbers = np.array([9, -1, 2, -3, 4, 2**31 - 1, -(2**31), 0, 7], np.int32)
    letters = np.array([9, 0, 1, 127, 128, 255, 3, 4, 5], np.uint8)
    out = np.zeros((2, LANES), np.uint64)
    widen(numbers, letters, out)
    assert out.astype(np.int64).tolist() == [numbers[1:].tolist(), letters[1:].tolist()]


@pytest.mark.parametrize("first", [0, 1000, 2**31 - LANES])
def test_the_places_of_every_mask(first: int) -> None:
    for mask in range(1 << LANES):
        out = np.full(LANES + 2, -1, np.int32)
        expected = [first + place for place in range(LANES) if mask >> place & 1]
        assert list_set_bits(out, 1, first, mask) == 1 + len(expected)
        assert out[1 : 1 + len(expected)].tolist() == expected
        assert (out[0], out[-1]) == (-1, -1)


@pytest.mark.parametrize("list_places", [list_by_eights, list_together])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.5, 0.9, 1.0])
def test_the_places_of_many_bits(list_places: Callable[..., None], share: float) -> None:
    draw = np.random.default_rng(0)
    for _ in range(50):
        bits = draw.random(WIDTH) < share
        mask = sum(1 << place for place in np.flatnonzero(bits).tolist())
        out = np.full(2 * WIDTH + 1, -1, np.int32)
        list_places(out, 1, 1000, np.uint64(mask))
        assert out[1 : 1 + bits.sum()].tolist() == (1000 + np.flatnonzero(bits)).tolist()
        assert (out[0], out[-1]) == (-1, -1)


@compiled
def spread_out(numbers, out):
    each = take(numbers, 1)
    for place in range(LANES):
        out[place] = lane(each, place)


def test_each_of_eight_numbers(numbers) -> None:
    out = np.zeros(LANES, np.uint64)
    spread_out(numbers[0], out)
    assert out.tolist() == numbers[0][1 : 1 + LANES].tolist()
