"""Linear functions over their coefficients and the sign of the slope.

A twin has the same numbers and a falling slope in the place of a rising one; whoever overlooks the sign gives the
usual answer. The check asks for the slope itself.
"""

from __future__ import annotations

import random
import re

from farfield.families.axes import Axis, Point
from farfield.families.family import Exercise, Family, Witness

_FUNCTION = re.compile(
    r"(?:\b[a-z]\(x\)|\by) ?= ?([-−]?) ?(\d{1,6}) ?\*?x(?: ?[-+−] ?(\d{1,6})(?![\w^*]|\.\d))?"
    r"(?![\w^²³*/(]|\.\d| ?[-+−*/])"  # the whole right side
)


def _read(match: re.Match[str]) -> Point | None:
    sign = "negative" if match[1] else "positive"
    return {"slope": int(match[2]), "intercept": int(match[3] or 0), "sign": sign}


class LinearFunctions(Family):
    """The value of a line at a number, over its slope, its intercept and the slope's sign."""

    name = "linear"
    title = "Linear functions over slope, intercept and sign"
    axes = (
        Axis("slope", "ordered", (2, 3, 5, 9, 17, 33, 65, 129, 257), 3, "size of the slope"),
        Axis("intercept", "ordered", (1, 5, 17, 65, 257, 1025), 5, "value at zero"),
        Axis("sign", "categorical", ("positive", "negative"), "positive", "sign of the slope"),
    )
    answer = "integer"
    matched = ("argument",)
    witnesses = (Witness(_FUNCTION, _read, "the line y = 3x + 4 in the plane"),)

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        slope, x = int(point["slope"]), rng.randint(2, 60)
        signed = -slope if point["sign"] == "negative" else slope
        target = signed * x + int(point["intercept"])
        recited = slope * x + int(point["intercept"])
        return Exercise(
            f"Let {self._function(point)}. What is f({x})?",
            str(target),
            default_answer=None if recited == target else str(recited),
            nuisances={"argument": x, "answer_length": len(str(abs(target)))},
            floor=1 / (58 * slope + 1),
        )

    def check(self, point: Point, rng: random.Random) -> Exercise:  # noqa: ARG002
        negative = point["sign"] == "negative"
        slope = str(point["slope"])
        return Exercise(
            f"Let {self._function(point)}. By how much does f(x) change when x grows by 1?",
            f"-{slope}" if negative else slope,
            default_answer=slope if negative else None,
        )

    @staticmethod
    def _function(point: Point) -> str:
        sign = "-" if point["sign"] == "negative" else ""
        return f"f(x) = {sign}{point['slope']}x + {point['intercept']}"
