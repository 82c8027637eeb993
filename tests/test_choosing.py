"""Nobody has to cut files: --where keeps a part of the items, --by profiles strata, --task and --map name constants."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest

from farfield.logs import ReadOptions, read_items
from farfield.logs.where import rows_with
from farfield.records import FarfieldError
from test_cli import run, write_lines

ROWS = [
    {
        "item_id": f"q{n}", "task": "mixed", "model": "m", "question": f"question number {n}", "d": n // 4,
        "score": int(n % 5 > 0 and not (n % 4 == 0 and n > 40)), "domain": ["law", "maths", "art", "law"][n % 4],
        "level": n % 3 + 1, "hard": n % 2 == 0, "version": "1.0" if n % 2 else "2.0",
        **({"source": "web"} if n % 10 else {}),
    }
    for n in range(80)
]  # fmt: skip


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)
    write_lines(tmp_path / "rows.jsonl", ROWS)

    def call(*words: str) -> tuple[int, str, str]:
        code = run(*words, monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def profiles(folder: str = "farfield-out") -> list[dict]:
    return json.loads((Path(folder) / "profile.json").read_text())["profiles"]


def mean(rows: list[dict]) -> float:
    return sum(row["score"] for row in rows) / len(rows)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["domain=law"], lambda row: row["domain"] == "law"),
        (["domain=law", "domain=art"], lambda row: row["domain"] in ("law", "art")),
        (["domain!=law", "domain!=art"], lambda row: row["domain"] == "maths"),
        (["domain=law", "level=2"], lambda row: row["domain"] == "law" and row["level"] == 2),
        (["level=2.0"], lambda row: row["level"] == 2),
        (["hard=true"], lambda row: row["hard"]),
        (["version=1"], lambda row: row["version"] == "1.0"),
        (["source!=web"], lambda row: "source" not in row),
        (["source="], lambda row: "source" not in row),
        (["source!="], lambda row: "source" in row),
    ],
)
def test_a_part_is_kept_and_never_taken_for_the_whole(farfield, words, kept) -> None:
    options = [word for one in words for word in ("--where", one)]
    code, out, err = farfield("profile", "rows.jsonl", "--ruler", "column:d", *options)
    assert code == 0, err
    (one,) = profiles()
    rows = [row for row in ROWS if kept(row)]
    assert one["score"]["items"] == len(rows)
    assert one["score"]["mean"] == pytest.approx(mean(rows))
    told = {"where": words, "rows": len(rows), "of": 80}
    assert json.loads(Path("farfield-out/profile.json").read_text())["where"] == told
    assert json.loads(Path("farfield-out/run.json").read_text())["where"] == told
    told = "domain=law or domain=art" if words[1:] == ["domain=art"] else " and ".join(words)
    said = f"only {told}, {len(rows)} of 80 rows"
    assert said in out
    page = Path("farfield-out/report.html").read_text()
    assert said in page
    assert f"(only those with {told})" in page
    assert pl.read_parquet("farfield-out/items.parquet").height == len(rows)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["domian=law"], "no column 'domian'.*Did you mean domain"),
        (["domain=low"], "no item has 'low' in 'domain'.*Did you mean law.*law \\(40\\)"),
        (["domain!=low"], "no item has 'low'"),
        (["d=99"], "no item has '99' in 'd'.*from 0 to 19"),
        (["level=two"], "no item has 'two' in 'level'"),
        (
            ["domain=maths", "level=1", "item_id=q2"],
            "no row meets all conditions \\(domain=maths: 20 of 80 rows",
        ),
        (["domain"], "COL=VALUE"),
        (["=law"], "COL=VALUE"),
    ],
)
def test_a_condition_that_nothing_meets_is_a_message(farfield, words, told) -> None:
    options = [word for one in words for word in ("--where", one)]
    code, _, err = farfield("profile", "rows.jsonl", "--ruler", "column:d", *options)
    assert code == 2
    assert re.search(told, " ".join(err.split())), err
    assert not Path("farfield-out").exists()


def test_a_comparison_says_which_part_it_is_of(farfield, tmp_path) -> None:
    write_lines(
        tmp_path / "two.jsonl", [*ROWS, *({**row, "model": "n", "score": 1 - row["score"]} for row in ROWS)]
    )
    assert farfield("profile", "two.jsonl", "--ruler", "column:d", "--where", "domain=law")[0] == 0
    code, out, err = farfield("compare", "farfield-out", "--out", "beside")
    assert code == 0, err
    found = json.loads(Path("beside/comparison.json").read_text())
    assert found["where"] == [{"folder": "farfield-out", "where": ["domain=law"], "rows": 80, "of": 160}]
    assert found["pairs"][0]["items"] == 40
    assert "only domain=law, 80 of 160 rows" in " ".join(out.split())
    assert "only domain=law, 80 of 160 rows" in Path("beside/comparison.html").read_text()


def test_a_scan_takes_a_part_too(farfield, tmp_path) -> None:
    write_lines(tmp_path / "corpus.jsonl", [{"text": "question number 4 is asked here"}])
    assert farfield("scan", "rows.jsonl", "--corpus", "corpus.jsonl", "--where", "domain=law")[0] == 0
    assert pl.read_parquet("farfield-scan/items.parquet").height == 40


def test_texts_are_compared_as_they_are_before_they_are_numbers() -> None:
    column = pl.Series(["007", "7", "7.0", None])
    assert rows_with(column, "7").to_list() == [False, True, False, False]
    assert rows_with(column, "07").to_list() == [True, True, True, False]
    assert rows_with(pl.Series([True, None]), "1").to_list() == [True, False]


def test_a_profile_of_each_stratum(farfield) -> None:
    code, out, err = farfield("profile", "rows.jsonl", "--ruler", "column:d", "--by", "domain")
    assert code == 0, err
    found = {one["task"]: one for one in profiles()}
    assert list(found) == ["mixed", "mixed · domain=art", "mixed · domain=law", "mixed · domain=maths"]
    whole = found["mixed"]
    assert whole["score"]["mean"] == pytest.approx(mean(ROWS))
    for domain in ("art", "law", "maths"):
        rows, one = [row for row in ROWS if row["domain"] == domain], found[f"mixed · domain={domain}"]
        assert one["score"]["items"] == len(rows)
        assert one["score"]["mean"] == pytest.approx(mean(rows))
        assert one["part_of"] == ["mixed"]
        told = one["stratum"]
        assert (told["of"], told["column"], told["value"]) == ("mixed", "domain", domain)
        assert 1 >= told["p_holm"] >= told["p"]
    ordered = sorted(found[f"mixed · domain={d}"]["stratum"]["p"] for d in ("art", "law", "maths"))
    smallest = min(found[f"mixed · domain={d}"]["stratum"]["p_holm"] for d in ("art", "law", "maths"))
    assert smallest == pytest.approx(min(1.0, 3 * ordered[0]))
    assert whole["strata"]["tasks"] == list(found)[1:]
    assert any("3 strata by domain were looked at" in text for text in whole["warnings"])
    assert "· 80 items ·" in out  # each once
    assert "mixed · domain=art" in out


def test_strata_that_say_nothing_are_refused(farfield) -> None:
    for words, told in (
        (["--by", "question"], "holds 80 values, more than 24"),
        (["--by", "source"], "one value only"),
        (["--by", "domian"], "no column 'domian'"),
        (["--by", "subject"], "every subject has a profile of its own"),
    ):
        code, _, err = farfield("profile", "rows.jsonl", "--ruler", "column:d", *words)
        assert code == 2
        assert told in " ".join(err.split())


def test_items_without_a_value_are_in_no_stratum_and_counted(farfield, tmp_path) -> None:
    rows = [{**row, "domain": row["domain"] if n % 8 else None} for n, row in enumerate(ROWS)]
    write_lines(tmp_path / "holes.jsonl", rows)
    assert farfield("profile", "holes.jsonl", "--ruler", "column:d", "--by", "domain")[0] == 0
    found = {one["task"]: one for one in profiles()}
    assert found["mixed"]["strata"]["without"] == 10
    assert any("10 items hold no domain" in text for text in found["mixed"]["warnings"])


def test_a_pool_has_strata_and_its_parts_have_none(farfield, tmp_path) -> None:
    rows = [{**row, "task": f"part_{n // 4 % 3}"} for n, row in enumerate(ROWS)]
    write_lines(tmp_path / "parts.jsonl", rows)
    code, _, err = farfield(
        "profile", "parts.jsonl", "--ruler", "column:d", "--group", "all=part_*", "--by", "hard"
    )
    assert code == 0, err
    names = [one["task"] for one in profiles()]
    assert names == ["all", "all · hard=False", "all · hard=True", "part_0", "part_1", "part_2"]
    strata = [one for one in profiles() if one["stratum"]]
    assert [one["score"]["items"] for one in strata] == [40, 40]
    assert [one["clusters"] for one in strata] == [3, 3]


def test_one_name_for_the_task_of_all_files(farfield, tmp_path) -> None:
    for half in range(2):
        write_lines(
            tmp_path / f"half{half}.jsonl",
            [{key: row[key] for key in row if key != "task"} for row in ROWS[half::2]],
        )
    for words in (["--task", "sums"], ["--map", "task==sums"]):
        code, _, err = farfield("profile", "half0.jsonl", "half1.jsonl", "--ruler", "column:d", *words)
        assert code == 0, err
        (one,) = profiles()
        assert (one["task"], one["score"]["items"]) == ("sums", 80)
        assert one["score"]["mean"] == pytest.approx(mean(ROWS))
    items = read_items("rows.jsonl", ReadOptions(map={"subject": "=me", "task": "=sums"}))
    assert items.table["subject"].unique().to_list() == ["me"]
    code, _, err = farfield(
        "profile", "rows.jsonl", "--ruler", "column:d", "--task", "a", "--map", "task=domain"
    )
    assert (code, "names it too" in err) == (2, True)
    with pytest.raises(FarfieldError, match="no row meets"):
        read_items("rows.jsonl", ReadOptions(where=("domain=maths", "item_id=q0")))
