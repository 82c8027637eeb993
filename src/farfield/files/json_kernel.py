"""JSON lines → the bytes of their texts and names, compiled. What it reads, it reads as Python's json module does.

A line that is not understood is left to that module: a broken one, or a rare way to spell a good one. Lines end with a
newline, which can stand in no value: nothing reads past it, so no place is checked against the end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.files.json_strings import QUOTE, read_string
from farfield.files.line_runs import NEWLINE
from farfield.kernel.bytes.utf8 import NOT
from farfield.kernel.machine import Integer, Text, borrowing

END, LINE, DOCUMENTS, TEXT_END, NAME_END, LOOK, OTHERS = range(7)
"""What `read_lines` keeps: the next byte and its line; the documents and the bytes of texts and names written; the next
line to look at, before which it stops (NOT: there is none); documents with values beside their text and name."""

DEEPEST = 60  # values within values; one bit of an integer for each
LONGEST_INTEGER = 4000  # digits; Python refuses longer ones
SPACE, TAB, RETURN, COMMA, COLON = b" \t\r,:"
BRACKET, BRACE, CLOSING_BRACE = b"[{}"
TO_CLOSING = 2  # from an opening bracket or brace to its closing one, in ASCII
MINUS, PLUS, POINT, ZERO, NINE, SMALL_E, LARGE_E = b"-+.09eE"
SMALL_I, SMALL_D = b"id"
TRUE, NULL, FALSE, NAN, INFINITY = (
    np.frombuffer(word, np.uint8) for word in (b"true", b"null", b"false", b"NaN", b"Infinity")
)


@borrowing
def read_lines(
    data: Text, end: Integer, field: Text, state: NDArray[np.int64],
    texts: Text, text_ends: NDArray[np.int64],
    names: Text, name_ends: NDArray[np.int64], unnamed: NDArray[np.int64],
) -> None:  # fmt: skip
    """Read on from `state` to `end`, but no more documents than there is room for; stop before a line not understood.

    A document's text is the string at `field`, its name the string or integer at `id`. Texts lie end to end, so do
    names; `unnamed` is the line of a document without a name, 0 for the others. While there are lines to look at, a
    text of one byte or none with other values beside it is not understood: one of them may be the text.
    """
    while state[END] < end and state[DOCUMENTS] < len(unnamed) and state[LINE] != state[LOOK]:
        at = skip_space(data, state[END])
        if data[at] != NEWLINE:
            at, text_end, name_end, others = _read_record(
                data, at, field, texts, state[TEXT_END], names, state[NAME_END]
            )  # fmt: skip
            if at == NOT or (others and text_end - state[TEXT_END] < 2 and state[LOOK] != NOT):
                return
            document = state[DOCUMENTS]
            unnamed[document] = state[LINE] if name_end == NOT else 0
            state[NAME_END] = state[NAME_END] if name_end == NOT else name_end
            state[TEXT_END] = text_end
            text_ends[document], name_ends[document] = state[TEXT_END], state[NAME_END]
            state[DOCUMENTS] += 1
            state[OTHERS] += others
        state[END] = at + 1
        state[LINE] += 1


@borrowing
def _read_record(
    data: Text, at: Integer, field: Text,
    texts: Text, put: Integer, names: Text, name_put: Integer,
) -> tuple[Integer, Integer, Integer, bool]:  # fmt: skip
    """The object at `at`, alone in its line: where the line, its text and its name end (NOT where it has no name).

    What is neither text nor name is written behind the text, and overwritten. Last, whether there is any.
    """
    text_end, name_end, free, others = NOT, NOT, put, False
    delimiter: Integer = COMMA if data[at] == BRACE else NEWLINE
    while delimiter == COMMA:
        at, key_end = _read_key(data, skip_space(data, at + 1), texts, free)
        if at == NOT:
            return NOT, text_end, name_end, others
        if _is_field(texts, free, key_end, field):
            if data[at] != QUOTE or text_end != NOT:  # no text, or a second one
                return NOT, text_end, name_end, others
            at, text_end = read_string(data, at + 1, texts, free)
            free = text_end
        elif key_end - free == 2 and texts[free] == SMALL_I and texts[free + 1] == SMALL_D:
            at, name_end = _read_name(data, at, names, name_put, texts, free)
        else:
            others = True
            at = _skip_value(data, at, texts, free)
        if at == NOT:
            return NOT, text_end, name_end, others
        at = skip_space(data, at)
        delimiter = data[at]
    if delimiter != CLOSING_BRACE or text_end == NOT:
        return NOT, text_end, name_end, others
    at = skip_space(data, at + 1)
    return (at if data[at] == NEWLINE else NOT), text_end, name_end, others


@borrowing
def skip_space(data: Text, at: Integer) -> Integer:
    """The first place in `data`, from `at` on, that is neither space, tab nor carriage return."""
    while data[at] == SPACE or data[at] == TAB or data[at] == RETURN:
        at += 1
    return at


@borrowing
def _read_key(data: Text, at: Integer, out: Text, put: Integer) -> tuple[Integer, Integer]:
    """Write a key to `out`; where its value begins and where what was written ends."""
    if data[at] != QUOTE:
        return NOT, put
    at, put = read_string(data, at + 1, out, put)
    if at == NOT:
        return NOT, put
    at = skip_space(data, at)
    return (skip_space(data, at + 1) if data[at] == COLON else NOT), put


@borrowing
def _is_field(texts: Text, begin: Integer, end: Integer, field: Text) -> bool:
    return end - begin == len(field) and _is_word(texts, begin, field)


@borrowing
def _read_name(
    data: Text, at: Integer, names: Text, put: Integer,
    texts: Text, free: Integer,
) -> tuple[Integer, Integer]:  # fmt: skip
    """Write a string or an integer to `names`; any other value is no name."""
    if data[at] == QUOTE:
        return read_string(data, at + 1, names, put)
    digits = _skip_integer(data, at)
    end = _skip_value(data, at, texts, free)
    if digits == NOT or digits != end:
        return end, NOT
    if data[at] == MINUS and data[at + 1] == ZERO:
        return NOT, put
    for byte in range(end - at):
        names[put + byte] = data[at + byte]
    return end, put + end - at


@borrowing
def _skip_value(data: Text, at: Integer, out: Text, free: Integer) -> Integer:
    """Where the value at `at` ends; its strings are written to `out` from `free`, one over the other."""
    depth, in_objects = 0, 0  # a bit for each value that is open, the innermost last
    while True:
        opening = data[at]
        if opening in (BRACE, BRACKET):
            if depth == DEEPEST:
                return NOT
            depth += 1
            in_objects = 2 * in_objects + (1 if opening == BRACE else 0)
            at = skip_space(data, at + 1)
            if data[at] != opening + TO_CLOSING:
                if opening == BRACE:
                    at, _ = _read_key(data, at, out, free)
                if at == NOT:
                    return NOT
                continue
        elif opening == QUOTE:
            at, _ = read_string(data, at + 1, out, free)
        else:
            at = _skip_plain(data, at)
        if at == NOT:
            return NOT
        at, depth, in_objects = _close(data, at, depth, in_objects)
        if depth == 0:
            return at
        at = skip_space(data, at + 1)
        if in_objects & 1:
            at, _ = _read_key(data, at, out, free)
        if at == NOT:
            return NOT


@borrowing
def _close(data: Text, at: Integer, depth: Integer, in_objects: Integer) -> tuple[Integer, Integer, Integer]:
    """Leave the values that end at `at`: where the comma stands that follows, or the outermost ends (depth 0)."""
    while depth > 0:
        at = skip_space(data, at)
        opening = BRACE if in_objects & 1 else BRACKET
        if data[at] != opening + TO_CLOSING:
            return (at, depth, in_objects) if data[at] == COMMA else (NOT, 0, 0)
        at += 1
        depth -= 1
        in_objects >>= 1
    return at, depth, in_objects


@borrowing
def _skip_plain(data: Text, at: Integer) -> Integer:
    """Where a number or a literal ends; Python's module knows NaN and Infinity too."""
    for word in (TRUE, NULL, FALSE, NAN, INFINITY):
        if _is_word(data, at, word):
            return at + len(word)
    if data[at] == MINUS and _is_word(data, at + 1, INFINITY):
        return at + 1 + len(INFINITY)
    return _skip_number(data, at)


@borrowing
def _is_word(data: Text, at: Integer, word: Text) -> bool:
    same = 0
    while same < len(word) and data[at + same] == word[same]:
        same += 1
    return same == len(word)


@borrowing
def _skip_number(data: Text, at: Integer) -> Integer:
    at = _skip_integer(data, at)
    if at != NOT and data[at] == POINT:
        at = _skip_digits(data, at + 1)
    if at != NOT and (data[at] == SMALL_E or data[at] == LARGE_E):
        at += 1
        if data[at] == PLUS or data[at] == MINUS:
            at += 1
        at = _skip_digits(data, at)
    return at


@borrowing
def _skip_integer(data: Text, at: Integer) -> Integer:
    if data[at] == MINUS:
        at += 1
    if data[at] == ZERO:
        return at + 1
    end = _skip_digits(data, at)
    return end if end - at <= LONGEST_INTEGER else NOT


@borrowing
def _skip_digits(data: Text, at: Integer) -> Integer:
    """Where the digits from `at` end; NOT where there is none."""
    begin = at
    while ZERO <= data[at] <= NINE:
        at += 1
    return at if at > begin else NOT
