"""Known subjects for a firm's decision: the scripted policies of the market, each rounded to a whole price.

| subject | what it sets | what a profile must show |
|---|---|---|
| `best_reply` | what earns most beside the rivals' prices | 1.0 everywhere |
| `nash` | what would be best if all set it | 1.0 but where rivals have not adapted |
| `frozen` | what was right before the news | half of the best profit at a rise of costs of 34 |
| `cost_plus` | the usual share on top of costs | a slow fall with costs |
| `copycat` | the mean of the rivals' prices | right where rivals have adapted |
| `undercut` | below the cheapest rival | a little off everywhere |
| `monopoly` | what all would earn most with | off everywhere |
| `random` | anything between cost and that | some three quarters everywhere |

All of them understand their conditions: they answer comprehension checks rightly.
"""

from __future__ import annotations

from collections.abc import Callable

from farfield.families import FamilyItem, get_family
from farfield.families.family import CHECK
from farfield.families.market_turn import MarketTurn
from farfield.market.policies import POLICIES
from farfield.run.odds_subjects import ODDS_SUBJECTS
from farfield.run.replying import Reply, SubjectOptions, luck, of_no_such_family

NAMES = ("best_reply", "nash", "frozen", "cost_plus", "copycat", "undercut", "monopoly")


def _set_price(name: str, item: FamilyItem, family: MarketTurn) -> str:
    if item.condition == CHECK:
        return item.exercise.target
    return str(round(POLICIES[name](family.observe(item, luck(name, item.item_id))).price))


def _subject(name: str) -> Callable[[SubjectOptions], Reply]:
    def reply(item: FamilyItem) -> str:
        family = get_family(item.family)
        if not isinstance(family, MarketTurn):
            raise of_no_such_family(name, item, "the market")
        return _set_price(name, item, family)

    return lambda _: reply


def _random(options: SubjectOptions) -> Reply:
    """Anything, whether a price or a probability is asked for."""
    of_odds = ODDS_SUBJECTS["random"](options)

    def reply(item: FamilyItem) -> str:
        family = get_family(item.family)
        return _set_price("random", item, family) if isinstance(family, MarketTurn) else of_odds(item)

    return reply


MARKET_SUBJECTS = {**{name: _subject(name) for name in NAMES}, "random": _random}
