"""Every Eval Ever: `{uuid}_samples.jsonl`, read with its aggregate `{uuid}.json`, in which the scores' scale stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from farfield.logs.csv_records import typed_values
from farfield.logs.drafts import Draft
from farfield.logs.formats.every_eval_ever_results import Scores, find_aggregate, samples_beside
from farfield.logs.formats.every_eval_ever_samples import Sample, join_rows
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, Names
from farfield.logs.rows import read_rows
from farfield.logs.values import as_list, as_mapping, to_text
from farfield.options.reading import ReadOptions

NOT_KEPT = ("doc_hash", "prompt_hash", "target_hash", "lm_eval_metrics")
WHOLE_PROMPTS = ("lm_eval", "lm-eval", "lm-evaluation-harness", "helm", "crfm-helm")
"""Harnesses whose samples come with the whole prompt as their raw input."""


def read_every_eval_ever(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The samples as drafts, one for a sample whatever the number of its metrics; those with an error are left out."""
    file = samples_beside(path, intake)
    rows = [row.record for row in read_rows(file, intake)]
    aggregate = find_aggregate(file, rows, intake)
    intake.roots[path] = {name: part for name, part in aggregate.items() if name != "evaluation_results"}
    scores = Scores(aggregate, path, options, intake)
    epochs: dict[tuple[str, str, str], int] = defaultdict(int)
    groups = join_rows(rows)
    _warn_of_prompts(groups, aggregate, path, options, intake)
    for samples in groups.values():
        _warn_of_questions(samples, path, intake)
        chosen = scores.choose(samples)
        for sample, typed in zip(samples, _typed(samples), strict=True):
            if sample.record.get("error"):
                intake.tally(path, "samples_in_error", "samples that ended in an error, left out")
                continue
            key = (sample.model, sample.task, sample.item)
            epochs[key] += 1
            yield _draft(sample, scores.of(sample, chosen), epochs[key], typed)


def _typed(samples: Sequence[Sample]) -> list[Mapping[str, Any]]:
    """The metadata of each sample, which are strings in the file: numbers where all of a name are."""
    told = [as_mapping(sample.record.get("metadata")) for sample in samples]
    names = dict.fromkeys(name for one in told for name in one)
    texts = [{name: one[name] if isinstance(one.get(name), str) else None for name in names} for one in told]
    return [{**one, **typed} for one, typed in zip(told, typed_values(texts), strict=True)]


def _draft(
    sample: Sample, scored: tuple[Any, dict[str, Any]], epoch: int, metadata: Mapping[str, Any]
) -> Draft:
    score, record = scored
    given, evaluation = as_mapping(record.get("input")), as_mapping(record.get("evaluation"))
    choices = [to_text(choice) for choice in as_list(given.get("choices"))]
    references = [to_text(reference) for reference in as_list(given.get("reference"))]
    right = [_choice(reference, choices) for reference in references]
    weighed = 0 < len(right) < len(choices) and all(one in choices for one in right)
    said = _said(record)
    return Draft(
        record=record,
        line=sample.line,
        item_id=sample.item,
        subject=sample.model,
        task=sample.task,
        question=given.get("raw"),
        target=right[0] if right else None,
        output=_choice(said, choices) if weighed else said,
        score=score,
        epoch=epoch,
        chance=len(set(right)) / len(choices) if weighed else None,
        metadata={
            "sample_id": record.get("sample_id"),
            "interaction_type": record.get("interaction_type"),
            "num_turns": evaluation.get("num_turns"),
            **{name: value for name, value in metadata.items() if name not in NOT_KEPT},
        },
    )


def _choice(named: str, choices: Sequence[str]) -> str:
    """The choice that a text names: by itself, by its letter, or by its index as lm_eval counts."""
    text = named.strip()
    if text in choices or named in choices or not choices:
        return text if text in choices else named
    if text.isdecimal() and int(text) < len(choices):
        return choices[int(text)]
    if len(text) == 1 and text.isascii() and text.isalpha() and ord(text.upper()) - ord("A") < len(choices):
        return choices[ord(text.upper()) - ord("A")]
    return named


def _said(record: Mapping[str, Any]) -> str:
    """The first output; of several turns, in which there is none, what the assistant said last."""
    said = as_list(as_mapping(record.get("output")).get("raw"))
    if said:
        return to_text(said[0])
    messages = [as_mapping(message) for message in as_list(record.get("messages"))]
    spoken = [to_text(one.get("content")) for one in messages if one.get("role") == "assistant"]
    return next((text for text in reversed(spoken) if text.strip()), "")


def _warn_of_questions(samples: Sequence[Sample], path: str, intake: Intake) -> None:
    """Where one sample id has several questions, each is an item; trials of one question may be among them."""
    items: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        items[to_text(sample.record.get("sample_id"))].add(sample.item)
    number = sum(len(found) > 1 for found in items.values())
    if number:
        intake.tally(
            path,
            "ids_of_several_questions",
            "sample ids that stand for several questions (by sample_hash), each an item of its own",
            "Where they are trials of one question, count them as one with --cluster sample_id.",
            number=number,
        )


def _warn_of_prompts(
    groups: Mapping[tuple[str, str], Sequence[Sample]],
    aggregate: Mapping[str, Any],
    path: str,
    options: ReadOptions,
    intake: Intake,
) -> None:
    library = to_text(as_mapping(aggregate.get("eval_library")).get("name")).casefold()
    for sample in (sample for samples in groups.values() for sample in samples):
        converted = "lm_eval_metrics" in as_mapping(sample.record.get("metadata"))
        if "question" not in options.map and (converted or library in WHOLE_PROMPTS):
            intake.tally(
                path,
                "questions_are_prompts",
                "questions that are the whole prompt, with any examples in it, as the harness's converter wrote them",
            )


def _is_aggregate(top: Mapping[str, Any]) -> bool:
    return {"evaluation_results", "model_info"} <= top.keys()


def _is_sample(first: Mapping[str, Any]) -> bool:
    return {"evaluation_id", "sample_id", "evaluation"} <= first.keys()


def _aggregates(names: Names) -> set[tuple[str, str]]:
    """Aggregates whose samples stand beside them."""
    known = set(names)
    return {
        (folder, name)
        for folder, name in known
        if name.endswith(".json") and (folder, f"{name.removesuffix('.json')}_samples.jsonl") in known
    }


FORMAT = LogFormat(
    "every_eval_ever",
    read_every_eval_ever,
    of_document=_is_aggregate,
    of_record=_is_sample,
    companions=_aggregates,
)
