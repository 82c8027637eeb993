"""Which of a fact's answers an output gives: what it tells to be its answer, else the first name in it."""

from __future__ import annotations

import re
from functools import lru_cache

from farfield.families.answers import told_answers
from farfield.families.facts import NOBODY
from farfield.measure.drift.account import Account
from farfield.measure.drift.known_facts import KnownFact
from farfield.measure.drift.outcomes import unnamed
from farfield.text.name_forms import form_of, part_of
from farfield.text.names import folded, named_in, names_in, spellings


def name_of(known: KnownFact, output: str, account: Account) -> str | None:
    """The answer that an output gives: behind "Answer:" and its like, else anywhere in it, else with an ending; of an
    output that denies that there is anybody the vacancy that holds now. None where it gives none."""
    return (
        _whole_name(known, output, account) or _inflected(known, output, account) or _vacancy(known, output)
    )


def _whole_name(known: KnownFact, output: str, account: Account) -> str | None:
    """Outputs that leave several standing are counted."""
    for part in (*told_answers(output), output):
        names = names_in(part, known.known)
        if names:
            account.several += len(names) > 1
            return names[0]
    return None


def _inflected(known: KnownFact, output: str, account: Account) -> str | None:
    """The name that an output holds with an ending, where its language makes that likely; counted by the word."""
    plain = folded(output)
    name = form_of(plain, output, known.known)
    if name is not None:
        account.forms[as_written(part_of(plain, output, [folded(name)], "") or name, output)] += 1
    return name


def _vacancy(known: KnownFact, output: str) -> str | None:
    vacant = next((name for name in known.current if name.casefold() in NOBODY), None)
    return vacant if vacant is not None and unnamed(output) == "denies" else None


def names_target(output: str, target: str) -> bool:
    """Whether an output names the right answer that stands beside it."""
    return named_in(output, _spelled(target)) is not None


@lru_cache(maxsize=4096)
def _spelled(name: str) -> dict[str, str]:
    return spellings({name: ()})


def as_written(word: str, output: str) -> str:
    """A folded word as an output has it."""
    return next((one for one in re.findall(r"\w+", output) if folded(one).strip() == word), word)
