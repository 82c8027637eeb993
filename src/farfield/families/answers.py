r"""Reading the final answer out of what a subject wrote, and grading it.

Thinking between `<think>` tags is no answer, and neither is what follows once a subject that completes text asks itself
the next `Question:`. The first of these that gives an answer:

1. what stands after the last `Answer:` (`Final answer:`, `the answer is`) that has something after it;
2. the last `\boxed{}`;
3. nothing, where the text begins with a refusal;
4. the first line, where it is nothing but an answer and more lines follow;
5. by the kind, see `readers.py`: what ends the text.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Literal

from farfield.families.answer_kinds import AnswerKind
from farfield.families.plain import plain
from farfield.families.readers import READERS, Reader, canonical, is_answer
from farfield.families.written_numbers import UNREADABLE

__all__ = [
    "Outcome",
    "final_text",
    "grade",
    "outcome",
    "read_answer",
    "told_answers",
    "without_thinking",
]

Outcome = Literal["answered", "empty", "refusal", "unparsed"]

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_END_OF_THINKING = re.compile(r"\A.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_NEXT_QUESTION = re.compile(r"^(?:[*#]|[^\S\n])*(?:Question|Q)\b[ \d]{0,5}[*_]*:", re.MULTILINE)
_MARKER = re.compile(
    r"\banswer[*_`]*\s*(?:[:：]|=(?!=))|\banswer\s+is\b\s*:?|^#+\s*(?:final )?answer[*_]*\s*$|^####(?=\s*-?\d)",
    re.IGNORECASE | re.MULTILINE,
)
_BOXED = re.compile(r"\\boxed\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_REFUSAL = re.compile(
    r"\b(?:I(?:'m|’m| am) (?:sorry|unable|not able|afraid)|I (?:can(?:not|'t|’t)|won['’]t|do(?: not|n['’]t) know)|"
    r"as an? (?:AI|(?:large )?language model)|(?:cannot|can['’]t|unable to) (?:answer|help|assist|comply|determine))",
    re.IGNORECASE,
)


def read_answer(output: str, kind: AnswerKind, *, told: bool = False) -> str | None:
    """The final answer in an output; None where there is none, a refusal, or a number that may be another.

    `told`: only an answer that is told to be one, or stands alone on the first or the last line, is taken.
    """
    answer = _read_answer(final_text(output), READERS[kind], kind, told)
    return None if answer == UNREADABLE else answer


def _read_answer(text: str, read: Reader, kind: AnswerKind, only_told: bool) -> str | None:
    for told in told_answers(text):
        if (answer := read(told, told=True)) is not None:
            return answer
    if _REFUSAL.search(text[:200]):
        return None
    first, _, rest = text.partition("\n")
    if rest and is_answer(first, kind):
        return read(first, told=False)
    last = text.rpartition("\n")[2]
    if only_told and not is_answer(last, kind):
        return None
    return read(last if only_told else text, told=False)


def grade(answer: str | None, target: str, kind: AnswerKind) -> bool:
    """Whether an answer that `read_answer` gave is the target."""
    return answer is not None and canonical(answer, kind) == canonical(target, kind)


def outcome(output: str, kind: AnswerKind, *, told: bool = False) -> Outcome:
    """What an output is: an answer, nothing at all, a refusal, or text in which no answer was found. `told` as in
    `read_answer`."""
    if not output.strip():
        return "empty"
    if read_answer(output, kind, told=told) is not None:
        return "answered"
    return "refusal" if _REFUSAL.search(final_text(output)[:200]) else "unparsed"


def final_text(output: str) -> str:
    """The output as plain text, without thinking, up to the next question that it asks itself."""
    text = without_thinking(plain(output)).strip()
    for found in _NEXT_QUESTION.finditer(text):
        if before := _before(text, found.start()):
            return before
    return text


def without_thinking(output: str) -> str:
    """The output as it is, without what stands between `<think>` tags; a tag that never ends hides all behind it."""
    return _END_OF_THINKING.sub("", _THINKING.sub("", output)) if "<" in output else output


def _before(text: str, start: int) -> str:
    """What stands before a line, without the lines above it that hold nothing but its marks."""
    at = start
    while at and (text[at - 1] in "*#" or text[at - 1].isspace()):
        at -= 1
    if at and text[at - 1] != "\n":
        at = text.find("\n", at, start) + 1 or start
    return text[:at].strip()


def told_answers(text: str) -> list[str]:
    """What stands after `Answer:` and its like, the last first, and then in boxes."""
    marked = deque(_MARKER.finditer(text), maxlen=2)
    after = [text[found.end() :].strip(" \n*_:") for found in reversed(marked)]
    boxed = [found[1] for found in deque(_BOXED.finditer(text), maxlen=1)]
    return [told for told in after + boxed if told]
