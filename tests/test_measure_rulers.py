"""Rulers: what each measures, and what a user is told where one cannot."""

from __future__ import annotations

import polars as pl
import pytest

from farfield.measure import RULERS, MeasureOptions, add_rulers
from farfield.measure.rulers import describe_rulers
from farfield.records import FarfieldError
from measure_fixture import make_items


def scanned(**columns: list[float | None]) -> pl.DataFrame:
    return make_items([1, 0, 1], **columns)


def test_text_rulers_are_what_the_methods_define() -> None:
    items = scanned(
        question_words=[20, 8, None], question_pieces=[5, 8, None], question_bits=[3.5, 11.0, None],
        question_match=[12, 1, None], question_coverage_8=[0.75, 0.0, None],
    )  # fmt: skip
    found = add_rulers(items, MeasureOptions(rulers=("pieces", "bits", "match", "coverage")))
    assert found["ruler_pieces"].to_list() == [25.0, 100.0, None]
    assert found["ruler_bits"].to_list() == [3.5, 11.0, None]
    assert found["ruler_match"].to_list() == pytest.approx([0.4, 0.875, None])
    assert found["ruler_coverage"].to_list() == [0.25, 1.0, None]


def test_the_field_chooses_the_text() -> None:
    items = scanned(output_words=[10, 10, 0], output_pieces=[2, 3, 0])
    found = add_rulers(items, MeasureOptions(field="output"))
    assert found["ruler_pieces"].to_list() == [20.0, 30.0, None]


def test_time_counts_days_from_the_cutoff() -> None:
    items = make_items(
        [1, 0, 1, 0, 1], date=["2023-10-01", "2022-09-30T23:30:00-02:00", "2023-11", None, "20231002"]
    )
    found = add_rulers(items, MeasureOptions(rulers=("time",), cutoff="2023-09-30"))
    assert found["ruler_time"].to_list() == [1, -364, 32, None, 2]


def test_a_column_is_taken_as_it_is() -> None:
    items = make_items([1, 0, 1, 1], hours=["0.5", " 12 ", "", None], hard=[True, False, None, True])
    found = add_rulers(items, MeasureOptions(rulers=("column:hours", "column:hard")))
    assert found["ruler_column:hours"].to_list() == [0.5, 12.0, None, None]
    assert found["ruler_column:hard"].to_list() == [1.0, 0.0, None, 1.0]


def test_numbers_that_are_none_are_missing() -> None:
    items = make_items([1, 0, 1], far=[float("nan"), float("inf"), 2.0])
    assert add_rulers(items, MeasureOptions(rulers=("column:far",)))["ruler_column:far"].to_list() == [
        None,
        None,
        2.0,
    ]


@pytest.mark.parametrize(
    ("options", "what", "remedy"),
    [
        ({"rulers": ("peices",)}, "no ruler 'peices'", "pieces"),
        ({"rulers": ("column:",)}, "no ruler 'column:'", "column:NAME"),
        ({"rulers": ("pieces",)}, "needs a corpus", "--corpus"),
        ({"rulers": ("column:hurs",)}, "no column 'hurs'", "hours"),
        ({"rulers": ("column:question",)}, "not numeric", "hours"),
        ({"rulers": ("column:void",)}, "holds no number", "hours"),
        ({"rulers": ("time",)}, "needs the subject's cutoff", "--cutoff"),
        ({"rulers": ("time",), "cutoff": "last May"}, "'last May' is not an ISO date", "2023-09-30"),
    ],
)
def test_what_cannot_be_measured_says_what_to_do(options: dict[str, object], what: str, remedy: str) -> None:
    items = make_items([1, 0], hours=[1.0, 2.0], void=[None, None], question=["one", "two"])
    with pytest.raises(FarfieldError) as raised:
        add_rulers(items, MeasureOptions(**options))  # type: ignore[arg-type]
    assert what in raised.value.what
    assert remedy in str(raised.value.remedy)


def test_a_date_that_is_none_names_its_item() -> None:
    items = make_items([1, 0, 1], date=["2023-10-01", "10/11/2023", "soon"])
    with pytest.raises(FarfieldError, match=r"item item-1: the date '10/11/2023' .*2 such values"):
        add_rulers(items, MeasureOptions(rulers=("time",), cutoff="2023-09-30"))
    with pytest.raises(FarfieldError, match="no item has one"):
        add_rulers(make_items([1, 0]), MeasureOptions(rulers=("time",), cutoff="2023-09-30"))
    strange = make_items([1, 0], meta_date=["01/02/2014", "02/02/2014"])
    with pytest.raises(FarfieldError, match=r"none can be read, as '01/02/2014' \(2 such items\)"):
        add_rulers(strange, MeasureOptions(rulers=("time",), cutoff="2023-09-30"))


@pytest.mark.parametrize("chance", [-0.1, 1.0, 25.0])
def test_chance_must_be_a_share(chance: float) -> None:
    with pytest.raises(FarfieldError, match="chance must lie in"):
        MeasureOptions(chance=chance)


@pytest.mark.parametrize(
    "options", [{"bands": 0}, {"draws": 0}, {"recall_threshold": 0}, {"confidence": 1.0}]
)
def test_senseless_options_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(FarfieldError, match=next(iter(options))):
        MeasureOptions(**options)  # type: ignore[arg-type]


def test_every_ruler_says_what_near_and_far_mean() -> None:
    told = describe_rulers(MeasureOptions(rulers=(*RULERS, "column:hours"), field="output", unit="byte"))
    assert list(told) == [*RULERS, "column:hours"]
    assert all(words.near and words.far and words.unit and words.title for words in told.values())
    assert told["pieces"].unit == "pieces per 100 bytes"
    assert (told["pieces"].field, told["time"].field, told["column:hours"].field) == (
        "output",
        None,
        None,
    )


def test_a_column_turned_round_is_farther_where_it_is_smaller() -> None:
    items = pl.DataFrame({"item_id": ["a", "b", "c"], "logprob": [-1.0, -20.0, None]})
    options = MeasureOptions(rulers=("column:-logprob",))
    assert add_rulers(items, options)["ruler_column:-logprob"].to_list() == [1.0, 20.0, None]
    with pytest.raises(FarfieldError, match="no column 'lagprob'"):
        add_rulers(items, MeasureOptions(rulers=("column:-lagprob",)))


def test_where_a_sample_was_searched_every_ruler_of_the_corpus_says_what_that_makes_of_it() -> None:
    options = MeasureOptions(
        rulers=("pieces", "bits", "exposure", "time", "column:level"), cutoff="2024-01-01"
    )
    whole, sample = describe_rulers(options), describe_rulers(options, 0.1)
    assert {name: ruler.bound for name, ruler in sample.items()} == {
        "pieces": "at most", "bits": "by the sample", "exposure": "by the sample", "time": None, "column:level": None,
    }  # fmt: skip
    assert sample["exposure"].unit == "decades of documents, by the sample"
    assert sample["time"] == whole["time"]
    assert {ruler.bound for ruler in whole.values()} == {None}
