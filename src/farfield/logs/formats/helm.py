"""HELM run folders: `scenario_state.json` (what was asked and said) joined with `per_instance_stats.json`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from farfield.files.siblings import find_sibling, folder_of
from farfield.logs.columns import look_up
from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, Names
from farfield.logs.values import as_list, as_mapping, to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError, TaskGroup

STATS = "per_instance_stats.json"
METRICS = (
    "math_equiv_chain_of_thought",
    "math_equiv",
    "final_number_exact_match",
    "chain_of_thought_correctness",
    "ifeval_strict_accuracy",
    "exact_match",
    "quasi_exact_match",
    "quasi_prefix_exact_match",
    "prefix_exact_match",
    "exact_match_indicator",
    "f1_score",
)
"""Which of an instance's statistics is its score. The special ones first: beside them exact_match judges the
whole chain of thought. For free text quasi_exact_match (case and articles aside) goes before exact_match."""

STATE = "scenario_state.json"
OTHERS = (
    "run_spec.json",
    "per_instance_stats.json",
    "stats.json",
    "scenario.json",
    "instances.json",
    "display_requests.json",
    "display_predictions.json",
)
"""What stands beside scenario_state.json in a run folder, and is no log itself."""

_SUBJECT_ARGUMENT = re.compile(r"(?<=[:,])(model|model_deployment)=[^,]*(,|$)")

Key = tuple[Any, Any, str]


def read_helm(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The instances of a run as drafts. `path` is its `scenario_state.json`; the others stand beside it.

    Where each choice was asked for by itself, the likeliest one is the output.
    """
    state = intake.read_json(path)
    requests = look_up(state, "request_states")
    if not isinstance(requests, list):
        raise FarfieldError("holds no request_states", where=path, remedy="Name a HELM run folder.")
    adapter = as_mapping(as_mapping(state).get("adapter_spec"))
    stats, task, order = _stats(path, intake), _task(path, options, intake), _metric_order(adapter)
    drafts: dict[Key, Draft] = {}
    for request in requests:
        if not isinstance(request, Mapping) or request.get("request_mode") == "calibration":
            continue
        if as_mapping(request.get("result")).get("success") is False:
            intake.tally(path, "samples_in_error", "requests that ended in an error, left out")
            continue
        key = _key(request.get("instance"), request)
        if key not in drafts or _log_prob(request) > _log_prob(drafts[key].record):
            drafts[key] = _draft(request, stats.get(key, {}), adapter, task)
    chosen = _metric(order, [stats[key] for key in drafts if key in stats])
    if chosen and "score" not in options.map:
        intake.warn(path, "scored_by", f"scored by {chosen} (another: --map score=stats.NAME)")
    for key, draft in drafts.items():
        draft.score = stats.get(key, {}).get(chosen)
        yield draft


def _metric(order: Sequence[str], stats: Sequence[Mapping[str, float]]) -> str:
    """The metric that counts in the whole run: the first in order of those that most instances have."""
    found = Counter(name for own in stats for name in own)
    usual = max((found[name] for name in order), default=0) / 2
    return next((name for name in order if found[name] and found[name] >= usual), "")


def _key(instance: Any, entry: Mapping[str, Any]) -> Key:
    """What a request and its statistics are joined on."""
    instance = as_mapping(instance)
    perturbation = instance.get("perturbation")
    return (
        to_text(instance.get("id")),
        to_text(entry.get("train_trial_index", 0)),
        json.dumps(perturbation, sort_keys=True) if perturbation else "",
    )


