"""One decision of a firm: which price earns most, in an economy whose best reply is known.

The score of a price is its profit over that of the best whole price, so its ceiling is 1 and a price that is nearly
right scores nearly all. Its floor is 0, no profit: of all numbers hardly one earns anything. What a guess within reason
earns is told by asking the subject `random`. Prices are whole coins: quality is 200, cost 100 at home.
Twins differ in who heard of the news: where every firm did, rivals have adapted; where the firm alone did, its rivals
still price as before.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from farfield.families.axes import Axis, Point
from farfield.families.family import CHECK, Exercise, Family, FamilyItem, Witness
from farfield.market import Economy, best_reply, nash_price, profit_of
from farfield.market.policies import Observation

COST, QUALITY, CUSTOMERS = 100, 200, 1000
PERIODS = 3
JITTER = 3
"""Coins by which prices lie beside those of a market at rest."""
HIGHEST = 1_000_000.0
"""Beyond it nobody buys, and powers would overflow."""

_QUESTION = re.compile(
    rf"Your firm and (?P<rivals>\d{{1,3}}) rivals? sell to {CUSTOMERS} customers\..{{1,90}}?"
    rf"exp\(\({QUALITY} - p\) / (?P<spread>\d{{1,4}})\).{{1,60}}?exp\((?P<outside>\d{{1,4}}) / \d{{1,4}}\)\..{{1,400}}?"
    r"a unit costs (?P<cost>\d{1,4}) from now on for (?P<heard>every firm|you alone)\..{1,90}?"
    r"set (?P<prices>\d{1,4}(?:, \d{1,4}){0,99})\. Which whole price earns you most\?\s{1,9}"
    r"(?:Answer:\s{0,9})?(?P<price>\d{1,4})\b"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What stands in a question. `before`, `now`: the economy; `rivals`: the prices that they will have set.

    `own`, `others`: what the firm and, on average, its rivals set in the periods before.
    """

    before: Economy
    now: Economy
    rivals: Sequence[int]
    own: Sequence[int]
    others: Sequence[int]


