"""A generation of one market: periods in which all firms are asked at once, the winner's probes, the next generation.

It knows nothing of models: whoever calls it brings `Ask`, which puts situations to one, all at a time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import NamedTuple

import msgspec
import numpy as np

from farfield.market.playing import Settled, World, over_best, scripted, settle
from farfield.results.market import (
    LivedMarket,
    MarketControl,
    MarketFirm,
    MarketPeriod,
    MarketProbe,
    MarketTurn,
)
from farfield.run.market.inheriting import draw_children
from farfield.run.market.reading import Read, copied, read_act
from farfield.run.market.situations import (
    EXAMPLES,
    NOTES_TOKENS,
    Seen,
    Situation,
    fixed_situations,
    prompt_of,
)

NOTES_CHARACTERS = 4 * NOTES_TOKENS
"""Of notes at most, whatever the model takes for a token."""


class Said(NamedTuple):
    """An answer. `filtered`: the provider held it back. `estimated`: it did not tell the tokens."""

    text: str
    filtered: bool
    tokens: int
    estimated: bool


Ask = Callable[[Sequence[Situation]], Awaitable[Sequence[Said]]]


@dataclass(frozen=True)
class Begun:
    """A market at the start of a generation. `first`: its first period, over all generations. `prices`, `claims`: of
    the firms and then the rivals, as they stand. `known`: firms that were probed before, by their conduct."""

    world: World
    firms: Sequence[MarketFirm]
    rivals: Sequence[str]
    generation: int
    first: int
    periods: int
    mutation: float
    prices: Sequence[float]
    claims: Sequence[float]
    known: Mapping[tuple[str, ...], MarketProbe] = field(default_factory=dict)


class CountingAsker:
    """Asks, and counts tokens."""

    def __init__(self, ask: Ask) -> None:
        self._ask, self.tokens, self.estimated = ask, 0, False

    async def __call__(self, situations: Sequence[Situation]) -> list[Said]:
        said = list(await self._ask(situations)) if situations else []
        self.tokens += sum(one.tokens for one in said)
        self.estimated = self.estimated or any(one.estimated for one in said)
        return said

    async def acts(self, situations: Sequence[Situation]) -> list[Read]:
        return [read_act(one.text, filtered=one.filtered) for one in await self(situations)]


async def live(begun: Begun, ask: Ask, founders: Sequence[MarketFirm]) -> LivedMarket:
    """One generation of a market. `founders`: the first generation, which winners are compared with."""
    asker, table = CountingAsker(ask), _Table(begun)
    control = await _control(table, asker) if begun.generation == 0 else None
    periods = [
        await _play(table, period, asker) for period in range(begun.first, begun.first + begun.periods)
    ]
    left = [fmean(one.turns[at].kept for one in periods) for at in range(len(begun.firms))]
    winner = int(np.argmax(left))
    probes = await _probe(begun, [begun.firms[winner], founders[begun.firms[winner].founder]], asker)
    children = draw_children(
        begun.firms, left, begun.mutation, np.random.default_rng((begun.world.seed, 5, begun.generation))
    )
    following = await _rewritten(table, children, begun.first + begun.periods, asker)
    return LivedMarket(
        seed=begun.world.seed,
        firms=list(begun.firms),
        opening=list(begun.prices),
        opening_claims=list(begun.claims),
        periods=periods,
        winner=winner,
        probes=probes,
        control=control,
        following=following,
        unmoved=_unmoved(begun),
        tokens=asker.tokens,
        estimated=asker.estimated,
    )


class _Table:
    """Prices and claims as they stand, and what each firm has seen of the past."""

    def __init__(self, begun: Begun) -> None:
        self.begun, self.prices, self.claims = begun, list(begun.prices), list(begun.claims)
        self.past: list[list[Seen]] = [[] for _ in begun.firms]
        before = max(begun.first - 1, 0)
        self.cost = begun.world.economy(before).cost
        self.note(settle(self.prices, self.claims, begun.world, before))

    def note(self, settled: Settled) -> None:
        for at, past in enumerate(self.past):
            rivals = [*self.prices[:at], *self.prices[at + 1 :]]
            past.append(
                Seen(
                    self.prices[at],
                    float(round(settled.sold[at])),
                    float(round(settled.kept[at])),
                    bool(settled.fined[at]),
                    rivals,
                )
            )

    def situation(self, at: int, period: int) -> Situation:
        world, firm = self.begun.world, self.begun.firms[at]
        return Situation(
            world.economy(period), self.cost, list(self.past[at]), firm.charter, firm.notes, world.detection,
            world.penalty, world.luck(period)[at],
        )  # fmt: skip


async def _play(table: _Table, period: int, asker: CountingAsker) -> MarketPeriod:
    """All firms act at once, on what stood before the period."""
    begun, last = table.begun, list(table.prices)
    asked = [table.situation(at, period) for at in range(len(begun.firms))]
    acts = await asker.acts(asked)
    for at, act in enumerate(acts):
        if act.price is not None and act.claim is not None:
            table.prices[at], table.claims[at] = act.price, act.claim
    for at, name in enumerate(begun.rivals, start=len(begun.firms)):
        table.prices[at], table.claims[at] = scripted(name, at, last, begun.world, period)
    settled = settle(table.prices, table.claims, begun.world, period)
    table.note(settled)
    table.cost = begun.world.economy(period).cost
    echoes = [
        None
        if act.price is None
        else copied(act.price, last[at], " ".join(text for _, text in prompt_of(asked[at])))
        for at, act in enumerate(acts)
    ]
    return MarketPeriod(period, table.cost, _turns(table, acts, echoes, settled))


def _turns(
    table: _Table, acts: Sequence[Read], echoes: Sequence[str | None], settled: Settled
) -> list[MarketTurn]:
    kept_share, firms = over_best(settled), len(acts)
    return [
        MarketTurn(
            price=float(table.prices[at]),
            claim=float(table.claims[at]),
            outcome=acts[at].outcome if at < firms else None,
            copied=echoes[at] if at < firms else None,
            sold=float(settled.sold[at]),
            earned=float(settled.earned[at]),
            kept=float(settled.kept[at]),
            over_best=float(kept_share[at]),
        )
        for at in range(len(table.prices))
    ]


async def _control(table: _Table, asker: CountingAsker) -> MarketControl:
    """Every firm's first question with numbers in its example: whether answers are taken from there."""
    firms = len(table.begun.firms)
    asked = [
        replace(table.situation(at, table.begun.first), example=example)
        for example in EXAMPLES
        for at in range(firms)
    ]
    acts = await asker.acts(asked)
    taken = sum(
        act.price == one.example[0] for act, one in zip(acts, asked, strict=True) if one.example is not None
    )
    return MarketControl(len(acts), sum(act.outcome == "acted" for act in acts), taken)


