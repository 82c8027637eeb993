"""Which format a file is in: by its content where the content tells, by its name otherwise."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from farfield.read.encodings import as_utf8
from farfield.read.formats.lighteval_columns import is_lighteval
from farfield.read.formats.simple_evals import PAGE_MARK
from farfield.read.intake import Intake, read_whole
from farfield.read.json_sequences import AROUND, json_lines, json_values
from farfield.read.json_values import decode_json
from farfield.read.options import Format
from farfield.read.rows import DELIMITED, JSON_LINES, PARQUET, is_one_value, parquet_columns, read_head
from farfield.read.siblings import folder_of
from farfield.storage import COMPRESSIONS, content_suffix, open_input

HELM_STATE = "scenario_state.json"
HELM_OTHERS = (
    "run_spec.json",
    "per_instance_stats.json",
    "stats.json",
    "scenario.json",
    "instances.json",
    "display_requests.json",
    "display_predictions.json",
)
"""What stands beside scenario_state.json in a run folder, and is no log itself."""

OLMES_OTHERS = re.compile(r"(?P<task>task-\d+-.+)-(requests\.jsonl|metrics\.json|recorded-inputs\.jsonl?)")
_RESULTS = re.compile(r"(\d{8}_\d{6}_)?results(_\d{4}-\d\d-\d\dT[^/]*)?\.json", re.IGNORECASE)
_SAMPLES = re.compile(
    r"(\d{8}_\d{6}_)?samples_.+\.jsonl|details_.+\.parquet|(pretrained|model|engine)__.+\.jsonl",
    re.IGNORECASE,
)


def companions(paths: Sequence[str]) -> set[str]:
    """Those of a folder's files that belong to a log and are none: HELM's other files, results of a harness."""
    names = {(folder_of(path), _name(path)) for path in paths}
    sampled = {folder for folder, name in names if _SAMPLES.fullmatch(name)}
    if any(name.endswith(".parquet") for _, name in names):  # lighteval keeps its results in another folder
        sampled |= {folder for folder, name in names if _RESULTS.fullmatch(name)}
    return {path for path in paths if _belongs(folder_of(path), _name(path), names, sampled)}


def _belongs(folder: str, name: str, names: set[tuple[str, str]], sampled: set[str]) -> bool:
    if folder in sampled and _RESULTS.fullmatch(name):
        return True
    if name in HELM_OTHERS and (folder, HELM_STATE) in names:
        return True
    if name.endswith(".json") and (folder, f"{name.removesuffix('.json')}_samples.jsonl") in names:
        return True  # the aggregate of Every Eval Ever
    olmes = OLMES_OTHERS.fullmatch(name)
    return olmes is not None and (folder, f"{olmes['task']}-predictions.jsonl") in names


def _name(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return next((name.removesuffix(ending) for ending in COMPRESSIONS if name.endswith(ending)), name)


def detect_format(path: str) -> Format | None:
    """The format of a file; None where it can't be an evaluation log. Reads no more of it than it must."""
    suffix = content_suffix(path)
    if suffix == ".eval":
        return "inspect"
    if suffix in PARQUET:
        return _of_parquet(path)
    if suffix in DELIMITED:
        return "table"
    if suffix == ".json":
        return _of_json(path)
    if suffix in JSON_LINES:
        return _of_json(path) if is_one_value(path) else _of_lines(path)
    return _of_unnamed(path)


def _of_unnamed(path: str) -> Format | None:
    head = read_head(path)
    if head[:4] == b"PK\x03\x04":
        return "inspect"
    if PAGE_MARK in head:
        return "simple_evals"
    if is_one_value(path):
        return _of_json(path)
    return _of_lines(path) if head.lstrip()[:1] == b"{" else None


def _of_parquet(path: str) -> Format:
    with Intake().open_seekable(path) as stream:
        columns = parquet_columns(stream, path)
    return "lighteval" if is_lighteval(columns) else _of_record(dict.fromkeys(columns))


