"""Transcripts of a learner: what it guesses is what a learner that keeps a list of examples would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.lab.transcripts import (
    LAYOUT,
    UNKNOWN,
    Kind,
    Transcripts,
    draw_rules,
    draw_transcripts,
    encode_transcripts,
    learn_straight_first,
    remember_only,
)

seeds = st.integers(0, 2**32)
kinds = st.sampled_from(["straight", "crossed", "table"])


def transcripts(kind: Kind, seed: int, count: int = 8, steps: int = 30) -> Transcripts:
    rng = np.random.default_rng(seed)
    return draw_transcripts(draw_rules(kind, count, rng), steps, rng)


def guess_naively(examples: list[tuple[int, int, int, int]], question: tuple[int, int, int]) -> int:
    """From the list of all examples (u, v, which, told), read anew for every question."""
    for *asked, told in examples:
        if tuple(asked) == question:
            return told
    for crossed in (False, True):
        found = {}
        for u, v, which, told in examples:
            found.setdefault((which, (u, v)[which ^ crossed]), set()).add(told)
        if all(len(answers) == 1 for answers in found.values()):
            u, v, which = question
            return next(iter(found.get((which, (u, v)[which ^ crossed]), {UNKNOWN})))
    return UNKNOWN


@settings(max_examples=30, deadline=None)
@given(kinds, seeds)
def test_the_learner_equals_one_that_reads_all_examples_anew(kind: Kind, seed: int) -> None:
    seen = transcripts(kind, seed)
    guesses = learn_straight_first(seen)
    for row in range(len(guesses)):
        steps = list(zip(*(part[row].tolist() for part in seen), strict=True))
        expected = [guess_naively(steps[:at], steps[at][:3]) for at in range(len(steps))]
        assert guesses[row].tolist() == expected


@given(seeds)
def test_on_straight_rules_the_learner_is_never_wrong_and_soon_right(seed: int) -> None:
    seen = transcripts("straight", seed, count=64, steps=64)
    guesses = learn_straight_first(seen)
    assert ((guesses == seen.told) | (guesses == UNKNOWN)).all()
    assert (guesses[:, -16:] == seen.told[:, -16:]).mean() > 0.9
    assert (remember_only(seen)[:, -16:] == seen.told[:, -16:]).mean() < 0.75


def test_a_crossed_rule_misleads_the_learner_until_it_is_refuted() -> None:
    seen = transcripts("crossed", 1, count=200, steps=64)
    guesses = learn_straight_first(seen)
    misled = (guesses != seen.told) & (guesses != UNKNOWN)
    assert misled[:, :8].any()
    assert not misled[:, -8:].any()


@pytest.mark.parametrize("kind", ["straight", "crossed"])
def test_an_answer_hangs_on_one_symbol_by_a_permutation(kind: Kind) -> None:
    rules = draw_rules(kind, 50, np.random.default_rng(0))
    for which in (0, 1):
        own = rules[:, which] if (which == 0) == (kind == "straight") else rules[:, which].swapaxes(1, 2)
        assert (own == own[:, :, :1]).all()
        assert (np.sort(own[:, :, 0], axis=1) == np.arange(6)).all()


def test_a_row_asks_before_it_tells_and_holds_no_guess() -> None:
    seen = transcripts("straight", 5, steps=16)
    rows = encode_transcripts(seen, learn_straight_first(seen))
    other = encode_transcripts(seen, np.zeros_like(seen.told))
    for name in ("tokens", "roles", "columns"):
        assert (getattr(rows, name) == getattr(other, name)).all()
    assert (rows.tokens[:, ::2] == UNKNOWN).all()
    assert (rows.tokens[:, 1::2] == seen.told).all()
    assert (rows.scored.sum(axis=1) == 16).all()
    assert rows.columns.max() < LAYOUT.columns
