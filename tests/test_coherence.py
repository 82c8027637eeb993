"""Coherence of stated probabilities: exact values, their certificates, and published figures."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from farfield.logs.stated import StatedOptions, probability, read_stated
from farfield.measure.coherence import RELATIONS, CoherenceOptions
from farfield.measure.coherence.corners import seen_to_cohere
from farfield.measure.coherence.discrimination import area
from farfield.measure.coherence.dutch_book import dutch_book, worst_win
from farfield.measure.coherence.judged import judge
from farfield.measure.coherence.preferences import count_triads
from farfield.measure.coherence.profile import fit_coherence
from farfield.measure.coherence.projection import (
    brier,
    guarantee,
    log_gain,
    log_score,
    squared_distance,
)
from farfield.measure.coherence.tuples import Tuples
from farfield.records import FarfieldError
from farfield.report.page.coherence_page import render_coherence
from farfield.results import Coherence
from farfield.schemas import CHOICES_SCHEMA, STATED_SCHEMA
from farfield.words.coherence import left_out_sentences
from naive_coherence import WORLDS, auc, cyclic, projected, squared_by_nnls, sure_win

FREE = [name for name in RELATIONS if all(None not in world for world in WORLDS[name][1])]


def one(*stated: float) -> np.ndarray:
    return np.array([stated])


def rows(check: str, tuples: Sequence[Mapping[str, float]], **more: Any) -> list[dict[str, Any]]:
    """A row for each role of each tuple."""
    return [
        {"subject": "s", "tuple": f"{check}-{at}", "check": check, "role": role, "prob": prob, **more}
        for at, each in enumerate(tuples)
        for role, prob in each.items()
    ]


def table(found: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name) for name in STATED_SCHEMA} for row in found], schema=STATED_SCHEMA
    )


@pytest.mark.parametrize("name", RELATIONS)
def test_the_worlds_are_those_written_by_hand(name: str) -> None:
    relation, (roles, worlds) = RELATIONS[name], WORLDS[name]
    assert tuple(relation.roles) == roles
    true, asked = relation.worlds
    found = {
        tuple(None if not asked[at, world] else bool(true[at, world]) for at in range(len(roles)))
        for world in range(true.shape[1])
    }
    assert found == set(worlds)


def test_formulas_of_the_smallest_relations() -> None:
    assert squared_distance(one(0.8, 0.5), RELATIONS["Neg"]).gain[0] == pytest.approx(0.3**2 / 2, abs=1e-9)
    assert squared_distance(one(0.8, 0.5), RELATIONS["Paraphrase"]).gain[0] == pytest.approx(
        0.3**2 / 2, abs=1e-9
    )
    assert dutch_book(one(0.8, 0.5), RELATIONS["Neg"]).profit[0] == pytest.approx(0.15)
    assert squared_distance(one(0.8, 0.2), RELATIONS["Neg"]).gain[0] == pytest.approx(0, abs=1e-9)


def test_a_guarantee_that_the_published_solver_missed() -> None:
    """P .65, Q and not P .65, P or Q .75: published 0, and certain all the same."""
    stated, but = one(0.65, 0.65, 0.75), RELATIONS["But"]
    found = log_gain(stated, but)
    assert found.gain[0] == pytest.approx(0.2356, abs=5e-5)
    assert guarantee(stated, found.nearest, but, log_score)[0] == pytest.approx(found.gain[0])


@st.composite
def stated_tuples(draw: st.DrawFn, low: float = 0.01) -> tuple[str, list[float]]:
    name = draw(st.sampled_from(list(RELATIONS)))
    share = st.floats(low, 1 - low, allow_nan=False)
    return name, draw(st.lists(share, min_size=len(WORLDS[name][0]), max_size=len(WORLDS[name][0])))


@settings(max_examples=40, deadline=None)
@given(stated_tuples())
def test_projections_are_exact(case: tuple[str, list[float]]) -> None:
    """What is guaranteed is what could be at most; no other distribution over worlds comes nearer."""
    name, stated = case
    relation = RELATIONS[name]
    for found, kind in ((squared_distance, "squared"), (log_gain, "log")):
        got = found(one(*stated), relation)
        assert got.distance[0] - got.gain[0] <= 1e-9
        assert got.gain[0] <= projected(stated, name, kind) + 1e-9  # which stops short now and then
    if name in FREE:
        assert squared_distance(one(*stated), relation).gain[0] == pytest.approx(
            squared_by_nnls(stated, name), abs=1e-8
        )


@pytest.mark.parametrize("name", RELATIONS)
def test_what_is_seen_at_once_is_what_is_sought(name: str) -> None:
    """Thirty tuples and those nearest to them that cohere: nothing is given away where that is seen, and the rest is
    what the solvers find."""
    relation = RELATIONS[name]
    stated = np.random.default_rng(5).uniform(0.02, 0.98, (30, len(relation.roles))).round(2)
    stated = np.concatenate(
        [stated, squared_distance(stated, relation).nearest, np.ones((1, stated.shape[1]))]
    )
    names = pl.DataFrame({"tuple": [str(at) for at in range(len(stated))]})
    codes = np.zeros(stated.shape, dtype=np.int64)
    found = judge(Tuples(relation, stated, names, np.full(stated.shape, np.nan), codes))
    inside = ((stated > 0) & (stated < 1)).all(axis=1)
    assert found.squared == pytest.approx(squared_distance(stated, relation).gain, abs=1e-9)
    assert found.book == pytest.approx(dutch_book(stated, relation).profit, abs=1e-8)
    assert found.log[inside] == pytest.approx(log_gain(stated[inside], relation).gain, abs=1e-9)
    assert np.isnan(found.log[~inside]).all()
    seen = seen_to_cohere(stated, relation)
    if name in ("Consequence", "And", "Or"):
        nearest = squared_distance(stated, relation).nearest
        assert seen[np.abs(stated - nearest).max(axis=1) < 1e-13].all()
        assert 0 < seen.sum() < len(seen)
    else:
        assert not seen.any()


@settings(max_examples=40, deadline=None)
@given(stated_tuples(0.0))
def test_a_dutch_book_is_the_dual_of_the_least_error(case: tuple[str, list[float]]) -> None:
    name, stated = case
    assert dutch_book(one(*stated), RELATIONS[name]).profit[0] == pytest.approx(
        sure_win(stated, name), abs=1e-7
    )


@settings(max_examples=40, deadline=None)
@given(stated_tuples(0.0))
@example(("CondCond", [0.5, 0.5, 5.960464477539063e-08, 0.0]))  # the solver's stakes sum to 1 + 6e-8
def test_certificates_hold_in_every_world(case: tuple[str, list[float]]) -> None:
    """World by world, by hand: bets win at least their profit, the projection scores at least its distance more."""
    name, stated = case
    relation = RELATIONS[name]
    book, near = dutch_book(one(*stated), relation), squared_distance(one(*stated), relation)
    assert np.abs(book.stakes[0]).sum() <= 1 + 1e-9
    for world in WORLDS[name][1]:
        won = sum(
            stake * (came - p)
            for stake, came, p in zip(book.stakes[0], world, stated, strict=True)
            if came is not None
        )
        assert won >= book.profit[0] - 1e-9
        better = sum(
            (came - p) ** 2 - (came - q) ** 2
            for came, p, q in zip(world, stated, near.nearest[0], strict=True)
            if came is not None
        )
        assert better >= near.gain[0] - 1e-9
    assert worst_win(one(*stated), book.stakes, relation)[0] >= book.profit[0] - 1e-12
    assert (guarantee(one(*stated), near.nearest, relation, brier)[0] >= near.gain[0] - 1e-9).all()


@settings(max_examples=50, deadline=None)
@given(
    st.integers(3, 7).flatmap(
        lambda m: st.lists(st.sampled_from([0.0, 1.0, 0.5, None]), min_size=m * m, max_size=m * m).map(
            lambda v: (m, v)
        )
    )
)
def test_circles_are_those_counted_one_by_one(case: tuple[int, list[float | None]]) -> None:
    options, values = case
    better = np.full((options, options), np.nan)
    for i in range(options):
        for j in range(i):
            value = values[i * options + j]
            if value is not None:
                better[i, j], better[j, i] = value, 1 - value
    found = count_triads(better)
    assert (found.compared, found.cyclic) == cyclic(better.tolist())


def test_the_area_is_the_share_of_pairs() -> None:
    generator = np.random.default_rng(2)
    stated, true = generator.integers(0, 10, 60) / 10, (generator.random(60) < 0.4).astype(float)
    found = area(stated, true, 0.95)
    assert found.mean == pytest.approx(auc(stated.tolist(), true.tolist()))
    assert found.low is not None
    assert found.low < found.mean < (found.high or 0)


def test_the_interval_of_the_area_holds_what_it_says() -> None:
    """Two normals one apart: the area is 0.7602; of 400 draws about 95 in 100 hold it."""
    generator, held = np.random.default_rng(1), 0
    for _ in range(400):
        true = (np.arange(80) < 24).astype(float)
        found = area(generator.normal(true, 1.0), true, 0.95)
        held += (found.low or 0) <= 0.7602 <= (found.high or 1)
    assert 0.92 <= held / 400 <= 0.98


def test_coherent_answerers_cohere_and_know_nothing() -> None:
    """The four to compare with, on four relations of forty questions each."""
    generator = np.random.default_rng(0)
    found = []
    for name in ("Neg", "And", "Cond", "ExpectedEvidence"):
        relation = RELATIONS[name]
        for at in range(40):
            for role in relation.roles:
                question = f"{role}{at}" if role in relation.base else None
                found.append({
                    "subject": "s", "tuple": f"{name}{at}", "check": name, "role": role, "question": question,
                    "prob": float(generator.random()), "resolution": at % 4 == 0 if question else None,
                })  # fmt: skip
    told = {each.subject: each for each in fit_coherence(table(found), CoherenceOptions()).references}
    assert list(told) == ["one world", "base rate", "constant", "random"]
    assert told["one world"].whole.dutch_book.mean == 0
    assert told["base rate"].whole.squared.mean == pytest.approx(0, abs=1e-9)
    assert told["base rate"].discrimination.auc is not None
    assert told["base rate"].discrimination.brier is not None
    assert told["base rate"].discrimination.brier.mean == pytest.approx(0.25 * 0.75)
    assert told["constant"].discrimination.auc is not None
    assert told["constant"].discrimination.auc.mean == 0.5
    assert told["constant"].whole.squared.mean > 0
    assert told["random"].whole.dutch_book.mean > 0.1


def test_contradictions_are_found_and_drop_no_base_question() -> None:
    """P or Q is called false where P is true: were P dropped for that, only questions that came out false were left."""
    tuples = [{"P": 0.7, "Q": 0.4, "P_or_Q": 0.8}] * 6
    made = rows("Or", tuples)
    for at, row in enumerate(made):
        row["resolution"] = {"P": at < 9, "Q": False, "P_or_Q": False}[row["role"]]
    result = fit_coherence(table(made), CoherenceOptions())
    assert result.left_out.contradicted == {"Or": 3}
    told = result.subjects[0].discrimination
    assert (told.questions, told.came_true) == (12, 0.25)


def test_a_question_with_two_resolutions_is_no_fact() -> None:
    made = rows("Neg", [{"P": 0.7, "not_P": 0.3}, {"P": 0.6, "not_P": 0.4}], question="same")
    made = [{**row, "question": "same" if row["role"] == "P" else None} for row in made]
    for row in made:
        row["resolution"] = row["tuple"] == "Neg-0" if row["role"] == "P" else None
    result = fit_coherence(table(made), CoherenceOptions())
    assert result.left_out.two_resolutions == 1
    assert result.subjects[0].discrimination.reason == "no_resolutions"


def test_certainty_has_no_log_gain_and_the_rest_all_the_same() -> None:
    result = fit_coherence(
        table(rows("Neg", [{"P": 1.0, "not_P": 0.5}, {"P": 0.6, "not_P": 0.4}])), CoherenceOptions()
    )
    whole = result.subjects[0].whole
    assert whole.certain == 1
    assert whole.log_gain is not None
    assert whole.log_gain.mean == pytest.approx(0, abs=1e-9)
    assert whole.squared.mean == pytest.approx(0.5**2 / 2 / 2, abs=1e-9)


def test_subjects_are_compared_over_what_all_were_asked() -> None:
    """One was asked a relation more, in which it gives much away."""
    made = rows("Neg", [{"P": 0.6, "not_P": 0.6}] * 2)
    made += [{**row, "subject": "more"} for row in made]
    made += [{**row, "subject": "more"} for row in rows("Paraphrase", [{"P": 0.0, "para_P": 1.0}] * 2)]
    first, second = fit_coherence(table(made), CoherenceOptions()).subjects
    assert (first.lacking, second.lacking) == (["Paraphrase"], [])
    assert first.common is not None
    assert second.common is not None
    assert first.common.mean == pytest.approx(second.common.mean)
    assert second.whole.squared.mean > 10 * first.whole.squared.mean


def test_along_an_axis_each_level_is_told() -> None:
    """Stated probabilities of negation that miss 1 by 0.1 near and by 0.4 far."""
    made = [
        row
        for far in range(2)
        for row in rows("Neg", [{"P": 0.5, "not_P": 0.6 + 0.3 * far}] * 10, level=str(far))
    ]
    made = [{**row, "tuple": f"{row['tuple']} {row['level']}"} for row in made]
    near, far = fit_coherence(table(made), CoherenceOptions(axis="far")).subjects[0].levels
    assert (near.level, far.level, far.at) == ("0", "1", 1.0)
    assert near.found is not None
    assert far.found is not None
    assert near.found.squared.mean == pytest.approx(0.1**2 / 2, abs=1e-9)
    assert far.found.squared.mean == pytest.approx(0.4**2 / 2, abs=1e-9)


def test_a_tuple_whose_roles_stand_at_different_levels_is_at_none_and_told() -> None:
    made = rows("Neg", [{"P": 0.5, "not_P": 0.6}] * 3, level="1")
    made[1]["level"] = "2"
    made[3]["level"] = None  # one role alone tells it
    found = fit_coherence(table(made), CoherenceOptions(axis="far"))
    assert [(one.level, one.found.tuples) for one in found.subjects[0].levels if one.found] == [("1", 2)]
    assert (found.several_levels, found.subjects[0].whole.tuples) == (1, 3)
    told = list(left_out_sentences(found))
    assert told == ["1 tuple with roles at several levels of far: they are at none."]


def test_a_tuple_that_was_asked_at_several_levels_counts_at_each() -> None:
    """Equal answers at both are no duplicates of the first, and unequal ones no two probabilities for one role."""
    made = rows("Neg", [{"P": 0.4, "not_P": 0.4}] * 2, level="1")
    made += rows("Neg", [{"P": 0.4, "not_P": 0.4}, {"P": 0.5, "not_P": 0.9}], level="2")
    found = fit_coherence(table(made), CoherenceOptions(axis="far"))
    assert [(one.level, one.found.tuples) for one in found.subjects[0].levels if one.found] == [
        ("1", 2),
        ("2", 2),
    ]
    assert (found.left_out.two_probabilities, found.several_levels) == (0, 0)


def test_too_many_names_are_no_levels() -> None:
    made = [{**row, "level": row["tuple"]} for row in rows("Neg", [{"P": 0.5, "not_P": 0.5}] * 100)]
    with pytest.raises(FarfieldError, match="100 different names"):
        fit_coherence(table(made), CoherenceOptions(axis="name"))


def test_tuples_that_are_not_whole_are_counted() -> None:
    made = rows("And", [{"P": 0.5, "Q": 0.5, "P_and_Q": 0.2}, {"P": 0.5, "Q": 0.5}])
    made += rows("Xor", [{"P": 0.5}]) + rows("And", [{"R": 0.5}])
    made += [
        {**made[0], "tuple": "twice", "prob": p, "role": r}
        for p, r in ((0.5, "P"), (0.6, "P"), (0.5, "Q"), (0.1, "P_and_Q"))
    ]
    left = fit_coherence(table(made), CoherenceOptions()).left_out
    assert (left.lacking_roles, left.two_probabilities) == (1, 1)
    assert left.unknown_checks == {"Xor": 1}
    assert left.unknown_roles == {"And: R": 1}


def test_nothing_whole_is_an_error_that_names_what_is_known() -> None:
    with pytest.raises(FarfieldError, match=r"(?s)not known: Xor.*Neg: P, not_P"):
        fit_coherence(table(rows("Xor", [{"P": 0.5}])), CoherenceOptions())
    for lacking, told in ((1, "(1 tuple that lacks a role)"), (2, "(2 tuples that lack a role)")):
        with pytest.raises(FarfieldError) as error:
            fit_coherence(table(rows("And", [{"P": 0.5, "Q": 0.5}] * lacking)), CoherenceOptions())
        assert told in str(error.value)


def test_names_of_the_published_checkers_are_known() -> None:
    made = rows("NegChecker", [{"p": 0.5, "NOT_P": 0.6}])
    assert fit_coherence(table(made), CoherenceOptions()).subjects[0].checks[0].check == "Neg"


@pytest.mark.parametrize(
    ("value", "found"),
    [("30 %", 0.3), ("0.3", 0.3), (0, 0.0), (True, None), ("high", None), (float("nan"), None)],
)
def test_a_probability_is_a_number_or_per_cent(value: object, found: float | None) -> None:
    assert probability(value) == (None if found is None else pytest.approx(found))


def write(path: Path, found: Sequence[Mapping[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in found))
    return str(path)


def test_per_cent_among_which_a_one_would_pass_for_certain_is_refused(tmp_path: Path) -> None:
    made = rows("Neg", [{"P": 60, "not_P": 40}, {"P": 1, "not_P": 99}])
    with pytest.raises(FarfieldError, match=r"3 of 4 probabilities lie outside 0 to 1 \(from 1 to 99\)"):
        read_stated(write(tmp_path / "a.jsonl", made))


def test_rows_that_cannot_be_used_are_rejected_with_their_reason(tmp_path: Path) -> None:
    made = rows("Neg", [{"P": 0.6, "not_P": 0.4}] * 2)
    made[0]["prob"], made[1]["prob"], made[2]["tuple"] = None, "a lot", ""
    found = read_stated(write(tmp_path / "a.jsonl", made))
    assert [one.reason for one in found.rejected] == [
        "no probability", "'a lot' is no probability", "no tuple",
    ]  # fmt: skip
    assert found.probabilities.height == 1


def test_a_table_without_a_column_says_how_to_name_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [{"tuple": "a", "check": "Neg", "role": "P", "p_hat": 0.4}])
    with pytest.raises(FarfieldError, match=r"(?s)no column for prob.*--map prob=COL.*p_hat"):
        read_stated(path)
    assert read_stated(path, StatedOptions({"prob": "p_hat"})).probabilities["prob"].to_list() == [0.4]


def test_csv_is_read_with_its_types(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "tuple,check,role,prob,resolution\n1,Neg,P,0.25,true\n1,Neg,not_P,80%,no\n"
    )
    found = read_stated(str(tmp_path / "a.csv")).probabilities
    assert found.select("prob", "resolution").rows() == [(0.25, True), (0.8, False)]


def choices(*rows_: tuple[str, str, float, str | None]) -> pl.DataFrame:
    return pl.DataFrame([("s", *row) for row in rows_], schema=CHOICES_SCHEMA, orient="row")


def test_circles_beside_whether_the_better_is_chosen() -> None:
    """a > b > c > a is a circle of one triple; one of two better options is chosen."""
    given_ = choices(("a", "b", 1.0, "a"), ("b", "c", 1.0, None), ("a", "c", 0.0, "a"))
    (found,) = fit_coherence(pl.DataFrame(schema=STATED_SCHEMA), CoherenceOptions(), given_).preferences
    assert (found.triads, found.cyclic, found.zeta) == (1, 1, 0.0)
    assert (found.dominant, found.dominant_right) == (2, 0.5)


@pytest.fixture(scope="module")
def published(shared_data: Path) -> tuple[Coherence, pl.DataFrame]:
    folder = shared_data / "values" / "coherence_newsapi"
    if not folder.exists():
        pytest.skip("needs ../shared/data/values")
    stated = read_stated(str(folder))
    raw = pl.read_ndjson(folder / "probabilities.jsonl.gz", infer_schema_length=None)
    return fit_coherence(stated.probabilities, CoherenceOptions()), raw


@pytest.mark.slow
def test_published_gains_are_reproduced_and_never_undercut(published: tuple[Coherence, pl.DataFrame]) -> None:
    """137 means of fourteen forecasters: three relations equal to rounding, no other below what was published."""
    result, raw = published
    means = (
        raw.group_by("subject", "check", "tuple")
        .agg(pl.col("arbitrage").first())
        .group_by("subject", "check")
        .agg(pl.col("arbitrage").mean())
    )
    told = {(subject, check): mean for subject, check, mean in means.iter_rows()}
    ours = {(one.subject, each.check): each.found for one in result.subjects for each in one.checks}
    assert len(ours) == len(told)
    by_check: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for key, found in ours.items():
        assert found.log_gain is not None
        if found.certain == 0:
            by_check[key[1]].append((found.log_gain.mean, told[key]))
    for check, pairs in by_check.items():
        assert all(exact >= stated - 5e-7 for exact, stated in pairs), check
        if check in ("Neg", "Paraphrase", "Consequence"):
            assert all(exact == pytest.approx(stated, abs=5e-7) for exact, stated in pairs), check
    exact, stated = np.mean(by_check["AndOr"], axis=0)
    assert exact > 1.5 * stated


@pytest.mark.slow
def test_a_constant_is_as_incoherent_as_gpt_4o_and_knows_nothing(
    published: tuple[Coherence, pl.DataFrame],
) -> None:
    result, _ = published
    told = {one.subject: one for one in result.subjects}
    constant = told["BaselineForecaster_p0.4"]
    assert constant.common is not None
    assert constant.common.mean == pytest.approx(0.0136, abs=5e-5)
    assert constant.discrimination.auc is not None
    assert constant.discrimination.auc.mean == 0.5
    for name in ("BasicForecaster_gpt4o_2024-05-13", "BasicForecaster_gpt4o_2024-08-06"):
        common, found = told[name].common, told[name].discrimination.auc
        assert common is not None
        assert found is not None
        assert 0.0105 <= common.mean <= 0.0135
        assert 0.78 <= found.mean <= 0.81
    assert result.left_out.contradicted == {
        "Or": 113,
        "AndOr": 113,
        "But": 113,
    }  # 226 of 600 of the first two


def test_the_page_shows_what_strangers_wrote_as_text() -> None:
    """No script of a subject's name gets into the page; the picture names the four to compare with."""
    made = rows("Neg", [{"P": 0.9, "not_P": 0.4}] * 6)
    for at, row in enumerate(made):
        row["subject"] = "<script>window.pwned = 1</script>"
        row["resolution"] = (at // 2) % 2 == 0 if row["role"] == "P" else None
    page = render_coherence(fit_coherence(table(made), CoherenceOptions()))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert all(f">{name}</text>" in page for name in ("one world", "base rate", "constant", "random"))
    assert "0.50 on P at 90" in page or "0.50 against P at 90" in page


def test_tuples_without_a_level_are_at_none() -> None:
    made = rows("Neg", [{"P": 0.5, "not_P": 0.6}] * 3, level="near")
    made += [{**row, "tuple": f"{row['tuple']} far"} for row in rows("Neg", [{"P": 0.5, "not_P": 0.9}] * 3)]
    (found,) = fit_coherence(table(made), CoherenceOptions(axis="place")).subjects
    assert [(one.level, one.found.tuples if one.found else 0) for one in found.levels] == [("near", 3)]
    assert found.whole.tuples == 6


def test_how_much_more_is_given_away_far_is_over_what_both_levels_have() -> None:
    """A relation that only the far level has, and in which much is given away, is no part of the difference."""
    made = rows("Neg", [{"P": 0.5, "not_P": 0.6}] * 20, level="1")
    far = rows("Neg", [{"P": 0.5, "not_P": 0.7}] * 20, level="9")
    far += rows("Paraphrase", [{"P": 0.0, "para_P": 1.0}] * 20, level="9")
    made += [{**row, "tuple": f"far {row['tuple']}"} for row in far]
    moved = fit_coherence(table(made), CoherenceOptions(axis="steps")).subjects[0].moved
    assert moved is not None
    assert (moved.near, moved.far, moved.checks) == ("1", "9", ["Neg"])
    assert moved.difference == pytest.approx((0.2**2 - 0.1**2) / 2, abs=1e-9)
    named = fit_coherence(
        table([{**row, "level": f"at {row['level']}"} for row in made]), CoherenceOptions(axis="steps")
    )
    assert named.subjects[0].moved is None  # names have no order
