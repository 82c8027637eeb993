"""Naive twins of the families: each solves a question from its text alone, by another way than the generator.

`SOLVERS[family](question)` is the answer, `USUAL[family](question)` the same question in the usual world.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import cycle, islice

import numpy as np

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def find(pattern: str, question: str) -> tuple[str, ...]:
    match = re.search(pattern, question, re.DOTALL)
    assert match, question
    return match.groups()


def digits(question: str) -> str:
    (base,) = find(r"base (\d+)", question)
    if "comes next" in question:
        (before,) = find(r"after (\w+)\?", question)
        return np.base_repr(int(before, int(base)) + 1, int(base))
    x, sign, y = find(r"What is (\w+) ([+×]) (\w+)\?", question)
    left, right = int(x, int(base)), int(y, int(base))
    value, rest = (left + right if sign == "+" else left * right), []
    while value:
        rest.append(np.base_repr(value % int(base), 36))
        value //= int(base)
    return "".join(rest[::-1]) or "0"


def cipher(question: str) -> str:
    text, shift, direction = find(r"'(\w+)' become when each letter moves (\d+) places? (\w+)", question)
    alphabet = LETTERS if direction == "forward" else LETTERS[::-1]
    return "".join(
        next(islice(cycle(alphabet), alphabet.index(letter) + int(shift), None)) for letter in text
    )


def linear(question: str) -> str:
    slope, intercept = (int(part) for part in find(r"f\(x\) = (-?\d+)x \+ (\d+)", question))
    if "By how much" in question:
        return str((slope * 8 + intercept) - (slope * 7 + intercept))
    (x,) = find(r"What is f\((\d+)\)", question)
    value = intercept
    for _ in range(int(x)):
        value += slope
    return str(value)


def ordinal(question: str) -> str | None:
    words = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    for at, word in enumerate(words):
        if f"has the {word} " in question:
            return str(int(find(r"counted from (\d+)", question)[0]) + at)
    return None


def by_position(question: str) -> tuple[dict[int, str], int]:
    start, position, items = find(r"counted from (\d+)\. .*position (\d+)[^:]*: ([^?]*)\?", question)
    return dict(enumerate(items.split(", "), int(start))), int(position)


def indexing(question: str) -> str:
    if found := ordinal(question):
        return found
    items, position = by_position(question)
    return items[position]


def reversing(question: str) -> str:
    if found := ordinal(question):
        return found
    items, position = by_position(question)
    assert position in items
    tail: list[str] = []
    for at in items:
        if at >= position:
            tail.insert(0, items[at])
    return ", ".join([items[at] for at in items if at < position] + tail)


def sorting(question: str) -> str:
    if found := ordinal(question):
        return found
    items, position = by_position(question)
    assert position in items
    order = list(items.values())
    first = position - min(items)
    for _ in order:  # by exchanging neighbours
        for at in range(first, len(order) - 1):
            wrong = int(order[at]) > int(order[at + 1])
            if wrong == ("ascending" in question):
                order[at], order[at + 1] = order[at + 1], order[at]
    return ", ".join(order)


def counting(question: str) -> str:
    if found := ordinal(question):
        return found
    start, wanted, items = find(r"counted from (\d+)\. .*last (\w) in this list: ([^?]*)\?", question)
    number = int(start) - 1
    for item in items.split(", "):
        number += item == wanted
    return str(number)


def clock(question: str) -> str:
    hours, start, steps = map(int, find(r"counts (\d+) hours.*shows (\d+)\..*show (\d+) hour", question))
    assert start <= hours
    for _ in range(steps):
        start = 1 if start == hours else start + 1
    return str(start)


def calendar(question: str) -> str:
    length, today, steps = find(r"has (\d+) days.*Today is (\w+)\..*it (\d+) day", question)
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][: int(length)]
    return next(islice(cycle(days), days.index(today) + int(steps), None))


MEANINGS: dict[str, Callable[[list[str]], list[str]]] = {
    "puts all letters in the reverse order": lambda t: list(reversed(t)),
    "moves the first letter to the end": lambda t: [*t[1:], t[0]],
    "moves the last letter to the front": lambda t: [t[-1], *t[:-1]],
    "exchanges the first and the last letter": lambda t: [t[-1], *t[1:-1], t[0]],
    "exchanges the letters of each neighbouring pair": lambda t: [
        t[i + 1 if i % 2 == 0 and i + 1 < len(t) else i - 1 if i % 2 else i] for i in range(len(t))
    ],
    "puts the next letter for each letter": lambda t: [chr((ord(c) - 97 + 1) % 26 + 97) for c in t],
}


def string_functions(question: str) -> str:
    first, does, second, also, calls, text = find(
        r"Let (\w+) be what ([a-z ]+), and (\w+) what ([a-z ]+)\. What is ([a-z(]+)\('(\w+)'\)+\?", question
    )
    meaning = {first: MEANINGS[does], second: MEANINGS[also]}
    letters = list(text)
    for name in calls.split("(")[::-1]:
        letters = meaning[name](letters)
    return "".join(letters)


def carry_out(command: str) -> list[str]:
    if " after " in command:
        left, right = command.split(" after ", 1)
        return carry_out(right) + carry_out(left)
    if " and " in command:
        left, right = command.split(" and ", 1)
        return carry_out(left) + carry_out(right)
    for word, times in (("thrice", 3), ("twice", 2)):
        if command.endswith(f" {word}"):
            return carry_out(command.removesuffix(f" {word}")) * times
    verb, _, turn = command.partition(" ")
    return ([turn.upper()] if turn else []) + [verb.upper()]


def commands(question: str) -> str:
    return ", ".join(carry_out(find(r"command: ([a-z ]+)\?", question)[0]))


def code_completion(question: str) -> str:
    """By Python itself, on a text that was generated here."""
    program, call = question.split("\n\nassert ")
    scope: dict[str, object] = {}
    exec(program, scope)
    return str(eval(call.removesuffix(" =="), scope))


def exchanged(question: str) -> str:
    return re.sub(r"\((\d+), (\d+)\) ==", r"(\2, \1) ==", question)


SOLVERS: dict[str, Callable[[str], str]] = {
    "addition": digits, "multiplication": digits, "shift_cipher": cipher, "linear": linear, "indexing": indexing,
    "reversing": reversing, "sorting": sorting, "counting": counting, "clock": clock, "calendar": calendar,
    "string_functions": string_functions, "commands": commands, "code_completion": code_completion,
}  # fmt: skip


def _replace(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def usual(question: str) -> str:
        for pattern, text in pairs:
            question = re.sub(pattern, text, question)
        return question

    return usual


USUAL: dict[str, Callable[[str], str]] = {
    "addition": _replace((r"base \d+", "base 10")),
    "multiplication": _replace((r"base \d+", "base 10")),
    "shift_cipher": _replace((r"moves \d+ places? \w+", "moves 13 places forward")),
    "linear": _replace((r"= -", "= ")),
    "clock": _replace((r"counts \d+ hours", "counts 12 hours")),
    "calendar": _replace((r"has \d+ days", "has 7 days")),
    "string_functions": lambda question: question,
    "commands": _replace((" after ", " and ")),
    "code_completion": exchanged,
    **dict.fromkeys(
        ("indexing", "reversing", "sorting", "counting"),
        _replace((r"counted from \d+", "counted from 1"), ("descending", "ascending")),
    ),
}
