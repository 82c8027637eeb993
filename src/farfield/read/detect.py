"""Which format a file is in: by its content where the content tells, by its name otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from farfield.read.intake import Intake, read_whole
from farfield.read.json_values import decode_json, json_lines
from farfield.read.options import Format
from farfield.read.rows import DELIMITED, JSON_LINES, PARQUET, parquet_columns
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

_RESULTS = re.compile(r"results_\d{4}-\d\d-\d\dT[^/]*\.json", re.IGNORECASE)


def companions(paths: Sequence[str]) -> set[str]:
    """Those of a folder's files that belong to a log and are none: HELM's other files, results of a harness."""
    runs = {folder_of(path) for path in paths if _name(path) == HELM_STATE}
    return {
        path
        for path in paths
        if _RESULTS.fullmatch(_name(path)) or (_name(path) in HELM_OTHERS and folder_of(path) in runs)
    }


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
        return _of_lines(path)
    return _of_unnamed(path)


def _of_unnamed(path: str) -> Format | None:
    with open_input(path) as stream:
        head = stream.read(4)
    if head == b"PK\x03\x04":
        return "inspect"
    return _of_lines(path) if head.lstrip()[:1] == b"{" else None


def _of_parquet(path: str) -> Format:
    with Intake().open_seekable(path) as stream:
        columns = parquet_columns(stream, path)
    return "lighteval" if {"doc", "model_response", "metric"} <= set(columns) else "table"


def _of_json(path: str) -> Format | None:
    with open_input(path) as stream:
        value = _probe(read_whole(stream, path))
    if isinstance(value, Mapping):
        return _of_object(value)
    return "table" if isinstance(value, list) else None


class _TopLevel(msgspec.Struct):
    """The names at the top of a JSON object that tell formats apart, without decoding what they hold."""

    eval: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    status: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    adapter_spec: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    request_states: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    evalId: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    results: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def _probe(raw: bytes) -> Any:
    """The value, or as much of it as tells its format; None where it is no JSON."""
    try:
        top = msgspec.json.decode(raw, type=_TopLevel)
        return {name: True for name in top.__struct_fields__ if getattr(top, name) is not msgspec.UNSET}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return decode_json(raw)
    except ValueError:
        return [] if raw.lstrip()[:1] in (b"{", b"[") else None  # broken, or JSON lines under a wrong name


def _of_object(value: Mapping[str, Any]) -> Format:
    if "eval" in value and "status" in value:
        return "inspect"
    if "request_states" in value:
        return "helm"
    return "promptfoo" if "evalId" in value and "results" in value else "table"


def _of_lines(path: str) -> Format:
    with open_input(path) as stream:
        first = next((value for _, value in json_lines(stream) if isinstance(value, dict)), {})
    if "doc_id" in first and "resps" in first:
        return "lm_eval"
    if "spec" in first and isinstance(first["spec"], dict) and "completion_fns" in first["spec"]:
        return "openai_evals"
    if {"run_id", "event_id", "sample_id", "type"} <= first.keys():
        return "openai_evals"
    return "promptfoo" if {"promptIdx", "testIdx", "vars"} <= first.keys() else "table"
