"""Sums as the arrays a transformer reads.

A sum of n digits is written least significant digit first, the addends side by side, the shorter one padded
with zeros, and every answer has n + 1 digits:

    x0 y0 x1 y1 ... x(n-1) y(n-1)  c  =  s0 s1 ... s(n-1)      from "=" on, predict      s0 s1 ... sn

A token carries its digit, its role and its column. Columns number significance; a token of the answer carries
the column it is about to predict. While training, each sum is moved to a random place among the column ids,
so every id is trained in every role and a longer sum meets no embedding that never moved. The carry-in has
column id 0 to itself. It is always 0 in training, but its digit shares the embeddings of all digits. What
fails far out therefore fails for want of support, and not for want of a trained embedding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from farfield.lab.carry_world import Sum

DIGITS = 10
EQUALS = 10
TOKENS = 11
ROLE_X, ROLE_Y, ROLE_CARRY, ROLE_ANSWER = range(4)
ROLES = 4
SPARE_COLUMNS = 2
"""Column ids beyond the longest sum's, so that even that one need not touch the rarely trained ends."""

Numbers = TypeVar("Numbers")
HostArray = NDArray[Any]


class Encoded(NamedTuple, Generic[Numbers]):
    """Sums as arrays of the host or a device: [sums, length], or [sums] for `digits`.

    Padding stands at the end, where a causal model never looks from a place that counts.
    """

    tokens: Numbers
    roles: Numbers
    columns: Numbers  # 1 is the least significant, before the sum is moved; 0 is the carry-in's
    targets: Numbers  # the digit to predict at this place
    answer: Numbers  # of bool: where a digit is to be predicted
    digits: Numbers


Size = TypeVar("Size", int, HostArray)


def sequence_length(digits: int) -> int:
    return 3 * digits + 2


def column_ids(farthest_digits: int) -> int:
    """How many column ids there are: the carry-in's, those of the longest answer, and some to spare."""
    return 1 + farthest_digits + 1 + SPARE_COLUMNS


def equals_place(digits: Size) -> Size:
    """Where "=" stands: the place that predicts the least significant digit."""
    return 2 * digits + 1


def encode(sums: Sequence[Sum], width: int) -> Encoded[HostArray]:
    """Encode sums of at most `width` digits, each padded to the length of a sum of that width."""
    shape = (len(sums), sequence_length(width))
    tokens, roles, columns, targets = (np.zeros(shape, np.int32) for _ in range(4))
    digits = np.array([one.digits for one in sums], np.int32)
    into = Encoded(tokens, roles, columns, targets, np.zeros(shape, bool), digits)
    for n in np.unique(digits).tolist():
        rows = np.flatnonzero(digits == n)
        _fill(into, rows, [sums[row] for row in rows.tolist()], n)
    return into


def _fill(into: Encoded[HostArray], rows: NDArray[np.intp], sums: Sequence[Sum], n: int) -> None:
    equals, end = equals_place(n), sequence_length(n)
    answer = digits_of([one.x + one.y + one.carry for one in sums], n + 1)
    x, y = digits_of([one.x for one in sums], n), digits_of([one.y for one in sums], n)
    carry = digits_of([one.carry for one in sums], 1)
    sign = np.full_like(carry, EQUALS)
    addends = np.stack([x, y], axis=2).reshape(len(sums), 2 * n)
    significance = np.arange(1, n + 2)
    into.tokens[rows, :end] = np.concatenate([addends, carry, sign, answer[:, :n]], axis=1)
    into.roles[rows, :end] = [ROLE_X, ROLE_Y] * n + [ROLE_CARRY] + [ROLE_ANSWER] * (n + 1)
    into.columns[rows, :end] = [*significance[:n].repeat(2), 0, *significance]
    into.targets[rows, equals:end] = answer
    into.answer[rows, equals:end] = True


def digits_of(numbers: Sequence[int], count: int) -> HostArray:
    """The digits of each number, least significant first, shape [numbers, count]."""
    values = np.asarray(numbers, np.int64)[:, None]
    return (values // 10 ** np.arange(count, dtype=np.int64) % 10).astype(np.int32)
