"""Real outcomes that come with Farfield: the files, and the profile that anybody gets of them by hand."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import polars as pl
import pytest

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from farfield.shipped import unpack


@exercises("example --out", "example --json", "example --quiet")
def test_gsm8k_has_the_slopes_that_were_worked_out_by_hand(farfield: Typed) -> None:  # noqa: F811
    """Over steps and log length, by plain dictionaries: −.27, −.14, −.14, −.12; means .217, .390, .347, .563."""
    found = json.loads(farfield("example --out ours --json --quiet"))
    rows = {row["subject"]: row for row in found["scores"] if row["ruler"] == "column:pieces"}
    names = ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")
    assert [round(rows[name]["score"], 3) for name in names] == [0.217, 0.390, 0.347, 0.563]
    assert [rows[name]["slope"] for name in names] == pytest.approx([-0.27, -0.14, -0.14, -0.12], abs=0.011)
    assert {row["items"] for row in found["scores"]} == {1319}
    assert all(row["gap_adjusted"] for row in found["scores"])
    assert found["command"] == "example"
    assert farfield("example --out ours --quiet") == ""


def test_what_it_prints_gives_the_same_profile(farfield: Typed) -> None:  # noqa: F811
    told = farfield("example smollm2 --out ours")
    (line,) = [line for line in told.splitlines() if line.strip().startswith("farfield profile")]
    before = Path("ours/profile.json").read_bytes()
    farfield(shlex.join(shlex.split(line)[1:]))
    assert Path("ours/profile.json").read_bytes() == before
    assert json.loads(Path("ours/run.json").read_text())["command"] == line.strip()


def test_no_results_yet_ends_in_a_report(farfield: Typed) -> None:  # noqa: F811
    """SmolLM2: 14 of 40 sums of one digit and none of the other 120; in base 9 as many as in base 10."""
    told = farfield("example smollm2")
    answers = pl.read_ndjson("farfield-example/answers.jsonl").filter(pl.col("probe").is_null())
    along = dict(answers.group_by("axis_digits").agg(pl.col("score").sum()).iter_rows())
    assert along == {1: 14, 2: 0, 3: 0, 4: 0}
    profile = json.loads(Path("farfield-example/profile.json").read_text())
    (one,) = profile["profiles"]
    assert {part["regime"]: (part["items"], part["mean"]) for part in one["regimes"]} == {
        "interpolation": (40, 7 / 40), "extrapolation": (40, 0.0), "hyperpolation": (80, 7 / 80),
    }  # fmt: skip
    assert Path("farfield-example/report.html").is_file()
    assert one["families"][0]["support"]["source"] == "declared"
    assert "farfield open farfield-example" in told


def test_gsm8k_holds_numbers_and_no_text(tmp_path: Path) -> None:
    unpack("gsm8k", tmp_path)
    answers = pl.read_ndjson(tmp_path / "answers.jsonl")
    assert {name for name, kind in answers.schema.items() if kind == pl.String} == {
        "item_id",
        "subject",
        "task",
    }
    assert answers["item_id"].str.contains(r"^test-\d+$").all()
    assert answers["subject"].n_unique() == 4


def test_gsm8k_is_what_the_scan_counts(shared_data: Path, tmp_path: Path) -> None:
    """Of the longest match, by hand from the texts: words in a row that one training question holds too."""
    import io

    import zstandard

    def lines(name: str) -> list[dict[str, str]]:
        with (shared_data / "gsm8k" / name).open("rb") as file:
            return [
                json.loads(line)
                for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file))
            ]

    unpack("gsm8k", tmp_path)
    shipped = {
        row["item_id"]: row for row in pl.read_ndjson(tmp_path / "answers.jsonl").iter_rows(named=True)
    }
    outcomes = lines("outcomes.jsonl.zst")
    asked = {row["item_id"]: words(row["question"]) for row in outcomes[:160]}
    held = [" ".join(["", *words(row["question"]), ""]) for row in lines("train.jsonl.zst")]
    for name, told in list(asked.items())[:8]:
        assert shipped[name]["words"] == len(told)
        long = shipped[name]["longest_match"]
        runs = {" ".join(["", *told[at : at + long], ""]) for at in range(len(told) - long + 1)}
        longer = {" ".join(["", *told[at : at + long + 1], ""]) for at in range(len(told) - long)}
        assert any(run in text for run in runs for text in held)
        assert not any(run in text for run in longer for text in held)


def words(text: str) -> list[str]:
    import re

    return re.findall(r"\w+", text.lower())


def test_an_example_that_is_not_there(farfield: Typed) -> None:  # noqa: F811
    assert "gsm8k" in farfield("example gsm8", code=2)
