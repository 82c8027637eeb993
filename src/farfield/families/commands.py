"""A command language over length, primitive and combination, after SCAN (Lake & Baroni 2018, arXiv 1711.00350).

    walk left twice and look   →  LEFT, WALK, LEFT, WALK, LOOK
    walk left twice after look →  LOOK, LEFT, WALK, LEFT, WALK

Primitives are a categorical axis; `dax` is a verb that no text shows. The combination is a compositional axis with
three atoms: a direction, a repetition and a connective. Twins are commands of the same length, word for word, with
another primitive or combination. Who carries the clauses out in the order in which they are written, whatever `after`
says, gives the default answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from farfield.families.axes import ATOM_SEPARATOR, Axis, Level, Point, atoms
from farfield.families.family import Exercise, Family, Witness
from farfield.families.forms import ANSWER

VERBS = ("walk", "run", "jump", "crawl", "dax")
COMPANIONS = ("look", "nod", "sit", "wave")
DIRECTIONS, REPETITIONS, CONNECTIVES = ("left", "right"), ("twice", "thrice"), ("and", "after")
COMBINATIONS = tuple(map(ATOM_SEPARATOR.join, product(DIRECTIONS, REPETITIONS, CONNECTIVES)))
_TIMES = {"": 1, "twice": 2, "thrice": 3}


class Clause(NamedTuple):
    """`walk left twice`; the direction and the repetition may be empty."""

    verb: str
    direction: str
    repetition: str

    def __str__(self) -> str:
        return " ".join(part for part in self if part)

    def acts(self) -> list[str]:
        return [word.upper() for word in (self.direction, self.verb) if word] * _TIMES[self.repetition]


def carry_out(clauses: Sequence[Clause], connective: str) -> str:
    """The acts between commas. `A after B after C` does C first."""
    inorder = reversed(clauses) if connective == "after" else clauses
    return ", ".join(act for clause in inorder for act in clause.acts())


_CLAUSE = rf"(?:{'|'.join((*VERBS, *COMPANIONS))})(?: (?:left|right))?(?: (?:twice|thrice))?"
_SENTENCE = rf"({_CLAUSE}(?: and {_CLAUSE}){{1,15}}|{_CLAUSE}(?: after {_CLAUSE}){{1,15}}|{_CLAUSE})"
_ACTS = rf"((?:LEFT|RIGHT|{'|'.join((*VERBS, *COMPANIONS)).upper()})(?:, ?[A-Z]{{3,5}}){{0,100}})"
_CARRIED_OUT = re.compile(rf"\b{_SENTENCE}'?(?:\?| ?(?:->|→|:|=|means|is))?{ANSWER}{_ACTS}\b")


def parse(sentence: str) -> tuple[list[Clause], str]:
    """The clauses and the connective, which is empty where there is one clause."""
    connective = next((word for word in CONNECTIVES if f" {word} " in sentence), "")
    clauses = []
    for part in sentence.split(f" {connective} ") if connective else [sentence]:
        verb, *rest = part.split()
        direction = next((word for word in rest if word in DIRECTIONS), "")
        clauses.append(Clause(verb, direction, next((word for word in rest if word in REPETITIONS), "")))
    return clauses, connective


def take_apart(combination: Level) -> tuple[str, str, str]:
    """Direction, repetition and connective; what a combination lacks is empty."""
    parts = atoms(combination)
    direction, repetition, connective = (
        next((word for word in words if word in parts), "")
        for words in (DIRECTIONS, REPETITIONS, CONNECTIVES)
    )
    return direction, repetition, connective


def _read(match: re.Match[str]) -> Point | None:
    clauses, connective = parse(match[1])
    if carry_out(clauses, connective).split(", ") != re.split(", ?", match[2]):
        return None
    used = {word for clause in clauses for word in (clause.direction, clause.repetition)} | {connective}
    verbs = {clause.verb for clause in clauses} - set(COMPANIONS)
    combined = [word for word in (*DIRECTIONS, *REPETITIONS, *CONNECTIVES) if word in used]
    point: dict[str, str | int] = {"length": len(clauses)}
    if len(verbs) == 1:
        point["primitive"] = verbs.pop()
    if combined:
        point["combination"] = ATOM_SEPARATOR.join(combined)
    return point


class Commands(Family):
    """Commands of clauses to be written out as steps, after SCAN (Lake & Baroni 2018, arXiv 1711.00350)."""

    name = "commands"
    title = "A command language over length, primitive and combination"
    axes = (
        Axis("length", "ordered", (2, 3, 4, 5, 6, 8, 10), 2, "clauses of the command"),
        Axis("primitive", "categorical", VERBS, "walk", "the verb beside ordinary ones"),
        Axis(
            "combination",
            "compositional",
            COMBINATIONS,
            COMBINATIONS[0],
            "direction, repetition and connective",
        ),
    )
    answer = "list"
    note = (
        'Commands are carried out as lists of acts: "crouch left" is LEFT, CROUCH; "crouch twice" is CROUCH, CROUCH; '
        '"A after B" does B first.'
    )
    matched = ("words",)
    witnesses = (Witness(_CARRIED_OUT, _read, "walk left twice and look -> LEFT, WALK, LEFT, WALK, LOOK"),)

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        direction, repetition, connective = take_apart(point["combination"])
        length = int(point["length"])
        turned, repeated, looked = ([rng.random() < 0.5 for _ in range(length)] for _ in range(3))
        turned[rng.randrange(length)] = repeated[rng.randrange(length)] = True  # each atom is needed,
        at = rng.randrange(length)
        looked[at], looked[at - 1] = False, True  # and so are both verbs
        companion = rng.choice(COMPANIONS)
        clauses = [
            Clause(companion if look else str(point["primitive"]), direction * turn, repetition * repeat)
            for turn, repeat, look in zip(turned, repeated, looked, strict=True)
        ]
        return self._exercise(clauses, connective)

    def check(self, point: Point, rng: random.Random) -> Exercise:
        """The shortest command with these atoms: one turn or one repetition, two clauses."""
        direction, repetition, connective = take_apart(point["combination"])
        verb = str(point["primitive"])
        first = Clause(verb, direction, "") if rng.random() < 0.5 else Clause(verb, "", repetition)
        return self._exercise([first, Clause(rng.choice(COMPANIONS), "", "")], connective)

    def _exercise(self, clauses: Sequence[Clause], connective: str) -> Exercise:
        sentence = f" {connective} ".join(map(str, clauses))
        target, recited = carry_out(clauses, connective), carry_out(clauses, "and")
        return Exercise(
            f"Which acts carry out this command: {sentence}?",
            target,
            default_answer=None if recited == target else recited,
            nuisances={"words": len(sentence.split()), "acts": target.count(",") + 1},
        )
