"""The lead: at most 100 words and 12 numbers whatever was measured, and what it claims is what the results bear."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from any_profile import NAMES, profiles
from farfield.corpus_notices import CorpusUnread, DocumentsEmpty, FieldsLeftOut, HardlyText, OneDocument
from farfield.corpus_records import Backend, CorpusSummary
from farfield.measure import MeasureOptions, fit_profile
from farfield.results import Profile
from farfield.results.rulers import Measured
from farfield.results.structs import known
from farfield.words import glossary
from farfield.words.lead import lead, lead_parts
from farfield.words.lead_groups import by_chance, group_tellings
from farfield.words.lead_names import about
from farfield.words.lead_pairs import pair_tellings
from farfield.words.lead_size import Telling, fit
from farfield.words.lead_verdicts import judge
from farfield.words.telling_rows import telling_rows
from measure_fixture import COLUMN, make_items

MANY = settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to make a failing profile smaller takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
WORDS = 100
NUMBERS = 12


def check_size(text: str) -> None:
    """Counted here by hand, as a reader would: words by spaces, numbers in names too."""
    assert len(text.split()) <= WORDS, text
    assert len(re.findall(r"\d+(?:[.,]\d+)*", text)) <= NUMBERS, text


PLAIN = ["alpha", "beta", "gamma", "delta", "epsilon"]


def with_names(profile: Profile, names: Mapping[str, str]) -> Profile:
    """The same with other names of subjects, tasks, axes and fields, wherever they stand."""
    text = msgspec.json.encode(profile).decode()
    parts = re.split(rf'(?<=")(column:)?({"|".join(names)})(?=")', text)
    for at in range(2, len(parts), 3):
        parts[at] = json.dumps(names[parts[at]])[1:-1]
    return msgspec.json.decode("".join(filter(None, parts)), type=Profile)


@settings(MANY)
@given(
    profiles(names=st.sampled_from(PLAIN)),
    st.lists(NAMES, min_size=len(PLAIN), max_size=len(PLAIN), unique=True),
)
def test_no_profile_makes_a_lead_longer_than_a_reader_bears_and_its_sentences_are_whole(
    profile: Profile, names: list[str]
) -> None:
    """By any names; whole is looked at by plain ones, as a name may hold what would not be."""
    for one in (profile, with_names(profile, dict(zip(PLAIN, names, strict=True)))):
        found = lead_parts(one)
        assert found.what
        assert found.where
        assert found.more
        check_size(lead(one))
        assert all(part.endswith(".") for part in found)
    text = lead(profile)
    assert not re.search(r"[ \n]{2}|\.\.|,,|None|nan|\(\)| [,.;:]|[,;:]\.|\bAll two\b|of no\b", text), text
    assert re.fullmatch(r"[A-Za-z0-9].*\.", text)


def test_what_is_barest_of_all_is_left_out_before_the_limit_breaks() -> None:
    long = " ".join(["word"] * 60)
    kept = fit(
        [
            Telling("what", (long,), 9),
            Telling("what", (long,), 5),
            Telling("where", ("Here 1 2.", "Here."), 1),
        ]
    )
    assert kept == [long, "", "Here 1 2."]  # came back, as there is room for it
    assert fit([Telling("what", (long,), 9), Telling("more", (f"{long} 9", long, "So."), 9)])[1] == "So."
    assert fit([Telling("what", ("word " * 101,), 9)]) == [""]


def told(items: pl.DataFrame, corpus: CorpusSummary | None = None, **options: Any) -> str:
    """The lead on these items by the column `far`, whose size is right."""
    options.setdefault("rulers", (COLUMN,))
    text = lead(fit_profile(items, MeasureOptions(**options), corpus)).replace("\u202f", " ")
    check_size(text)
    return text


def simulated(
    fall: float, subject: str = "model", task: str = "task", level: float = 0.8, n: int = 600
) -> pl.DataFrame:
    generator = np.random.default_rng(len(subject) + len(task))
    far = generator.uniform(0, 10, n)
    right = generator.random(n) < np.clip(level - fall * far / 10, 0, 1)
    return make_items(right, far, subject=subject, task=task)


def test_one_subject_that_falls() -> None:
    text = told(simulated(0.6))
    assert re.match(
        r"model scores \d\d % in all: \d\d % on the third of the items with the lowest far, \d\d % on the third with "
        r"the highest. With nothing held equal the score is (3[5-9]|4\d) points \[\d\d, \d\d\] lower there. The score "
        r"falls to half of what it is near at ",
        text,
    ), text
    assert text.endswith(
        "No corpus was searched, so where the answers come from cannot be told. Whether more of the same would help, "
        "one subject cannot tell: it takes at least three subjects that differ only in size, data or date."
    )


def test_nothing_to_see_says_what_would_have_shown() -> None:
    text = told(simulated(0.0))
    assert re.search(
        r"With nothing held equal that could be chance \(more than \d\d points would probably have shown\)\.",
        text,
    )
    assert "lower there" not in text
    assert "Nowhere among these items does the score fall to half of what it is near." in text


def test_groups_with_the_best_and_the_worst() -> None:
    falls = {"small": 0.1, "middle": 0.5, "largest": 0.75}
    text = told(pl.concat([simulated(fall, name) for name, fall in falls.items()]))
    assert text.startswith(
        "All three subjects clearly score less on the third of the items with the highest far than on the third with "
        "the lowest: by "
    )
    assert re.search(r"by \d+ points \(small\) to \d\d points \(largest: \d\d % against \d+ %\)", text)
    assert re.search(r"Scores run from \d\d % \(largest\) to \d\d % \(small\)\.", text)


def test_scores_without_intervals_are_not_said_to_be_as_close_as_chance() -> None:
    items = pl.concat([simulated(0.1, "small"), simulated(0.75, "largest")])
    few = items.with_columns(cluster=pl.col("item_id").hash() % 3)
    found = fit_profile(few, MeasureOptions(rulers=(COLUMN,), cluster="cluster"))
    assert all(one.score.low is None for one in found.profiles)
    text = told(few, cluster="cluster")
    assert re.search(r"Scores run from \d\d to \d\d %; whether by chance is not known\.", text), text
    assert "than chance can put them" not in text


def test_of_more_of_the_same_it_says_what_is_missing() -> None:
    names = ["small", "middle", "large", "giant"]
    assert told(pl.concat([simulated(0.0, name) for name in names[:2]])).endswith(
        "Whether more of the same would help, these two cannot tell, as no size, data or date is declared: it takes "
        "at least three subjects that differ only in size, data or date."
    )
    assert told(pl.concat([simulated(0.5, name) for name in names])).endswith(
        "These four cannot tell whether more of the same would help; three declared sizes, corpora or dates might."
    )


def test_where_all_items_tell_what_thirds_cannot_that_comes_first() -> None:
    """Slopes over all items are clear for all, the thirds' difference only for the steepest."""
    near, far = np.zeros(100), np.ones(100)
    middle = np.linspace(0.01, 0.99, 100)
    parts = []
    for name, ends in (("steep", (90, 50)), ("even", (80, 69)), ("flat", (80, 70))):
        right = np.concatenate([np.arange(100) < ends[0], np.arange(100) < 75, np.arange(100) < ends[1]])
        parts.append(make_items(right, np.concatenate([near, middle, far]), subject=name))
    found = fit_profile(pl.concat(parts), MeasureOptions(rulers=(COLUMN,)))
    profiles = [replace(one, rulers={COLUMN: _clearly_falling(one.rulers[COLUMN])}) for one in found.profiles]
    text = lead(replace(found, profiles=profiles)).replace("\u202f", " ")
    check_size(text)
    assert text.startswith(
        "Over all items, with nothing held equal, all three scores clearly fall with distance. Between the third of "
        "the items with the highest far and the third with the lowest the fall is clear for steep (90 % against 50 %); "
        "that of the other two (10 to 11 points) these items are too few to confirm."
    ), text


