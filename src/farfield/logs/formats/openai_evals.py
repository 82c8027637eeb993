"""OpenAI evals: a log of events, of which each sample has several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from farfield.logs.drafts import Draft
from farfield.logs.formats.metrics import choose_metric
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat
from farfield.logs.rows import read_rows
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError


@dataclass(slots=True)
class Events:
    """What the events of one sample say, joined by `sample_id`."""

    line: int
    of_type: dict[str, Mapping[str, Any]] = field(default_factory=dict)


def read_openai_evals(path: str, _: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The samples of an event log as drafts; those that ended in an error are left out."""
    spec: Mapping[str, Any] = {}
    samples: dict[str, Events] = {}
    finished = False
    for row in read_rows(path, intake):
        event = row.record
        if isinstance(event.get("spec"), Mapping):
            spec = event["spec"]
        finished = finished or "final_report" in event
        if isinstance(event.get("data"), Mapping) and event.get("sample_id") is not None:
            events = samples.setdefault(str(event["sample_id"]), Events(row.line))
            _join(events, str(event.get("type")), event["data"])
    if not spec:
        raise FarfieldError("has no line with the run's spec", where=path, remedy="Is its beginning missing?")
    if not finished:
        intake.warn(
            path,
            "run_did_not_end_well",
            "has no final report: the run did not end well, and its items may be a part",
        )
    matched = any(_matched(events) is not None for events in samples.values())
    for sample_id, events in samples.items():
        if "error" in events.of_type:
            intake.tally(path, "samples_in_error", "samples that ended in an error, left out")
        else:
            yield _draft(sample_id, events, spec, _score(events, matched))


def _join(events: Events, kind: str, data: Mapping[str, Any]) -> None:
    """The first sampling is the subject's, later ones are a grader's; of anything else the last event holds."""
    if kind != "sampling" or kind not in events.of_type:
        events.of_type[kind] = data


def _draft(sample_id: str, events: Events, spec: Mapping[str, Any], score: Any) -> Draft:
    sampling, match = events.of_type.get("sampling", {}), events.of_type.get("match", {})
    output = sampling.get("sampled", match.get("sampled"))
    models = spec.get("completion_fns")
    return Draft(
        record={**events.of_type, "sample_id": sample_id, "spec": spec},
        line=events.line,
        item_id=sample_id,
        subject=models[0] if isinstance(models, list) and models else None,
        task=spec.get("eval_name"),
        question=sampling.get("prompt"),
        target=match.get("expected"),
        output=output,
        score=score,
    )


def _matched(events: Events) -> Any:
    return events.of_type.get("match", {}).get("correct")


def _score(events: Events, matched: bool) -> Any:
    """Whether the match was right; in a log without any match event, its metrics."""
    return _matched(events) if matched else choose_metric(events.of_type.get("metrics", {}), "metrics.NAME")


def _is_event(first: Mapping[str, Any]) -> bool:
    if isinstance(spec := first.get("spec"), dict) and "completion_fns" in spec:
        return True
    return {"run_id", "event_id", "sample_id", "type"} <= first.keys()


FORMAT = LogFormat("openai_evals", read_openai_evals, of_record=_is_event)
