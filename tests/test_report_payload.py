"""The data a page carries: spans against their definition, nothing that ends a script, a size that holds."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.records import FarfieldError
from farfield.report import write_report
from farfield.report.figures.distance_panel import read_panel
from farfield.report.figures.headline_bars import parts_by_band, parts_by_regime
from farfield.report.page.corpus_spans import SHORTEST_SPAN, Utf16, maximal_spans, spans_of
from farfield.report.page.item_records import exposed_in, held_in
from farfield.report.page.item_rows import MOST_METADATA, metadata_columns, metadata_of
from farfield.report.page.kept_items import order_items
from farfield.report.page.markup import tag, write
from farfield.report.page.page_data import Exposed, Held, Kept
from farfield.report.page.payload import build_payload, encode_payload, size_of
from farfield.report.page.profile_page import BUDGET
from farfield.report.run_folder import read_results
from farfield.results.item_rows import ItemCounts
from report_fixture import CORPUS, QUESTIONS, SCRIPT, SUBJECTS, make_run, match, words

HOSTILE = st.text(st.sampled_from("<>/!-script&;\"'\u2028\u2029\\\x00𝒳é "), max_size=60)
LENGTHS = st.lists(st.integers(0, 6), max_size=12).map(
    lambda raw: [min(n, len(raw) - i) for i, n in enumerate(raw)]
)


def naive_maximal(lengths: list[int]) -> set[tuple[int, int]]:
    """Every span (first word, words) that no other span of the list contains."""
    spans = {(i, i + n) for i, n in enumerate(lengths) if n}
    inside = {a for a in spans for b in spans if a != b and b[0] <= a[0] and a[1] <= b[1]}
    return {(start, end - start) for start, end in spans - inside}


@given(LENGTHS)
def test_maximal_spans_are_those_no_other_contains(lengths: list[int]) -> None:
    assert set(maximal_spans(lengths)) == naive_maximal(lengths)


@given(st.text(st.sampled_from("a𝒳é🎉 \n"), max_size=30), st.data())
def test_utf16_offsets_cut_where_a_browser_cuts(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert text.encode("utf-16-le")[: 2 * Utf16(text).offset(at)].decode("utf-16-le") == text[:at]


@pytest.mark.parametrize("question", [question for _, question, _ in QUESTIONS])
def test_each_span_stands_in_the_corpus_and_cannot_be_longer(question: str) -> None:
    corpus = [" ".join(words(text)) for text in CORPUS.values()]
    for span in spans_of(question, *match(question), unit="word"):
        held = words(question[span.start : span.end])
        assert len(held) == span.words >= SHORTEST_SPAN
        assert span.count == sum(f" {text} ".count(f" {' '.join(held)} ") for text in corpus)
        after = words(question[span.end :])[:1]
        assert not after or not any(f" {' '.join(held + after)} " in f" {text} " for text in corpus)


def test_bytes_are_underlined_by_character() -> None:
    text = "日本語のテキスト"
    spans = spans_of(text, [24] + [0] * 23, [2] + [0] * 23, unit="byte")
    assert [(s.start, s.end, s.words, s.count) for s in spans] == [(0, len(text), 24, 2)]


def test_lengths_of_another_text_underline_nothing() -> None:
    assert spans_of("one two three", [3, 2], [1, 1], unit="word") == []


@given(HOSTILE)
def test_no_text_ends_its_script_or_breaks_a_line(text: str) -> None:
    encoded = encode_payload({"text": text})
    assert json.loads(encoded)["text"] == text
    assert not re.search(r"<[a-z/!?]|-->|[\u2028\u2029\x00]", encoded, re.IGNORECASE)


@given(HOSTILE)
def test_no_text_leaves_its_element(text: str) -> None:
    written = write(tag("p", text, title=text))
    assert re.fullmatch(r'<p title="[^">]*">[^<>]*</p>', written)


def test_the_page_is_data_and_two_scripts(tmp_path: Path) -> None:
    page = write_report(make_run(tmp_path)).read_text()
    assert SCRIPT not in page
    assert len(re.findall(r"<script[ >]", page)) == len(re.findall("</script", page)) == 2
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)
    assert "default-src 'none'" in page
    assert "unsafe" not in page


def test_everything_fits_when_it_is_little(tmp_path: Path) -> None:
    payload = build_payload(read_results(make_run(tmp_path)), 10**6)
    assert payload.kept == Kept(items=8, detailed=8, of=8)
    assert [item.id for item in payload.items] == [item_id for item_id, _, _ in QUESTIONS]
    assert payload.subjects == list(SUBJECTS)
    first = payload.items[0]
    assert first.question.text == QUESTIONS[0][1]
    assert payload.documents[first.near[0].document][0] == "train-0"
    assert first.quotes[0].text == CORPUS["train-0"][: len(first.quotes[0].text)]
    read = json.loads(encode_payload(payload))
    named = ["id", "question", "target", "near", "more", "held", "answers", "task", "quotes", "outputs"]
    assert list(read["items"][0]) == named
    assert read["items"][0]["answers"][1][:2] == [1, 1]


@pytest.mark.parametrize("budget", [60_000, 200_000])
def test_a_budget_holds_and_the_most_telling_stay(tmp_path: Path, budget: int) -> None:
    results = read_results(make_run(tmp_path, copies=60))
    payload = build_payload(results, budget)
    assert size_of(payload) <= budget * 1.1
    kept = payload.kept
    assert kept.of == 480
    assert 0 < kept.detailed < kept.items <= kept.of
    assert "recall" in {payload.regimes[a[3]] for item in payload.items for a in item.answers}


def test_a_thousand_items_stay_under_three_megabytes(tmp_path: Path) -> None:
    folder = make_run(tmp_path, copies=125, subjects=("a", "b", "c", "d"))
    items = pl.read_parquet(folder / "items.parquet")
    long = items.with_columns(pl.col("output") + pl.lit(" It goes on <b> for long." * 60))
    long.write_parquet(folder / "items.parquet")
    assert items["item_id"].n_unique() == 1_000
    size = write_report(folder).stat().st_size
    assert 2_000_000 < size < 3_000_000
    assert size <= BUDGET * 1.03


def test_the_most_telling_come_first() -> None:
    rows = [
        ("far-right", 9.0, 1.0, "unknown"),
        ("recalled", 5.0, 0.0, "recall"),
        ("near-wrong", 1.0, 0.0, "unknown"),
    ]
    rows += [(f"filler-{n}", 4.0 + n / 100, float(n % 2), "unknown") for n in range(40)]
    items = pl.DataFrame(rows, schema=["item_id", "ruler_x", "score", "regime"], orient="row")
    items = items.with_columns(task=pl.lit("t"), subject=pl.lit("s"))
    first = order_items(items, "x")["item_id"].head(5)
    assert {"far-right", "recalled", "near-wrong"} <= set(first)
    assert order_items(items, None).height == 43


@pytest.mark.parametrize(
    ("whole", "near", "told"),
    [
        (None, None, None),
        ((0, 0), (0, 0), None),
        ((2, 2), (0, 0), Held(2, 0, 2)),
        ((0, 30), (0, 30), Held(0, 0, 30)),
        ((0, 30), (1, 47), Held(0, 1, 47)),
        ((1, 47), (2, 63), Held(1, 2, 47)),
    ],
)
def test_where_an_item_stands(whole: tuple | None, near: tuple | None, told: Held | None) -> None:
    """`whole` and `near`: documents searched that hold it, and at most of the whole corpus."""
    pairs = zip(
        ("recall_documents", "near_documents"), (whole or (None, None), near or (None, None)), strict=True
    )
    row = {f"{name}{bound}": n for name, pair in pairs for bound, n in zip(("", "_high"), pair, strict=True)}
    assert held_in(ItemCounts(**row)) == told


def test_exposure_is_told_with_its_words() -> None:
    counts = ItemCounts(exposure_documents=0, exposure_key="drawer seventeen", exposure_documents_high=30.0)
    assert exposed_in(counts) == Exposed(0, "drawer seventeen", 30)
    assert exposed_in(ItemCounts()) is None


def test_metadata_are_what_the_log_brought() -> None:
    of_farfield = [
        "near_documents",
        "exposure_key",
        "target_copies_high",
        "output_bits",
        "ruler_pieces",
        "axes_hash",
    ]
    at_thresholds = ["regime_10", "composition_order_10", "extrapolation_1"]
    shown = metadata_columns([*of_farfield, "level", *at_thresholds, "far", "twin", "date"])
    assert list(shown.items()) == [(name, name) for name in ("date", "level", "far", "twin")]


def test_axes_of_a_family_stand_by_their_names_and_once() -> None:
    of_family = ["family", "axis_digits", "axis_carry", "twin", "nuisance_length", "axes_off_default"]
    shown = metadata_columns([*of_family, "digits", "support_distance_digits", "seed"])
    assert shown == {"family": "family", "axis_digits": "digits", "axis_carry": "carry", "seed": "seed"}
    row = {"family": "addition", "axis_digits": 3, "axis_carry": None, "seed": 7}
    values = [row[column] for column in shown]
    assert metadata_of(shown.values(), values) == {"family": "addition", "digits": 3, "seed": 7}
    many = [str(n) for n in range(MOST_METADATA + 5)]
    assert list(metadata_of(many, [None if n == "0" else 1 for n in many])) == many[1 : MOST_METADATA + 1]


def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match=r"profile\.json: is missing"):
        write_report(tmp_path)
    make_run(tmp_path)
    (tmp_path / "profile.json").write_text('{"schema": "farfield.profile/9"}')
    with pytest.raises(FarfieldError, match=r"does not follow farfield\.profile/1"):
        write_report(tmp_path)


def test_an_old_report_is_replaced_whole(tmp_path: Path) -> None:
    make_run(tmp_path)
    (tmp_path / "report.html").write_text("old")
    assert write_report(tmp_path).read_text().endswith("</html>\n")
    assert not list(tmp_path.glob(".report*"))


def test_few_items_and_no_corpus_make_a_page_too(tmp_path: Path) -> None:
    few = write_report(make_run(tmp_path / "few", few=True)).read_text()
    assert "unknown" in few
    bare = write_report(make_run(tmp_path / "bare", corpus=False)).read_text()
    assert "no corpus" in bare


def test_every_bar_is_as_long_as_its_headline(tmp_path: Path) -> None:
    for profile in read_results(make_run(tmp_path)).profile.profiles:
        for parts in (
            parts_by_regime(profile),
            parts_by_band(profile, "pieces"),
            parts_by_band(profile, "column:steps"),
        ):
            assert sum(part.adds for part in parts) == pytest.approx(profile.score.mean)
            assert sum(part.items for part in parts) == profile.score.items
        assert parts_by_band(profile, "no such ruler") == []


def test_bands_stand_where_their_items_are(tmp_path: Path) -> None:
    results = read_results(make_run(tmp_path))
    items = results.items.filter(pl.col("subject") == SUBJECTS[0])
    panel = read_panel(results.profile.profiles[0], "pieces", items)
    assert panel is not None
    for point, band in zip(panel.bands, panel.measured.bands, strict=True):
        assert band.from_ <= point.distance <= band.to
        assert (point.mean, point.items) == (band.mean, band.items)
    assert sum(sum(bins) for bins in panel.strip.values()) == items["ruler_pieces"].count()
    assert read_panel(results.profile.profiles[0], "pieces", items.clear()) is None


def test_the_adjusted_line_goes_through_the_mean_with_its_slope(tmp_path: Path) -> None:
    results = read_results(make_run(tmp_path))
    items = results.items.filter(pl.col("subject") == SUBJECTS[1])
    profile = results.profile.profiles[1]
    assert profile.rulers["pieces"].slope.adjusted.reason is None
    panel = read_panel(profile, "pieces", items)
    assert panel is not None
    scored = items.filter(pl.col("score").is_not_null(), pl.col("ruler_pieces").is_not_null())
    first, last = panel.adjusted[0], panel.adjusted[-1]
    logit = [math.log(p.mean / (1 - p.mean)) for p in (first, last)]
    spread = scored["ruler_pieces"].std()
    slope = (logit[1] - logit[0]) / (last.distance - first.distance) * spread
    assert slope == pytest.approx(panel.measured.slope.adjusted.log_odds_per_sd)
    mean = scored["score"].mean()
    middle = scored["ruler_pieces"].mean()
    at_middle = logit[0] + slope / spread * (middle - first.distance)
    assert at_middle == pytest.approx(math.log(mean / (1 - mean)))
    assert all(p.low <= p.mean <= p.high for p in panel.adjusted)