def _clearly_falling(measured: Measured) -> Measured:
    slope = measured.slope
    return replace(
        measured, slope=replace(slope, crude=replace(slope.crude, log_odds_per_sd=-0.3, low=-0.5, high=-0.1))
    )


def test_two_of_which_one_falls() -> None:
    text = told(pl.concat([simulated(0.6, "steep"), simulated(0.03, "even")]))
    assert re.search(r"clear for steep \(\d\d % against \d\d %\); for the other one it is ", text), text
    assert "could be chance" in text


def test_ten_subjects_and_three_tasks_are_groups() -> None:
    parts = [
        simulated(fall, f"model-{n}", task, 0.9 - 0.05 * n, 150)
        for n in range(10)
        for task, fall in (("sums", 0.5), ("law", 0.0), ("chemistry", -0.02))
    ]
    text = told(pl.concat(parts))
    assert re.match(
        r"With nothing held equal, of 30 pairs of subject and task (seven|eight|nine|ten) clearly score", text
    )
    assert re.search(r"(Seven|Eight|Nine|Ten) of ten clearly score less on sums, none of ten on law", text)
    assert "model-0 and" not in text  # never the first few of the file


def test_subjects_that_fall_on_all_tasks_come_first_by_name() -> None:
    parts = [
        simulated(0.6 if n < 2 else 0.0, f"model-{n}", task, 0.8, 150)
        for n in range(6)
        for task in ("sums", "law", "chemistry")
    ]
    whole = fit_profile(pl.concat(parts), MeasureOptions(rulers=(COLUMN,)))
    text = lead(whole)
    check_size(text)
    assert text.startswith(
        "model-0 and model-1 clearly score less on far items than on near ones on every task. Of 18 pairs of subject "
        "and task, "
    ), text
    assert "Of so many, one looks clear by chance." in text
    short = [
        one.texts[-1] for one in group_tellings(about(whole), whole.profiles) if "Of 18 pairs" in one.texts[0]
    ]
    assert re.fullmatch(
        r"Of 18 pairs of subject and task, (six|seven|eight) clearly fall; one would by chance.", *short
    )
    found = fit_profile(pl.concat(parts[6:]), MeasureOptions(rulers=(COLUMN,)))
    profiles = [
        replace(one, rulers={COLUMN: replace(known(one.main), gap=replace(
            known(one.main).gap, difference=-0.02 if one.subject == "model-3" else 0.01 * len(one.task) - 0.05,
            low=-0.1, high=0.1,
        ))})
        for one in found.profiles
    ]  # fmt: skip
    verdicts = [judge(one) for one in profiles]
    assert set(verdicts) == {"chance"}
    (leans,) = pair_tellings(about(found), profiles, verdicts, "on far items than on near ones")
    assert (
        leans.texts[0] == "model-3 scores less on far items than on near ones on every task, on none clearly."
    )


