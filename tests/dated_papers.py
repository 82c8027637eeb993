"""Made papers in English, of several fields and many years, of which concepts are extracted and distances are told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

SYLLABLES = ("bal", "cor", "den", "fir", "gam", "hul", "jin", "kel", "lom", "mur", "nav", "pol", "ruk", "sel")
SENTENCES = (
    "We show that the {0} of {2} and {3} is like the {1} of {4}.",
    "The {0} and the {1} are then in {2} and {3} with {4}.",
    "It is not known whether {2} of the {0} can be {3}, or only {4} of the {1}.",
    "For each {0} there is a {1}, with {2}, {3} and {4}.",
)
FIELDS, TERMS = 8, 30
YEARS = range(2008, 2020)
WORDS = random.Random(5).sample([f"{a}{b}{c}" for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES], 1200)
"""The first of them in terms of fields, the rest in all papers."""


def terms(field: int) -> list[str]:
    """The terms of a field, two words each; some words stand in several of them."""
    draw, own = random.Random(field), WORDS[40 * field : 40 * (field + 1)]
    return sorted({" ".join(draw.sample(own, 2)) for _ in range(TERMS)})


def text(draw: random.Random, of: Sequence[str], sentences: int = 7) -> str:
    """Some sentences about some terms."""
    rest = WORDS[40 * FIELDS :]
    return " ".join(
        draw.choice(SENTENCES).format(*draw.sample(of, 2), *draw.sample(rest, 3)) for _ in range(sentences)
    )


def dated_papers(count: int) -> list[dict[str, Any]]:
    """Papers of the fields by turns; every tenth stands there twice under two ids, some have no date, and the last has
    no word."""
    draw, found = random.Random(0), list[dict[str, Any]]()
    for at in range(count):
        of = draw.sample(terms(at % FIELDS), 10)
        one: dict[str, Any] = {"id": f"p{at}", "title": f"On the {of[0]}", "abstract": text(draw, of)}
        if at % 50:
            one["date"] = str(draw.choice(YEARS))
        found.append(one)
        if at % 10 == 0:
            found.append(one | {"id": f"again{at}"})
    return [*found, {"id": "empty", "title": "", "abstract": "", "date": "2001"}]


def ideas_of_2020(papers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ideas as texts: of two fields, of both, a paper's own words, one of the papers itself, a new word, French; two
    that declare their concepts; and two of each field."""
    draw, first, second = random.Random(1), terms(0), terms(1)
    both = f"{text(draw, first, 4)} {text(draw, second, 4)}"
    rows = [
        {"id": "first", "text": text(draw, first)},
        {"id": "second", "text": text(draw, second)},
        {"id": "both", "text": both},
        {"id": "copy", "text": papers[30]["abstract"]},
        {"id": papers[41]["id"], "text": papers[41]["abstract"]},
        {"id": "new", "text": f"{text(draw, second)} It is the blorptesia of {second[0]}."},
        {"id": "french", "text": "Nous proposons une nouvelle méthode pour l'analyse des phrases de la langue. " * 4},
        {"id": "declared", "text": both, "concepts": [first[0], second[0], first[1]]},
        {"id": "bare", "concepts": first[:5]},
    ]  # fmt: skip
    rows += [{"id": f"of field {at}", "text": text(draw, terms(at % FIELDS))} for at in range(2 * FIELDS)]
    return [{**row, "date": "2020"} for row in rows]
