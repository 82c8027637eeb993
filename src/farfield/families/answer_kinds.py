"""How an answer is written, and so read out of an output: a name for each way that `readers.py` reads."""

from __future__ import annotations

from typing import Literal

AnswerKind = Literal["integer", "word", "list", "line", "choice", "probability", "reply"]
"""A numeral, one word, items between commas, one line, the letter of an option or its text, a number from 0 to 1, or
all that was said."""
