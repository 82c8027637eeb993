"""reasoning-gym's `eval.py`: its `results.json` of all categories, and the file of each dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.siblings import find_sibling, folder_of
from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, first_part, part
from farfield.logs.values import as_list, as_mapping, to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError
from farfield.storage import hash_text

MEANS = ("mean_score", "score")


def read_reasoning_gym(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """One draft for each completion; where those weren't kept, one with the mean score of an entry's completions."""
    whole = as_mapping(intake.read_json(path))
    datasets = list(_datasets(whole))
    if not datasets:
        raise FarfieldError("holds no datasets", where=path, remedy="Is it a result file of reasoning-gym?")
    intake.roots[path] = {name: part for name, part in whole.items() if name not in ("categories", "results")}
    subject = _subject(path, whole, options, intake)
    for dataset in datasets:
        seen: Counter[str] = Counter()
        for number, entry in enumerate(as_list(dataset.get("results")), start=1):
            if not isinstance(entry, Mapping):
                intake.reject(path, number, "expected an object", entry)
            elif entry.get("error"):
                intake.tally(path, "samples_in_error", "samples that ended in an error, left out")
            else:
                yield from _entry(
                    entry, number, to_text(dataset.get("name")), subject, seen, path, options, intake
                )


def _datasets(whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if isinstance(whole.get("results"), list):
        yield whole
    for category in as_list(whole.get("categories")):
        yield from (as_mapping(dataset) for dataset in as_list(as_mapping(category).get("datasets")))


def _subject(path: str, whole: Mapping[str, Any], options: ReadOptions, intake: Intake) -> str:
    """The model that the file names, or the summary of its run, which lies a folder above a dataset's file."""
    named = as_mapping(whole.get("metadata")).get("model") or whole.get("model")
    for name in ("summary.json", "results.json"):
        for folder in (path, folder_of(path)):
            file = None if named else find_sibling(folder, name)
            summary = as_mapping(intake.read_json(file)) if file and file != path else {}
            named = named or summary.get("model") or as_mapping(summary.get("metadata")).get("model")
    if not named and "subject" not in options.map:
        intake.warn(
            path, "model_unknown", "names no model, and no summary.json does: the model is called unknown"
        )
    return to_text(named) or "unknown"


def _entry(
    entry: Mapping[str, Any],
    number: int,
    dataset: str,
    subject: str,
    seen: Counter[str],
    path: str,
    options: ReadOptions,
    intake: Intake,
) -> Iterator[Draft]:
    question, target = to_text(entry.get("question")), to_text(entry.get("expected_answer"))
    item_id = hash_text(f"{question}\x1f{target}")
    completions = [one for one in as_list(entry.get("completions")) if isinstance(one, Mapping)]
    for one in completions or [entry]:
        if one.get("error"):
            intake.tally(path, "completions_unscored", "completions that could not be scored, left out")
            continue
        seen[item_id] += 1
        yield Draft(
            record={**entry, **one},
            line=number,
            item_id=item_id,
            subject=subject,
            task=dataset,
            question=question,
            target=target,
            output=_said(one),
            score=one.get("score") if completions else _mean(entry, path, options, intake),
            epoch=seen[item_id],
            metadata=as_mapping(entry.get("metadata")),
        )


def _said(one: Mapping[str, Any]) -> Any:
    names = ("full_model_response", "best_full_model_response", "model_answer", "best_model_answer")
    return next((one[name] for name in names if one.get(name) is not None), None)


def _mean(entry: Mapping[str, Any], path: str, options: ReadOptions, intake: Intake) -> Any:
    """The mean of an entry's completions: its best would count one lucky answer of many as right."""
    name = next((name for name in MEANS if name in entry), None)
    if name == "mean_score" and "score" not in options.map:
        intake.warn(
            path,
            "scored_by_mean",
            "its completions weren't kept: scored by mean_score, their mean, not best_score, the best of them"
            " (another: --map score=best_score)",
        )
    return entry[name] if name else None


def _is_reasoning_gym(top: Mapping[str, Any]) -> bool:
    if "categories" in top and "datasets" in first_part(part(top["categories"])):
        return True
    names = top.keys()
    return {"results", "average_best_score"} <= names or {
        "results",
        "average_score",
        "total_examples",
    } <= names


FORMAT = LogFormat("reasoning_gym", read_reasoning_gym, of_document=_is_reasoning_gym)
