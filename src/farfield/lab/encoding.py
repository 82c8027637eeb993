"""Questions and answers as the arrays a transformer reads: what every world's encoding has in common.

A row is a question and its answer as one sequence. Each place holds a token, its role (which part of the row it
belongs to) and its column (what it is lined up with); the target is the token that follows. Columns other than 0
may be moved up together: while training, each row is moved to a random place among the column ids, so that a
longer row meets no id that was never trained.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = TypeVar("Numbers")
HostArray = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sizes of a world's rows: how many tokens, roles and column ids there are; the longest row and answer."""

    tokens: int
    roles: int
    columns: int
    length: int
    answer: int


class Encoded(NamedTuple, Generic[Numbers]):
    """Rows as arrays of the host or a device: [rows, length], or [rows] for `start` and `room`.

    Padding stands at the end, where a causal model never looks from a place that counts. Roles and columns reach as
    far as an answer may, whatever its length is, and tell nothing of it.
    """

    tokens: Numbers
    roles: Numbers
    columns: Numbers  # 0 stays where it is when a row is moved
    targets: Numbers  # the token to predict at this place
    scored: Numbers  # of bool: where a token of the answer is to be predicted
    start: Numbers  # the place that predicts the answer's first token
    room: Numbers  # how far the row can be moved up among the column ids


def empty_rows(rows: int, layout: Layout) -> Encoded[HostArray]:
    """Rows to be filled, all zeros."""
    shape = (rows, layout.length)
    tokens, roles, columns, targets = (np.zeros(shape, np.int32) for _ in range(4))
    start, room = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
    return Encoded(tokens, roles, columns, targets, np.zeros(shape, bool), start, room)