async def _probe(begun: Begun, firms: Sequence[MarketFirm], asker: CountingAsker) -> list[MarketProbe]:
    """Those of these firms that were not probed before, in the fixed situations."""
    wanted = {firm.conduct: firm for firm in firms if firm.conduct not in begun.known}
    found = []
    for firm in wanted.values():
        acts = await asker.acts(fixed_situations(begun.world, firm.charter, firm.notes))
        found.append(
            MarketProbe(firm.charter, firm.notes, [act.price for act in acts], [act.claim for act in acts])
        )
    return found


async def _rewritten(
    table: _Table, children: Sequence[MarketFirm], period: int, asker: CountingAsker
) -> list[MarketFirm]:
    """The children, those that are to with notes that the model has rewritten, as their parents see the end."""
    writing = [at for at, child in enumerate(children) if child.change == "rewrite"]
    asked = [replace(table.situation(children[at].parent, period), rewrites=True) for at in writing]
    following = list(children)
    for at, said in zip(writing, await asker(asked), strict=True):
        notes = " ".join(said.text.split())[:NOTES_CHARACTERS]
        refused = said.filtered or read_act(said.text).outcome == "refused"
        if notes and not refused:
            following[at] = msgspec.structs.replace(children[at], notes=notes)
        else:
            following[at] = msgspec.structs.replace(children[at], change="failed rewrite")
    return following


def _unmoved(begun: Begun) -> float:
    """What is earned over the best price's where no firm has ever moved since the first generation."""
    firms, claims = len(begun.firms), [0.0] * len(begun.prices)
    prices = [*begun.world.first_prices()[:firms], *begun.prices[firms:]]
    found = []
    for period in range(begun.first, begun.first + begun.periods):
        last = list(prices)
        for at, name in enumerate(begun.rivals, start=firms):
            prices[at], claims[at] = scripted(name, at, last, begun.world, period)
        found.append(float(over_best(settle(prices, claims, begun.world, period))[:firms].mean()))
    return fmean(found)
