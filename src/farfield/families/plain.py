"""What subjects write, as plain text: one kind of digits, no markup."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_LOWERED = re.compile("[\u2080-\u2089]+")
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]+")
_BRACE = re.compile(r"(?:\\(?:text|textbf|mathrm|mathbf|texttt|boxed)\s*)?\{|\}")
_MARKUP = re.compile(r"\*\*|__|`|\\[()\[\]]|\$|\\[,;!]|^#+ |^> ", re.MULTILINE)


def plain(text: str) -> str:
    """Digits of any script as 0-9, digits below the line as `_9` and above it as `^2`; no invisible characters."""
    text = _LOWERED.sub(lambda m: f"_{unicodedata.normalize('NFKC', m[0])}", _INVISIBLE.sub("", text))
    text = _RAISED.sub(lambda m: f"^{unicodedata.normalize('NFKC', m[0])}", text)
    text = text.replace("\u202f", "\u00a0").replace("\u2009", "\u00a0")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("\u00a0", "\x00"))
        text = "".join(_ascii(sign) for sign in text).replace("\x00", "\u00a0")
    return text.replace("\r\n", "\n")


def _ascii(sign: str) -> str:
    if sign in "\u2212\u2010\u2011":
        return "-"
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def unmark(text: str) -> str:
    r"""Without Markdown's and LaTeX's marks: `**\text{42}**` → `42`."""
    return _MARKUP.sub("", _unwrap(text))


def _unwrap(text: str) -> str:
    r"""Without `\text{}` and its like, from the innermost on, where nothing in them stands in other braces."""
    marks = list(_BRACE.finditer(text))
    opened: list[int] = []
    holds_braces = [False] * len(marks)
    gone: set[int] = set()
    for number, mark in enumerate(marks):
        if mark[0] != "}":
            opened.append(number)
            continue
        if not opened:
            continue
        first = opened.pop()
        if len(marks[first][0]) > 1 and not holds_braces[first]:
            gone |= {first, number}
        elif opened:
            holds_braces[opened[-1]] = True
    parts, at = [], 0
    for number in sorted(gone):
        parts.append(text[at : marks[number].start()])
        at = marks[number].end()
    return "".join(parts) + text[at:]