def test_all_right_all_wrong_no_scores_one_item() -> None:
    far = np.arange(40.0)
    assert told(make_items(np.ones(40), far)).startswith(
        "subject answers all 40 items right, so near and far look alike; only harder or more distant items would show "
        "a difference."
    )
    assert told(make_items(np.zeros(40), far)).startswith(
        "subject answers all 40 items wrong, so near and far look alike; only easier items would show a difference."
    )
    assert told(make_items(np.full(40, np.nan), far)).startswith(
        "subject has no score, for no answer holds one."
    )
    assert "Near and far cannot be compared" in told(make_items([1.0], [3.0]))
    nowhere = simulated(0.1, "b").with_columns(far=pl.lit(None, pl.Float64))
    assert "One of two subjects has no distance." in told(pl.concat([simulated(0.6, "a"), nowhere]))


def test_what_was_searched_is_told_as_it_is() -> None:
    items = simulated(0.3).with_columns(
        recall_documents=pl.when(pl.col("item_id") == "item-3").then(2).otherwise(0)
    )
    stands = "1 of 600 questions stands with its answer in "
    whole = CorpusSummary(9, 99, 999)
    assert f"{stands}the corpus." in told(items, whole)
    assert f"{stands}the 10 % of the corpus that was searched; of the rest of it nothing is known." in told(
        items, CorpusSummary(9, 99, 999, searched_fraction=0.1)
    )
    assert f"{stands}what could be read of the corpus." in told(items, CorpusSummary(9, 99, 999, rejected=2))
    backend = Backend("infini-gram", "v4_pile", "https://example.org", None, 9, 3, 0)
    assert f"{stands}the index that was asked; its counts are partly estimates." in told(
        items, CorpusSummary(None, None, None, backend=backend)
    )
    assert "The corpus itself is in doubt: see the warnings." in told(
        items, CorpusSummary(9, 99, 999, doubts=["half of it is missing"])
    )
    nobody = items.with_columns(recall_documents=pl.lit(None, pl.Int64))
    assert "no item has both a question and an answer to look for" in told(nobody, whole)


