"""SWE-bench's reports: that of a run, which lists instances by what became of them, and those of single instances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.batches import file_stem
from farfield.files.siblings import folder_of
from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, first_part
from farfield.logs.values import as_list, as_mapping
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError

LISTS = {
    "resolved_ids": "resolved",
    "resolved": "resolved",
    "unresolved_ids": "unresolved",
    "empty_patch_ids": "empty patch",
    "no_generation": "empty patch",
    "error_ids": "error",
    "no_logs": "error",
    "submitted_ids": "unresolved",
    "generated": "unresolved",
    "applied": "unresolved",
    "completed_ids": "unresolved",
}
"""The lists of a run's report, and the result of an instance that is in the first of them."""

FAILED = ("unresolved_ids", "submitted_ids", "generated", "applied", "completed_ids")
"""Without any of these, what was tried and not resolved is unknown."""

NOT_RUN = ("incomplete_ids",)
TASK = "swe-bench"


def read_swebench(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The instances of a report as drafts.

    As SWE-bench counts, an empty patch and one that could not be tested are wrong; an instance that was not submitted
    has no result.
    """
    whole = as_mapping(intake.read_json(path))
    if any(isinstance(whole.get(name), list) for name in LISTS):
        yield from _of_run(whole, path, options, intake)
        return
    found = list(_instances(whole))
    if not found:
        raise FarfieldError("holds no instances", where=path, remedy="Is it a report of SWE-bench?")
    run, folder = _folder_names(path)
    for number, (subject, instance, record) in enumerate(found, start=1):
        yield Draft(
            record=record,
            line=number,
            item_id=instance,
            answer_id=run or None,
            subject=subject or folder or _unknown(path, options, intake),
            task=TASK,
            score=record.get("resolved"),
            metadata={name: value for name, value in record.items() if name != "resolved"},
        )


def _of_run(whole: Mapping[str, Any], path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    if not any(isinstance(whole.get(name), list) for name in FAILED):
        raise FarfieldError(
            "lists resolved instances, and not those that were tried in vain: a score would be of the first only",
            where=path,
            remedy="Give the harness's report of the run, or the folder of its instances' report.json.",
        )
    intake.roots[path] = whole
    results: dict[str, str] = {}
    for name, result in LISTS.items():
        for instance in as_list(whole.get(name)):
            results.setdefault(str(instance), result)
    left_out = sum(len(as_list(whole.get(name))) for name in NOT_RUN)
    if left_out:
        intake.tally(
            path, "instances_not_submitted", "instances that were not submitted, left out", number=left_out
        )
    for result in ("empty patch", "error"):
        number = sum(one == result for one in results.values())
        if number:
            intake.tally(
                path,
                "wrong_by_its_rule",
                f"instances with the result {result}, which SWE-bench counts as wrong",
                number=number,
            )
    model, run = _run_names(path)
    subject = model or _unknown(path, options, intake)
    for number, (instance, result) in enumerate(results.items(), start=1):
        yield Draft(
            record={"instance_id": instance, "result": result},
            line=number,
            item_id=instance,
            answer_id=run or None,
            subject=subject,
            task=TASK,
            score=result == "resolved",
            metadata={"result": result},
        )


def _instances(whole: Mapping[str, Any]) -> Iterator[tuple[str | None, str, Mapping[str, Any]]]:
    """Model (where it is named), instance and report, of `{instance: report}` or `{model: {instance: report}}`."""
    for name, value in whole.items():
        if not isinstance(value, Mapping):
            continue
        if "resolved" in value:
            yield None, name, value
            continue
        yield from (
            (name, instance, report) for instance, report in value.items() if isinstance(report, Mapping)
        )


def _folder_names(path: str) -> tuple[str, str]:
    """Of `logs/run_evaluation/RUN/MODEL/INSTANCE/report.json` the run and the model."""
    parts = folder_of(path).split("/")
    return (parts[-3], parts[-2].replace("__", "/")) if "run_evaluation" in parts[:-3] else ("", "")


def _run_names(path: str) -> tuple[str, str]:
    """Of `MODEL.RUN.json`, as the harness names its report, the model and the run.

    The run names an answer: where the report of a run stands with those of its instances, each is there twice.
    """
    parts = file_stem(path).rsplit(".", 1)
    return (parts[0].replace("__", "/"), parts[1]) if len(parts) == 2 else ("", "")


def _unknown(path: str, options: ReadOptions, intake: Intake) -> str:
    if "subject" not in options.map:
        intake.warn(path, "model_unknown", "names no model: the model is called unknown")
    return "unknown"


def _is_report(top: Mapping[str, Any]) -> bool:
    return "resolved_ids" in top or {"resolved", "no_generation"} <= top.keys()


def _is_instance(first: Any) -> bool:
    return any(map(_has_patch, (first, first_part(first))))


def _has_patch(value: Any) -> bool:
    names = value.keys() if isinstance(value, Mapping) else set()
    return "resolved" in names and bool(
        names & {"patch_exists", "patch_is_None", "patch_successfully_applied"}
    )


FORMAT = LogFormat("swebench", read_swebench, of_document=_is_report, of_first=_is_instance)
