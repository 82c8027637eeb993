"""What stands outside of lm_eval's samples: the subject, the task and its configuration, in the results file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from farfield.files.json_values import decode_json
from farfield.files.siblings import find_siblings, folder_of
from farfield.logs.columns import look_up
from farfield.logs.formats.lm_eval_groups import note_groups
from farfield.logs.intake import Intake
from farfield.logs.values import as_list, as_mapping, to_text
from farfield.options.reading import ReadOptions
from farfield.records import without_secrets

_SAMPLES_NAME = re.compile(
    r"((?P<stamp>\d{8}_\d{6})_)?samples_(?P<task>.+?)(_(?P<time>\d{4}-\d\d-\d\dT[\d.:-]+))?\.(jsonl?|parquet)",
    re.IGNORECASE,
)
_MODEL_ARGUMENT = re.compile(r"(?:^|,)\s*(?:pretrained|model|model_name|model_version|engine|path)=([^,]+)")
_UNNAMED = ("hf", "hf-auto", "vllm", "local-completions", "local-chat-completions", "openai-completions")
"""Kinds of model, which `config.model` names beside `model_args`; they are no subject."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands outside of a samples file: the subject, the task and its configuration."""

    subject: str
    task: str
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def filters(self) -> list[str]:
        """The task's filters in their order."""
        names = [as_mapping(entry).get("name") for entry in as_list(self.config.get("filter_list"))]
        return [name for name in names if isinstance(name, str)]

    @property
    def metrics(self) -> list[str]:
        """The task's metrics in their order."""
        names = [as_mapping(entry).get("metric") for entry in as_list(self.config.get("metric_list"))]
        return [name for name in names if isinstance(name, str)]


def setting_of(path: str, options: ReadOptions, intake: Intake) -> Setting:
    """The setting of a samples file, from the results file beside it; of what its names tell, where there is none."""
    name = without_secrets(path).rsplit("/", 1)[-1]
    parts = _SAMPLES_NAME.match(name)
    task = parts["task"] if parts else name.split(".")[0]
    results = _results(path, (parts["time"] or parts["stamp"]) if parts else None, intake)
    if not results:
        folder = folder_of(without_secrets(path)).rsplit("/", 1)[-1]
        subject = folder.replace("__", "/") if folder not in (".", "..") else "unknown"
        if "subject" not in options.map:
            intake.warn(
                path,
                "model_from_folder",
                f"no results_*.json beside it: the model is taken to be {subject}, after the folder",
            )
        return Setting(subject, task)
    intake.roots[path] = results
    subject = subject_of(results)
    note_groups(results, subject, path, options, intake)
    return Setting(subject, *_task_of(task, results))


def _task_of(name: str, results: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The task and its configuration; before version 0.4.3 the file's name also held the model's arguments."""
    configs = as_mapping(results.get("configs"))
    if name in configs:
        return name, as_mapping(configs[name])
    ends = sorted((task for task in configs if name.endswith(f"_{task}")), key=len)
    return (ends[-1], as_mapping(configs[ends[-1]])) if ends else (name, {})


def subject_of(results: Mapping[str, Any]) -> str:
    """The model that a results file names: by its name, else by the arguments that loaded it."""
    named = results.get("model_name")
    if isinstance(named, str) and named and named not in _UNNAMED:
        return named
    arguments = look_up(results, "config.model_args")
    if isinstance(arguments, Mapping):
        arguments = ",".join(f"{name}={value}" for name, value in arguments.items())
    found = _MODEL_ARGUMENT.search(arguments) if isinstance(arguments, str) else None
    kind = look_up(results, "config.model")
    return (
        found[1].strip() if found else kind if isinstance(kind, str) and kind else to_text(named) or "unknown"
    )


def _results(path: str, time: str | None, intake: Intake) -> Mapping[str, Any]:
    """The results file of the same time; the only one there is, where none has that time."""
    found = find_siblings(path, "*results*.json")
    same = [file for file in found if time and time in file.rsplit("/", 1)[-1]] or found
    if len(same) != 1:
        return {}
    try:
        results = decode_json(intake.read_bytes(same[0]))
    except ValueError as error:
        intake.warn(same[0], "settings_unread", f"cannot be read: {error}")
        return {}
    return results if isinstance(results, Mapping) else {}