def test_a_search_that_left_something_out_does_not_say_that_nothing_was_copied() -> None:
    items = simulated(0.3).with_columns(recall_documents=pl.lit(0))
    unknown = "Whether answers were copied is not known: "
    for doubted, reason in (
        (
            FieldsLeftOut(0.371, ["answer"], ["text"], "JSON lines", 9),
            "the corpus's answer field (37 % of its text) was not searched.",
        ),
        (
            FieldsLeftOut(0.5, ["a", "b", "c"], ["text"], "JSON lines", 9),
            "three fields of the corpus (50 % of its text) were not searched.",
        ),
        (CorpusUnread(0.2, 5, 9, ["bad"], 0), "20 % of the corpus could not be read."),
        (DocumentsEmpty(7, 9, ["text"], "JSON lines"), "7 documents of the corpus hold no text."),
        (HardlyText(99.0, 9), "the corpus hardly looks like text."),
    ):
        text = told(items, CorpusSummary(9, 99, 999, doubts=["so"], doubted=[doubted]))
        assert f"{unknown}{reason}" in text, text
        assert "None of the" not in text
        assert "in doubt" not in text
    part = told(items, CorpusSummary(9, 99, 999, searched_fraction=0.1))
    assert f"{unknown}nothing was found in the 10 % of the corpus that was searched." in part
    assert f"{unknown}the corpus itself is in doubt." in told(items, CorpusSummary(9, 99, 999, doubts=["so"]))
    one = told(items, CorpusSummary(1, 99, 999, doubts=["so"], doubted=[OneDocument(99, "word")]))
    assert "None of the 600 questions stands with its answer in the corpus." in one
    assert (
        "The corpus is in doubt: it is a single document, where a question and any answer count as together."
        in one
    )


def test_recall_is_set_beside_what_is_as_near_and_never_beside_all_others() -> None:
    regimes = ["recall"] * 100 + ["interpolation"] * 300 + ["extrapolation"] * 200
    score = np.array([1.0] * 100 + [1.0] * 300 + [0.0] * 200)
    items = make_items(score, np.arange(600.0)).with_columns(
        regime=pl.Series(regimes), recall_documents=pl.Series([1] * 100 + [0] * 500)
    )
    text = told(items, CorpusSummary(9, 99, 999))
    assert (
        "100 of 600 questions stand with their answers in the corpus. Those recalled score 100 %, as do the 300 new "
        "ones within its range."
    ) in text
    worse = items.with_columns(
        score=pl.when(pl.int_range(600) % 2 == 1).then(pl.col("score") * 0).otherwise("score")
    )
    worse = worse.with_columns(score=pl.when(pl.col("regime") == "recall").then(1.0).otherwise("score"))
    assert "Those recalled score 100 %, the 300 new ones within its range 50 %." in told(
        worse, CorpusSummary(9, 99, 999)
    )
    beyond = items.filter(pl.col("regime") != "interpolation")
    assert "Those recalled" not in told(beyond, CorpusSummary(9, 99, 999))
    several = pl.concat([worse, worse.with_columns(subject=pl.lit("other"))])
    assert "Two of two clearly score more on those than on new ones within its range." in told(
        several, CorpusSummary(9, 99, 999)
    )


