"""How an answer ended, as a log tells it: at a limit, by a filter, or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

OUTCOMES = ("answered", "empty", "refusal", "unparsed", "timeout", "limit", "error")
"""What `outcome` says of an output (docs/running.md)."""

_WORDS: dict[str, str] = {
    **dict.fromkeys(
        (
            "context_length",
            "context_length_exceeded",
            "context_window_exceeded",
            "length",
            "limit",
            "max_completion_tokens",
            "max_context_length",
            "max_length",
            "max_new_tokens",
            "max_output_tokens",
            "max_token",
            "max_tokens",
            "max_turns",
            "message_limit",
            "model_context_window_exceeded",
            "model_length",
            "token_limit",
            "truncated",
        ),
        "limit",
    ),
    **dict.fromkeys(("time", "time_limit", "timed_out", "timeout", "working"), "timeout"),
    **dict.fromkeys(
        (
            "blocklist",
            "content_filter",
            "content_filtered",
            "guardrail_intervened",
            "prohibited_content",
            "recitation",
            "refusal",
            "safety",
            "spii",
        ),
        "refusal",
    ),
}
"""Stop reasons of the providers that aren't the model's own end, and the outcome that each is."""

_NAMES = (
    "stopreason",
    "finishreason",
    "stopreasons",
    "finishreasons",
    "donereason",
    "stoptype",
    "incompletedetails",
)
_FLAGS = ("truncated", "istruncated", "wastruncated", "outputtruncated", "hitmaxtokens", "stoppedlimit")
_HOLDERS = (
    "apiresponse",
    "body",
    "candidates",
    "choices",
    "completion",
    "completions",
    "generation",
    "generations",
    "meta",
    "metadata",
    "modeloutput",
    "modelresponse",
    "output",
    "outputs",
    "rawresponse",
    "response",
    "result",
    "sampling",
)
"""Records within a record that tell of its answer. A grader's or an example's is not among them."""

_DEEPEST = 4
_TRUE = ("true", "yes", "1")

Kind = Literal["name", "flag", "holder", "other"]


class Ending(NamedTuple):
    """How an answer ended otherwise than by itself: the outcome, and the log's own word for it."""

    outcome: str
    word: str


def ending_of(reason: Any) -> Ending | None:
    """What a stop reason says; None where the answer ended by itself, or nothing is known of it.

    `reason`: a word, an object that holds one (`{"reason": "length"}`), a list of them (the first counts, as the first
    output does), or True for "truncated".
    """
    while isinstance(reason, list | tuple) and reason:
        reason = reason[0]
    if isinstance(reason, Mapping):
        reason = next((reason[name] for name in ("reason", "type", "name") if name in reason), None)
    if reason is True:
        return Ending("limit", "truncated")
    if not isinstance(reason, str):
        return None
    word = reason.strip().rsplit(".", 1)[-1].casefold().replace("-", "_").replace(" ", "_")
    return Ending(_WORDS[word], word) if word in _WORDS else None


def find_ending(record: Mapping[str, Any]) -> Ending | None:
    """The ending that a record tells under a usual name (`finish_reason`, `response.choices.0.stop_reason`)."""
    return None if _tell_nothing(tuple(record)) else _find(record, _DEEPEST)


@lru_cache(maxsize=64)  # the records of a file mostly have the same columns
def _tell_nothing(names: tuple[str, ...]) -> bool:
    """Whether columns of these names hold no ending, nor anything that may hold one."""
    return all(_kind(name) == "other" for name in names)


def _find(value: Any, depth: int) -> Ending | None:
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, Mapping) or depth == 0:
        return None
    holders = []
    for name, inner in value.items():
        kind = _kind(name)
        if kind == "holder":
            holders.append(inner)
        elif kind != "other" and (ending := ending_of(inner if kind == "name" else _flag(inner))):
            return ending
    return next((ending for inner in holders if (ending := _find(inner, depth - 1))), None)


@lru_cache(maxsize=4096)
def _kind(name: str) -> Kind:
    """What a column tells by its name, whatever its case and the records that its dots lead through."""
    *outer, last = ("".join(filter(str.isalnum, part.casefold())) for part in str(name)[:200].split("."))
    if any(part not in _HOLDERS and not part.isdecimal() for part in outer):
        return "other"
    if last in _NAMES:
        return "name"
    if last in _FLAGS:
        return "flag"
    return "holder" if last in _HOLDERS else "other"


def _flag(value: Any) -> bool:
    """Whether a column says yes; a number above 1 counts something else, such as tokens cut from the prompt."""
    if isinstance(value, str):
        return value.strip().casefold() in _TRUE
    return isinstance(value, bool | int | float) and value == 1
