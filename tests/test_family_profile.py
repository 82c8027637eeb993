"""Profiles of families, from a log and a corpus to profile.json: known answers, and what cannot be known."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest

import farfield
from family_fixture import Notes, answered, write_corpus, write_log
from farfield.families import FamilyItem, get_family, registry
from farfield.families.sampling import SampleOptions, sample_items
from farfield.jobs.profile import ProfileOptions, Run
from farfield.lab.drawing import draw_world
from farfield.lab.options import DrawOptions
from farfield.lab.references import exact_algorithm, lookup_table
from farfield.lab.worlds import World
from farfield.measure import MeasureOptions
from farfield.records import FarfieldError
from farfield.results.families import Divergence, FamilyProfile
from farfield.results.reasons import NoneShown, NotSearched
from farfield.results.score_notices import OtherAxes, UndeclaredFamily
from farfield.scan import ScanOptions
from farfield.words.families import answer_sentences, overturning, support_sentences

CORPUS = ["[1 red]"] * 40 + ["[2 red]"] * 60 + ["[3 red] and some words"] * 20 + ["nothing of it"] * 30


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.FAMILIES.own, "notes", "family_fixture:Notes")


@pytest.fixture(scope="module")
def items() -> list[FamilyItem]:
    return sample_items(Notes(), SampleOptions(items=260, seed=3))


Says = Callable[[FamilyItem], str]


def exact(item: FamilyItem) -> str:
    return f"Answer: {item.exercise.target}"


def reciter(item: FamilyItem) -> str:
    if item.condition == "check":
        return "Answer: red"
    return f"Answer: {item.exercise.default_answer or item.exercise.target}"


def nearest(item: FamilyItem) -> str:
    """Answers as at the nearest number that the corpus shows: right where that is the item's own."""
    number = min((1, 2, 3), key=lambda shown: abs(shown - int(item.point["number"])))
    return f"Answer: {item.exercise.target[:-1]}{number}" if item.condition == "item" else exact(item)


def run(
    folder: Path,
    items: Sequence[FamilyItem],
    says: Says,
    texts: Sequence[str] | None = CORPUS,
    **options: object,
) -> Run:
    folder.mkdir(exist_ok=True)
    log = write_log(folder / "log.jsonl", [answered(Notes(), item, says(item), "subject") for item in items])
    corpus = [str(write_corpus(folder / "corpus.jsonl", texts))] if texts is not None else []
    return farfield.profile(str(log), corpus, folder / "out", ProfileOptions(**options))


def block_of(run: Run) -> FamilyProfile:
    return run.profile.profiles[0].families[0]


def regimes(block: FamilyProfile, tau: int = 1) -> dict[str, tuple[int, float]]:
    (parts,) = (one.regimes for one in block.thresholds if one.threshold == tau)
    return {part.regime: (part.items, part.mean) for part in parts}


def labels(run: Run) -> pl.DataFrame:
    return pl.read_parquet(run.folder / "items.parquet").filter(pl.col("probe").is_null())


def test_the_exact_algorithm_is_right_everywhere_and_its_reach_has_no_end(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, exact)
    block, one = block_of(found), found.profile.profiles[0]
    assert {name: mean for name, (_, mean) in regimes(block).items()} == {
        "interpolation": 1, "extrapolation": 1, "hyperpolation": 1,
    }  # fmt: skip
    assert list(one.rulers) == ["column:axis_number", "pieces"]
    assert one.rulers["column:axis_number"].reach.censored
    assert one.twins.difference == 0
    assert block.recitation.wrong == 0


def test_a_nearest_neighbour_reaches_as_far_as_its_examples(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, nearest)
    reach = found.profile.profiles[0].rulers["column:axis_number"].reach
    assert not reach.censored
    assert 3 <= reach.low <= reach.distance <= reach.high <= 4
    assert regimes(block_of(found))["interpolation"][1] == 1
    assert regimes(block_of(found))["extrapolation"][1] == 0