def test_twins_are_named_by_the_axis_that_they_differ_in() -> None:
    near = make_items([1.0] * 30 + [0.0] * 10, np.zeros(40), pair=[f"p{n}" for n in range(40)])
    far = near.with_columns(
        pl.col("item_id") + "-far", score=pl.Series([0.0] * 30 + [0.0] * 10), base=pl.lit(9), far=pl.lit(1.0)
    )
    items = pl.concat([near.with_columns(base=pl.lit(10)), far], how="diagonal").rename({"base": "axis_base"})
    assert "Of twins alike in all but base, the far ones score 75 points" in told(items, twins="pair")
    assert re.search(
        r"Of twins alike in all but base, the far ones score 75 points", told(items, twins="pair")
    )
    plain = items.drop("axis_base")
    assert "Of twins alike in all but distance, the far ones" in told(plain, twins="pair")
    sides = plain.with_columns(side=pl.col("far"), far=pl.int_range(80).cast(pl.Float64))
    assert "Of twins that the column side parts, the far ones" in told(sides, twins="pair:side")
    found = fit_profile(plain, MeasureOptions(rulers=(COLUMN,), twins="pair"))
    (one,) = found.profiles
    older = replace(found, profiles=[replace(one, twins=replace(known(one.twins), by=None))])
    assert "twins" not in lead(older)  # what they differ in is not known


def test_clear_by_chance_alone_is_said_of_many() -> None:
    assert by_chance(1, 10, 0.05)
    assert by_chance(3, 30, 0.05)
    assert not by_chance(5, 30, 0.05)
    assert by_chance(1, 5, 0.05)
    assert not by_chance(1, 4, 0.05)  # too few to speak of


def test_how_many_are_clear_by_chance_follows_the_level_of_the_intervals() -> None:
    parts = [
        simulated(0.6 if n < 2 else 0.0, f"model-{n}", task, 0.8, 150)
        for n in range(6)
        for task in ("sums", "law", "chemistry")
    ]
    pairs = pl.concat(parts)
    strict, loose = (
        fit_profile(pairs, MeasureOptions(rulers=(COLUMN,), confidence=level)) for level in (0.99, 0.6)
    )
    assert (strict.confidence, loose.confidence) == (0.99, 0.6)
    assert by_chance(8, 18, 1 - 0.6)  # of 18, seven or eight are clear by chance
    assert not by_chance(8, 18, 0.05)
    assert "one looks clear by chance" in lead(strict)  # 0.18 of 18
    assert "looks clear by chance" not in lead(loose)
    assert re.search(r"seven or eight look clear by chance|could be clear by chance alone", lead(loose))
    assert "by chance" not in lead(replace(strict, confidence=None))  # an older file does not tell its level


def test_the_rows_that_are_shown_are_the_most_telling() -> None:
    parts = [
        simulated(0.7 if n == 17 else 0.0, f"m{n}", level=0.95 if n == 11 else 0.5 + n / 100, n=200)
        for n in range(30)
    ]
    entries = fit_profile(pl.concat(parts), MeasureOptions(rulers=(COLUMN,))).profiles
    shown = [one.subject for one in telling_rows(entries, 4)]
    assert "m11" in shown  # the best score
    assert "m17" in shown  # the largest fall
    assert shown == sorted(shown, key=lambda name: int(name[1:]))
    assert telling_rows(entries, 30) == entries


def test_clear_rows_are_shown_before_all_others() -> None:
    fallen = {3, 8, 14, 21, 27}
    parts = [simulated(0.6 if n in fallen else 0.0, f"m{n}", level=0.7, n=200) for n in range(30)]
    entries = fit_profile(pl.concat(parts), MeasureOptions(rulers=(COLUMN,))).profiles
    clear = {one.subject for one in entries if judge(one) in ("lower", "higher")}
    assert {f"m{n}" for n in fallen} <= clear
    assert clear <= {one.subject for one in telling_rows(entries, len(clear) + 2)}


def test_how_to_read_names_the_ruler_and_claims_no_exact_thirds() -> None:
    one = glossary.how_to_read(0.95, ["digits", "digits"])
    assert "near and far are the items nearest and farthest by the ruler “digits”, about a third each." in one
    assert "nearest and farthest by distance, about a third each." in glossary.how_to_read(
        0.95, ["digits", "pieces"]
    )
    assert "corpus" not in glossary.how_to_read(0.95)
    (word,) = [found for found in glossary.WORDS if found.word == "hyperpolation"]
    assert word.meaning == "an item that varies something which the corpus never varies"
