"""How an item is asked: at once, after examples from the near region, or with room for steps. Plain strings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, get_args

from farfield.families.answer_kinds import AnswerKind
from farfield.families.family import Family, FamilyItem
from farfield.records import FarfieldError
from farfield.text.nouns import number_of

Style = Literal["zero-shot", "few-shot", "chain-of-thought"]
STYLES: tuple[Style, ...] = get_args(Style)

STOP = "\nQuestion:"
"""Where a subject that completes text is to be stopped: it would go on with a question of its own."""

_PATIENCE = 20
"""Questions that are asked already, after which examples are looked for at the next position."""

_FORMS: dict[AnswerKind, str] = {
    "integer": "the number alone",
    "word": "the word alone",
    "list": "the items in order, separated by commas",
    "line": "the answer alone",
    "choice": "the letter alone",
    "probability": "a number from 0 to 1 alone",
    "reply": "the answer alone",
}


def instruction(family: Family, style: Style = "zero-shot", answer: AnswerKind | None = None) -> str:
    """What is said before every question of a family, whatever its point. `answer`: how it is written, where not as in
    the family."""
    kind = answer or family.answer
    if kind == "reply":  # whoever is told to answer is told to break a rule of silence
        return f"Reply to the last message in a line. {family.note}".strip()
    form = _FORMS[kind]
    if style == "chain-of-thought":
        how = f'Think step by step. Then end with a line that says "Answer:" and {form}.'
    else:
        how = f'Answer the question. After "Answer:" write {form}.'
    return f"{how} {family.note}".strip()


def few_shot(family: Family, n: int, seed: int = 0, avoid: Collection[str] = ()) -> list[FamilyItem]:
    """`n` examples from the near region: ordered axes up to their default, the others at it, nearest first.

    They are spread over the region's positions, and none asks a question of `avoid`, so that no test item is shown.
    Raises FarfieldError where the region holds fewer.
    """
    near = [
        axis.levels[: axis.levels.index(axis.default) + 1] for axis in family.axes if axis.kind == "ordered"
    ]
    depth = max((len(levels) for levels in near), default=1)
    names = [axis.name for axis in family.axes if axis.kind == "ordered"]
    usual = family.home({axis.name: axis.default for axis in family.axes})
    found: dict[str, FamilyItem] = {}
    failed = 0
    for attempt in range(100 * n):
        step = (len(found) * depth // n + failed // _PATIENCE) % depth
        levels = [levels[min(step, len(levels) - 1)] for levels in near]
        item = family.generate(
            {**usual, **dict(zip(names, levels, strict=True))}, -1 - attempt - 100_000 * seed
        )
        if item.exercise.question in avoid or item.exercise.question in found:
            failed += 1
        else:
            found[item.exercise.question] = item
        if len(found) >= n:
            return list(found.values())
    raise FarfieldError(
        f"{family.name}: the near region holds no {number_of(n, 'question')} beside those that are asked",
        remedy=f"Ask for at most {number_of(len(found), 'example')}.",
    )


def ask(
    family: Family, item: FamilyItem, style: Style = "zero-shot", examples: Sequence[FamilyItem] = ()
) -> str:
    """The whole prompt as one text that ends where the answer begins. `examples`: from `few_shot`, for that style."""
    shown = [f"Question: {one.exercise.question}\nAnswer: {one.exercise.target}" for one in examples]
    end = "Let's think step by step." if style == "chain-of-thought" else "Answer:"
    said = [
        f"Question: {turn.text}" if turn.role == "user" else f"Answer: {turn.text.removeprefix('Answer: ')}"
        for turn in item.exercise.turns
    ]
    told = instruction(family, style, item.exercise.answer)
    return "\n\n".join([told, *shown, *said, f"Question: {item.exercise.question}\n{end}"])
