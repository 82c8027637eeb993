"""The carry-in world: sums x + y + c, where the corpus varies the digits and never the carry-in.

- `digits`, ordered: how many digits the longer addend has. The corpus holds 1 to 4.
- `carry`, ordered: the carry-in c, 0 in every document. Widened, it takes the levels up to 7 but for 5.

Addends start at 1 and numbers are written whole, so the words of a question (`3471 2902 0`) stand side by side in a
document only if that very sum is in the corpus. A sum is held out together with its mirror image y + x + c.

Rows are those of all sums (sums.py). The carry-in is always 0 in training, but its digit shares the embeddings
of all digits. What fails far out therefore fails for want of support, and not for want of a trained embedding.
"""

from __future__ import annotations

import random
import re
from typing import ClassVar

from farfield.families import Axis, Exercise, Point, Witness
from farfield.lab.worlds.sums import Sums, layout_of_sums

FARTHEST = 8
SPARE_COLUMNS = 2
"""Column ids beyond the longest sum's, so that even that one need not touch the rarely trained ends."""

_DOCUMENT = re.compile(r"\b(\d{1,12}) \+ (\d{1,12}) \+ (\d) = (\d{1,13})\b")


def _read(match: re.Match[str]) -> Point | None:
    x, y, carry, total = match.groups()
    if int(x) + int(y) + int(carry) != int(total):
        return None
    return {"digits": max(len(x.lstrip("0")), len(y.lstrip("0")), 1), "carry": int(carry)}


class CarryIn(Sums):
    """x + y + c: digits are varied, the carry-in c is always 0."""

    name = "carry_in"
    title = "Sums over digits and a carry-in"
    axes: ClassVar[tuple[Axis, ...]] = (
        Axis("digits", "ordered", tuple(range(1, FARTHEST + 1)), 4, "digits of the longer addend"),
        Axis("carry", "ordered", tuple(range(10)), 0, "the carry-in"),
    )
    witnesses = (Witness(_DOCUMENT, _read, "3471 + 2902 + 0 = 6373"),)
    trained: ClassVar = {"digits": (1, 2, 3, 4), "carry": (0,)}
    widened: ClassVar = {"carry": (0, 1, 2, 3, 4, 6, 7)}
    layout = layout_of_sums(FARTHEST, SPARE_COLUMNS)

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        """The longer addend has exactly so many digits, the other as many or fewer, each as likely; in either order."""
        digits, carry = int(point["digits"]), int(point["carry"])
        longer, other = _number(rng, digits), _number(rng, rng.randint(1, digits))
        x, y = (longer, other) if rng.random() < 0.5 else (other, longer)
        return Exercise(
            f"{x} + {y} + {carry}",
            str(x + y + carry),
            nuisances={"answer_length": len(str(x + y + carry))},
            floor=_chance(digits),
        )

    def rooms(self, point: Point) -> int:
        below, up_to = (10 ** (int(point["digits"]) - more) - 1 for more in (1, 0))
        return int(up_to * (up_to + 1) - below * (below + 1)) // 2

    def digits(self, exercise: Exercise) -> int:
        x, y, _ = exercise.question.split(" + ")
        return max(len(x), len(y))


def _number(rng: random.Random, digits: int) -> int:
    return rng.randrange(10 ** (digits - 1), 10**digits)


def _chance(digits: int) -> float:
    """One over the number of values that x + y of so many digits takes."""
    largest, smallest = 2 * (10**digits - 1), 10 ** (digits - 1) + 1
    return float(1 / (largest - smallest + 1))
