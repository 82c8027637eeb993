"""Numbers as people and models write them, as plain digits: `1.234.567`, `12,34,567`, `1 234 567,50`, `5.79e2`.

A number with marks is read by the one locale that writes it so. Where two locales write different numbers so (`1.234`
is a little more than one, or more than a thousand), or none does, it is put down as UNREADABLE: that is no answer,
and never another number. A single comma before three digits stands between thousands, as in English.
"""

from __future__ import annotations

import re
from decimal import Decimal

UNREADABLE = "\ue0ff"
"""Stands in a text for a number that can't be told: a sign that nobody writes."""

MOST_ZEROS = 60  # an exponent beyond asks for digits that nobody needs

_THIN = "'’‘ʼ´\u00a0·٬~"
_MARKS = rf"[.,_ {_THIN}٫]|\{{,\}}|\\[:,;! ]"
_RUN = re.compile(rf"(?<![\w.,])(\d++(?:(?:{_MARKS})\d++)++)([A-Fa-f][0-9A-Fa-f]*+)?")
_MARK = re.compile(_MARKS)
_SUBSCRIPT = re.compile(r"([^_]*)_(\d{1,2})")
_BESIDE = 12
_ALONE_BEFORE, _ALONE_AFTER = (
    re.compile(r"(?:\A|.*\n)[^\w\n]*\Z", re.DOTALL),
    re.compile(r"[^\w\n]*(?:\n|\Z)"),
)

_NUMBER = r"\d+(?:\.\d+)?"
_FRACTION = re.compile(r"\\[dt]?frac\s?\{[^{}]*\}\s?\{[^{}]*\}|(?<![\w/⁄.])\d+(?:\s?[/⁄]\s?\d+)+(?![\w/⁄])")
_TIMES = r"\s?(?:×|x|\*|·|\\times|\\cdot)\s?10\s?\^\s?[{(]?\s?([+-]?\d+)\s?[)}]?"
_EXPONENT = rf"(?:([eE])([+-]?\d+)|{_TIMES})(?!\w|\.\d)"
_SCIENTIFIC = re.compile(rf"(?<![\w.,])(?<!\d.)({_NUMBER}){_EXPONENT}")  # its point stands before decimals
_GROUPED_SCIENTIFIC = re.compile(rf"(?<![\w.])({_NUMBER}|{UNREADABLE}){_EXPONENT}")
_POWER = re.compile(r"(?<![\w.])(\d+)\s?\^\s?[{(]?\s?([+-]?\d+)\s?[)}]?(?!\w)")
_SCALED = re.compile(
    rf"(?<![\w.])(?:{_NUMBER}|{UNREADABLE})(?:[ -]?(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen)s?\b|"
    r"\s?(?:mn|bn|mio|mrd|tsd|Millionen|Milliarden|millones|millions?|milliards?)\b|[kKM]\b|\s?[万萬億亿千百])",
    re.IGNORECASE,
)


def plain_numbers(text: str) -> str:
    """The text with every number as plain digits, a point before decimals; UNREADABLE for one that can't be told."""
    text = _SCIENTIFIC.sub(_multiplied, _FRACTION.sub(UNREADABLE, text))
    text = _GROUPED_SCIENTIFIC.sub(_multiplied, _RUN.sub(_in_digits, text))
    return _SCALED.sub(UNREADABLE, _POWER.sub(_raised, text))


def _in_digits(run: re.Match[str]) -> str:
    written, letters = run[1], run[2] or ""
    power = letters[:1] in ("e", "E") and (
        letters[1:].isdecimal() or run.string[run.end() :][:1] in ("+", "-")
    )
    if letters and not power:  # of a numeral of base 16, in groups or beside another
        return run[0] if " " in written else UNREADABLE
    if " " not in written:
        return _read(written) + letters
    if letters:
        return UNREADABLE
    if (found := _read(written)) != UNREADABLE and (written.count(" ") > 1 or _is_alone(run)):
        return found
    if found != UNREADABLE or _is_indian(written.split(" ")):  # one number in thousands, or several
        return UNREADABLE
    return " ".join(_read(part) for part in written.split(" "))


def _is_alone(run: re.Match[str]) -> bool:
    """Whether nothing else is said on the line of a run."""
    before, after = run.string[max(0, run.start() - _BESIDE) : run.start()], run.string[run.end() :][:_BESIDE]
    begins = _ALONE_BEFORE.match(before) is not None and (run.start() <= _BESIDE or "\n" in before)
    return begins and _ALONE_AFTER.match(after) is not None


def _read(written: str) -> str:
    """One number as plain digits, or UNREADABLE."""
    based = _SUBSCRIPT.fullmatch(written)
    if based and "_" not in based[1]:  # `1,234_9`: in base 9
        return f"{_read(based[1])}_{based[2]}"
    parts, marks = _MARK.split(written), [_kind(mark) for mark in _MARK.findall(written)]
    if not marks:
        return written
    last, before = marks[-1], marks[:-1]
    if len(set(marks)) == 1:
        if last == ".":
            return _read_points(parts)
        return "".join(parts) if _are_groups(parts, last) else UNREADABLE
    if len(set(before)) == 1 and last != before[0] and last in ".,٫" and _are_groups(parts[:-1], before[0]):
        return "".join(parts[:-1]) + "." + parts[-1]
    return UNREADABLE


def _read_points(parts: list[str]) -> str:
    """Between points: decimals, or thousands from two points on; three digits behind one may be either."""
    if len(parts) > 2:
        return "".join(parts) if _are_groups(parts, ".") else UNREADABLE
    whole, rest = parts
    return UNREADABLE if len(rest) == 3 and _are_groups(parts, ".") else f"{whole}.{rest}"


def _kind(mark: str) -> str:
    if mark == "{,}":
        return ","
    return "'" if mark in _THIN or mark.startswith("\\") else mark


def _are_groups(parts: list[str], mark: str) -> bool:
    """Whether these are the digits between marks of thousands; in India of lakhs and crores."""
    first, *rest = parts
    if mark == "٫" or not rest or first.startswith("0"):
        return False
    if len(first) <= 3 and all(len(part) == 3 for part in rest):
        return True
    return mark == "," and _is_indian(parts)


def _is_indian(parts: list[str]) -> bool:
    first, *middle, last = parts
    return len(first) <= 2 and len(middle) > 0 and len(last) == 3 and all(len(part) == 2 for part in middle)


def _multiplied(match: re.Match[str]) -> str:
    """`5.79e2`, `5.79 × 10^2`. `1E6` is a numeral of base 16 as well: left as one; as `1e6` it may be either."""
    number, letter, exponent = match[1], match[2], match[3] or match[4]
    if number == UNREADABLE:
        return UNREADABLE
    if letter and "." not in number and exponent[0] not in "+-":
        return match[0] if letter == "E" else UNREADABLE
    return _shifted(number, exponent)


def _raised(match: re.Match[str]) -> str:
    return _shifted("1", match[2]) if match[1] == "10" else UNREADABLE


def _shifted(number: str, exponent: str) -> str:
    if len(exponent) > 4 or abs(int(exponent)) > MOST_ZEROS:
        return UNREADABLE
    digits = f"{Decimal(number).scaleb(int(exponent)):f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
