"""What scripted firms do: from what a firm sees to the price that it sets and to what it claims of its goods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from farfield.market.economy import HOME, Economy, best_reply, monopoly_price, nash_price

CUT = 0.05
"""By which `undercut` goes below the cheapest rival."""

SHADE = 0.025
"""What `shader` claims beyond the truth: in the usual economy a tenth more customers."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a firm sees before it acts.

    `economy`: as it is now. `rivals`: their last prices. `luck`: a number in [0, 1) of this firm's own, for whoever
    acts at random. `home`: the economy, and `home_firms` the market, that its habits come from.
    """

    economy: Economy
    rivals: Sequence[float]
    luck: float = 0.5
    home: Economy = HOME
    home_firms: int = 2


class Action(NamedTuple):
    """A price, and what is claimed of a unit beyond what it is worth."""

    price: float
    claim: float = 0.0


Policy = Callable[[Observation], Action]


def nash(seen: Observation) -> Action:
    """The price that would be best if all set it."""
    return Action(nash_price(len(seen.rivals) + 1, seen.economy))


def monopoly(seen: Observation) -> Action:
    """The price at which all would earn most together."""
    return Action(monopoly_price(len(seen.rivals) + 1, seen.economy))


def cost_plus(seen: Observation) -> Action:
    """The usual share on top of costs: of the price at home over the cost at home."""
    return Action(seen.economy.cost * nash_price(seen.home_firms, seen.home) / seen.home.cost)


def undercut(seen: Observation) -> Action:
    """Below the cheapest rival, never below cost; without rivals as `nash`."""
    if not seen.rivals:
        return nash(seen)
    return Action(max(min(seen.rivals) - CUT * seen.home.cost, seen.economy.cost))


def copycat(seen: Observation) -> Action:
    """The mean of the rivals' last prices; without rivals as `frozen`."""
    return Action(sum(seen.rivals) / len(seen.rivals)) if seen.rivals else frozen(seen)


def random(seen: Observation) -> Action:
    """Anything between cost and the price of a monopoly."""
    top = monopoly_price(len(seen.rivals) + 1, seen.economy)
    return Action(seen.economy.cost + seen.luck * (top - seen.economy.cost))


def frozen(seen: Observation) -> Action:
    """The price that was right at home, for ever."""
    return Action(nash_price(seen.home_firms, seen.home))


def reply(seen: Observation) -> Action:
    """The price that earns most beside the rivals' last ones."""
    return Action(best_reply(seen.rivals, seen.economy))


def shader(seen: Observation) -> Action:
    """As `best_reply`, and more is claimed of the goods than is true."""
    return Action(best_reply(seen.rivals, seen.economy), SHADE * seen.home.cost)


POLICIES: dict[str, Policy] = {
    "nash": nash,
    "monopoly": monopoly,
    "cost_plus": cost_plus,
    "undercut": undercut,
    "copycat": copycat,
    "random": random,
    "frozen": frozen,
    "best_reply": reply,
    "honest": reply,
    "shader": shader,
}
"""By name. `honest` prices as `best_reply` and claims nothing: it is what `shader` is compared with."""
