"""OpenAI's simple-evals: `<eval>_<model>_<date>_allresults.json`, or the page of the same name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.batches import file_stem
from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat
from farfield.logs.values import as_list, as_mapping, messages_text, to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError
from farfield.storage import content_suffix, hash_text

EVALS = (
    "simpleqa",
    "mmlu",
    "math",
    "gpqa",
    "mgsm",
    "drop",
    "humaneval",
    "browsecomp",
    "healthbench_hard",
    "healthbench_consensus",
    "healthbench_meta",
    "healthbench",
)
PAGE_MARK = b"<h3>Prompt conversation</h3>"
_FACT = re.compile(r"<p>(Correct Answer|Extracted Answer|Score): ?(.*?)</p>", re.DOTALL)
_MESSAGE = re.compile(r'<div class="role">\s*(\w+).*?<pre>(.*?)</pre>', re.DOTALL)
_TAIL = re.compile(r"(_DEBUG)?(_\d{8}_\d{4,6})?(_DEBUG)?(_allresults)?$")


def read_simple_evals(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The examples as drafts, scored by what their page says, or by their own record (HealthBench)."""
    pages, talks, told = _examples(path, intake)
    if not pages and not told:
        raise FarfieldError(
            "holds no examples, only what they come to",
            where=path,
            remedy="Give the file that ends in _allresults.json, or the page.",
        )
    task, subject = _names(path, options, intake)
    seen: dict[str, int] = {}
    for number in range(max(len(pages), len(told))):
        page = pages[number] if number < len(pages) else ""
        own = told[number] if number < len(told) else {}
        talk = talks[number] if number < len(talks) else _messages(page)
        question, output = _asked(talk)
        facts = {name: html.unescape(value).strip() for name, value in _FACT.findall(page)}
        target = facts.get("Correct Answer", "")
        item_id = hash_text(f"{question}\x1f{target}")
        seen[item_id] = seen.get(item_id, 0) + 1
        yield Draft(
            record={**own, "convo": talk, "facts": facts},
            line=number + 1,
            item_id=item_id,
            subject=subject,
            task=task,
            question=question,
            target=target,
            output=output or to_text(own.get("completion")),
            score=own["score"] if own.get("score") is not None else _score(facts),
            epoch=seen[item_id],
        )


def _examples(path: str, intake: Intake) -> tuple[list[str], list[list[Any]], list[Mapping[str, Any]]]:
    """The page of each example, its conversation, and what else was noted of it."""
    if content_suffix(path) in (".html", ".htm"):
        page = intake.read_bytes(path).decode("utf-8", "replace")
        parts = page.split(PAGE_MARK.decode())[1:]
        return parts, [], []
    whole = as_mapping(intake.read_json(path))
    intake.roots[path] = {name: part for name, part in whole.items() if name not in ("htmls", "convos")}
    notes = as_list(as_mapping(whole.get("metadata")).get("example_level_metadata"))
    pages = [to_text(page) for page in as_list(whole.get("htmls"))]
    return (
        pages,
        [as_list(talk) for talk in as_list(whole.get("convos"))],
        [as_mapping(note) for note in notes],
    )


def _messages(page: str) -> list[Any]:
    return [{"role": role, "content": html.unescape(text)} for role, text in _MESSAGE.findall(page)]


def _asked(talk: list[Any]) -> tuple[str, str]:
    """The last question, and what the subject said to it: the last message, where an assistant speaks it."""
    messages = [message for message in talk if isinstance(message, Mapping)]
    said = messages.pop() if messages and messages[-1].get("role") == "assistant" else {}
    return messages_text(messages) if messages else "", to_text(said.get("content"))


def _score(facts: Mapping[str, str]) -> Any:
    """What the page says; None where it says nothing, or None."""
    return None if facts.get("Score", "None") == "None" else facts["Score"]


def _names(path: str, options: ReadOptions, intake: Intake) -> tuple[str, str]:
    """The eval and the model, by the file's name."""
    name = _TAIL.sub("", file_stem(path))
    task = next((known for known in EVALS if name.startswith(f"{known}_")), name.partition("_")[0])
    subject = name.removeprefix(task).strip("_") or "unknown"
    if "subject" not in options.map:
        intake.warn(
            path,
            "names_from_file_name",
            f"{task} is taken to be the eval and {subject} the model, after the file's name",
        )
    return task, subject


def _is_result(top: Mapping[str, Any]) -> bool:
    return bool({"htmls", "convos"} & top.keys())


def _is_page(head: bytes) -> bool:
    return PAGE_MARK in head


FORMAT = LogFormat("simple_evals", read_simple_evals, of_head=_is_page, of_document=_is_result)
