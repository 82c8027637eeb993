"""lm_eval's `samples_<task>_<time>.jsonl`, with the model and the task's configuration from `results_<time>.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from farfield.read.columns import MISSING, look_up
from farfield.read.drafts import Draft
from farfield.read.formats.lm_eval_groups import note_groups
from farfield.read.formats.metrics import choose_metric
from farfield.read.formats.multiple_choice import check_log_probs, likeliest
from farfield.read.intake import Intake
from farfield.read.json_values import decode_json
from farfield.read.options import ReadOptions
from farfield.read.rows import Row, read_rows
from farfield.read.siblings import find_siblings, folder_of
from farfield.read.templates import fill_template
from farfield.read.values import QUESTION_NAMES, as_list, as_mapping, to_text

_SAMPLES_NAME = re.compile(
    r"samples_(?P<task>.+?)(_(?P<time>\d{4}-\d\d-\d\dT[\d.:-]+))?\.jsonl", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands outside of a samples file: the subject, the task and its configuration."""

    subject: str
    task: str
    config: Mapping[str, Any] = field(default_factory=dict)


def read_lm_eval(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """One draft for each document: its record under one filter, which a warning names if there are several."""
    setting = _setting(path, options, intake)
    rows = list(read_rows(path, intake))
    chosen = _choose_filter(rows, setting.config, path, intake)
    drafter = DocumentDrafter(path, setting, options, intake)
    for row in rows:
        if _filter_name(row) == chosen:
            yield drafter.draft(row)


def _setting(path: str, options: ReadOptions, intake: Intake) -> Setting:
    name = path.rsplit("/", 1)[-1]
    parts = _SAMPLES_NAME.match(name)
    task = parts["task"] if parts else name.split(".")[0]
    results = _results(path, parts["time"] if parts else None, intake)
    if not results:
        folder = folder_of(path).rsplit("/", 1)[-1]
        subject = folder.replace("__", "/") if folder not in (".", "..") else "unknown"
        if "subject" not in options.map:
            intake.warn(
                path, f"no results_*.json beside it: the model is taken to be {subject}, after the folder"
            )
        return Setting(subject, task)
    config = as_mapping(as_mapping(results.get("configs")).get(task))
    subject = to_text(results.get("model_name")) or to_text(look_up(results, "config.model"))
    note_groups(results, subject or "unknown", path, options, intake)
    return Setting(subject or "unknown", task, config)


def _results(path: str, time: str | None, intake: Intake) -> Mapping[str, Any]:
    """The results file of the same time; the only one there is, where none has that time."""
    found = find_siblings(path, "results_*.json")
    same = [file for file in found if time and f"results_{time}.json" in file] or found
    if len(same) != 1:
        return {}
    try:
        results = decode_json(intake.read_bytes(same[0]))
    except ValueError as error:
        intake.warn(same[0], f"cannot be read: {error}")
        return {}
    return results if isinstance(results, Mapping) else {}


def _choose_filter(rows: Sequence[Row], config: Mapping[str, Any], path: str, intake: Intake) -> str:
    """Of several filters the one that the task's configuration names first; else the file's first."""
    there = list(dict.fromkeys(_filter_name(row) for row in rows))
    order = [as_mapping(entry).get("name") for entry in as_list(config.get("filter_list"))]
    chosen = next((name for name in order if name in there), there[0] if there else "")
    if len(there) > 1:
        others = ", ".join(name for name in there if name != chosen)
        intake.warn(path, f"every document stands once for each filter; scored by {chosen}, not {others}")
    return chosen


def _filter_name(row: Row) -> str:
    return to_text(row.record.get("filter"))


class DocumentDrafter:
    """Drafts of the documents of one samples file."""

    def __init__(self, path: str, setting: Setting, options: ReadOptions, intake: Intake) -> None:
        self._path, self._setting, self._intake = path, setting, intake
        self._options = options

    def draft(self, row: Row) -> Draft:
        """The document's draft."""
        record = row.record
        doc = as_mapping(record.get("doc"))
        asked, field_name = self._question(record, doc)
        draft = Draft(
            record=record,
            line=row.line,
            item_id=record.get("doc_id"),
            subject=self._setting.subject,
            task=self._setting.task,
            question=asked,
            target=record.get("target"),
            output=_said(record),
            score=self._score(record),
            metadata={name: value for name, value in doc.items() if name != field_name},
        )
        requests = [_request(entry) for entry in _entries(record.get("arguments"))]
        answers = [_answer(entry) for entry in _entries(record.get("resps"))]
        if requests and len(requests) == len(answers) and all(answer is not None for answer in answers):
            self._fill_choices(draft, requests, [answer for answer in answers if answer is not None])
        return draft

    def _question(self, record: Mapping[str, Any], doc: Mapping[str, Any]) -> tuple[Any, str | None]:
        """The question, and the field of the document that it is, if it is one."""
        config = self._setting.config
        query = config.get("doc_to_decontamination_query")
        if isinstance(query, str) and (text := fill_template(query, doc)) is not None:
            return text, query
        if query and "question" not in self._options.map:
            self._intake.warn(
                self._path,
                "doc_to_decontamination_query is neither a field nor a plain template: it is not used",
            )
        for name in QUESTION_NAMES:
            if isinstance(doc.get(name), str):
                return doc[name], name
        asking = config.get("doc_to_text")
        if isinstance(asking, str) and (text := fill_template(asking, doc)) is not None:
            return text, asking
        if "question" not in self._options.map:
            self._intake.tally(
                self._path,
                "questions that are the whole prompt, with any examples in it",
                "Name the document's own field with --map question=doc.FIELD.",
            )
        return _request(next(iter(_entries(record.get("arguments"))), None))[0], None

    def _score(self, record: Mapping[str, Any]) -> Any:
        """One of the metrics that `metrics` names."""
        found = {name: record.get(name) for name in as_list(record.get("metrics")) if isinstance(name, str)}
        return choose_metric(found, "METRIC", self._path, self._options, self._intake)

    def _fill_choices(
        self, draft: Draft, requests: list[tuple[str, str]], answers: list[tuple[float, bool]]
    ) -> None:
        """The texts of the right and of the likeliest choice, in place of an index."""
        if len(requests) == 1:
            draft.target = requests[0][1].strip()
            draft.output = draft.target if answers[0][1] else ""  # greedy decoding would have said it
            return
        if "acc_mutual_info" in as_list(draft.record.get("metrics")):  # the second half has no context
            requests, answers = requests[: len(requests) // 2], answers[: len(answers) // 2]
        same_end = len({continuation for _, continuation in requests}) == 1
        choices = [(context if same_end else continuation).strip() for context, continuation in requests]
        log_probs = [log_prob for log_prob, _ in answers]
        check_log_probs(log_probs, self._path, self._intake)
        best = likeliest(log_probs)
        draft.output = "" if best is None else choices[best]
        draft.chance = 1 / len(choices)
        right = to_text(draft.target)
        if right.isdecimal() and int(right) < len(choices):
            draft.target = choices[int(right)]


def _entries(value: Any) -> list[Any]:
    """Requests or responses in order: a list, or an object of `gen_args_0`, `gen_args_1`, ..."""
    if isinstance(value, Mapping):
        return list(value.values())
    return as_list(value)


def _request(entry: Any) -> tuple[str, str]:
    """Context and continuation; what stands there instead of a continuation is no text."""
    parts = _entries(entry)
    context, continuation = (*parts, None, None)[:2]
    return to_text(context), continuation if isinstance(continuation, str) else ""


def _answer(entry: Any) -> tuple[float, bool] | None:
    """The log-prob of a continuation and whether it is the greedy one; None where the response is a text."""
    while isinstance(entry, list) and len(entry) == 1:
        entry = entry[0]
    if not isinstance(entry, list) or len(entry) != 2:
        return None
    try:
        return float(entry[0]), str(entry[1]).casefold() == "true"
    except (TypeError, ValueError, OverflowError):
        return None


def _said(record: Mapping[str, Any]) -> Any:
    """What the model generated, before any filter took its answer out."""
    said = look_up(record, "resps.0.0")
    return "" if said is MISSING or not isinstance(said, str) else said
