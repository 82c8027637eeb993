"""What is known of each text, and what was tried of it, side by side: a window waits for memory once, not often."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Records: TypeAlias = Any
"""An array of FACTS or TRIES, one for each text."""

FACTS = np.dtype(
    [
        ("begin", np.int64),
        ("total", np.float64),
        ("table_begin", np.int64),
        ("filter_begin", np.int64),
        ("filter_shift", np.int32),
        ("mask", np.int32),
        ("size", np.int32),
        ("reach", np.int32),
        ("gram", np.int32),
        ("seed", np.int32),
        ("kind", np.int32),
        ("spare", np.int32),
    ],
    align=True,
)
"""Of a text: where it begins in the tree's words, and how many it has; words of its grams and seeds (see run_sizes);
`total`: of its words' weights; `reach`: how far its windows go to either side; `kind`: of its regions.
`table_begin`, `mask`: its table of grams. `filter_begin`, `filter_shift`: its bitmap, and how far a hash is shifted."""

TRIES = np.dtype(
    [
        ("tried_in", np.int64),
        ("found_in", np.int64),
        ("score", np.int64),
        ("asked_in", np.int64),
        ("tried_upto", np.int32),
        ("highest", np.int32),
        ("share", np.int32),
        ("first", np.int32),
        ("last", np.int32),
        ("asked_number", np.int32),
        ("asked", np.int32),
        ("spare", np.int32),
    ],
    align=True,
)
"""Of a text: `tried_in`, `tried_upto`: the document last looked at, and how far. `highest`: millionths of it that the
nearest document holds. `found_in`: the last document that holds a near duplicate, and of the fullest there the `share`
in millionths, the `score` by which a place is awarded (see awards), and its place [first, last). `asked_in`,
`asked_number`, `asked`: the region that was asked last, and how many of its windows were, or SPENT."""
