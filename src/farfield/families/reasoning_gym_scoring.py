"""Scores of answers to items of reasoning-gym, and whether a dataset's own scorer can be trusted with them.

The scorers are the library's, dataset by dataset; many give part of the mark to any text that holds the right one, or
for being text at all. Here an answer is right, by full marks, or wrong; but for those of GRADED. What a scorer makes
of right and of wrong answers is looked at before a dataset becomes a family.
"""

from __future__ import annotations

import ast
import contextlib
import io
import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from inspect import getsource
from typing import Any

from farfield.families.plain import unmark
from farfield.families.readers import canonical, numerals, read_integer

FULL = 1 - 1e-9

GRADED: Mapping[str, tuple[float, str]] = {
    "tower_of_hanoi": (
        0.05,
        "moves needed by moves made: a longer way that ends where it should is a solution",
    ),
}
"""Datasets whose part marks are kept: those above the least, which any readable attempt gets, and why."""

SEVERAL_RIGHT: Mapping[str, str] = {
    "n_queens": "a board has several solutions, and those of boards that begin alike are often the same",
}
"""Datasets where an item's answer may well be right for another item, and why."""

_FORMULA = re.compile(
    r"(?!.*(?:__|\.\s*[A-Za-z_]|(?:\*\*|\^)\s*\(?\s*-?\d{3}|(?:\*\*|\^)[^-+]*(?:\*\*|\^)))[\w\s+\-*/^().,]{0,500}",
    re.DOTALL,
)
_NAMES = {
    "a", "b", "c", "C", "E", "e", "i", "k", "n", "pi", "t", "u", "v", "w", "x", "y", "z",
    "acos", "asin", "atan", "cos", "cosh", "exp", "ln", "log", "sec", "sin", "sinh", "sqrt", "tan", "tanh",
}  # fmt: skip
_LONGEST_LITERAL = 20_000
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")
_FENCE = re.compile(r"^[ \t]*```[^\n]*\n(.*?)^[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)
_EDGES = " \t\n.,;:!\"'“”‘’"


def score(answer: str, dataset: Any, entry: Mapping[str, Any], name: str) -> float:
    """The score in [0, 1] of an answer to an item (`entry`) of a dataset: 1 for the full mark of the dataset's scorer
    or where it is the target but for marks around it, else 0; but see GRADED.

    Several scorers evaluate the answer as Python. They see it only where it holds nothing but literals or a plain
    formula: what a model writes is never run.
    """
    target = str(entry["answer"])
    forms = list(dict.fromkeys(_forms(answer, len(target.strip().splitlines()))))
    if any(_same(form, target) for form in forms):
        return 1.0
    marks = [_mark(form, dataset, entry) for form in forms if is_harmless(form, type(dataset))]
    best = max(marks, default=0.0)
    if best >= FULL:
        return 1.0
    least, _ = GRADED.get(name, (FULL, ""))
    return best if best > least else 0.0


def is_harmless(answer: str, dataset: type) -> bool:
    """Whether an answer may be given to the scorer of a dataset: always, unless its class evaluates text."""
    source = getsource(dataset)
    if re.search(r"(?<![\w.])eval\(", source):
        return _is_literal(answer)
    if "parse_expr(" in source:
        return _FORMULA.fullmatch(answer) is not None and set(re.findall(r"[A-Za-z_]\w*", answer)) <= _NAMES
    return True


def problem_of(dataset: Any, entries: Sequence[Mapping[str, Any]], name: str) -> str | None:
    """Why the scores of a dataset are not to be trusted, as far as these items of it tell; None where they are."""
    for entry in entries:
        if entry["answer"] is None or not str(entry["answer"]).strip():
            return "its items tell no right answer, so that its scorer cannot be tried"
        if score(str(entry["answer"]), dataset, entry, name) < FULL:
            return f"its scorer does not take its own answer {_short(entry['answer'])}"
        if _mark(str(entry["answer"]), dataset, entry) < FULL:
            return f"its scorer does not give its own answer {_short(entry['answer'])} the full mark"
        others = () if name in SEVERAL_RIGHT else entries
        for kind, wrong in wrong_answers(entry, others):
            if (found := score(wrong, dataset, entry, name)) > 0:
                beside = f"{kind}, {_short(wrong)} where {_short(entry['answer'])} is right"
                return f"its scorer lets wrong answers through: {beside}, scores {found:.2g}"
    return None


def wrong_answers(
    entry: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Answers of several kinds that are no right ones to an item, each with the name of its kind. `entries`: items
    whose answers are no right ones to it, where they differ from its own."""
    right = str(entry["answer"])
    yield "no answer at all", ""
    yield "any word", "banana"
    yield "any number", "12345678901" if right != "12345678901" else "12345678902"
    others = [str(other["answer"]) for other in entries if str(other["answer"]) != right]
    if others:
        yield "another item's answer", others[0]
        yield "the right answer among others", f"either {others[0]} or {right}"
    last = re.split(r"[\s,]", right)[-1]
    if last[-1:].isdecimal() and "." not in last:  # behind a point more digits may be a finer answer
        yield "one more digit", right + "7"
    with contextlib.suppress(InvalidOperation):
        value = Decimal(right)
        yield "another number", str(value * 3 + 10)


def _forms(answer: str, lines: int) -> Iterator[str]:
    """An answer as it stands, out of its fence and without marks; then what stands before an explanation.

    `lines`: of the right answer, which may have empty ones.
    """
    text = answer.strip()
    yield text
    if fenced := _FENCE.findall(text):
        text = fenced[-1].strip("\n")
        yield text
    yield unmark(text).strip(_EDGES)
    every = text.split("\n")
    if len(every) == 1:
        return
    ends = [lines] if len(every) > lines and not every[lines].strip() else []
    ends += [next((at for at, line in enumerate(every) if not line.strip()), len(every)), 1]
    for end in ends:
        part = "\n".join(every[:end]).strip()
        yield part
        yield unmark(part).strip(_EDGES)


def _same(form: str, target: str) -> bool:
    """Whether a form of an answer is the target: the same text but for spaces, or the one number in it."""
    if form.strip() == target.strip() or form.split() == target.split():
        return True
    if _WHOLE.fullmatch(target) is None or "\n" in form:
        return False
    if "=" in form:
        found = read_integer(form, told=True)
        return found is not None and canonical(found, "integer") == target
    return {canonical(one, "integer") for one in numerals(form)} == {canonical(target, "integer")}


def _mark(answer: str, dataset: Any, entry: Mapping[str, Any]) -> float:
    """What the dataset's own scorer gives, in [0, 1]; 0 where it fails on the answer."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            found = float(dataset.score_answer(answer, entry))
        except Exception:  # whatever a scorer makes of an answer of another form
            return 0.0
    return 0.0 if math.isnan(found) else min(max(found, 0.0), 1.0)


def _is_literal(answer: str) -> bool:
    """Whether evaluating it does nothing: a literal, or no Python at all."""
    if len(answer) > _LONGEST_LITERAL:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.literal_eval(answer)
        except SyntaxError:
            return True
        except (ValueError, TypeError, MemoryError, RecursionError):
            return False
    return True


def _short(answer: object) -> str:
    told = " ".join(str(answer).split())
    return repr(told if len(told) <= 30 else told[:27] + "...")
