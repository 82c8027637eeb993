"""What of a corpus's records makes up a document."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from farfield.options.typed import CORPUS, Typed
from farfield.records import FarfieldError

CHATS = ("messages", "conversations", "conversation", "dialogue", "dialog", "turns", "chat")
"""Fields that hold a conversation, by their usual names."""
IN_BRACES = re.compile(r"\{([^{}]*)\}")
"""The name of a field in a template."""


@dataclass(frozen=True, slots=True, order=True)
class TextFields:
    """The fields whose texts, in this order, make up a document. `template`: what stands around them, each as {field};
    else they are joined by line breaks. `guessed`: by their names, nobody named them."""

    names: tuple[str, ...]
    template: str | None = None
    guessed: bool = False

    @property
    def single(self) -> str | None:
        """The one field whose text is the whole document, as it stands."""
        alone = len(self.names) == 1 and self.template is None and self.names[0].casefold() not in CHATS
        return self.names[0] if alone else None

    @property
    def words(self) -> str:
        return self.template or ", ".join(self.names)

    def among(self, keys: Collection[str]) -> TextFields:  # noqa: ARG002 - a dated record's fields depend on them
        """The fields of records with these keys."""
        return self


def asked_fields(given: str | Sequence[str] | None) -> TextFields | None:
    """What was named: a field, several (also A,B), or a template with {field}. None where nothing was.

    Raises FarfieldError for a template without a field.
    """
    entries = [given] if isinstance(given, str) else list(given or ())
    if not entries:
        return None
    if any(IN_BRACES.search(entry) for entry in entries):
        template = "\n".join(entries)
        names = tuple(dict.fromkeys(name.strip() for name in IN_BRACES.findall(template)))
        if not all(names):
            raise FarfieldError(
                "a pair of braces in --text-field names no field",
                where=template,
                remedy="Write a template as '{question} {answer}'.",
            )
        return TextFields(names, template)
    names = tuple(
        dict.fromkeys(name.strip() for entry in entries for name in entry.split(",") if name.strip())
    )
    return TextFields(names or (entries[0],))


def parse_text_field(entries: Sequence[str]) -> tuple[str, ...] | None:
    """What was typed; a broken template is told before anything is read."""
    asked_fields(entries)
    return tuple(entries) or None


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """How the records of a corpus are read. Its `id` field, if any, names a document."""

    text_field: Annotated[
        str | tuple[str, ...] | None,
        Typed(
            CORPUS,
            "NAME",
            "The field of a corpus record that holds its text; several (question,answer, or repeated) make up one "
            "document in this order; or a template, as '{question} {answer}'.",
            "A field can be a dotted path ([scan.md](scan.md#which-fields-make-a-document))",
            default="`text`, else the fields of fine-tuning data by their usual names",
            parse=parse_text_field,
        ),
    ] = None

    @property
    def asked(self) -> TextFields | None:
        """The fields that were named; None where nobody named any."""
        return asked_fields(self.text_field)
