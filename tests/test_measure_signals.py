"""Signals for closed models: they fire on planted recall, not without it, and never say more than that."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, ttest_1samp

from farfield.measure import MeasureOptions, fit_profile
from farfield.measure.signals.completion import longest_span
from farfield.results.checks import Signal
from farfield.words.signals import signal_sentence
from measure_fixture import COLUMN, check_plain, fit_one, make_items

WORDS = [f"w{i}" for i in range(400)]


def signals(items: pl.DataFrame, **options: Any) -> dict[str, Signal]:
    one = fit_one(items, draws=5, **options)
    check_plain(one)
    for signal in one.signals:
        assert set(signal.plain()) == {"name", "value", "low", "high", "expected", "p", "n", "sentence"}
        assert "trained" not in signal_sentence(signal)
    return {signal.name: signal for signal in one.signals}


def test_no_columns_no_signals() -> None:
    assert signals(make_items([1, 0] * 10, np.arange(20))) == {}


def logged(generator: np.random.Generator, gain: float, orders: int = 1) -> pl.DataFrame:
    """200 items in 20 shards; `gain` nats an item for the published order."""
    base = generator.normal(-50, 5, 200)
    names = ["logprob_shuffled"] if orders == 1 else [f"logprob_shuffled_{i + 1}" for i in range(orders)]
    shuffled = {name: base + generator.normal(0, 1, 200) for name in names}
    return make_items(
        np.arange(200) % 2, np.arange(200), shard=[f"s{i // 10}" for i in range(200)],
        logprob_canonical=base + gain + generator.normal(0, 1, 200), **shuffled,
    )  # fmt: skip


def test_exchangeability_is_a_t_test_over_shards() -> None:
    generator = np.random.default_rng(1)
    items = logged(generator, 0.5)
    found = signals(items)["exchangeability"]
    gains = (items["logprob_canonical"] - items["logprob_shuffled"]).to_numpy().reshape(20, 10).sum(axis=1)
    expected = ttest_1samp(gains, 0, alternative="greater")
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.value, found.n) == (pytest.approx(gains.mean()), 20)
    assert found.p < 0.01
    assert "a signal, p" in signal_sentence(found)


def test_exchangeability_holds_its_level() -> None:
    from farfield.measure.signals.exchangeability import exchangeability

    generator = np.random.default_rng(2)
    found = [list(exchangeability(logged(generator, 0, 19), MeasureOptions())) for _ in range(300)]
    assert np.mean([by_shard.p <= 0.05 for by_shard, _ in found]) <= 0.09
    assert np.mean([rank.p <= 0.05 for _, rank in found]) <= 0.09
    _, seen = exchangeability(logged(generator, 1.0, 19), MeasureOptions())
    assert seen.p == 0.05


def test_recitation_of_the_default_world() -> None:
    """Base-9 sums: of 60 wrong answers 40 are the base-10 sum."""
    default = [str(100 + i) for i in range(80)]
    target = [str(200 + i) for i in range(80)]
    output = target[:20] + [f"It is {d}." for d in default[20:60]] + [f"{900 + i}" for i in range(20)]
    items = make_items(
        [1] * 20 + [0] * 60, np.arange(80), target=target, output=output, default_answer=default
    )
    found = signals(items)["recitation"]
    assert (found.value, found.n, found.expected) == (pytest.approx(40 / 60), 60, 0)
    assert found.p == pytest.approx(0.5**40)
    assert "Wrong answers are those of the usual version" in signal_sentence(found)


def test_wrong_answers_at_random_are_no_recitation() -> None:
    generator = np.random.default_rng(3)
    choices = np.array(["left", "right", "up", "down"])
    target, other = generator.integers(0, 4, 400), generator.integers(1, 4, (2, 400))
    default, said = (target + other[0]) % 4, (target + other[1]) % 4
    items = make_items(
        [0] * 400, np.arange(400), target=list(choices[target]), output=list(choices[said]),
        default_answer=list(choices[default]),
    )  # fmt: skip
    found = signals(items)["recitation"]
    assert found.value == pytest.approx(found.expected, abs=0.08)
    assert found.p > 0.05
    only = items.filter(
        (pl.col("target").is_in(["up", "down"])) & pl.col("default_answer").is_in(["up", "down"])
    )
    assert "recitation" not in signals(only)


def test_recall_probes_are_no_items_of_the_score() -> None:
    items = make_items([1, 0] * 20, np.arange(40), target=[f"t{i}" for i in range(40)])
    probes = make_items(
        [1] * 12 + [0] * 28, np.full(40, np.nan), item_id=[f"p{i}" for i in range(40)], probe="Recall", chance=0.1,
        target=[f"t{i}" for i in range(40)],
    )  # fmt: skip
    both = pl.concat([items, probes], how="diagonal")
    found = signals(both)["recall probes"]
    assert (found.value, found.expected, found.n) == (0.3, pytest.approx(0.1), 40)
    assert found.p == pytest.approx(binomtest(12, 40, 0.1, alternative="greater").pvalue)
    one = fit_one(both, draws=5)
    assert (one.items, one.score.mean, one.rulers[COLUMN].missing) == (40, 0.5, 0)


def test_the_commonest_target_is_a_guess_too() -> None:
    probes = make_items(
        [1, 1, 1, 0, 0, 1] * 5,
        np.arange(30),
        probe="recall",
        target=["yes", "yes", "yes", "no", "no", "yes"] * 5,
    )
    found = signals(probes)["recall probes"]
    assert found.expected == pytest.approx(2 / 3)
    assert found.p > 0.5
    assert "no signal" in signal_sentence(found)


def test_probes_without_scores_are_right_where_they_hold_the_target() -> None:
    items = make_items([1, 0] * 10, np.arange(20))
    probes = make_items(
        [np.nan] * 4, [1.0] * 4, item_id=list("abcd"), probe="recall", target=["17", "18", "19", "20"],
        output=["it is 17", "18", "no idea", ""],
    )  # fmt: skip
    found = signals(pl.concat([items, probes], how="diagonal"))["recall probes"]
    assert (found.value, found.n) == (0.5, 4)


def test_verbatim_completion() -> None:
    generator = np.random.default_rng(4)
    rests = [" ".join(generator.choice(WORDS, 20)) for _ in range(40)]
    output = [r if i < 15 else " ".join(generator.choice(WORDS, 20)) for i, r in enumerate(rests)]
    items = make_items([1, 0] * 10, np.arange(20))
    probes = make_items(
        [np.nan] * 40, [1.0] * 40, item_id=[f"c{i}" for i in range(40)], probe="completion", target=rests, output=output
    )  # fmt: skip
    found = signals(pl.concat([items, probes], how="diagonal"))["verbatim completion"]
    assert (found.value, found.expected, found.n) == (15 / 40, 0, 40)
    assert found.p == pytest.approx(0.5**15)
    same = probes.with_columns(target=pl.lit("the same phrase that everybody always says at the end"))
    said = same.with_columns(output=pl.col("target"))
    common = signals(pl.concat([items, said], how="diagonal"))["verbatim completion"]
    assert (common.value, common.expected, common.p) == (1, 1, 1)


def naive_span(first: list[str], second: list[str]) -> int:
    return max(
        (
            n
            for n in range(1, len(first) + 1)
            for i in range(len(first) - n + 1)
            if any(first[i : i + n] == second[j : j + n] for j in range(len(second)))
        ),
        default=0,
    )


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_longest_span_equals_brute_force(first: list[str], second: list[str]) -> None:
    assert longest_span(first, second) == naive_span(first, second)


rows = st.tuples(
    st.sampled_from([None, 0.0, 1.0, 0.5]),
    st.sampled_from(["", "a b c d e", "yes", "17", "w x y z"]),
    st.sampled_from(["", "a b c d e", "yes", "17"]),
    st.sampled_from([None, "yes", "no", "12"]),
    st.sampled_from([None, "recall", "completion", "other"]),
    st.sampled_from([None, -1.0, -2.0]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, min_size=1, max_size=20))
def test_any_log_gives_legal_signals(drawn: list[tuple[Any, ...]]) -> None:
    scores, output, target, default, probe, logprob = zip(*drawn, strict=True)
    items = make_items(
        [np.nan if s is None else s for s in scores], np.arange(len(scores)), output=list(output),
        target=list(target), default_answer=pl.Series(default, dtype=pl.String),
        probe=pl.Series(probe, dtype=pl.String), logprob_canonical=pl.Series(logprob, dtype=pl.Float64),
        logprob_shuffled=-1.5,
    )  # fmt: skip
    for one in fit_profile(items, MeasureOptions(rulers=(COLUMN,), draws=5)).profiles:
        check_plain(one)
        for signal in one.signals:
            assert signal.p is None or 0 <= signal.p <= 1
