"""The command language with parts of it withheld: a verb shown only plainly, a pair of adverbs, long commands.

The grammar, its meaning and its witness are those of the family `commands`.

- `length`, ordered: clauses of the command. The corpus holds 2 and 3.
- `primitive`, categorical: the verb. `dax` is only ever shown plainly, neither turned nor repeated; to turn it or to
  repeat it is a composition of order 2.
- `combination`, compositional: direction, repetition and connective, or a connective alone. Each of the atoms `right`
  and `thrice` is shown, and never both in one command: another composition of order 2.

    What walk left twice and look means LEFT, WALK, LEFT, WALK, LOOK

`What` and `means` stand around every command, so that no document holds the question of a shorter one.

A row of the transformer is the command's words, a sign, and the acts, closed by an end token. Acts share the tokens of
their words; so each token is trained in either role. The columns of the words number their clauses, those of the
answer its acts, up to as many as a command of this length may have. All are moved together to a random place among
the column ids, so that a longer command meets none that is untrained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from farfield.families import Axis, Exercise, Point
from farfield.families.commands import (
    COMBINATIONS,
    COMPANIONS,
    CONNECTIVES,
    DIRECTIONS,
    REPETITIONS,
    VERBS,
    Clause,
    Commands,
    parse,
    take_apart,
)
from farfield.lab.encoding import Encoded, HostArray, Layout, empty_rows
from farfield.lab.options import DrawOptions, TrainingOptions
from farfield.lab.worlds.world import World

FARTHEST = 5
WORDS_A_CLAUSE, ACTS_A_CLAUSE = 3, 6
SPARE_COLUMNS = 2

END, SIGN = 0, 1
WORDS = (*VERBS, *COMPANIONS, *DIRECTIONS, *REPETITIONS, *CONNECTIVES)
TOKEN = {word: number for number, word in enumerate(WORDS, start=2)}
ROLE_VERB, ROLE_DIRECTION, ROLE_REPETITION, ROLE_CONNECTIVE, ROLE_ANSWER = range(5)
ROLES = 5

PLAIN_ONLY = "dax"
NEVER_TOGETHER = {"right", "thrice"}

LONGEST_QUESTION = FARTHEST * (
    WORDS_A_CLAUSE + 1
)  # with a connective between clauses, and the sign at the end
LONGEST_ANSWER = FARTHEST * ACTS_A_CLAUSE + 1


class CommandLanguage(World, Commands):
    """The family `commands` with a verb, a pair of adverbs and long commands withheld."""

    name = "command_language"
    title = "A command language with withheld primitives, combinations and lengths"
    axes = (
        Axis("length", "ordered", tuple(range(2, FARTHEST + 1)), 3, "clauses of the command"),
        Axis("primitive", "categorical", VERBS, "walk", "the verb beside ordinary ones"),
        Axis(
            "combination",
            "compositional",
            (*CONNECTIVES, *COMBINATIONS),
            CONNECTIVES[0],
            "direction, repetition and connective",
        ),
    )
    trained: ClassVar = {
        "length": (2, 3),
        "primitive": VERBS,
        "combination": (*CONNECTIVES, *COMBINATIONS),
    }
    widened: ClassVar = {}
    layout = Layout(
        tokens=2 + len(WORDS),
        roles=ROLES,
        columns=1 + LONGEST_ANSWER + SPARE_COLUMNS,
        length=LONGEST_QUESTION - 1 + LONGEST_ANSWER,
        answer=LONGEST_ANSWER,
    )
    drawing = DrawOptions()
    training = TrainingOptions()

    def withheld(self, point: Point) -> bool:
        direction, repetition, _ = take_apart(point["combination"])
        return {direction, repetition} == NEVER_TOGETHER or (
            point["primitive"] == PLAIN_ONLY and bool(direction or repetition)
        )

    def rooms(self, point: Point) -> int:
        """Who acts in which clause, beside which companion; which clauses are turned, and which repeated."""
        clauses: int = 1 << int(point["length"])
        direction, repetition, _ = take_apart(point["combination"])
        turned, repeated = (clauses - 1 if word else 1 for word in (direction, repetition))
        return len(COMPANIONS) * (clauses - 2) * turned * repeated

    def document(self, exercise: Exercise) -> str:
        return f"{exercise.question} {exercise.target}"

    def encode(self, exercises: Sequence[Exercise]) -> Encoded[HostArray]:
        into = empty_rows(len(exercises), self.layout)
        for row, exercise in enumerate(exercises):
            _fill(into, row, exercise)
        return into

    def read_tokens(self, exercise: Exercise, tokens: Sequence[int]) -> str:  # noqa: ARG002
        """The acts up to the end token; words that are no acts stay, and are wrong."""
        said = tokens[: tokens.index(END)] if END in tokens else tokens
        return ", ".join("->" if token == SIGN else WORDS[token - 2].upper() for token in said)

    def _exercise(self, clauses: Sequence[Clause], connective: str) -> Exercise:
        """The family's exercise, asked in words that end where the command does."""
        told = f" {connective} ".join(map(str, clauses))
        return replace(super()._exercise(clauses, connective), question=f"What {told} means")


def _fill(into: Encoded[HostArray], row: int, exercise: Exercise) -> None:
    sentence = exercise.question.removeprefix("What ").removesuffix(" means")
    words = _words(sentence)
    acts = [TOKEN[act.lower()] for act in exercise.target.split(", ")]
    start, n = len(words), len(parse(sentence)[0])
    end, most = start + 1 + len(acts), ACTS_A_CLAUSE * n + 1
    last = min(len(into.tokens[row]), start + LONGEST_ANSWER)
    into.tokens[row, :end] = [*(token for token, _, _ in words), SIGN, *acts]
    into.roles[row, :last] = [*(role for _, role, _ in words), *[ROLE_ANSWER] * (last - start)]
    places = (min(place, most) for place in range(1, last - start + 1))
    into.columns[row, :last] = [*(clause for _, _, clause in words), *places]
    into.targets[row, start:end] = [*acts, END]
    into.scored[row, start:end] = True
    into.start[row] = start
    into.room[row] = LONGEST_ANSWER + SPARE_COLUMNS - most


def _words(sentence: str) -> list[tuple[int, int, int]]:
    """Token, role and clause of each word; a connective belongs to the clause behind it."""
    clauses, connective = parse(sentence)
    found = []
    for number, clause in enumerate(clauses, start=1):
        if number > 1:
            found.append((TOKEN[connective], ROLE_CONNECTIVE, number))
        roles = zip(clause, (ROLE_VERB, ROLE_DIRECTION, ROLE_REPETITION), strict=True)
        found += [(TOKEN[word], role, number) for word, role in roles if word]
    return found
