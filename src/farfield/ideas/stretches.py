"""An idea's text → stretches of words that may be concepts: without code, formulas and addresses, cut at punctuation.

Each word keeps how it was written, so that identifiers, acronyms and names can be told from words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from farfield.ideas.word_forms import SOFT_HYPHEN, forms_of

CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|<(?:pre|code)\b.*?</(?:pre|code)>", re.DOTALL | re.IGNORECASE)
FORMULA = re.compile(
    r"\$\$.*?\$\$|\$[^$\n]{1,400}\$|\\\(.*?\\\)|\\\[.*?\\\]|\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.DOTALL
)
COMMAND = re.compile(r"\\(?:cite\w*|ref|label|url|href)\*?(?:\[[^\]]*\])?\{[^}]*\}|\\[a-zA-Z]+\*?")
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\S+")
BROKEN = re.compile(r"([a-z]{2,})-\s*\n\s*([a-z]{2,})")
"""A word that was hyphenated at the end of a line."""
TOKEN = re.compile(r"[^\W_][\w.\u0300-\u036f]*[^\W_.]|[^\W_]")
JOINING = frozenset({"", " ", "-", "/", "\n", "\t", "’", "'"})
SENTENCE_END = re.compile(r"[.!?:]\s*$")


class Word(NamedTuple):
    """A word as it was written, the form that it counts as, and whether it begins a sentence or stands before a bracket
    as a function's name does."""

    written: str
    form: str
    begins: bool
    called: bool


def stretches(text: str) -> list[list[Word]]:
    """The runs of words between punctuation; hyphens and blanks join words."""
    found: list[list[Word]] = [[]]
    clean = unicodedata.normalize("NFC", _without_marks(text))
    end, begins = 0, True
    for match in TOKEN.finditer(clean):
        token, between = match[0], clean[end : match.start()]
        end = match.end()
        if between != " ":
            if " ".join(between.split()) not in JOINING or not between.isascii():
                found.append([])
            begins = begins or bool(SENTENCE_END.search(between)) or "\n\n" in between
        found[-1] += _words(token, begins, clean.startswith("(", end))
        begins = False
    return [one for one in found if one]


def _without_marks(text: str) -> str:
    text = BROKEN.sub(r"\1\2", text.replace(SOFT_HYPHEN, ""))
    for pattern in (CODE, FORMULA, ADDRESS):
        text = pattern.sub(" ; ", text)
    return COMMAND.sub(" ", text).replace("{", "").replace("}", "")


@lru_cache(maxsize=1 << 16)
def _words(token: str, begins: bool, called: bool) -> Sequence[Word]:
    """The words of a token: names with underscores and points in them stay whole in `written`."""
    parts = [part for part in re.split(r"[_.]", token) if part]
    whole = token if len(parts) > 1 else ""
    several = [(part, forms_of(part)) for part in parts]
    found = [
        (whole or (part if len(forms) == 1 else form), form) for part, forms in several for form in forms
    ]
    return tuple(Word(written, form, begins and not at, called) for at, (written, form) in enumerate(found))


def is_identifier(word: Word) -> bool:
    """Whether a word is written as code writes names: inner capitals, underscores, points, digits within, a bracket."""
    written = word.written
    return (
        word.called
        or "_" in written
        or "." in written
        or bool(re.search(r"[a-z][A-Z]|[A-Z]{2,}[a-z]{2,}|[A-Za-z]\d|\d[A-Za-z]", written))
    )


def is_acronym(word: Word) -> bool:
    """Whether most of a word is capitals: "LSTM", "GANs"."""
    capitals = sum(one.isupper() for one in word.written)
    return capitals >= 2 and capitals >= len(word.written) - 1


def is_name(word: Word) -> bool:
    """Whether a word begins with a capital, wherever it stands: a name, the first of a sentence, or a title's."""
    return word.written[:1].isupper()
