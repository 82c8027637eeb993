"""lm_eval's samples: `samples_<task>_<time>.jsonl`, those of its Python dump, and the files of its early versions.

The model and the task's configuration come from `results_<time>.json`. lmms-eval writes the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.siblings import RESULTS
from farfield.logs.columns import look_up
from farfield.logs.drafts import Draft
from farfield.logs.formats.lm_eval_groups import note_groups
from farfield.logs.formats.lm_eval_judged import judge
from farfield.logs.formats.lm_eval_rows import choose_rows, metrics_of
from farfield.logs.formats.lm_eval_settings import Setting, setting_of, subject_of
from farfield.logs.formats.lm_eval_write_out import is_write_out, write_out_draft
from farfield.logs.formats.metrics import choose_metric
from farfield.logs.formats.multiple_choice import check_log_probs, likeliest
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, Names, first_part, part
from farfield.logs.rows import Row, is_one_value, read_rows
from farfield.logs.templates import fill_template
from farfield.logs.values import QUESTION_NAMES, as_list, as_mapping, to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError
from farfield.storage import content_suffix

_SAMPLES = re.compile(r"(\d{8}_\d{6}_)?samples_.+\.jsonl|(pretrained|model|engine)__.+\.jsonl", re.IGNORECASE)


def read_lm_eval(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """One draft for each document: its record under one filter, which a warning names if there are several."""
    for setting, rows in _tasks(path, options, intake):
        if rows and is_write_out(rows[0]):
            for row in rows:
                yield write_out_draft(row, setting, path, intake)
            continue
        drafter = DocumentDrafter(path, setting, options, intake)
        for row in choose_rows(rows, setting, path, intake):
            yield drafter.draft(row)


def _tasks(path: str, options: ReadOptions, intake: Intake) -> Iterator[tuple[Setting, list[Row]]]:
    """The rows of each task of a file; a dump of `simple_evaluate` holds several."""
    whole = _dump(path, intake)
    if whole is None:
        setting = setting_of(path, options, intake)
        yield setting, list(read_rows(path, intake))
        return
    intake.roots[path] = {name: part for name, part in whole.items() if name != "samples"}
    configs, subject = as_mapping(whole.get("configs")), subject_of(whole)
    note_groups(whole, subject, path, options, intake)
    for task, records in as_mapping(whole.get("samples")).items():
        rows = [
            Row(record, number) for number, record in enumerate(as_list(records), 1) if as_mapping(record)
        ]
        yield Setting(subject, task, as_mapping(configs.get(task))), rows


def _dump(path: str, intake: Intake) -> Mapping[str, Any] | None:
    """What `simple_evaluate` returned, where the file is that."""
    if content_suffix(path) not in (".json", "") and not is_one_value(path):
        return None
    try:
        whole = intake.read_json(path)
    except FarfieldError:
        return None
    return whole if isinstance(whole, Mapping) and isinstance(whole.get("samples"), Mapping) else None


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
        requests = [_request(entry) for entry in _requests(record.get("arguments"))]
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
                "template_not_used",
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
                "questions_are_prompts",
                "questions that are the whole prompt, with any examples in it",
                "Name the document's own field with --map question=doc.FIELD.",
            )
        return _request(next(iter(_requests(record.get("arguments"))), None))[0], None

    def _score(self, record: Mapping[str, Any]) -> Any:
        """One of the metrics of the sample."""
        found = judge(metrics_of(record, self._setting), self._path, self._intake)
        return choose_metric(found, "METRIC")

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
    return list(value.values()) if isinstance(value, Mapping) else as_list(value)


def _requests(value: Any) -> list[Any]:
    """The requests of a document; lmms-eval writes the arguments of its only one as they are, context first."""
    return [value] if isinstance(value, list) and value and isinstance(value[0], str) else _entries(value)


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
    said = look_up(record, "resps.0")
    said = said[0] if isinstance(said, list) and said else said
    return said if isinstance(said, str) else ""


def _is_lm_eval(top: Mapping[str, Any]) -> bool:
    return "samples" in top and "doc_id" in first_part(first_part(part(top["samples"])))


def _is_sample(first: Mapping[str, Any]) -> bool:
    return "doc_id" in first and bool(first.keys() & {"resps", "filtered_resps", "prompt_0"})


def _results(names: Names) -> set[tuple[str, str]]:
    """Results of a run whose samples stand in the same folder."""
    folders = {folder for folder, name in names if _SAMPLES.fullmatch(name)}
    return {(folder, name) for folder, name in names if folder in folders and RESULTS.fullmatch(name)}


FORMAT = LogFormat(
    "lm_eval", read_lm_eval, of_document=_is_lm_eval, of_record=_is_sample, companions=_results
)