def _stats(path: str, intake: Intake) -> dict[Key, dict[str, float]]:
    """The statistics of each instance by name: the mean of those on its own split and perturbation."""
    file = find_sibling(path, STATS)
    if file is None:
        intake.warn(path, "no_scores_beside", f"no {STATS} beside it: nothing is scored")
        return {}
    whole = intake.read_json(file)
    found: dict[Key, dict[str, float]] = {}
    for entry in as_list(whole):
        if isinstance(entry, Mapping):
            instance = {"id": entry.get("instance_id"), "perturbation": entry.get("perturbation")}
            means = found.setdefault(_key(instance, entry), {})
            for stat in as_list(entry.get("stats")):
                name, mean = look_up(stat, "name.name"), as_mapping(stat).get("mean")
                if isinstance(name, str) and isinstance(mean, int | float):
                    means.setdefault(name, mean)
    return found


def _metric_order(adapter: Mapping[str, Any]) -> tuple[str, ...]:
    """METRICS, with quasi_exact_match before exact_match unless choices were asked for."""
    if str(adapter.get("method", "")).startswith("multiple_choice"):
        return METRICS
    at = METRICS.index("exact_match")
    return (*METRICS[:at], "quasi_exact_match", *METRICS[at:])


def _task(path: str, options: ReadOptions, intake: Intake) -> str:
    """The run's name without its model, so that models meet in one task."""
    file = find_sibling(path, "run_spec.json")
    spec = as_mapping(intake.read_json(file)) if file else {}
    name = to_text(spec.get("name")) or folder_of(path).rsplit("/", 1)[-1]
    task = _SUBJECT_ARGUMENT.sub("", name).rstrip(",:")
    scenario = task.partition(":")[0]
    if scenario != task and scenario in as_list(spec.get("groups")) and "task" not in options.map:
        intake.group(TaskGroup(scenario, (task,), file or path))  # as mmlu is all its mmlu:subject=...
    return task


def _draft(
    request: Mapping[str, Any], stats: Mapping[str, float], adapter: Mapping[str, Any], task: str
) -> Draft:
    instance = as_mapping(request.get("instance"))
    references = [as_mapping(ref) for ref in as_list(instance.get("references"))]
    right = [ref for ref in references if "correct" in as_list(ref.get("tags"))]
    mapping = as_mapping(request.get("output_mapping"))
    choices = len(mapping) or (len(references) if request.get("reference_index") is not None else 0)
    perturbation = as_mapping(instance.get("perturbation"))
    name = to_text(perturbation.get("name"))
    trial = request.get("train_trial_index", 0)
    return Draft(
        record={**request, "stats": stats},
        item_id=f"{to_text(instance.get('id'))} {name}".strip(),
        subject=adapter.get("model") or look_up(request, "request.model"),
        task=task,
        question=instance.get("input"),
        target=as_mapping(right[0].get("output")).get("text") if right else None,
        output=_said(request, references, mapping),
        epoch=trial + 1 if isinstance(trial, int) else 1,
        chance=len(right) / choices if choices > 1 and right else None,
        metadata={"split": instance.get("split"), "perturbation": name or None},
    )


def _said(request: Mapping[str, Any], references: list[Mapping[str, Any]], mapping: Mapping[str, Any]) -> Any:
    """The completion; the text of a choice, where it names one or was weighed by itself."""
    index = request.get("reference_index")
    if isinstance(index, int) and 0 <= index < len(references):
        return as_mapping(references[index].get("output")).get("text")
    said = to_text(look_up(request, "result.completions.0.text"))
    return mapping.get(said.strip(), said)


def _log_prob(request: Mapping[str, Any]) -> float:
    """Of a choice that was weighed by itself; of anything else the same, so that the first stays."""
    log_prob = look_up(request, "result.completions.0.logprob")
    weighed = request.get("reference_index") is not None and isinstance(log_prob, int | float)
    return float(log_prob) if weighed else 0.0


def _is_state(top: Mapping[str, Any]) -> bool:
    return "request_states" in top


def _others(names: Names) -> set[tuple[str, str]]:
    known = set(names)
    return {(folder, name) for folder, name in known if name in OTHERS and (folder, STATE) in known}


def _may_be_state(name: str) -> bool:
    return name.startswith(STATE)


FORMAT = LogFormat("helm", read_helm, of_document=_is_state, companions=_others, sought=_may_be_state)