class MarketTurn(Family):
    """The price that earns most, over the rise of costs, rivals, how far tastes lie apart, and what is outside."""

    name = "market_turn"
    title = "A firm's price over costs, rivals, spread of tastes and what is outside"
    axes = (
        Axis("cost", "ordered", (0, 5, 10, 20, 30, 40, 60), 0, "per cent by which a unit costs more than before"),
        Axis("rivals", "ordered", (1, 2, 3, 5, 8), 1, "firms beside one's own"),
        Axis("spread", "ordered", (25, 30, 40, 50, 75), 25, "coins by which customers' tastes lie apart"),
        Axis("outside", "ordered", (0, 20, 40, 60, 80), 0, "coins that buying nothing is worth"),
        Axis("heard", "categorical", ("all", "self"), "all", "who heard that costs rose, and has a new price"),
    )  # fmt: skip
    answer = "integer"
    matched = ("last_price",)
    note = "Prices are in coins."
    shows_examples = False
    graded = True
    witnesses = (
        Witness(
            _QUESTION,
            lambda match: _read(match),  # noqa: PLW0108 - it stands further down
            "Your firm and 1 rival sell to 1000 customers. Each buys from a firm of price p with weight "
            "exp((200 - p) / 25), and from nobody with weight exp(0 / 25). In the last 3 periods a unit cost 100, you "
            "set 147, 147, 147, sold 320, 320, 320 and earned 15040, 15040, 15040; your rivals set 147, 147, 147 on "
            "average. News: a unit costs 100 from now on for every firm. This period your rivals will have set 147. "
            "Which whole price earns you most? Answer: 147",
        ),
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        turn = draw_turn(point, rng)
        return Exercise(
            f"{_tell(turn, str(point['heard']))} Which whole price earns you most?",
            str(best_whole_price(turn.rivals, turn.now)),
            nuisances={"last_price": turn.own[-1]},
        )

    def check(self, point: Point, rng: random.Random) -> Exercise:
        turn = draw_turn(point, rng)
        told = _tell(turn, str(point["heard"]))
        return Exercise(f"{told} What does a unit cost you from now on?", f"{turn.now.cost:.0f}")

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """Its profit over that of the best whole price; 0 for a loss and for what is no price."""
        if item.condition == CHECK or answer is None:
            return super().grade(answer, item)
        return score_price(answer, draw_turn(item.point, self._rng(item.seed)))

    def observe(self, item: FamilyItem, luck: float = 0.5) -> Observation:
        """What a scripted firm sees of an item; its habits are those of the market before the news."""
        turn = draw_turn(item.point, self._rng(item.seed))
        return Observation(turn.now, turn.rivals, luck, turn.before, len(turn.rivals) + 1)


def draw_turn(point: Point, rng: random.Random) -> Turn:
    """The economy at a point, with prices near those of a market at rest: what differs by seed."""
    before = Economy(COST, QUALITY, float(point["spread"]), float(point["outside"]))
    now = replace(before, cost=COST * (1 + int(point["cost"]) / 100))
    firms = int(point["rivals"]) + 1
    usual = nash_price(firms, before)
    standing = nash_price(firms, now) if point["heard"] == "all" else usual
    own, others = ([round(usual) + _jitter(rng) for _ in range(PERIODS)] for _ in range(2))
    return Turn(before, now, [round(standing) + _jitter(rng) for _ in range(firms - 1)], own, others)


def best_whole_price(rivals: Sequence[int], economy: Economy) -> int:
    """The whole price that earns most; the lower one of two that earn the same."""
    best = best_reply(rivals, economy)
    low = int(best)
    return max((low, low + 1), key=lambda price: (profit_of(price, rivals, economy), -price))


def score_price(answer: str, turn: Turn) -> float:
    """The profit of a price as written, over that of the best whole price, in [0, 1]."""
    try:
        price = float(answer)
    except ValueError:  # a numeral of another base
        return 0.0
    if not turn.now.cost < price < HIGHEST:
        return 0.0
    best = best_whole_price(turn.rivals, turn.now)
    whole = profit_of(best, turn.rivals, turn.now)
    return min(1.0, profit_of(price, turn.rivals, turn.now) / whole)


def _tell(turn: Turn, heard: str) -> str:
    firms, spread, outside = len(turn.rivals), round(turn.now.spread), round(turn.now.outside)
    sold = [
        round(CUSTOMERS * profit_of(own, [other] * firms, turn.before) / (own - COST))
        for own, other in zip(turn.own, turn.others, strict=True)
    ]
    earned = [units * (own - COST) for units, own in zip(sold, turn.own, strict=True)]
    who = "every firm" if heard == "all" else "you alone"
    return (
        f"Your firm and {firms} rival{'s' if firms > 1 else ''} sell to {CUSTOMERS} customers. Each buys from a firm "
        f"of price p with weight exp(({QUALITY} - p) / {spread}), and from nobody with weight exp({outside} / "
        f"{spread}). In the last {PERIODS} periods a unit cost {COST}, you set {_listed(turn.own)}, sold "
        f"{_listed(sold)} and earned {_listed(earned)}; your rivals set {_listed(turn.others)} on average. News: a "
        f"unit costs {turn.now.cost:.0f} from now on for {who}. This period your rivals will have "
        f"set {_listed(turn.rivals)}."
    )


def _read(match: re.Match[str]) -> Point | None:
    """The point of a question whose answer is right; None where another price earns more."""
    rivals = [int(price) for price in match["prices"].split(", ")]
    spread, outside, cost = int(match["spread"]), int(match["outside"]), int(match["cost"])
    if spread < 1 or len(rivals) != int(match["rivals"]) or cost < COST:
        return None
    economy = Economy(cost, QUALITY, spread, outside)
    if best_whole_price(rivals, economy) != int(match["price"]):
        return None
    heard = "all" if match["heard"] == "every firm" else "self"
    return {
        "cost": cost - COST, "rivals": len(rivals), "spread": spread, "outside": outside, "heard": heard,
    }  # fmt: skip


def _listed(values: Sequence[int]) -> str:
    return ", ".join(map(str, values))


def _jitter(rng: random.Random) -> int:
    return rng.randint(-JITTER, JITTER)
