"""A round of a loop put to a model: attempts at new questions, judgements of them, and items under a prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farfield.families import Family, FamilyItem
from farfield.options.asking import RunOptions, TaskOptions
from farfield.options.looping import LoopOptions
from farfield.records import FarfieldError
from farfield.results.loop import LoopAnswers, LoopExample
from farfield.run.evaluating import evaluate, first_error
from farfield.run.judging import Attempt

if TYPE_CHECKING:
    from inspect_ai import Task
    from inspect_ai.model import ChatMessage, GenerateConfig, Model

SPARE_TOKENS = 24  # around a short answer of a model in this process


@dataclass(frozen=True)
class Asked:
    """What is asked at once: `items` for their score, `questions` for attempts. `examples`: what the prompt shows.
    `control`: other examples, for the items once more; empty for none."""

    family: Family
    items: Sequence[FamilyItem] = ()
    questions: Sequence[FamilyItem] = ()
    examples: Sequence[FamilyItem] = ()
    control: Sequence[FamilyItem] = ()


@dataclass
class Answered:
    """What came of it."""

    items: dict[int, tuple[float, bool]] = field(default_factory=dict)
    control: dict[int, tuple[float, bool]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    log: Path = Path()

    def told(self, which: Mapping[int, tuple[float, bool]]) -> LoopAnswers:
        """Scores in the order of the items."""
        ordered = [which[at] for at in sorted(which)]
        return LoopAnswers([score for score, _ in ordered], sum(found for _, found in ordered))


def as_example(item: FamilyItem, answer: str) -> FamilyItem:
    """The item as an example that was answered so."""
    return replace(item, exercise=replace(item.exercise, target=answer))


def shown_as(item: FamilyItem, one: Attempt) -> LoopExample:
    """An attempt as it is kept."""
    return LoopExample(item.exercise.question, one.answer, one.right)


def ask_round(
    model: str, asked: Asked, round_: int, folder: Path, options: LoopOptions, *, quiet: bool = False
) -> Answered:
    """Ask a part of a round. Raises FarfieldError where the model is missing or something could not be asked, and
    KeyboardInterrupt where it was stopped."""
    found = Answered()
    pace = RunOptions(
        TaskOptions(seed=options.seed), base_url=options.base_url, model_args=options.model_args
    )
    log = evaluate(
        model, lambda subject: _task(subject, asked, round_, options, found), folder, pace, quiet=quiet
    )
    if log.status == "error" or any(sample.error for sample in log.samples or []):
        raise FarfieldError(
            f"round {round_} was not asked to its end; {first_error(log)}",
            where=model,
            remedy="What is finished is kept: the same command goes on from there.",
        )
    found.attempts.sort()
    found.log = folder / Path(log.location).name
    return found


def _task(model: Model, asked: Asked, round_: int, options: LoopOptions, found: Answered) -> Task:
    from inspect_ai import Task
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.solver import Generate, TaskState, solver

    asker = _Asker(model, asked.family)
    kinds = [("item", at, 0) for at in range(len(asked.items))]
    kinds += [("control", at, 0) for at in range(len(asked.items))] if asked.control else []
    kinds += [
        ("attempt", at, number) for at in range(len(asked.questions)) for number in range(options.attempts)
    ]

    async def one(kind: str, at: int, number: int) -> None:
        if kind == "attempt":
            answer = await asker.attempt(asked, at, number, round_, options)
            found.attempts += [] if answer is None else [answer]
        else:
            shown = asked.examples if kind == "item" else asked.control
            into = found.items if kind == "item" else found.control
            into[at] = await asker.score(asked.items[at], shown)

    @solver(name="loop")
    def loop() -> Any:
        async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001 - each kind asks in its own way
            told = state.metadata
            await one(told["kind"], told["at"], told["number"])
            return state

        return solve

    samples = [
        Sample(
            input=(asked.questions if kind == "attempt" else asked.items)[at].exercise.question,
            id=f"{kind}-{at}-{number}",
            metadata={"kind": kind, "at": at, "number": number, "round": round_},
        )
        for kind, at, number in kinds
    ]
    return Task(dataset=MemoryDataset(samples, name="loop"), solver=loop(), name="loop")


class _Asker:
    """Asks a model for answers, and whether one is right."""

    def __init__(self, model: Model, family: Family) -> None:
        from farfield.run.provider import FarfieldAPI

        self._model, self._family = model, family
        self._local = isinstance(model.api, FarfieldAPI)

    async def score(self, item: FamilyItem, examples: Sequence[FamilyItem]) -> tuple[float, bool]:
        """The score of the answer to an item, and whether one was found."""
        found = await self._answer(item, examples, self._config(item))
        return self._family.grade(found, item), found is not None

    async def attempt(
        self, asked: Asked, at: int, number: int, round_: int, options: LoopOptions
    ) -> Attempt | None:
        """An attempt at a question, judged by the model where that is who judges; None where no answer was found."""
        from inspect_ai.model import GenerateConfig

        item = asked.questions[at]
        seed = options.seed + 1_000 * (round_ + 1) + number
        hot = self._config(item).merge(GenerateConfig(temperature=options.heat, seed=seed))
        found = await self._answer(item, asked.examples, hot)
        if found is None:
            return None
        sure = await self._sure(item, found) if options.judge == "self" else None
        return Attempt(at, found, self._family.grade(found, item) == 1.0, sure)

    async def _answer(
        self, item: FamilyItem, examples: Sequence[FamilyItem], config: GenerateConfig
    ) -> str | None:
        from farfield.run.prompting import make_prompt
        from farfield.run.subjects import remember

        prompt = make_prompt(self._family, item, TaskOptions(shots=len(examples)), examples)
        remember([(message.role, message.text) for message in prompt], item)
        output = await self._model.generate(prompt, config=config)
        return self._family.read_answer(output.completion) if output.choices else None

    async def _sure(self, item: FamilyItem, answer: str) -> bool:
        from inspect_ai.model import GenerateConfig

        from farfield.run.subjects import remember_proposal

        prompt = _whether_right(item, answer)
        remember_proposal([(message.role, message.text) for message in prompt], item, answer)
        config = GenerateConfig(max_tokens=8) if self._local else GenerateConfig()
        output = await self._model.generate(prompt, config=config)
        said = output.completion if output.choices else ""
        return said.strip().lstrip("*").lower().startswith("yes")

    def _config(self, item: FamilyItem) -> GenerateConfig:
        from inspect_ai.model import GenerateConfig

        if not self._local:
            return GenerateConfig()
        return GenerateConfig(max_tokens=len(item.exercise.target) + SPARE_TOKENS)


def _whether_right(item: FamilyItem, answer: str) -> list[ChatMessage]:
    from inspect_ai.model import ChatMessageSystem, ChatMessageUser

    return [
        ChatMessageSystem(content="Say whether an answer is right. Reply with yes or no, and nothing else."),
        ChatMessageUser(content=f"{item.exercise.question}\nProposed answer: {answer}\nIs it right?"),
    ]
