"""The world of affine maps x → a x + b modulo a prime: a is varied, some slopes are never shown, b is frozen at 0.

- `slope`, categorical: a, from 1. The corpus holds all but every eighth.
- `shift`, categorical: b, 0 in every document. Widened, it takes every second value of the residues.

Residues have no near and far: the last one stands beside 0. So both axes are categorical, an unseen slope is an
extrapolation to an unseen level, and a distance can only be told by rulers of the text. No x is 0, which every slope
maps to the same, and no image is: a corpus without a shift never shows it.

    7x + 0 at 8 = 13

A residue is one token, whatever it stands for; a slope that is never shown is shown as x and as an image. What is held
out is so together with slope and x exchanged: no answer can be had by exchanging them.

Known products are learned at once, held-out ones a thousand steps later and only with weight decay, as Power 2022 found
(arXiv 2201.02177): without it they stood at 3 % after 4,000 steps. So this world's usual training has it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from farfield.families import Axis, Exercise, Point, Witness
from farfield.lab.encoding import Encoded, HostArray, Layout, empty_rows
from farfield.lab.options import DrawOptions, TrainingOptions
from farfield.lab.worlds.world import World

PRIME = 43
EQUALS = PRIME
SLOPES = tuple(range(1, PRIME))
UNSEEN = SLOPES[4::8]
ROLES = 4  # slope, shift, x, the place that answers

_DOCUMENT = re.compile(r"(?<!\w)(\d{1,3})x \+ (\d{1,3}) at (\d{1,3}) = (\d{1,3})(?!\w)")


def _read(match: re.Match[str]) -> Point | None:
    a, b, x, image = map(int, match.groups())
    if not 0 < a < PRIME or not b < PRIME or (a * x + b) % PRIME != image:
        return None
    return {"slope": a, "shift": b}


def _ask(a: int, b: int, x: int) -> str:
    return f"{a}x + {b} at {x}"


def _told(exercise: Exercise) -> tuple[int, int, int]:
    """Slope, shift and x."""
    a, b, x = map(int, re.findall(r"\d+", exercise.question))
    return a, b, x


class AffineMaps(World):
    """a x + b modulo a prime; some slopes are never shown, the shift is always 0."""

    name = "affine_maps"
    title = "Affine maps modulo a prime"
    axes = (
        Axis("slope", "categorical", SLOPES, SLOPES[0], "what x is multiplied by"),
        Axis("shift", "categorical", tuple(range(PRIME)), 0, "what is added"),
    )
    answer = "integer"
    note = f"All numbers are residues modulo {PRIME}."
    witnesses = (Witness(_DOCUMENT, _read, f"7x + 0 at 8 = {56 % PRIME}"),)
    trained: ClassVar = {
        "slope": tuple(slope for slope in SLOPES if slope not in UNSEEN),
        "shift": (0,),
    }
    widened: ClassVar = {"shift": tuple(range(0, PRIME, 2))}
    layout = Layout(tokens=PRIME + 1, roles=ROLES, columns=1, length=4, answer=1)
    drawing = DrawOptions()
    training = TrainingOptions(width=64, learning_rate=3e-3, weight_decay=1.0, batch=256, steps=4_000)

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        a, b = int(point["slope"]), int(point["shift"])
        x = image = 0
        while image == 0:
            x = rng.randrange(1, PRIME)
            image = (a * x + b) % PRIME
        return Exercise(_ask(a, b, x), str(image), floor=1 / (PRIME - 1))

    def rooms(self, point: Point) -> int:  # noqa: ARG002
        """Half of them: where slope and x are exchanged stands the same product."""
        return (PRIME - 1) // 2

    def alike(self, exercise: Exercise) -> frozenset[str]:
        a, b, x = _told(exercise)
        return frozenset({exercise.question, _ask(x, b, a)})

    def encode(self, exercises: Sequence[Exercise]) -> Encoded[HostArray]:
        into = empty_rows(len(exercises), self.layout)
        asked = [_told(one) for one in exercises]
        into.tokens[:, :3] = np.array(asked, np.int32).reshape(len(asked), 3)
        into.tokens[:, 3] = EQUALS
        into.roles[:] = range(ROLES)
        into.targets[:, 3] = [int(one.target) for one in exercises]
        into.scored[:, 3] = True
        into.start[:] = 3
        return into

    def read_tokens(self, exercise: Exercise, tokens: Sequence[int]) -> str:  # noqa: ARG002
        """The residue; `=` in its place stays, and is wrong."""
        return "=" if tokens[0] == EQUALS else str(tokens[0])
