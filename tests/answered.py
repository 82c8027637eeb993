"""What known subjects answer to the items of a family, scored as a run scores them, without the engine around it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Target
from inspect_ai.solver import TaskState

from farfield.families import FamilyItem, get_family
from farfield.families.metadata import item_metadata
from farfield.options.asking import TaskOptions
from farfield.run.drawing import draw_items
from farfield.run.prompting import make_prompt
from farfield.run.replying import SubjectOptions
from farfield.run.scoring import final_answer
from farfield.run.subjects import Subject, make_subject, remember

Axes = Mapping[str, tuple[int | str, ...]]
_drawn: dict[tuple[str, str], tuple[list[FamilyItem], list[FamilyItem]]] = {}
"""Items and examples, which take longer to draw than to answer, by family and options."""
WORTH: Mapping[Any, float] = {"C": 1.0, "I": 0.0}


def answered(
    name: str, subject: str | Subject, axes: Axes | None = None, **options: Any
) -> list[dict[str, Any]]:
    """A row for each question, with all that the metadata of its sample in a log tells. A subject is known by name."""
    asked = make_subject(subject, SubjectOptions()) if isinstance(subject, str) else subject
    called = f"farfield/{subject}" if isinstance(subject, str) else "stub"
    with mock.patch.dict(
        os.environ, INSPECT_EVAL_MODEL="mockllm/model"
    ):  # who scores may ask; no log-probs are told
        return asyncio.run(_answered(name, asked, called, TaskOptions(axes=axes or {}, **options)))


async def _answered(name: str, asked: Subject, called: str, options: TaskOptions) -> list[dict[str, Any]]:
    family = get_family(name)
    key = name, repr(options)
    items, examples = _drawn[key] = _drawn.get(key) or draw_items(family, options)
    score, rows = final_answer(name), []
    for item in items:
        prompt = [(one.role, one.text) for one in make_prompt(family, item, options, examples)]
        remember(prompt, item)
        said = asked.answer(
            [{"role": role, "content": text} for role, text in prompt], {}, threading.Event()
        ).text
        state = SimpleNamespace(output=ModelOutput.from_content(called, said), sample_id=item.item_id)
        found = await score(cast(TaskState, state), Target(item.exercise.target))
        assert found is not None
        rows.append(
            {
                **item_metadata(family, item), **(found.metadata or {}), "item_id": item.item_id, "task": name,
                "subject": called, "output": said, "question": item.exercise.question,
                "score": WORTH.get(found.value, found.value),
            }
        )  # fmt: skip
    return rows
