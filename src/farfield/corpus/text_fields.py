"""Which fields of a record make up its document: named by the user, or told by their names.

A record of fine-tuning data holds a question and its answer in several fields, or a conversation in one; together they
are what a model learned from, so together they are one document.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from farfield.corpus.left_out import LeftOut
from farfield.files.json_values import decode_json
from farfield.options.corpus import CHATS, IN_BRACES, TextFields

TEXT = "text"
ASK = ("instruction", "instructions", "prompt", "question", "query", "problem", "inputs", "user", "human")
ASK_ALONE = ("input", "source")
"""A question, where none of ASK is there."""
BESIDE = ("context", "input", "choices", "options")
REPLY = (
    "thinking", "reasoning", "output", "outputs", "completion", "response", "solution", "answer", "answers",
    "targets", "target", "chosen", "rejected", "reference", "ground_truth", "assistant",
)  # fmt: skip
PREFERENCE = ("chosen", "rejected")
BEFORE = ("system", "system_prompt", "history")
WHOLE = ("content", "contents", "raw_content", "page_content")
"""Other names of the text of a document."""
KNOWN = frozenset((TEXT, *CHATS, *ASK, *ASK_ALONE, *BESIDE, *REPLY, *BEFORE, *WHOLE))
SPEAKERS = ("role", "from", "speaker")
PICTURES = ("image", "input_image", "audio", "input_audio", "video")
"""Kinds of parts of a turn that are no text."""
SAID = ("content", "value", "text", "reasoning_content", "tool_calls")
EMPTY = ("", " ", "\n")
"""Texts in place of which another field of the record is read; longer ones are never looked at."""
LONGEST_LITERAL = 1 << 20  # characters: Python's parser takes some hundred bytes for each
DEEPEST = 60  # values within values


def guess_fields(keys: Collection[str]) -> TextFields | None:
    """The fields that make up the document of records with these keys; None where their names do not tell."""
    known: dict[str, str] = {}
    for key in keys:
        known.setdefault(key.strip().casefold(), key)

    def held(names: Iterable[str]) -> list[str]:
        return [known[name] for name in names if name in known]

    if TEXT in keys:
        return TextFields((TEXT,))
    if chat := held(CHATS):
        return TextFields((*held(BEFORE[:2]), chat[0]), guessed=True)
    asked = held(ASK) or held(ASK_ALONE)
    replied = held(REPLY)
    if asked and replied:
        beside = [name for name in held(BESIDE) if name not in asked]
        return TextFields((*held(BEFORE), *asked, *beside, *replied), guessed=True)
    if len(held(PREFERENCE)) == len(PREFERENCE):
        return TextFields(tuple(held(PREFERENCE)), guessed=True)
    whole = held((TEXT, *WHOLE))
    return TextFields((whole[0],), guessed=True) if whole else None


def other_fields(record: Mapping[str, Any], without: Collection[str]) -> TextFields | None:
    """The fields that make up the document of a record in which the usual ones hold no text; None where none do."""
    full = {name: value for name, value in record.items() if name not in without and _is_full(value)}
    return guess_fields(list(telling_keys([full]))) if full else None


def _is_full(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    return isinstance(value, list | dict) and bool(value)


def telling_keys(records: Iterable[Mapping[str, Any]]) -> dict[str, None]:
    """The keys of some records, in order; without those of a conversation that hold a number or the like."""
    return {
        key: None
        for record in records
        for key, value in record.items()
        if not (key.casefold() in CHATS and value is not None and not isinstance(value, list | str))
    }


def is_one_of(fields: TextFields, keys: Collection[str]) -> bool:
    """Whether records with these keys hold one of the fields at least."""
    return any(name in keys or name.split(".")[0] in keys for name in fields.names)


class Texts:
    """Records → texts, counting in how many each field held one.

    Where nobody named the fields, a record without a text in them is asked for others: files are put together of
    records of several kinds.
    """

    def __init__(self, fields: TextFields, *, strings: bool = False, chosen: bool = False) -> None:
        """`strings`: a record may be its text itself. `chosen`: the user named the fields."""
        self.fields, self.chosen, self._strings = fields, chosen, strings
        self.held = [0] * len(fields.names)
        self.raw_bytes = 0  # that records of JSON have as they are written, good and broken ones
        self.left_out = LeftOut()
        self.others: Counter[TextFields] = Counter()
        """How many documents are made of other fields."""
        self._parts = IN_BRACES.split(fields.template) if fields.template else []
        numbers = {name: at for at, name in enumerate(fields.names)}
        self._places = [
            (numbers[part.strip()] if at % 2 else None, part) for at, part in enumerate(self._parts)
        ]
        """Of each part of the template which field it is, None for what stands between fields."""

    def read(self, record: Any) -> str:
        """The text of a record. Raises ValueError, with the reason in words, where it has none."""
        if isinstance(record, str) and self._strings:
            return record
        if not isinstance(record, dict) and not isinstance(record, Mapping):  # the second takes long to tell
            raise ValueError(f"expected an object with {self._wanted()}, found {type(record).__name__}")
        texts = [_found(record, name) for name in self.fields.names]
        if not self.chosen and all(text is None or text in EMPTY for text in texts):
            other = other_fields(record, self.fields.names)
            if other is not None:
                self.others[other] += 1
                return "\n".join(filter(None, (_found(record, name) for name in other.names)))
        if not any(text is not None for text in texts):
            raise ValueError(self._missing(record))
        for at, text in enumerate(texts):
            self.held[at] += bool(text)
        if not self._parts:
            return "\n".join(filter(None, texts))
        return "".join([part if at is None else texts[at] or "" for at, part in self._places])

    def look(self, record: Any, document: str) -> None:
        """Count what of a record is not in the document that was made of it; see LeftOut."""
        if not self.chosen:
            self.left_out.look(record, self.fields.names, document)

    def look_at_one_text(self, document: str) -> None:
        """Count a document whose record holds no other text."""
        self.left_out.read += len(document)

    def _wanted(self) -> str:
        names = self.fields.names
        return f"a field {names[0]!r}" if len(names) == 1 else f"fields {', '.join(map(repr, names))}"

    def _missing(self, record: Mapping[str, Any]) -> str:
        present = [name for name in self.fields.names if _at(record, name) is not None]
        first = self.fields.names[0]
        if len(self.fields.names) == 1 and (present or first in record):
            return f"field {first!r} holds {type(_at(record, first)).__name__}, expected text"
        return f"no {self._wanted().removeprefix('a ')}; it has {', '.join(map(repr, list(record)[:8])) or 'none'}"


def _found(record: Mapping[str, Any], name: str) -> str | None:
    value = _at(record, name)
    if name.casefold() in CHATS and isinstance(value, str) and value.lstrip()[:1] == "[":
        value = _written_list(value)
    return text_of(value)


def _written_list(text: str) -> Any:
    """A conversation that was written into a column of text, as JSON or as Python writes a list."""
    try:
        return decode_json(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        pass
    if len(text) > LONGEST_LITERAL:
        raise ValueError("holds a list in Python's notation, too long to be read")
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError("holds a list that is neither JSON nor Python's notation") from error


def _at(record: Mapping[str, Any], name: str) -> Any:
    """The value of a field, or at a dotted path into the record."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def text_of(value: Any) -> str | None:
    """A value as text: lists and structs part by part, joined by line breaks; None where there is no text in it.

    Of a turn of a conversation what was said, not who said it.
    """
    if isinstance(value, str):
        return value
    parts = list(_leaves(value, 0))
    return "\n".join(parts) if parts else None


def _leaves(value: Any, depth: int) -> Iterable[str]:
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, bytes):
        yield value.decode()
    elif isinstance(value, Mapping):
        for part in _said(value):
            yield from _leaves(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part, depth + 1)
    elif value is not None:
        yield str(value)


def _said(value: Mapping[str, Any]) -> Iterable[Any]:
    """The parts of a struct that are text: of a turn what was said; of a part of one its text."""
    said = [value[name] for name in SAID if name in value]
    if said and any(name in value for name in SPEAKERS):
        return said
    kind = value.get("type")
    if kind == "text" and "text" in value:
        return [value["text"]]
    if isinstance(kind, str) and kind.startswith(PICTURES):
        return ()
    return value.values()
