"""Records with a date: which fields hold the date and which the text, so that documents can be put in time.

A dated document is read as any other, by a template: its dates, a mark, and its text. So every format of a corpus has
dates, and no reader knows of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from farfield.corpus.text_fields import guess_fields
from farfield.options.corpus import CorpusOptions, TextFields, asked_fields

DATE_END, BETWEEN_DATES = "\x1f", "\x1e"
"""Characters of no text: what separates the dates from the text, and several dates from each other."""
DATE_NAMES = (
    "date", "published", "publication_date", "publicationdate", "published_date", "pub_date", "pubdate", "year",
    "publication_year", "publicationyear", "created", "created_at", "update_date", "submitted",
)  # fmt: skip
"""Fields that hold a date unasked, best first."""
TITLE = "title"
BODIES = ("abstract", "summary")
"""Beside a title, the text of a record of a library."""


@dataclass(frozen=True, slots=True, order=True)
class DatedFields(TextFields):
    """What is asked of dated records before their fields are known. `date`: the field that was named for the date;
    `texts`: those that were named for the text."""

    date: str | None = None
    texts: tuple[str, ...] = ()

    def among(self, keys: Collection[str]) -> TextFields:
        """The fields of records with these keys."""
        plain: dict[str, str] = {}
        for key in keys:
            plain.setdefault(key.strip().casefold(), key)
        dates = (self.date,) if self.date else tuple(plain[name] for name in DATE_NAMES if name in plain)
        texts = self.texts or _texts(plain, keys)
        return dated_template(dates, tuple(name for name in texts if name not in dates))


def _texts(plain: dict[str, str], keys: Collection[str]) -> tuple[str, ...]:
    """Title and abstract; else what documents are made of elsewhere, with the title before it."""
    title = [plain[TITLE]] if TITLE in plain else []
    body = [plain[name] for name in BODIES if name in plain][:1]
    if not body:
        guessed = guess_fields(keys)
        body = [name for name in guessed.names if name not in title] if guessed else []
    return tuple(title + body) or ("text",)


def dated_template(dates: tuple[str, ...], texts: tuple[str, ...]) -> TextFields:
    """Records whose documents are their dates, DATE_END, and their texts as sentences of one text."""
    shown = BETWEEN_DATES.join(f"{{{name}}}" for name in dates)
    return TextFields((*dates, *texts), shown + DATE_END + " . ".join(f"{{{name}}}" for name in texts), True)


@dataclass(frozen=True, slots=True)
class DatedOptions(CorpusOptions):
    """Documents begin with their dates and DATE_END. `date_field`: which field holds the date; None for the usual
    ones."""

    date_field: str | None = None

    @property
    def asked(self) -> TextFields:
        """The fields that were named; those that were not are told by the records' keys."""
        named = asked_fields(self.text_field)
        texts = named.names if named else ()
        found = dated_template((self.date_field or "date",), texts or ("text",))
        return DatedFields(found.names, found.template, True, self.date_field, texts)
