"""When a subject lives: dates, the inner date of dated answers, the effective cutoff of dated events."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from drift_data import DYKNOW, draw_answers, draw_events, held_answers, lines, succession
from farfield.measure.drift.cutoff import Events, fit_cutoff
from farfield.measure.drift.dated_answers import Held, gather
from farfield.measure.drift.dates import read_when
from farfield.measure.drift.inner_date import fit_inner_date


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2023", 2023, 2024),
        ("2023.0", 2023, 2024),
        ("2020-07", 2020 + 182 / 366, 2020 + 213 / 366),
        ("2021-01-01", 2021, 2021 + 1 / 365),
        ("2021-01-01T00:30:00+02:00", 2020 + 365 / 366, 2021),
        ("30 Sep 2023", 2023 + 272 / 365, 2023 + 273 / 365),
        ("September 30th, 2023", 2023 + 272 / 365, 2023 + 273 / 365),
        ("Sept. 2023", 2023 + 243 / 365, 2023 + 273 / 365),
        ("Septemb 2023", None, None),
        ("Apr 2023", 2023 + 90 / 365, 2023 + 120 / 365),
        ("03/04/2023", None, None),
        ("30 Feb 2023", None, None),
        ("2023-13", None, None),
        ("soon", None, None),
    ],
)
def test_a_date_is_as_long_as_it_is_told(text, low, high):
    found = read_when(text)
    assert (found is None) is (low is None)
    if found is not None:
        assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.usefixtures("shared_data")
def test_inner_dates_of_dyknow():
    facts, outcomes = lines("facts.jsonl.gz"), lines("outcomes.jsonl.gz")
    place = {fact["template"]: at for at, fact in enumerate(facts)}
    with (DYKNOW / "published_vs_recomputed.csv").open() as file:
        arms = {row["subject"]: row["arm"] for row in csv.DictReader(file)}
    with (DYKNOW / "inner_dates_recomputed.csv").open() as file:
        prototype = {row["subject"]: row for row in csv.DictReader(file)}
    held, found = held_answers(facts), {}
    for subject, arm in arms.items():
        named = []
        for row in outcomes:
            if (row["subject"], row["arm"]) == (subject, arm) and row["answer"]:
                at = place[row["template"]]
                same = [k for k, one in enumerate(facts[at]["answers"]) if one["answer"] == row["answer"]]
                own = [k for k in same if facts[at]["answers"][k]["start"] == row["answer_from"]]
                named.append((at, tuple(own[:1] or same)))
        found[subject] = fit_inner_date(gather(held, named))
    assert len(found) == 24
    for subject, centre in (
        ("gpt-3.5-turbo-1106", 2021.7),
        ("gpt-4-1106-preview", 2023.0),
        ("llama2-7b", 2019.1),
    ):
        assert found[subject].centre == pytest.approx(centre, abs=0.1)
    apart = [found[s].centre - float(row["inner_date_centre"]) for s, row in prototype.items()]
    assert max(map(abs, apart)) < 0.25
    assert np.mean(np.abs(apart)) < 0.08
    for subject, row in prototype.items():
        assert found[subject].low < float(row["inner_date_centre"]) < found[subject].high


@pytest.mark.parametrize(("centre", "spread", "noise"), [(2019.5, 0.3, 0.05), (2016.0, 1.0, 0.1)])
def test_a_simulated_inner_date_is_covered(centre, spread, noise):
    facts = succession(60, 7)
    found = [fit_inner_date(draw_answers(facts, centre, spread, noise, seed)) for seed in range(20)]
    covered = sum(one.low <= centre <= one.high for one in found)
    assert covered >= 17
    assert np.mean([one.centre for one in found]) == pytest.approx(centre, abs=0.15)
    assert np.median([one.spread for one in found]) == pytest.approx(spread, rel=0.4)


def test_noise_has_no_inner_date():
    facts = succession(60, 7)
    found = [fit_inner_date(draw_answers(facts, 2019, 1, 1.0, seed)) for seed in range(10)]
    assert [one.reason for one in found].count("noise") >= 9
    assert all(one.centre is None for one in found if one.reason)


def test_who_names_the_last_answer_always_lives_after_the_last_change():
    facts = succession(40, 3)
    newest = gather(facts, [(at, (len(answers) - 1,)) for at, answers in enumerate(facts)])
    found = fit_inner_date(newest)
    last = max(one.start.low for answers in facts for one in answers)
    assert (found.censored, found.centre, found.high) == ("after", None, None)
    assert last - 3 < found.low < last + 1


def test_years_only_widen_and_do_not_move():
    facts = succession(60, 7)
    rounded = [
        [
            Held(h.answer, read_when(str(h.start.first.year)), h.end and read_when(str(h.end.first.year)))
            for h in held
        ]
        for held in facts
    ]
    rng_named = draw_answers(facts, 2018.6, 0.4, 0.0, 5)
    named = [
        (int(f), (int(c - (facts_before(facts, int(f)))),))
        for f, c in zip(rng_named.fact, rng_named.cell, strict=False)
    ]
    days, years = fit_inner_date(gather(facts, named)), fit_inner_date(gather(rounded, named))
    assert years.centre == pytest.approx(days.centre, abs=0.25)


def facts_before(facts, at):
    return sum(len(one) for one in facts[:at])


@pytest.mark.parametrize(
    ("ceiling", "floor", "width", "controls"), [(0.8, 0.05, 0.3, 0), (0.9, 0.4, 0.3, 80), (1.0, 0.0, 0.03, 0)]
)
def test_a_simulated_cutoff_is_covered(ceiling, floor, width, controls):
    found = [
        fit_cutoff(draw_events(250, 2021.5, width, ceiling, floor, seed, controls)) for seed in range(12)
    ]
    covered = sum((one.low or 0) <= 2021.5 <= (one.high or 9999) for one in found if one.reason is None)
    assert covered >= 10
    assert np.median([one.date for one in found if one.date]) == pytest.approx(2021.5, abs=0.2)


def test_shifting_all_dates_moves_the_cutoff_and_nothing_else():
    before, after = (fit_cutoff(draw_events(200, 2021.5, 0.3, 0.8, 0.1, 4, shift=by)) for by in (0, 1))
    assert after.date == pytest.approx(before.date + 1, abs=1e-6)
    assert (after.low, after.high) == pytest.approx((before.low + 1, before.high + 1), abs=1e-6)
    assert (after.ceiling, after.floor, after.width) == pytest.approx(
        (before.ceiling, before.floor, before.width)
    )


def test_events_after_the_cutoff_alone_tell_that_it_lies_before_them():
    none_known = draw_events(200, 2010.0, 0.3, 0.8, 0.0, 4)
    none_known = Events(**{**none_known.__dict__, "guess": 0.0})
    found = fit_cutoff(none_known)
    assert (found.date, found.censored, found.high) == (None, "before", found.first)


def test_a_yes_man_has_no_cutoff():
    yes = draw_events(200, 2021.5, 0.3, 1.0, 1.0, 4, controls=60)
    assert fit_cutoff(yes).reason == "no_room"
    unsaid = Events(yes.low, yes.high, yes.scores, yes.clusters, np.zeros(0), np.zeros(0, np.int64))
    assert fit_cutoff(unsaid).reason == "no_fall"


def test_few_events_and_one_date():
    few = draw_events(8, 2021.5, 0.3, 0.8, 0.1, 4)
    assert fit_cutoff(few).reason == "few_events"
    one = draw_events(50, 2021.5, 0.3, 0.8, 0.1, 4)
    same = Events(**{**one.__dict__, "low": np.full(50, 2021.0), "high": np.full(50, 2021.003)})
    assert fit_cutoff(same).reason == "one_date"
