"""What came back from a call, out of the marks and the JSON in which harnesses wrap it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from farfield.files.json_values import decode_json
from farfield.transcripts.values import as_object, code_of, text_of


class Output(NamedTuple):
    """What the agent saw, the exit status where it is told, and whether its harness says that it was cut short."""

    text: str
    exit_code: int | None = None
    cut: bool = False


_CODE = re.compile(r"\s*<returncode>(-?\d+)</returncode>\s*")
_EXCEPTION = re.compile(r"<exception>(.*?)</exception>\s*", re.DOTALL)
_BODY = re.compile(r"\s*<output>\n?(.*?)\n?</output>\s*", re.DOTALL)
_CUT = re.compile(
    r"<elided_chars>|<output_head>|<response clipped>|characters were elided|too long to be displayed"
    r"|\[\.\.\. (Observation truncated|omitted \d+ of \d+ lines|output limited to \d+ bytes)"
    r"|\[\.\.\. ?(output )?truncated|\.\.\. \[\d+ (lines|characters) truncated\]"
)
STREAMS = ("output", "stdout", "stderr", "output_head", "output_tail", "content", "error", "exception_info")
CODES = ("exit_code", "exitCode", "returncode", "return_code", "exit_status")
CUTS = ("truncated", "outputExceededThreshold", "elided_chars")
BESIDE = {
    *STREAMS, *CODES, *CUTS, "metadata", "success", "status", "duration", "duration_seconds", "interrupted", "isImage",
    "warning", "wall_time_seconds", "signal", "timed_out", "command", "cwd",
}  # fmt: skip
"""All names in an object that is an output: one with others is what was displayed, as `cat package.json` does."""


def unwrap(text: str) -> Output:
    """What stands in `<returncode>` and `<output>`, or in the JSON of an output; any other text as it is."""
    code, failed = None, ""
    if text.startswith("<exception>") and (found := _EXCEPTION.match(text)):
        failed, text = found[1].strip(), text[found.end() :]
    if "<returncode>" in text and (found := _CODE.match(text)):
        code, text = code_of(found[1]), text[found.end() :]
    if found := _BODY.fullmatch(text):
        text = "\n".join(part for part in (failed, found[1]) if part)
    elif failed:
        text = f"{failed}\n{text}"
    elif text[:1] == "{" and text.rstrip()[-1:] == "}" and (told := _decoded(text)):
        return output_of(told)
    return Output(text, code, is_cut(text))


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        told = as_object(decode_json(text.encode(errors="replace")))
    except ValueError:
        return {}
    is_output = told.keys() <= BESIDE and any(isinstance(told.get(name), str) for name in STREAMS[:5])
    return told if is_output and (told.keys() & {*CODES, "metadata", "stderr"} or len(told) == 1) else {}


def output_of(told: Mapping[str, Any]) -> Output:
    """An output that its harness tells by streams: those that hold something, one after another."""
    text = "\n".join(part for name in STREAMS if (part := text_of(told.get(name))))
    places = (told, as_object(told.get("metadata")))
    code = next((code_of(place[name]) for place in places for name in CODES if name in place), None)
    return Output(
        text, code, any(told.get(name) not in (None, False, 0, "") for name in CUTS) or is_cut(text)
    )


def is_cut(text: str) -> bool:
    """Whether a harness says within the text that it cut it short."""
    return _CUT.search(text) is not None