def test_a_reciter_recites(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, reciter)
    block, one = block_of(found), found.profile.profiles[0]
    assert block.recitation.mean == 1
    assert regimes(block)["hyperpolation"] == (130, 0)
    assert {name: mean for name, (_, mean) in regimes(block).items() if name != "hyperpolation"} == {
        "interpolation": 1, "extrapolation": 1,
    }  # fmt: skip
    assert one.twins.difference == -1
    assert not any(part.failed for part in one.twins.balance)
    assert block.comprehension.checks.mean == 0
    assert [part.condition for part in block.comprehension.conditions] == [
        "colour=green",
        "colour=blue",
    ]
    told = answer_sentences(block)
    assert told[0].startswith("Off the usual conditions of notes it understood 0\u202f%")
    assert "100\u202f%" in told[1]


def test_a_lookup_table_recalls_and_no_more(tmp_path: Path, items) -> None:
    asked = [item for item in items if item.condition == "item"]
    known = {item.item_id for item in asked[::5]}
    texts = [f"{item.exercise.question} {item.exercise.target}" for item in asked if item.item_id in known]
    found = run(tmp_path, items, lambda item: exact(item) if item.item_id in known else "", [*CORPUS, *texts])
    table = labels(found)
    assert set(table.filter(pl.col("regime") == "recall")["item_id"]) == known
    found_by = regimes(block_of(found))
    assert {name for name, (_, mean) in found_by.items() if mean > 0} == {"recall"}
    assert found_by["recall"] == (len(known), 1)
    assert all("recall" not in regimes(block_of(found), tau) for tau in (10, 100))


def test_moving_one_document_moves_exactly_the_labels_it_should(tmp_path: Path, items) -> None:
    before = labels(run(tmp_path / "a", items, exact))
    after = labels(run(tmp_path / "b", items, exact, [*CORPUS[:-1], "In the corner: [2 blue]."]))
    moved = after.with_columns(before=before["regime"]).filter(pl.col("regime") != pl.col("before"))
    off = before.filter(pl.col("axis_colour") != "red")
    assert set(off["regime"]) == {"hyperpolation"}
    assert set(moved["item_id"]) == set(off["item_id"])
    expected = (
        pl.when(pl.col("axis_number") > 3)
        .then(pl.lit("extrapolation"))
        .when(pl.col("axis_colour") == "green")
        .then(pl.lit("extrapolation"))
        .when(pl.col("axis_number") == 2)
        .then(pl.lit("interpolation"))
        .otherwise(pl.lit("composition"))
    )
    assert moved.filter(pl.col("regime") != expected).is_empty()
    assert moved.filter(pl.col("regime") == "composition")["composition_order"].unique().to_list() == [2]
    assert after["regime_10"].equals(before["regime_10"])
    at_100 = {colour: set(rows["regime_100"]) for (colour,), rows in after.group_by("axis_colour")}
    assert at_100 == {"red": {"unknown"}, "green": {"hyperpolation"}, "blue": {"hyperpolation"}}


def test_the_support_is_told_level_by_level(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, exact, [*CORPUS, "colour: blue, colour: blue"])
    block = block_of(found)
    number, colour = block.axes
    assert [(one.level, one.count) for one in number.levels][:4] == [
        (1, 40),
        (2, 60),
        (3, 20),
        (4, 0),
    ]
    assert {one.level: (one.count, one.regime) for one in colour.levels} == {
        "red": (120, "interpolation"), "green": (0, "extrapolation"), "blue": (2, "interpolation"),
    }  # fmt: skip
    assert [one.state for one in colour.at] == ["varied", "frozen", "frozen"]
    assert [one.range for one in number.at] == [[1, 3], [1, 3], None]
    assert (colour.off, colour.share_off, colour.share_off_high) == (2, 2 / 122, 2 / 122)
    assert block.support.occurrences == 122
    assert support_sentences(block) == [
        "The corpus shows notes 122 times, in 121 documents.",
        "Along number it shows 1 to 3, most often 2; never 4, 5, 6 and 8.",
        "Along colour it shows red most often, colour blue twice; never green.",
    ]
    assert any("colour green (never so far)" in line for line in overturning(block))
    assert pl.read_parquet(found.folder / "support.parquet").height == 4
    assert found.record.tables["support"] == "farfield.support/1"


