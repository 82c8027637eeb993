"""A generation put to a model: an evaluation of Inspect whose samples are the markets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from farfield.options.asking import RunOptions
from farfield.records import FarfieldError
from farfield.results.market import LivedMarket, MarketFirm
from farfield.run.evaluating import evaluate, first_error
from farfield.run.market.firms import forget, remember, require_firm
from farfield.run.market.living import Begun, Said, live
from farfield.run.market.situations import NOTES_TOKENS, Situation, prompt_of

if TYPE_CHECKING:
    from inspect_ai import Task
    from inspect_ai.log import EvalLog
    from inspect_ai.model import ChatMessage, GenerateConfig, Model, ModelOutput

ANSWER_TOKENS = 48
"""Of an answer of a model in this process, which does not think before it."""
CHARACTERS = 4
"""That count as a token where a provider does not tell."""


@dataclass(frozen=True)
class LivedGeneration:
    """All markets through a generation. `log`: where all that was said stands."""

    markets: list[LivedMarket]
    log: Path


def ask_generation(
    model: str,
    begun: Sequence[Begun],
    founders: Sequence[MarketFirm],
    folder: Path,
    options: RunOptions,
    *,
    quiet: bool = False,
) -> LivedGeneration:
    """Live a generation of all markets, each in its order.

    Raises FarfieldError where the model or a package is missing and where a market could not be played to its end, and
    KeyboardInterrupt where it was stopped.
    """
    lived: dict[str, LivedMarket] = {}
    try:
        log = evaluate(
            model,
            lambda subject: _task(subject, begun, founders, lived, options),
            folder,
            options,
            quiet=quiet,
        )
    finally:
        forget()
    missing = [one for one in begun if _name(one) not in lived]
    if missing:
        raise _broken_off(model, log, missing[0], folder)
    return LivedGeneration([lived[_name(one)] for one in begun], folder / Path(log.location).name)


def _task(
    model: Model,
    begun: Sequence[Begun],
    founders: Sequence[MarketFirm],
    lived: dict[str, LivedMarket],
    options: RunOptions,
) -> Task:
    from inspect_ai import Task
    from inspect_ai.dataset import MemoryDataset, Sample

    samples = [
        Sample(
            input=f"A market of {one.world.total} firms, generation {one.generation}",
            id=_name(one),
            metadata={"seed": one.world.seed, "generation": one.generation},
        )
        for one in begun
    ]
    return Task(
        dataset=MemoryDataset(samples, name="market"),
        solver=_lives({_name(one): one for one in begun}, founders, lived, _Asker(model, options)),
        scorer=_over_best(lived),
        name="market",
    )


def _lives(
    begun: Mapping[str, Begun], founders: Sequence[MarketFirm], lived: dict[str, LivedMarket], asker: _Asker
) -> Any:
    from inspect_ai.solver import Generate, TaskState, solver

    @solver(name="market")
    def market() -> Any:
        async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001 - firms are asked one by one
            name = str(state.sample_id)
            lived[name] = await live(begun[name], asker.ask, founders)
            return state

        return solve

    return market()


def _over_best(lived: Mapping[str, LivedMarket]) -> Any:
    from inspect_ai.scorer import Score, Target, mean, scorer
    from inspect_ai.solver import TaskState

    @scorer(metrics=[mean()], name="over_best")
    def over_best() -> Any:
        async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001 - the economy knows what is best
            one = lived[str(state.sample_id)]
            turns = [turn for period in one.periods for turn in period.turns if turn.outcome is not None]
            return Score(value=fmean(turn.over_best for turn in turns))

        return score

    return over_best()


class _Asker:
    """Puts situations to a model, all at once."""

    def __init__(self, model: Model, options: RunOptions) -> None:
        """Raises FarfieldError for a known subject that runs no firm."""
        from farfield.run.gguf import GgufModel
        from farfield.run.provider import FarfieldAPI

        self._model, self._given = model, options.max_tokens
        self._local = isinstance(model.api, FarfieldAPI)
        self._known = isinstance(model.api, FarfieldAPI) and not isinstance(model.api.answerer, GgufModel)
        if self._known:
            require_firm(model.api.model_name)

    async def ask(self, situations: Sequence[Situation]) -> list[Said]:
        from inspect_ai.util import collect

        return await collect(*[self._one(situation) for situation in situations])

    async def _one(self, situation: Situation) -> Said:
        prompt = prompt_of(situation)
        if self._known:
            remember(prompt, situation)
        output = await self._model.generate(_messages(prompt), config=self._config(situation))
        return _said(prompt, output)

    def _config(self, situation: Situation) -> GenerateConfig:
        """What an answer may take of a model in this process; others keep their limit, since some think before it."""
        from inspect_ai.model import GenerateConfig

        if self._given is not None or not self._local:
            return GenerateConfig()
        return GenerateConfig(max_tokens=NOTES_TOKENS if situation.rewrites else ANSWER_TOKENS)


def _messages(prompt: Sequence[tuple[str, str]]) -> list[ChatMessage]:
    from inspect_ai.model import ChatMessageSystem, ChatMessageUser

    return [
        ChatMessageSystem(content=text) if role == "system" else ChatMessageUser(content=text)
        for role, text in prompt
    ]


def _said(prompt: Sequence[tuple[str, str]], output: ModelOutput) -> Said:
    """An answer with its tokens."""
    text = output.completion if output.choices else ""
    filtered = bool(output.choices) and output.stop_reason == "content_filter"
    if output.usage is not None and output.usage.total_tokens:
        return Said(text, filtered, output.usage.total_tokens, estimated=False)
    characters = len(text) + sum(len(told) for _, told in prompt)
    return Said(text, filtered, -(-characters // CHARACTERS), estimated=True)


def _name(one: Begun) -> str:
    return f"market-{one.world.seed}-generation-{one.generation}"


def _broken_off(model: str, log: EvalLog, one: Begun, folder: Path) -> FarfieldError:
    """The error of a market that was not played to its end."""
    return FarfieldError(
        f"generation {one.generation} was not played to its end; {first_error(log)}",
        where=model,
        remedy=f"What is finished is kept: the same command goes on from there. The whole story is in {folder}.",
    )
