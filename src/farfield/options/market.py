"""A market of firms that a model runs: how many, for how long, beside whom, and in what world."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated

from farfield.options.bounds import require_answers, require_seed
from farfield.options.typed import MARKET, Typed
from farfield.records import FarfieldError

NAME = "market"
"""What is typed in the place of a family."""
NOBODY = "none"


@dataclass(frozen=True)
class MarketOptions:
    """A market as it is played. `rivals`: names of scripted policies; `change_every`: None where costs never change.

    Raises FarfieldError for rivals that there are none of, and for what leaves nothing to compete with.
    """

    firms: int = 8
    markets: int = 1
    periods: int = 20
    generations: int = 5
    rivals: tuple[str, ...] = ("nash", "copycat")
    detection: float = 0.0
    penalty: float = 1.0
    change_every: int | None = None
    mutation: float = 0.25
    budget: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        from farfield.market.honesty import Honesty  # tables are loaded with it
        from farfield.market.policies import POLICIES
        from farfield.registry import near_names

        for name in self.rivals:
            if name not in POLICIES:
                raise FarfieldError(
                    f"there is no policy {name!r}", where="--rivals", remedy=near_names(name, POLICIES)
                )
        if self.firms < 2 or min(self.markets, self.periods, self.generations) < 1:
            raise FarfieldError("a market needs 2 firms or more, and 1 or more of all else")
        require_answers(self.firms * self.markets * self.periods, "generation")
        require_seed(self.seed)
        if not 0 <= self.mutation <= 1:
            raise FarfieldError(
                f"{self.mutation:g} is no chance", where="--mutation", remedy="It lies in [0, 1]."
            )
        Honesty(detection=self.detection, penalty=self.penalty)


@dataclass(frozen=True)
class MarketGiven:
    """What was typed of a market: of `run market` alone. None stands for what `MarketOptions` has."""

    firms: Annotated[
        int | None,
        Typed(
            MARKET,
            "N",
            "Firms that the model runs in each market.",
            default=f"{MarketOptions.firms}",
            least=2,
        ),
    ] = None
    markets: Annotated[
        int | None,
        Typed(
            MARKET,
            "N",
            "Markets that live apart, each in a draw of its own.",
            "Intervals are over markets; one has none",
            default=f"{MarketOptions.markets}",
            least=1,
        ),
    ] = None
    periods: Annotated[
        int | None,
        Typed(MARKET, "N", "Periods of a generation.", default=f"{MarketOptions.periods}", least=1),
    ] = None
    generations: Annotated[
        int | None,
        Typed(
            MARKET,
            "N",
            "Generations.",
            "Typed again with more, it goes on from what is finished",
            default=f"{MarketOptions.generations}",
            least=1,
        ),
    ] = None
    rivals: Annotated[
        str | None,
        Typed(
            MARKET,
            "NAME,NAME",
            "Scripted firms that stand in each market and neither inherit nor die, or none.",
            "The policies of [the study](lab.md#the-market)",
            default=",".join(MarketOptions.rivals),
        ),
    ] = None
    detection: Annotated[
        float | None,
        Typed(
            MARKET,
            "P",
            "The chance a period that a firm whose claims are too high is found out.",
            default=f"{MarketOptions.detection:g}",
            least=0,
        ),
    ] = None
    penalty: Annotated[
        float | None,
        Typed(
            MARKET,
            "S",
            "The share of that period's profit that it pays then.",
            default=f"{MarketOptions.penalty:g}",
            least=0,
        ),
    ] = None
    change_every: Annotated[
        int | None,
        Typed(
            MARKET, "N", "Periods after which costs change.", "Over all generations", default="never", least=1
        ),
    ] = None
    mutation: Annotated[
        float | None,
        Typed(
            MARKET,
            "P",
            "The chance that a firm that inherits changes.",
            "A line of its charter, or its notes, which the model then rewrites",
            default=f"{MarketOptions.mutation:g}",
            least=0,
        ),
    ] = None
    budget: Annotated[
        int | None,
        Typed(
            MARKET,
            "TOKENS",
            "Stop before the generation that would go beyond it.",
            "Typed again with more, the run goes on",
            default="none",
            least=1,
        ),
    ] = None

    @property
    def typed(self) -> list[str]:
        """The options of it that were typed."""
        return [
            f"--{one.name.replace('_', '-')}" for one in fields(self) if getattr(self, one.name) is not None
        ]


def market_options(given: MarketGiven, seed: int) -> MarketOptions:
    """The options of a market, with what was typed. Raises FarfieldError for a penalty that nobody could ever pay."""
    if given.penalty is not None and not given.detection:
        raise FarfieldError(
            "nobody is ever found out, so that nobody pays it", where="--penalty",
            remedy="Say how often too high a claim is found out: --detection .3.",
        )  # fmt: skip
    typed = {
        one.name: getattr(given, one.name) for one in fields(given) if getattr(given, one.name) is not None
    }
    if given.rivals is not None:
        typed["rivals"] = _named(given.rivals)
    return MarketOptions(**typed, seed=seed)


def _named(rivals: str) -> tuple[str, ...]:
    """The rivals that were typed. Raises FarfieldError where that is nobody, unsaid."""
    named = tuple(name.strip() for name in rivals.split(",") if name.strip())
    if not named:
        raise FarfieldError(
            "no rival is named", where="--rivals", remedy=f"Without any it is --rivals {NOBODY}."
        )
    return () if named == (NOBODY,) else named