def test_the_carry_in_world_declares_what_the_rule_finds(tmp_path: Path) -> None:
    """Item by item: recall by the scan, the rest by the counts of the corpus's own documents."""
    family = get_family("carry_in")
    assert isinstance(family, World)
    asked = {"recall": 60, "interpolation": 120, "extrapolation": 60, "hyperpolation": 54}
    drawn = draw_world(family, DrawOptions(rows=3000, items=asked, checks=30), 5)
    answers = {"exact": exact_algorithm(drawn), "table": lookup_table(drawn)}
    records = [
        answered(family, item, said, subject, truth=regime)
        for subject, outputs in answers.items()
        for (item, regime), said in zip(drawn.asked, outputs, strict=True)
    ]
    log = write_log(tmp_path / "log.jsonl", records)
    corpus = write_corpus(tmp_path / "corpus.jsonl", [family.document(row.exercise) for row in drawn.corpus])
    found = farfield.profile(str(log), str(corpus), tmp_path / "out")
    table = pl.read_parquet(tmp_path / "out" / "items.parquet")
    assert table.filter(pl.col("regime") != pl.col("truth")).is_empty()
    by_subject = {one.subject: regimes(one.families[0]) for one in found.profile.profiles}
    assert {name: items for name, (items, _) in by_subject["exact"].items()} == asked
    assert {mean for _, mean in by_subject["exact"].values()} == {1}
    assert {name for name, (_, mean) in by_subject["table"].items() if mean > 0} == {"recall"}
    assert by_subject["table"]["recall"][1] == 1


def test_a_sample_bounds_its_labels(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, exact, scan=ScanOptions(sample=0.5))
    (first, *_) = block_of(found).thresholds
    assert all(part.bounds == part.items for part in first.regimes if part.regime == "hyperpolation")
    assert set(labels(found)["regime_1_nearest"]) <= {"recall", "interpolation"}
    assert any("could be nearer than they say" in line for line in overturning(block_of(found)))


def test_a_declared_support(tmp_path: Path, items) -> None:
    support = tmp_path / "support.json"
    support.write_text(json.dumps({"number": [1, 4], "colour": ["red", "blue"]}))
    found = run(tmp_path, items, exact, None, support=str(support))
    table, block = labels(found), block_of(found)
    assert block.support.source == "declared"
    assert block.divergence == Divergence(atoms=None, compounds=None)
    assert table["regime"].equals(table["regime_100"].rename("regime"))
    expected = (pl.col("axis_number") <= 4) & (pl.col("axis_colour") != "green")
    assert table.filter(expected != (pl.col("regime") == "interpolation")).is_empty()
    assert set(table.filter(~expected)["extrapolation"]) == {"range", "unseen level"}
    assert "declared" in support_sentences(block)[0]
    support.write_text(json.dumps({"notes": {"number": [1, 2, 8], "colour": ["red"]}}))
    table = labels(run(tmp_path, items, exact, None, support=str(support)))
    assert set(table.filter(pl.col("axis_colour") != "red")["regime"]) == {"hyperpolation"}
    assert set(table.filter((pl.col("axis_number") == 4) & (pl.col("axis_colour") == "red"))["far"]) == {True}


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ([1], "is not a JSON object"),
        ({"number": [1, 2]}, "does not declare the axes of notes, which are number, colour"),
        ({"number": [1, "x"], "colour": ["red"]}, "does not tell levels of the axis number"),
        ({"number": [1, 10**40], "colour": ["red"]}, "does not tell levels of the axis number"),
        ({"number": [1, 10**9], "colour": ["red"]}, "more than 100,000 levels of number"),
        ({"number": [1], "colour": []}, "does not tell levels of the axis colour"),
    ],
)
def test_a_support_that_cannot_be_read_is_one_error(
    tmp_path: Path, items, told: object, message: str
) -> None:
    support = tmp_path / "support.json"
    support.write_text(json.dumps(told))
    with pytest.raises(FarfieldError, match=message):
        run(tmp_path, items, exact, None, support=str(support))


