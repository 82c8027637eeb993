"""What Harbor writes beside a trajectory: the trial's result, and the reward of its verifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farfield.files.json_values import decode_json
from farfield.transcripts.account import Account, canonical
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.neighbours import place_beside, read_beside
from farfield.transcripts.values import as_object, name_of, number_of

SOLVED = 1.0  # the reward of a task that is solved
TRIAL_MARKS = {"task_name", "trial_name", "verifier_result"}
TRIAL_FILES = (
    "result.json", "config.json", "lock.json", "../result.json", "../config.json", "../lock.json",
    "verifier/ctrf.json", "verifier/report.json", "verifier/reward.json",
)  # fmt: skip


def read_trial(draft: RunDraft, account: Account) -> None:
    """Fill in task, name, claim and end of a run from its trial."""
    result: Mapping[str, Any] = {}
    for folder in ("", "../"):
        told = _result(draft, f"{folder}result.json")
        if told.keys() & TRIAL_MARKS:
            result = told
            account.beside |= {canonical(place_beside(draft.path, f"{folder}{name}")) for name in TRIAL_FILES}
            break
    draft.task = name_of(result.get("task_name")) or draft.task
    draft.name = name_of(result.get("trial_name")) or draft.name
    told = as_object(result.get("verifier_result"))
    rewards = as_object(told.get("rewards"))
    only = next(iter(rewards.values())) if len(rewards) == 1 else None
    reward = number_of(rewards.get("reward", told.get("reward", only)))
    for place in ("verifier/reward.txt", "../verifier/reward.txt", "reward.txt"):
        if reward is None and (raw := read_beside(draft.path, place)) is not None:
            reward = number_of(raw.decode(errors="replace").strip())
    draft.claimed = reward >= SOLVED if reward is not None else None
    if result.get("exception_info"):
        draft.ended = name_of(as_object(result["exception_info"]).get("exception_type")) or "exception"


def _result(draft: RunDraft, place: str) -> Mapping[str, Any]:
    raw = read_beside(draft.path, place)
    if raw is None:
        return {}
    try:
        return as_object(decode_json(raw))
    except ValueError as error:
        draft.notes.append(f"{place} beside it cannot be read: {error}")
        return {}
