"""The lead: at most 100 words and 12 numbers whatever was measured, and what it claims is what the results bear."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from any_profile import profiles
from farfield.results import Profile
from farfield.words.lead import lead, lead_parts
from farfield.words.lead_size import Telling, fit

WORDS = 100
NUMBERS = 12


def check_size(text: str) -> None:
    """Counted here by hand, as a reader would: words by spaces, numbers in names too."""
    assert len(text.split()) <= WORDS, text
    assert len(re.findall(r"\d+(?:[.,]\d+)*", text)) <= NUMBERS, text


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(profiles())
def test_no_profile_makes_a_lead_longer_than_a_reader_bears(profile: Profile) -> None:
    found = lead_parts(profile)
    assert found.what
    assert found.where
    assert found.more
    check_size(lead(profile))
    assert all(part.endswith(".") for part in found)


PLAIN = st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon"])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(profiles(names=PLAIN))
def test_its_sentences_are_whole(profile: Profile) -> None:
    text = lead(profile)
    assert not re.search(r"[ \n]{2}|\.\.|,,|None|nan|\(\)| [,.;:]|[,;:]\.|\bAll two\b|of no\b", text), text
    assert re.fullmatch(r"[A-Za-z0-9].*\.", text)


def test_what_is_barest_of_all_is_left_out_before_the_limit_breaks() -> None:
    long = " ".join(["word"] * 60)
    told = fit(
        [
            Telling("what", (long,), 9),
            Telling("what", (long,), 5),
            Telling("where", ("Here 1 2.", "Here."), 1),
        ]
    )
    assert told == [long, "", "Here 1 2."]  # came back, as there is room for it
    assert fit([Telling("what", (long,), 9), Telling("more", (f"{long} 9", long, "So."), 9)])[1] == "So."
    assert fit([Telling("what", ("word " * 101,), 9)]) == [""]
