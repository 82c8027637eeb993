"""The aggregate of an Every Eval Ever file: which of several results counts, on what scale and in what direction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from farfield.files.json_values import decode_json
from farfield.files.siblings import find_sibling, find_siblings, folder_of
from farfield.files.whole_files import read_whole
from farfield.logs.formats.every_eval_ever_samples import Sample
from farfield.logs.intake import Intake
from farfield.logs.score_parts import PREFERRED_METRICS
from farfield.logs.values import as_list, as_mapping, is_score, to_number, to_score, to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError
from farfield.storage import open_input

SAMPLES = "_samples.jsonl"
SPREADS = ("std", "stddev", "stderr", "bootstrap_stderr", "var")
"""Metrics that say how far scores lie apart; of one sample they say nothing."""

MOST_SEARCHED = 64  # files beside the samples that may be their aggregate


def samples_beside(path: str, intake: Intake) -> str:
    """The samples file: the file itself, or that of an aggregate. Raises FarfieldError where an aggregate has none."""
    name = path.rsplit("/", 1)[-1]
    if not name.partition(".")[2].startswith("json") or ".jsonl" in name:
        return path
    whole = intake.read_json(path)
    if not isinstance(whole, Mapping) or "evaluation_results" not in whole:
        return path
    named = to_text(as_mapping(whole.get("detailed_evaluation_results")).get("file_path")).rsplit("/", 1)[-1]
    beside = find_sibling(path, f"{name.partition('.json')[0]}{SAMPLES}") or (
        named and find_sibling(path, named)
    )
    if not beside:
        raise FarfieldError(
            "holds what the samples come to, and no samples",
            where=path,
            remedy=f"Its samples would be in {named or f'a file that ends in {SAMPLES}'}, which is not beside it.",
        )
    return beside


def find_aggregate(path: str, rows: Sequence[Mapping[str, Any]], intake: Intake) -> Mapping[str, Any]:
    """The aggregate of a samples file: by its name, else by its evaluation_id; empty, with a warning, without one."""
    name = path.rsplit("/", 1)[-1]
    evaluations = {to_text(row.get("evaluation_id")) for row in rows}
    beside = find_sibling(path, f"{name.partition('_samples')[0]}.json") if "_samples" in name else None
    for file in [beside] if beside else find_siblings(path, "*.json")[:MOST_SEARCHED]:
        whole = _peek(file)
        if "evaluation_results" in whole and to_text(whole.get("evaluation_id")) in evaluations:
            return as_mapping(intake.read_json(file))
    intake.warn(
        path,
        "no_aggregate",
        f"no aggregate of its evaluation stands in {folder_of(path)}: the scale and the direction of its scores are"
        " unknown, and taken to be 0 to 1, the larger the better",
    )
    return {}


def _peek(path: str) -> Mapping[str, Any]:
    try:
        with open_input(path) as stream:
            return as_mapping(decode_json(read_whole(stream, path)))
    except (ValueError, FarfieldError):
        return {}


class Scores:
    """The scores of the samples of one file, on the scale that its aggregate declares."""

    def __init__(self, aggregate: Mapping[str, Any], path: str, options: ReadOptions, intake: Intake) -> None:
        self._results = [as_mapping(one) for one in as_list(aggregate.get("evaluation_results"))]
        self._path, self._intake = path, intake
        self._mapped = "score" in options.map

    def choose(self, samples: Sequence[Sample]) -> list[str]:
        """The result that counts, and those that stand in its place where a sample has none (of another split).

        Raises FarfieldError where samples stand several times and no row says for which metric.
        """
        there = list(dict.fromkeys(name for sample in samples for name in sample.scores if name))
        if not there:
            self._check_unnamed(samples)
            return [""]
        chosen = min(there, key=lambda name: (self._rank(name, samples[0].task), there.index(name)))
        beside = {name for sample in samples if chosen in sample.scores for name in sample.scores}
        metric = chosen.partition(":")[0]
        instead = [name for name in there if name not in beside and name.partition(":")[0] == metric]
        if len(beside - {""}) > 1 and not self._mapped:
            others = ", ".join(sorted(beside - {"", chosen}))
            self._warn(
                "several_metrics",
                f"several metrics; scored by {chosen}, not {others} (another: --map score=scores.NAME)",
            )
        self._warn_of_unknown(chosen, samples[0].task)
        return [chosen, *instead]

    def of(self, sample: Sample, chosen: Sequence[str]) -> tuple[Any, dict[str, Any]]:
        """The score that counts, and its record with all scores by result, from 0 to 1 and larger for better."""
        found = {}
        for name, value in sample.scores.items():
            if name or "" in chosen:
                found[name or "score"] = self._scaled(value, self._config(name, sample.task), name in chosen)
            else:
                self._intake.tally(
                    self._path,
                    "result_unnamed",
                    "records that name no result, whose score stands in for none: not scored",
                )
        counted = next((name for name in chosen if name in sample.scores), None)
        row = sample.record if counted is None else sample.rows[counted]
        return (None if counted is None else found.get(counted or "score")), {**row, "scores": found}

    def _scaled(self, value: Any, config: Mapping[str, Any], counts: bool) -> Any:
        if not is_score(value) or (score := to_score(value)) is None:
            return value
        if config.get("has_unknown_level") is True and score == -1:
            return None
        low, high = to_number(config.get("min_score")), to_number(config.get("max_score"))
        bounded = low is not None and high is not None and math.isfinite(low) and low < high < math.inf
        turned = config.get("lower_is_better") is True
        if turned and not bounded:
            if counts:
                self._warn(
                    "lower_is_better_unbounded",
                    "a lower score is better, and no bounds are declared to turn it by: it is not used",
                )
            return None
        if bounded and low is not None and high is not None:
            if counts and (low, high) != (0, 1):
                self._warn(
                    "scores_rescaled",
                    f"scores from {low:g} to {high:g}, as its aggregate declares, are read as 0 to 1",
                )
            score = (score - low) / (high - low)
        if turned and counts:
            self._warn(
                "scores_turned",
                "a lower score is better, as its aggregate declares: it is turned, so that 1 is the best",
            )
        return 1 - score if turned else score

    def _config(self, name: str, task: str) -> Mapping[str, Any]:
        """The metric's configuration: of the result of that id, else of the only one that can be meant."""
        named = [one for one in self._results if name and to_text(one.get("evaluation_result_id")) == name]
        of_task = [
            one for one in named or self._results if to_text(one.get("evaluation_name")).startswith(task)
        ]
        configs = [as_mapping(one.get("metric_config")) for one in (of_task or named or self._results)]
        scales = {
            (c.get("lower_is_better") is True, str(c.get("min_score")), str(c.get("max_score")))
            for c in configs
        }
        if len(scales) > 1:
            self._warn(
                "several_scales",
                "its aggregate declares several scales, and nothing says which is that of a record",
            )
            return {}
        return configs[0] if configs else {}

    def _rank(self, name: str, task: str) -> tuple[bool, bool, bool, int]:
        """Of several results the first: no spread, bounded, larger for better, a usual metric."""
        config = self._config(name, task)
        parts = {part.casefold() for part in (*name.split(":"), to_text(config.get("metric_name")))}
        known = [at for at, metric in enumerate(PREFERRED_METRICS) if metric in parts]
        bounded = all(_is_known(config.get(end)) for end in ("min_score", "max_score"))
        return (
            bool(parts & set(SPREADS)),
            not bounded,
            config.get("lower_is_better") is True,
            min(known, default=len(PREFERRED_METRICS)),
        )

    def _warn_of_unknown(self, name: str, task: str) -> None:
        details = as_mapping(self._config(name, task).get("additional_details"))
        if details.get("polarity") == "unknown" and not self._mapped:
            self._warn(
                "direction_unknown",
                f"whether a larger {name} is better, its aggregate doesn't know: it is taken to be",
            )

    def _check_unnamed(self, samples: Sequence[Sample]) -> None:
        keys = [(sample.item, to_text(sample.record.get("sample_id")), _epoch(sample)) for sample in samples]
        repeated = len(keys) > len(set(keys))
        if repeated and len(self._results) > 1:
            raise FarfieldError(
                f"samples stand several times, its aggregate has {len(self._results)} results, and no record names its"
                " evaluation_result_id",
                where=self._path,
                remedy="Convert the log again with a newer every_eval_ever, or keep the records of one metric.",
            )

    def _warn(self, code: str, message: str) -> None:
        self._intake.warn(self._path, code, message)


def _epoch(sample: Sample) -> str:
    return to_text(as_mapping(sample.record.get("metadata")).get("epoch"))


def _is_known(bound: Any) -> bool:
    number = to_number(bound)
    return number is not None and math.isfinite(number)
