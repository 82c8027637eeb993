"""Where it comes from: what is long enough to count as copied, and what is said where nothing is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from msgspec.structs import replace

from farfield.report.page.page_data import Used
from farfield.report.page.payload import build_payload, size_of
from farfield.report.page.profile_page import render
from farfield.report.page.used_most import copied_passages, is_copied, used_most
from farfield.report.run_folder import Results, read_results
from farfield.results import Profile, SubjectProfile
from farfield.words.answer import describe_subject
from farfield.words.copied import none_copied
from report_fixture import make_run


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return read_results(make_run(tmp_path_factory.mktemp("run")))


@pytest.mark.parametrize(
    ("words", "own", "unit", "copied"),
    [
        (8, 1_000, "word", True),
        (7, 1_000, "word", False),
        (7, 28, "word", True),
        (7, 29, "word", False),
        (2, 4, "word", False),  # half of its text, and anybody's phrase
        (3, 3, "word", True),
        (63, 1_000, "byte", False),
        (64, 1_000, "byte", True),
        (24, 96, "byte", True),
        (23, 23, "byte", False),
        (7, None, "word", False),
    ],
)
def test_a_copy_is_eight_words_or_a_quarter_of_its_text(words, own, unit, copied) -> None:
    frame = pl.DataFrame({"words": [words], "own": [own]}, schema={"words": pl.Int64, "own": pl.Int64})
    assert frame.select(is_copied(pl.col("words"), pl.col("own"), unit)).item() is copied


def test_passages_are_held_against_the_text_that_they_match(results: Results) -> None:
    items = results.items
    kept = copied_passages(results.passages, items, results.unit)
    sizes = dict(items.select("item_id", "question_words").iter_rows())
    expected = [
        row["item_id"]
        for row in results.passages.iter_rows(named=True)
        if row["words"] >= 8 or (row["words"] >= 3 and 4 * row["words"] >= sizes[row["item_id"]])
    ]
    assert kept["item_id"].to_list() == expected
    assert 0 < kept.height < results.passages.height
    assert kept.columns == results.passages.columns


def test_where_nothing_is_copied_that_is_said_with_the_longest_match(results: Results) -> None:
    found = used_most(results)
    assert found.none is None
    assert found.documents
    short = results.items.with_columns(
        question_match=5, target_match=1, output_match=6, question_words=40, output_words=60
    )
    bare = Results(
        results.profile, results.run, short, results.passages.with_columns(words=pl.lit(5, pl.Int64)),
        results.evidence, results.rejected,
    )  # fmt: skip
    none = used_most(bare)
    assert none.documents == none.passages == none.outputs == []
    assert none.none == (
        "Nothing here is copied: no stretch of eight words, or of a quarter of its text, of any question, target or "
        "output stands in the 50.0\u202f% searched. The longest that does has 6 words."
    )


def test_where_nothing_was_searched_nothing_is_said_of_copies(tmp_path: Path) -> None:
    bare = read_results(make_run(tmp_path, corpus=False))
    assert used_most(bare) == Used(documents=[], passages=[], outputs=[], none=None)


def test_in_bytes_a_copy_is_told_in_bytes() -> None:
    assert "no stretch of 64 bytes, or" in none_copied(30, "byte", "the corpus")
    assert none_copied(0, "word", "the corpus").endswith("Not one word of them does.")


def with_regimes(results: Results, known: int) -> Results:
    """The run with so many items of each 1,000 in recall, and the others in no regime that is known."""

    def changed(one: SubjectProfile) -> SubjectProfile:
        first = one.regimes[0]
        parts = [("recall", known), ("unknown", 1_000 - known)]
        return replace(
            one,
            regimes=[
                replace(first, regime=name, items=items, share=items / 1_000)
                for name, items in parts
                if items
            ],
        )

    profile: Profile = replace(results.profile, profiles=[changed(one) for one in results.profile.profiles])
    return Results(
        profile, results.run, results.items, results.passages, results.evidence, results.rejected
    )  # fmt: skip


@pytest.mark.parametrize(("known", "drawn"), [(51, True), (50, False), (2, False), (0, False)])
def test_regimes_are_left_out_where_nearly_all_are_unknown(results: Results, known: int, drawn: bool) -> None:
    found = with_regimes(results, known)
    page, profile = render(found), found.profile
    assert ("By regime, nearest first" in page) is drawn
    assert ("By regime:" in " ".join(describe_subject(profile, profile.profiles[0]))) is drawn
    assert (f"Not drawn by regime: it is known of {known} of" in page) is (0 < known <= 50)
    assert ("In numbers, by regime" in page) is (known > 0)


def test_the_tables_lead_to_items_that_a_small_page_has_kept(tmp_path: Path) -> None:
    results = read_results(make_run(tmp_path, copies=20))
    small = build_payload(results, size_of(build_payload(results, None)) // 3)
    kept = {item.id for item in small.items}
    used = small.used
    led_to = {one for row in (*used.documents, *used.passages) for _, one in row.items}
    led_to |= {row.item_id for row in used.outputs}
    assert len(led_to) > 6
    assert led_to < kept
    assert small.kept.items < small.kept.of == 160
