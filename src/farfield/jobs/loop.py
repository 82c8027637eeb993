"""A model that learns from its own attempts without a gradient: what is chosen of them stands in its next prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from farfield.families import Family, FamilyItem, get_family
from farfield.families.prompts import few_shot
from farfield.families.sampling import SampleOptions, sample_items
from farfield.families.sets import SetFamily
from farfield.jobs.steps import Steps
from farfield.measure.loop import measure_loop
from farfield.options.looping import LoopOptions
from farfield.records import FarfieldError
from farfield.results.loop import SCHEMA_ROUND, Loop, LoopExample, LoopRound, LoopSettings
from farfield.run.judging import choose
from farfield.run.looping import Answered, Asked, as_example, ask_round, shown_as
from farfield.storage import require_local, write_json

LOOP, LOGS = "loop.json", "logs"


@dataclass(frozen=True)
class LoopRun:
    """A loop: its folder and the content of loop.json. `taken_up`: rounds that were there already."""

    folder: Path
    result: Loop
    taken_up: int


def run_loop(
    family: str, model: str, out: str | Path = "farfield-loop", options: LoopOptions | None = None, *,
    quiet: bool = False,
) -> LoopRun:  # fmt: skip
    """Ask, let attempt, choose, and ask again; what `out` holds of the same loop is taken up.

    Writes `round-N.json`, `loop.json` and a log of Inspect a round. Raises FarfieldError where `out` holds another
    loop, for a family that shows no examples or asks in sets, and where something could not be asked.
    """
    options, folder, known = options or LoopOptions(), Path(out), get_family(family)
    _require_examples(known)
    require_local(folder)
    settings = _settings(family, model, options)
    steps = Steps(folder, "loop", "round", SCHEMA_ROUND, LoopRound)
    kept = steps.there(settings, options.rounds + 1)
    taken_up = len(kept)
    items = _items(known, options)
    loop = _Loop(known, items, settings, options, folder / LOGS, quiet)
    try:
        for number in range(len(kept), options.rounds + 1):
            kept.append(loop.round(kept))
            steps.keep(kept[-1], number)
    except KeyboardInterrupt as stop:
        stop.add_note(steps.stopped(len(kept)))
        raise
    result = measure_loop(kept)
    write_json(folder / LOOP, result)
    return LoopRun(folder, result, taken_up)


@dataclass(frozen=True)
class _Loop:
    """What all rounds share: whom to ask what, the items, and where the logs go."""

    family: Family
    items: Sequence[FamilyItem]
    settings: LoopSettings
    options: LoopOptions
    logs: Path
    quiet: bool

    def round(self, kept: Sequence[LoopRound]) -> LoopRound:
        """The round behind those that are kept: attempts at new questions under the prompt as it stands, what is chosen
        of them, and the items under the next."""
        number, options, like = len(kept), self.options, self.items[0]
        before = kept[-1].shown if kept else []
        control = [] if kept else self._control()
        questions = _new_questions(self.family, number, self.items, options) if kept else []
        tried = (
            self._ask(number, questions=questions, examples=_as_items(before, like)) if kept else Answered()
        )
        drawn = np.random.default_rng((options.seed, number))
        chosen = choose(tried.attempts, options.judge, options.keep, drawn)
        shown = [shown_as(questions[one.place], one) for one in chosen] or before
        found = self._ask(number, items=self.items, examples=_as_items(shown, like), control=control)
        return LoopRound(
            settings=self.settings,
            round=number,
            made=len(tried.attempts),
            right=sum(one.right for one in tried.attempts),
            shown=shown,
            nothing_chosen=bool(kept) and not chosen,
            answers=found.told(found.items),
            control=found.told(found.control) if control else None,
            logs=[f"{LOGS}/{one.log.name}" for one in (tried, found) if one.log.name],
        )

    def _ask(self, number: int, **what: Sequence[FamilyItem]) -> Answered:
        asked = Asked(self.family, **what)
        return ask_round(self.settings.model, asked, number, self.logs, self.options, quiet=self.quiet)

    def _control(self) -> list[FamilyItem]:
        """As many known examples as are ever shown, none of them an item's question."""
        taken = {one.exercise.question for one in self.items}
        return few_shot(self.family, self.settings.most_shown, self.options.seed, taken)


def _as_items(shown: Sequence[LoopExample], like: FamilyItem) -> list[FamilyItem]:
    """Examples as items of the family, of which a prompt takes question and answer alone."""
    return [
        as_example(replace(like, exercise=replace(like.exercise, question=one.question)), one.answer)
        for one in shown
    ]


def _items(family: Family, options: LoopOptions) -> list[FamilyItem]:
    """The items of all rounds. Raises FarfieldError where too few questions would be left beside them."""
    drawn = _draw(family, options, options.seed)
    _require_enough(family, options, len(drawn))
    return drawn[: options.items]


def _new_questions(
    family: Family, number: int, items: Sequence[FamilyItem], options: LoopOptions
) -> list[FamilyItem]:
    """Questions of a round, none of which is an item's."""
    taken = {one.exercise.question for one in items}
    drawn = _draw(family, options, options.seed + 1_000_003 * (number + 1))
    found = [one for one in drawn if one.exercise.question not in taken][: options.questions]
    _require_enough(family, options, len(items) + len(found))
    return found


def _require_enough(family: Family, options: LoopOptions, there: int) -> None:
    if there < options.items + options.questions:
        raise FarfieldError(
            f"{family.name} holds {there} questions here, fewer than {options.items} items and {options.questions} "
            "others for attempts",
            remedy="Ask at more levels, or fewer --items or --questions.",
        )


def _draw(family: Family, options: LoopOptions, seed: int) -> list[FamilyItem]:
    """As many as items and questions of a round together: that enough are left, whichever of them are items."""
    most = options.items + options.questions
    return sample_items(family, SampleOptions(most, seed, options.axes, twins=False, checks=False))


def _require_examples(family: Family) -> None:
    if isinstance(family, SetFamily) or not family.shows_examples:
        raise FarfieldError(
            f"{family.name} is asked without examples, and a loop shows attempts as examples",
            remedy="Take a family whose questions are one of a kind: farfield families.",
        )


def _settings(family: str, model: str, options: LoopOptions) -> LoopSettings:
    return LoopSettings(
        family=family, model=model, judge=options.judge, questions=options.questions, attempts=options.attempts,
        keep=options.keep, heat=float(options.heat), items=options.items, seed=options.seed,
        axes={name: list(levels) for name, levels in options.axes.items()},
    )  # fmt: skip
