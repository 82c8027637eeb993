"""Metrics that are objects: lmms-eval logs what its scorer was given, and judges it over the whole task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.logs.intake import Intake

SCORES = ("score", "acc", "accuracy", "correct", "is_correct", "exact_match", "hit", "match")
"""What an object calls its score; another number in it may be an index."""


def judge(metrics: Mapping[str, Any], path: str, intake: Intake) -> dict[str, Any]:
    """The metrics, with the score of each object in its place: its own, or whether answer and prediction agree.

    An object that holds neither is no score, and left out.
    """
    found: dict[str, Any] = {}
    for name, value in metrics.items():
        if not isinstance(value, Mapping):
            found[name] = value
            continue
        own = next((value[key] for key in SCORES if isinstance(value.get(key), bool | int | float)), None)
        if own is not None:
            found[name] = own
        elif "answer" in value and "parsed_pred" in value:
            found[name] = _agree(value)
            intake.warn(
                path,
                "right_where_they_agree",
                f"{name} holds answer and parsed_pred: right where they agree, by lmms-eval's rule for MMMU",
            )
    return found


def _agree(value: Mapping[str, Any]) -> bool:
    """MMMU's rule: a choice must be the answer; an open answer must hold it, or be the same number."""
    gold, said = value["answer"], value["parsed_pred"]
    golds = gold if isinstance(gold, list) else [gold]
    kind = value.get("question_type")
    if kind == "multiple-choice" or (kind is None and not isinstance(said, list)):
        return any(one in golds for one in (said if isinstance(said, list) else [said]))
    normal = [form for one in golds for form in _normal(str(one))]
    return any(_holds(one, normal) for one in _flat(said))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def _normal(text: str) -> list[float | str]:
    """A number to two decimals; else lower case, a single letter only where it stands beside a space."""
    text = text.strip()
    try:
        return [round(float(text.replace(",", "")), 2)]
    except ValueError:
        low = text.lower()
        return [f" {low}", f"{low} "] if len(low) == 1 else [low]


def _holds(said: Any, normal: list[float | str]) -> bool:
    if isinstance(said, str):
        return any(isinstance(form, str) and form in said for form in normal)
    return said in normal
