"""The section that asks whether it is distance: what it says of known findings, and that nothing legal breaks it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from farfield.measure import MeasureOptions, fit_profile
from farfield.records import FarfieldError
from farfield.report.page.markup import write
from farfield.report.sections.something_else import CHECKS
from farfield.report.tables.near_copies import cuts_table
from farfield.results import Profile
from farfield.results.series import Change
from farfield.results.structs import ItemsMean, Mean
from farfield.words.findings import design_sentences
from measure_fixture import COLUMN, make_items

OPTIONS = MeasureOptions(
    rulers=(COLUMN, "time"), twins="pair:side", difficulty="hard", reliability=0.8, cutoff="2023-09-30",
    control=("source=private",), draws=20,
)  # fmt: skip


def shown(profile: Profile) -> str:
    checks = [part for check in CHECKS for part in check(profile.profiles, profile.rulers)]
    return "\n".join(map(write, [*checks, *cuts_table(profile.profiles)]))


def news(items: int = 800) -> pl.DataFrame:
    """Two sources of which one breaks off at the cutoff; twins before and after it; a fifth of difficulty is noise."""
    generator = np.random.default_rng(5)
    days = generator.integers(-700, 500, items)
    hard = generator.normal(size=items)
    forum = np.arange(items) % 2 == 0
    share = np.clip(0.75 - 0.45 * ((days > 0) & forum) - 0.1 * hard, 0, 1)
    dates = (pl.Series([19630]).cast(pl.Int64)[0] + days).tolist()
    return make_items(
        (generator.random(items) < share).astype(float), days.astype(float), task="news",
        pair=[f"p{n // 4}" for n in range(items)], side=["far" if d > 0 else "near" for d in days],
        date=[str(d) for d in pl.Series(dates).cast(pl.Date)], source=["forum" if f else "private" for f in forum],
        hard=hard + 0.5 * generator.normal(size=items), default_answer="7", target=[str(n % 7) for n in range(items)],
        output=["7" if n % 3 else str(n % 5) for n in range(items)],
    )  # fmt: skip


def test_every_finding_has_its_table() -> None:
    profile = fit_profile(news(), OPTIONS)
    page = shown(profile)
    for heading in (
        "Twins",
        "Difficulty, and what the ruler adds",
        "Before and after the cutoff",
        "Signals of recall",
    ):
        assert f"<h3>{heading}</h3>" in page
    assert "breaks off" in page
    assert "against source=private" in page
    assert "with the noise of difficulty" in page
    told = " ".join(design_sentences(profile.profiles[0]))
    assert "of twins the far ones score" in told
    assert "At equal hard, at the cutoff the score breaks off by" in told


def test_nothing_measured_is_nothing_shown() -> None:
    assert shown(fit_profile(make_items([1.0, 0.0, 1.0]), MeasureOptions(rulers=()))) == ""


def test_a_fall_that_a_smooth_one_explains_is_not_called_a_break() -> None:
    profile = fit_profile(news(), OPTIONS).profiles[0]
    assert profile.series is not None
    series = replace(
        profile.series,
        finding="no break",
        before=ItemsMean(items=100, mean=0.7, low=0.6, high=0.8),
        after=ItemsMean(items=100, mean=0.3, low=0.2, high=0.4),
        last_before=Mean(mean=0.7, low=0.6, high=0.8),
        controls=[],
        covariates=[],
        unadjusted=None,
        significance=0.05,
        fall_p=0.001,
        seen_in_half=0.2,
        level_change=Change(value=-0.4, low=-0.6, high=-0.2, p=0.002),
    )
    rulers = {"time": replace(profile.rulers["time"], interrupted=series)}
    told, effective = design_sentences(replace(profile, rulers=rulers, twins=None))
    assert "effective cutoff" in effective
    assert told == (
        "Of items from before the cutoff it solves 70\u202f% [60, 80] of 100 items, of later ones 30\u202f% [20, 40] "
        "of 100 items. At the cutoff the score falls beside straight trends, [−60, −20] points, but no more than a "
        "smooth fall around it would: too unclear to be called a break; a break of 20 points would be seen in half "
        "of such series."
    )


rows = st.tuples(
    st.sampled_from([None, 0.0, 1.0, 0.5]), st.none() | st.integers(-40, 40), st.sampled_from(["p", "q", "r", None]),
    st.sampled_from(["near", "far", None]), st.sampled_from([0.0, 1.0, 2.5, None]),
    st.sampled_from(["forum", "private"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, min_size=1, max_size=50))
def test_whatever_was_measured_can_be_shown(drawn: list[tuple[Any, ...]]) -> None:
    scores, days, pair, side, hard, source = map(list, zip(*drawn, strict=True))
    dates = [None if d is None else str(pl.Series([19630 + 9 * d]).cast(pl.Date)[0]) for d in days]
    items = make_items(
        scores, pl.Series(days, dtype=pl.Float64), pair=pl.Series(pair, dtype=pl.String), question="one two",
        side=pl.Series(side, dtype=pl.String), hard=pl.Series(hard, dtype=pl.Float64), source=["private", *source[1:]],
        date=pl.Series(dates, dtype=pl.String), question_containment=pl.Series(hard, dtype=pl.Float64),
    )  # fmt: skip
    try:
        profile = fit_profile(items, OPTIONS)
    except FarfieldError:
        assume(False)
    page = shown(profile)
    assert "None" not in page
    assert "nan" not in page
