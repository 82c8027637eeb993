"""Concepts that are declared: idea by idea, or as a list of which each idea has those that stand in its text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from farfield.files.json_values import decode_json
from farfield.ideas.markup import plain
from farfield.ideas.postings import Concept
from farfield.ideas.reading import IDEA_NAMES, Idea, concepts_of
from farfield.ideas.word_forms import fold, forms_of, split_plain
from farfield.logs.intake import Intake
from farfield.logs.rows import read_rows
from farfield.logs.values import to_text
from farfield.records import FarfieldError
from farfield.storage import content_suffix

LISTS = (".txt", ".lst")
LONGEST = 12  # words of a concept in a list


def declare(ideas: Sequence[Idea], path: str) -> tuple[list[Idea], int]:
    """The ideas with the concepts that a file declares; what it does not name keeps its own. Also how many ideas of the
    file are none of these.

    The file is a list, a concept a line (.txt) or as JSON strings, or rows of `id` and `concepts`, or a JSON object of
    concepts by id. Raises FarfieldError where it declares none.
    """
    found = _read(path)
    if isinstance(found, list):
        known = {forms: name for name in found if (forms := forms_of(name)) and len(forms) <= LONGEST}
        if not known:
            raise _nothing(path)
        return [replace(idea, concepts=_standing(idea, known)) for idea in ideas], 0
    if not found:
        raise _nothing(path)
    declared = [replace(idea, concepts=found.get(idea.given, idea.concepts)) for idea in ideas]
    return declared, len(set(found) - {idea.given for idea in ideas})


def _nothing(path: str) -> FarfieldError:
    return FarfieldError(
        "declares no concept",
        where=path,
        remedy="It is a list, a concept a line, or rows with id and concepts.",
    )


def _read(path: str) -> list[str] | dict[str, tuple[str, ...]]:
    intake = Intake()
    if content_suffix(path) in LISTS:
        text = intake.read_bytes(path).decode("utf-8-sig", "replace")
        return [line.strip() for line in plain(text).split("\n") if line.strip()]
    if content_suffix(path) == ".json":
        value = _json(path, intake)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return [plain(one) for one in value]
        if isinstance(value, Mapping) and all(isinstance(one, list) for one in value.values()):
            return {name: concepts for name, one in value.items() if (concepts := concepts_of(one))}
    return _of_rows(path, intake)


def _json(path: str, intake: Intake) -> Any:
    try:
        return decode_json(intake.read_bytes(path))
    except ValueError as error:
        raise FarfieldError(str(error), where=path) from error


def _of_rows(path: str, intake: Intake) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in read_rows(path, intake):
        name = next((row.record[one] for one in IDEA_NAMES["id"] if row.record.get(one) is not None), row.key)
        concepts = concepts_of(
            next((row.record[one] for one in IDEA_NAMES["concepts"] if one in row.record), None)
        )
        if name is None or concepts is None:
            raise FarfieldError(
                "no id" if name is None else "no concepts",
                where=f"{path}, line {row.line}",
                remedy="Each row names an idea by id and its concepts, as a list or with semicolons between them.",
            )
        found[to_text(name)] = concepts
    return found


def _standing(idea: Idea, known: Mapping[Concept, str]) -> tuple[str, ...]:
    """The concepts of a list that stand in an idea's text, in the order in which they do; the longest at each place."""
    words = tuple(map(fold, split_plain(idea.whole)))
    longest = max(map(len, known))
    found: dict[str, None] = {}
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((size for size in sizes if words[at : at + size] in known), 0)
        if size:
            found.setdefault(known[words[at : at + size]])
        at += max(1, size)
    return tuple(found)


def hash_concepts(ideas: Sequence[Idea]) -> str:
    """SHA-256 of what is declared, idea by idea."""
    declared = [[idea.id, list(idea.concepts or ())] for idea in ideas]
    return sha256(json.dumps(declared, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
