"""Forms in which a word can be written or asked for, and which of them stand in a text."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping

from farfield.families.ciphers import shifted

FORMS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda word: word,
    "spelled": "-".join,
    "backwards": lambda word: word[::-1],
    "shifted": lambda word: shifted(word, 1),
    "base64": lambda word: base64.b64encode(word.encode()).decode(),
}
"""By name, from a word in small letters to the form."""


def stands_in(text: str, word: str, form: str) -> bool:
    """Whether a word stands in a text in this form, whatever its case; of Base64 the case is what it says."""
    if form == "spelled":
        return re.search(rf"(?<![a-z]){r'[^a-z]{1,4}'.join(word)}(?![a-z])", text, re.IGNORECASE) is not None
    if form == "base64":
        spellings = (word, word.capitalize(), word.upper())
        return any(FORMS[form](one).rstrip("=") in text for one in spellings)
    return FORMS[form](word) in text.casefold()


def told(text: str, word: str) -> bool:
    """Whether a word stands in a text in any of the forms."""
    return any(stands_in(text, word, form) for form in FORMS)