def _of_json(path: str) -> Format | None:
    with open_input(path) as stream:
        raw = read_whole(as_utf8(stream), path)
    try:
        top = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        return _of_document(top)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        value = decode_json(raw)
    except ValueError:  # broken, or JSON lines under a wrong name, or values one after another
        found = _of_first_line(io.BytesIO(raw)) if raw.lstrip(AROUND)[:1] in (b"{", b"[") else None
        return _of_sequence(raw) if found == "table" else found
    if isinstance(value, Mapping):
        return _of_document(value)
    first = value[0] if isinstance(value, list) and value else None
    return _of_record(first) if isinstance(first, Mapping) else "table" if isinstance(value, list) else None


def _of_sequence(raw: bytes) -> Format:
    values = json_values(raw)
    return _of_record(values[0].value) if values and isinstance(values[0].value, Mapping) else "table"


def _of_document(top: Mapping[str, Any]) -> Format:
    """The format of one JSON object, by the names at its top and what stands first below them."""
    names = top.keys()
    if {"eval", "status"} <= names:
        return "inspect"
    if "request_states" in names:
        return "helm"
    if {"evalId", "results"} <= names:
        return "promptfoo"
    if {"evaluation_results", "model_info"} <= names:
        return "every_eval_ever"
    if "samples" in names and "doc_id" in _first(_first(_value(top["samples"]))):
        return "lm_eval"
    if {"htmls", "convos"} & names:
        return "simple_evals"
    if "categories" in names and "datasets" in _first(_value(top["categories"])):
        return "reasoning_gym"
    if {"results", "average_best_score"} <= names or {"results", "average_score", "total_examples"} <= names:
        return "reasoning_gym"
    if {"resolved_ids"} <= names or {"resolved", "no_generation"} <= names:
        return "swebench"
    if "eval" in names and "base_status" in _first(_first(_value(top["eval"]))):
        return "evalplus"
    return _of_first(_value(next(iter(top.values()), None)))


def _of_first(value: Any) -> Format:
    """By the first of the records, or of the records of records, that a document maps names to."""
    if isinstance(value, Mapping) and "judge_response" in value:
        return "hle"
    if _is_swebench(value) or _is_swebench(_first(value)):
        return "swebench"
    return "table"


def _is_swebench(value: Any) -> bool:
    names = value.keys() if isinstance(value, Mapping) else set()
    return "resolved" in names and bool(
        names & {"patch_exists", "patch_is_None", "patch_successfully_applied"}
    )


def _value(value: Any) -> Any:
    """What a part of a document holds, which may not be decoded yet."""
    try:
        return decode_json(bytes(value)) if isinstance(value, msgspec.Raw) else value
    except ValueError:
        return None


def _first(value: Any) -> Any:
    """The first part of an object or list, an empty object where there is none."""
    if isinstance(value, Mapping):
        value = list(value.values())
    return value[0] if isinstance(value, list) and value and isinstance(value[0], Mapping | list) else {}


def _of_lines(path: str) -> Format:
    with open_input(path) as stream:
        return _of_first_line(stream)


def _of_first_line(stream: Any) -> Format:
    first = next((value for _, value in json_lines(as_utf8(stream)) if isinstance(value, dict)), {})
    found = _of_record(first)
    return _of_document(first) if found == "table" else found


def _of_record(first: Mapping[str, Any]) -> Format:
    """The format of one record of many."""
    names = first.keys()
    if "doc_id" in names and names & {"resps", "filtered_resps", "prompt_0"}:
        return "lm_eval"
    if {"doc_id", "model_output", "metrics"} <= names:
        return "olmes"
    if {"evaluation_id", "sample_id", "evaluation"} <= names:
        return "every_eval_ever"
    if "spec" in names and isinstance(first["spec"], dict) and "completion_fns" in first["spec"]:
        return "openai_evals"
    if {"run_id", "event_id", "sample_id", "type"} <= names:
        return "openai_evals"
    return "promptfoo" if {"promptIdx", "testIdx", "vars"} <= names else "table"
