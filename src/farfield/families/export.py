"""Items for other harnesses: plain records for a JSONL file, and the task that lets lm_eval read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from farfield.families.family import Family, FamilyItem
from farfield.families.metadata import item_metadata
from farfield.families.prompts import STOP, Style, ask
from farfield.records import FarfieldError

ANSWER_TOKENS: dict[Style, int] = {"zero-shot": 128, "few-shot": 128, "chain-of-thought": 1024}
"""How long an answer may become."""

_TASK = """\
task: {task}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {file}
test_split: test
output_type: generate_until
doc_to_text: "{{{{prompt}}}}"
doc_to_target: "{{{{target}}}}"
generation_kwargs:
  until: {stop}
  do_sample: false
  max_gen_toks: {tokens}
filter_list:
  - name: answer
    filter:
      - function: regex
        regex_pattern: {pattern}
        group_select: -1
      - function: take_first
metric_list:
  - metric: exact_match
    aggregation: mean
    higher_is_better: true
    ignore_case: true
metadata:
  version: 1.0
  family: {family}
"""

_ANSWER = r"(?:[Aa]nswer:|\A)[\s*]*((?:(?![Aa]nswer:)[^\n])*(?![Aa]nswer:)[^\n\s.*])"
"""What stands on the line of the last `Answer:`, or on the first line; no stop and no Markdown around it."""


def export_items(
    family: Family,
    items: Iterable[FamilyItem],
    style: Style = "zero-shot",
    examples: Sequence[FamilyItem] = (),
) -> list[dict[str, object]]:
    """For each item `item_id`, `prompt` (all that a subject is to read), `question`, `target` and its metadata.

    Plain JSON values, one record a line. `examples`: from `few_shot`, for that style.
    """
    return [
        {
            "item_id": item.item_id,
            "prompt": ask(family, item, style, examples),
            "question": item.exercise.question,
            "target": item.exercise.target,
            **item_metadata(family, item),
        }
        for item in items
    ]


def lm_eval_task(family: Family, file: str, style: Style = "zero-shot", task: str | None = None) -> str:
    """The text of a task's YAML, by which lm_eval asks the records in `file` and scores exact matches. Raises
    FarfieldError for a family whose answers are graded: exact matches would miss all but the best.

    `file`: the path of the JSONL file as lm_eval will see it. `task`: its name, after the family unless given.
    The rule that reads an answer is simpler than Farfield's own: one line, compared without regard to case.
    """
    if family.graded:
        raise FarfieldError(
            f"{family.name} grades answers, and lm_eval would count the best alone",
            remedy=f"Ask it with `farfield run {family.name} --model ...`, which grades them.",
        )
    return _TASK.format(
        task=json.dumps(task or f"farfield_{family.name.replace(':', '_')}"),
        file=json.dumps(file),
        stop=json.dumps([STOP]),
        tokens=ANSWER_TOKENS[style],
        pattern=json.dumps(_ANSWER),
        family=json.dumps(family.name),
    )
