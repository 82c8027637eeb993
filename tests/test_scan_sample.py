"""Searching a sample: the same documents everywhere, and counts that bound the whole."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.logs import read_items
from farfield.options.corpus import CorpusOptions
from farfield.records import FarfieldError
from farfield.scan import ScanOptions, scan
from farfield.scan.sampling import highest_count
from farfield.schemas import COPY_COLUMNS
from test_cli import run

QUESTION, TARGET = "how many clips did she sell", "seventy two"


def write_corpus(folder: Path, documents: list[str], files: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(files):
        lines = [{"id": f"d{at}", "text": text} for at, text in enumerate(documents) if at % files == number]
        (folder / f"{number}.jsonl").write_bytes(
            b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        )
    return folder


def table(question: str = QUESTION, target: str = TARGET) -> pl.DataFrame:
    return pl.DataFrame(
        {"item_id": ["a"], "subject": ["s"], "task": ["t"], "epoch": [1], "score": [1.0],
         "question": [question], "target": [target], "output": [""]}
    )  # fmt: skip


def test_a_share_of_the_documents_is_drawn_and_a_larger_sample_holds_a_smaller(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", [f"word{at} and more" for at in range(4000)])
    words = " ".join(f"word{at}" for at in range(4000))
    drawn = {}
    for share in (0.1, 0.3, 1.0):
        found = scan(table(words), str(corpus), ScanOptions(sample=share))
        lengths = max(found.texts["lengths"].to_list(), key=len)
        drawn[share] = {at for at, length in enumerate(lengths) if length}
        assert found.corpus.documents == len(drawn[share])
        assert found.corpus.words == 3 * len(drawn[share])
        assert found.corpus.searched_fraction == share
        assert abs(len(drawn[share]) - 4000 * share) < 5 * np.sqrt(4000 * share)
    assert drawn[0.1] < drawn[0.3] < drawn[1.0]


def test_any_cut_into_files_draws_the_same(tmp_path: Path) -> None:
    texts = [f"she did sell {at} clips how many clips did she sell {at}" for at in range(300)]
    found = [
        scan(
            table(),
            str(write_corpus(tmp_path / str(files), texts, files)),
            ScanOptions(sample=0.25, workers=1),
        )
        for files in (1, 7)
    ]
    assert found[0].items.equals(found[1].items)
    assert found[0].corpus.documents == found[1].corpus.documents > 40


def test_none_found_is_a_bound_and_never_zero(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", ["nothing of it"] * 3)
    row = scan(table(), str(corpus), ScanOptions(corpus_fraction=0.01)).items.row(0, named=True)
    assert row["recall_documents"] == 0
    assert row["recall_documents_high"] == pytest.approx(-np.log(0.05) / 0.01)
    whole = scan(table(), str(corpus)).items.row(0, named=True)
    assert whole["recall_documents_high"] == 0


def test_both_fractions_multiply(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", [f"{QUESTION} {TARGET}"] * 50)
    found = scan(table(), str(corpus), ScanOptions(sample=0.5, corpus_fraction=0.2))
    assert found.corpus.searched_fraction == pytest.approx(0.1)
    row = found.items.row(0, named=True)
    assert 10 < row["recall_documents"] < 40
    assert row["recall_documents_high"] > 10 * row["recall_documents"]


def test_near_duplicates_and_exposure_have_bounds_too(tmp_path: Path) -> None:
    counts = ("question_copies", "target_copies", "near_documents", "exposure_documents")
    corpus = write_corpus(tmp_path / "c", [f"{QUESTION} {TARGET}", *["nothing of it"] * 3])
    searched = str(corpus)
    row = scan(table(), searched, ScanOptions(corpus_fraction=0.01)).items.row(0, named=True)
    whole = scan(table(), searched).items.row(0, named=True)
    assert row["near_documents"] == row["exposure_documents"] == row["question_copies"] == 1
    for name in counts:
        assert whole[f"{name}_high"] == whole[name] == row[name]
        if row[name] is not None:  # the upper 95 % bound of a Poisson count of 1, and of 0
            expected = {0: -np.log(0.05), 1: 4.7439}[row[name]] / 0.01
            assert row[f"{name}_high"] == pytest.approx(expected, rel=1e-4)
    assert set(COPY_COLUMNS) <= set(whole)


@given(st.integers(0, 60), st.floats(0.01, 0.9), st.integers(0, 2**32 - 1))
def test_bounds_hold_nineteen_times_in_twenty(true: int, share: float, seed: int) -> None:
    drawn = np.random.default_rng(seed).binomial(true, share, 4000)
    covered = (highest_count(drawn, share) >= true).mean()
    assert covered > 0.95 - 4 * np.sqrt(0.05 * 0.95 / 4000)


def test_a_sample_that_drew_nothing_says_so(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", ["one document"])
    with pytest.raises(FarfieldError, match="sample"):
        scan(table(), str(corpus), ScanOptions(sample=1e-9))


@pytest.mark.parametrize("share", [0, -0.1, 1.5, float("nan")])
def test_a_share_outside_of_its_range_is_refused(share: float) -> None:
    with pytest.raises(FarfieldError, match="sample must lie above 0"):
        ScanOptions(sample=share)


def profile_of_a_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_data: Path) -> Path:
    gsm8k, out = shared_data / "gsm8k", tmp_path / "out"
    arguments = ["profile", str(gsm8k / "outcomes.jsonl.zst"), "--corpus", str(gsm8k / "train.jsonl.zst"),
                 "--text-field", "question", "--sample", "0.2", "--corpus-fraction", "0.5",
                 "--out", str(out)]  # fmt: skip
    assert run(*arguments, monkeypatch=monkeypatch) == 0
    return out


def test_the_bound_reaches_the_terminal_the_profile_and_the_report(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shared_data: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = profile_of_a_sample(tmp_path, monkeypatch, shared_data)
    told = capsys.readouterr().out
    assert "10.0\u202f% searched" in told
    assert "pieces per 100 words, at most" in told
    assert "up to 30 documents each may still be unseen" in told
    profile = msgspec.json.decode((out / "profile.json").read_bytes())
    assert profile["corpus"]["searched_fraction"] == pytest.approx(0.1)
    assert profile["rulers"]["pieces"]["bound"] == "at most"
    assert profile["profiles"][0]["recalled"]["unseen_below"] == pytest.approx(29.96, abs=0.01)
    whole = (out / "items.parquet", gsm8k_pieces(shared_data))
    assert (pl.read_parquet(whole[0])["ruler_pieces"] >= whole[1]).all()
    page = (out / "report.html").read_text()
    assert "pieces per 100 words, at most" in page
    assert '"held":[0,0,29.9' in page


def test_a_scan_alone_says_that_a_part_was_searched(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shared_data: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gsm8k = shared_data / "gsm8k"
    arguments = ["scan", str(gsm8k / "outcomes.jsonl.zst"), "--corpus", str(gsm8k / "train.jsonl.zst"),
                 "--text-field", "question", "--out", str(tmp_path / "out")]  # fmt: skip
    assert run(*arguments, "--sample", "0.2", monkeypatch=monkeypatch) == 0
    assert "These are 0.2 of the corpus" in capsys.readouterr().out
    assert run(*arguments, monkeypatch=monkeypatch) == 0
    assert "of the corpus" not in capsys.readouterr().out


def gsm8k_pieces(shared_data: Path) -> pl.Series:
    """The distances with all of the corpus searched."""
    gsm8k = shared_data / "gsm8k"
    items = read_items(str(gsm8k / "outcomes.jsonl.zst"))
    found = scan(items, str(gsm8k / "train.jsonl.zst"), ScanOptions(corpus=CorpusOptions("question"))).items
    return 100 * found["question_pieces"] / found["question_words"]