def test_a_declared_support_tells_its_own_levels_only(tmp_path: Path, items) -> None:
    support = tmp_path / "support.json"
    support.write_text(json.dumps({"notes": {"number": [1, 3], "colour": ["red"]}, "other": {"size": [1]}}))
    found = run(tmp_path, items, exact, None, support=str(support))
    assert support_sentences(block_of(found))[1:] == [
        "Along number it shows 1 to 3, most often 2.",
        "Along colour it holds red.",
    ]


def test_without_a_corpus_regimes_are_unknown_and_axes_still_measured(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, exact, None)
    assert set(labels(found)["regime"]) == {"unknown"}
    assert list(found.profile.rulers) == ["column:axis_number"]
    block = block_of(found)
    assert block.support.source is None
    assert block.support.why == NotSearched()
    assert support_sentences(block)[0].startswith("Where items of notes stand is unknown: no corpus")


def test_a_corpus_that_shows_nothing_of_it_leaves_it_unknown(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, exact, ["nothing of it", "at all"])
    assert set(labels(found)["regime"]) == {"unknown"}
    assert block_of(found).support.why == NoneShown()


def test_named_rulers_stand_alone(tmp_path: Path, items) -> None:
    found = run(tmp_path, items, exact, measure=MeasureOptions(rulers=("bits",), axis_rulers=False))
    assert list(found.profile.rulers) == ["bits"]


def test_outcomes_are_told_as_what_they_are(tmp_path: Path, items) -> None:
    outcomes = ["answered", "answered", "refusal", "empty", "unparsed", "timeout"] * 40
    asked = [item for item in items if item.condition == "item"]
    records = [
        answered(Notes(), item, exact(item) if outcome == "answered" else "", "subject", outcome=outcome)
        for item, outcome in zip(asked, outcomes, strict=False)
    ]
    log = write_log(tmp_path / "log.jsonl", records)
    block = block_of(farfield.profile(str(log), (), tmp_path / "out"))
    assert block.outcomes == {"answered": 80, "unparsed": 40, "timeout": 40, "refusal": 40, "empty": 40}
    assert answer_sentences(block)[-1] == (
        "Of its 240 outputs 40 were empty, 40 were refusals, 40 ran out of time and 40 held no answer."
    )


def test_families_that_are_not_here_or_were_declared_otherwise_are_warned_of(tmp_path: Path, items) -> None:
    records = [answered(Notes(), item, exact(item), "subject") for item in items[:60]]
    strange = {"family": "strange", "regime": "extrapolation", "twin": None}
    records = [
        {**record, **(strange if at % 2 else {"axes_hash": "0123456789abcdef"})}
        for at, record in enumerate(records)
    ]
    log = write_log(tmp_path / "log.jsonl", records)
    corpus = write_corpus(tmp_path / "corpus.jsonl", CORPUS)
    found = farfield.profile(str(log), str(corpus), tmp_path / "out")
    told = {type(one): one for one in found.profile.profiles[0].notices}
    assert told[UndeclaredFamily].family == "strange"
    assert told[OtherAxes].then == ["0123456789abcdef"]
    table = labels(found)
    assert set(table.filter(pl.col("family") == "strange")["regime"]) == {"extrapolation"}
    assert "hyperpolation" in set(table.filter(pl.col("family") == "notes")["regime"])
