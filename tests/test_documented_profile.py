"""Every option and ruler of `farfield profile` and `farfield scan`, typed on small data: the number that comes out."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from naive import NaiveCorpus, naive_words
from naive_copies import NaiveCopies, naive_keys

HELD = (10, 5, 0)
"""How many words of an item's question stand in the corpus, item by item in turn."""
ITEMS = 24


def question(at: int) -> str:
    """Ten words that no other item has."""
    return " ".join(f"w{at}{letter}" for letter in "abcdefghij")


def write(path: Path, records: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def profile_of(folder: Path, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "profile.json").read_text())["profiles"][number]
    return found


def rulers_of(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "items.parquet")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """log.jsonl: 24 items, right are 7 of 8 that the corpus holds whole, 4 of 8 it holds half, 1 of 8 of the rest.

    corpus.jsonl: the first words of each question, 10, 5 or none, in turn; the target of items 0 and 3 beside theirs,
    and once that of item 0 with its question's first two words.
    """
    rights = {10: 7, 5: 4, 0: 1}
    answers = [
        {
            "item_id": f"i{at}", "subject": "a", "task": "made", "question": question(at), "target": f"t{at}",
            "output": f"it is t{at}", "score": int(at // 3 < rights[HELD[at % 3]]), "far": at % 3,
            "pair": at // 3, "kind": "xy"[at % 2], "count": 1 + at % 2, "held": HELD[at % 3],
            "date": f"2024-01-{1 + at:02}",
        }
        for at in range(ITEMS)
    ]  # fmt: skip
    write(tmp_path / "log.jsonl", answers)
    write(tmp_path / "corpus.jsonl", [{"text": text, "body": text} for text in documents()])
    return tmp_path


def documents() -> list[str]:
    held = [" ".join(question(at).split()[: HELD[at % 3]]) for at in range(ITEMS) if HELD[at % 3]]
    leaks = {question(at): f"{question(at)} is t{at}" for at in (0, 3)}
    return [*(leaks.get(text, f"{text} then end") for text in held), "w0a w0b are of t0"]


@exercises(
    "profile --corpus", "profile --out", "profile --ruler", "ruler pieces", "ruler match", "ruler coverage"
)
def test_rulers_of_spans(farfield: Typed, made: Path) -> None:  # noqa: F811
    """Ten words held as one span, five and five single words, or ten single words."""
    out = farfield(
        "profile log.jsonl --corpus corpus.jsonl --ruler pieces --ruler match --ruler coverage --out run"
    )
    items = rulers_of(made / "run")
    by_held = {held: rows for (held,), rows in items.partition_by("held", as_dict=True).items()}
    for held, pieces, match, coverage in ((10, 10, 0.0, 0.0), (5, 60, 0.5, 1.0), (0, 100, 1.0, 1.0)):
        assert by_held[held]["ruler_pieces"].unique().to_list() == [pieces]
        assert by_held[held]["ruler_match"].unique().to_list() == pytest.approx([match])
        assert by_held[held]["ruler_coverage"].unique().to_list() == pytest.approx([coverage])
    found = profile_of(made / "run")
    assert found["score"]["mean"] == 12 / 24
    assert found["rulers"]["pieces"]["gap"]["difference"] == pytest.approx(1 / 8 - 7 / 8)
    assert found["recalled"]["items"] == 2
    assert "50" in out


@exercises("ruler bits")
def test_bits_are_those_of_the_naive_model(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield("profile log.jsonl --corpus corpus.jsonl --ruler bits --out run")
    corpus = NaiveCorpus(documents(), 10)
    for row in rulers_of(made / "run").iter_rows(named=True):
        assert row["ruler_bits"] == pytest.approx(sum(corpus.surprisal(row["question"])) / 10, rel=1e-6)


@exercises("ruler containment", "profile --field")
def test_containment_is_the_naive_share(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield("profile log.jsonl --corpus corpus.jsonl --ruler containment --field question --out run")
    copies = NaiveCopies([(question(at), f"t{at}", f"it is t{at}") for at in range(ITEMS)])
    words = [naive_words(text) for text in documents()]
    for row in rulers_of(made / "run").iter_rows(named=True):
        assert row["ruler_containment"] == pytest.approx(1 - copies.highest(row["question"], words), abs=2e-6)
        assert row["ruler_containment"] == pytest.approx({10: 0.0, 5: 0.5, 0: 1.0}[row["held"]], abs=2e-6)
    told = farfield(
        "profile log.jsonl --corpus corpus.jsonl --ruler containment --field output --out no", code=2
    )
    assert "not of outputs" in told


@exercises("ruler exposure")
@pytest.mark.parametrize(
    "options", ["", "--no-near-recall", "--field target", "--ruler pieces --ruler semantic"]
)
def test_exposure_counts_documents_of_both_keys(options: str, farfield: Typed, made: Path) -> None:  # noqa: F811
    """Item 0 has two documents that hold its first two words and its target, item 3 one, no other any."""
    out = farfield(f"profile log.jsonl --corpus corpus.jsonl --ruler exposure {options} --out run")
    texts = [naive_words(text) for at in range(ITEMS) for text in (question(at), f"t{at}")]
    counts = {}
    for row in rulers_of(made / "run").iter_rows(named=True):
        asked, wanted = naive_keys(row["question"], row["target"], texts)
        holding = sum(set(asked + wanted) <= set(naive_words(text)) for text in documents())
        counts[row["item_id"]] = holding
        assert row["exposure_documents"] == holding
        assert row["ruler_exposure"] == pytest.approx(math.log10(3 / (holding + 1)))
    assert (counts["i0"], counts["i3"], sum(counts.values())) == (2, 1, 3)
    found = profile_of(made / "run")["rulers"]["exposure"]
    assert (found["low"], found["high"], found["missing"]) == (0.0, pytest.approx(math.log10(3)), 0)
    assert "decades of documents: 0 … 0.477" in out


@exercises("ruler semantic", "extra semantic")
@pytest.mark.parametrize("field", ["question", "output"])
def test_meaning_is_one_minus_the_cosine(field: str, farfield: Typed, made: Path) -> None:  # noqa: F811
    """A passage that is the text itself is at 0; of the others as the library that trained the model computes it."""
    pytest.importorskip("tokenizers")
    asked = [
        "the cat sat on the mat in the sun",
        "how many apples does she have left",
        "sums of large numbers",
    ]
    texts = [
        "the cat sat on the mat in the sun",
        "how many apples does he have now",
        "nothing of the kind is here",
    ]
    write(made / "said.jsonl", [
        {"id": str(at), "question": text if field == "question" else "what", "output": text} | {"score": at / 2}
        for at, text in enumerate(asked)
    ])  # fmt: skip
    write(made / "read.jsonl", [{"text": text} for text in texts])
    farfield(f"profile said.jsonl --corpus read.jsonl --ruler semantic --field {field} --out run")
    items = rulers_of(made / "run").sort("item_id")
    same, near, none = items["ruler_semantic"].to_list()
    assert same == pytest.approx(0, abs=1e-5)
    assert near == pytest.approx(cosine_distance(asked[1], texts[1]), abs=1e-4)
    assert 0.1 < near < 0.6
    assert none is None, "no passage of three words was found, and so none is nearest"
    assert profile_of(made / "run")["rulers"]["semantic"]["missing"] == 1
    passages = pl.read_parquet(made / "run" / "passages.parquet").filter(pl.col("field") == field)
    assert passages["semantic"].to_list() == pytest.approx([same, near])


def cosine_distance(one: str, other: str) -> float:
    from farfield.scan.semantic import EmbeddingModel

    first, second = EmbeddingModel().embed([one]), EmbeddingModel().embed([other])
    return 1 - float((first * second).sum())


@exercises("ruler time", "profile --cutoff", "profile --control")
def test_days_after_the_cutoff(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield("profile log.jsonl --ruler time --cutoff 2024-01-12 --control kind=x --out run")
    days = rulers_of(made / "run").sort("date")["ruler_time"].to_list()
    assert days == list(range(-11, 13))
    assert profile_of(made / "run")["rulers"]["time"]["low"] == -11
    assert json.loads((made / "run" / "run.json").read_text())["options"]["measure"]["control"] == ["kind=x"]


@exercises("ruler column:NAME", "ruler column:-NAME")
def test_a_column_as_it_is_and_turned_round(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield("profile log.jsonl --ruler column:far --ruler column:-far --out run")
    items = rulers_of(made / "run")
    assert items["ruler_column:far"].to_list() == [at % 3 for at in range(ITEMS)]
    assert items["ruler_column:-far"].to_list() == [-(at % 3) for at in range(ITEMS)]
    gaps = [profile_of(made / "run")["rulers"][name]["gap"] for name in ("column:far", "column:-far")]
    assert [gap["difference"] for gap in gaps] == pytest.approx([-6 / 8, 6 / 8])


@exercises("profile --text-field")
def test_the_text_of_a_corpus_record(farfield: Typed, made: Path) -> None:  # noqa: F811
    write(made / "other.jsonl", [{"text": "nothing", "body": text} for text in documents()])
    farfield("profile log.jsonl --corpus other.jsonl --text-field body --out run")
    assert sorted(set(rulers_of(made / "run")["ruler_pieces"])) == [10, 60, 100]


@exercises("profile --field")
def test_the_field_that_is_measured(farfield: Typed, made: Path) -> None:  # noqa: F811
    """Targets are one word: one piece. Outputs are three, of which the corpus holds `is t0` and `is t3`."""
    farfield("profile log.jsonl --corpus corpus.jsonl --field target --out target")
    assert rulers_of(made / "target")["ruler_pieces"].unique().to_list() == [100.0]
    farfield("profile log.jsonl --corpus corpus.jsonl --field output --out output")
    pieces = dict(rulers_of(made / "output").select("item_id", "ruler_pieces").iter_rows())
    assert {name for name, value in pieces.items() if value == pytest.approx(200 / 3)} == {"i0", "i3"}
    assert {round(value) for value in pieces.values()} == {67, 100}


@exercises("profile --unit")
def test_bytes_as_words(farfield: Typed, made: Path) -> None:  # noqa: F811
    """A question that stands there whole is one piece of as many bytes."""
    farfield("profile log.jsonl --corpus corpus.jsonl --unit byte --out run")
    row = rulers_of(made / "run").row(by_predicate=pl.col("item_id") == "i0", named=True)
    assert row["question_words"] == len(question(0).encode())
    assert row["ruler_pieces"] == pytest.approx(100 / len(question(0).encode()))
    told = farfield("profile log.jsonl --corpus corpus.jsonl --unit byte --ruler exposure --out no", code=2)
    assert "--unit word" in told


@pytest.fixture
def balanced(tmp_path: Path) -> Path:
    """80 items; near are 30 easy and 10 hard ones, far the reverse; right are 3 of 5 easy and 1 of 5 hard, near or far.

    So the gap is 15 of 40 less 20 of 40... of equally hard ones there is none. `long` is as `hard`, and hard questions
    have more words.
    """
    rows = []
    for far, hard, count in ((0, 0, 30), (0, 1, 10), (1, 0, 10), (1, 1, 30)):
        rights = count * (1 if hard else 3) // 5
        rows += [
            {"id": f"{far}{hard}{at}", "question": f"w{far}{hard}{at} " * (12 if hard else 4), "far": far, "hard": hard,
             "score": int(at < rights)}
            for at in range(count)
        ]  # fmt: skip
    write(tmp_path / "balanced.jsonl", rows)
    return tmp_path


CRUDE = (10 * 3 / 5 + 30 / 5 - 30 * 3 / 5 - 10 / 5) / 40


@exercises(
    "profile --difficulty",
    "profile --covariate",
    "profile --no-length",
    "profile --length",
    "profile --reliability",
)
def test_what_is_held_equal(farfield: Typed, balanced: Path) -> None:  # noqa: F811
    """The crude gap is -20 points, all of it by hardness: of equally hard items there is none."""
    common = "profile balanced.jsonl --ruler column:far"
    held = {
        "nothing": "--no-length", "length": "--length", "difficulty": "--no-length --difficulty hard",
        "covariate": "--no-length --covariate hard", "reliable": "--no-length --difficulty hard --reliability 1",
    }  # fmt: skip
    gaps, slopes = {}, {}
    for name, options in held.items():
        farfield(f"{common} {options} --out {name}")
        ruler = profile_of(balanced / name)["rulers"]["column:far"]
        gaps[name], slopes[name] = ruler["gap"], ruler["slope"]
    assert gaps["nothing"]["adjusted"] is False
    assert gaps["nothing"]["difference"] == pytest.approx(CRUDE) == pytest.approx(-0.2)
    for name in ("length", "difficulty", "covariate", "reliable"):
        assert gaps[name]["adjusted"] is True
        assert gaps[name]["difference"] == pytest.approx(0, abs=1e-6)
        assert slopes[name]["adjusted"]["log_odds_per_sd"] == pytest.approx(0, abs=1e-6)
    assert slopes["reliable"]["corrected"]["log_odds_per_sd"] == pytest.approx(0, abs=1e-6)


@exercises("profile --cluster", "profile --weight", "profile --seed")
def test_clusters_and_weights(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield("profile log.jsonl --ruler column:far --cluster pair --weight count --seed 7 --out run")
    found = profile_of(made / "run")
    assert found["clusters"] == 8
    rows = [(1 + at % 2, at // 3 < (7, 4, 1)[at % 3]) for at in range(ITEMS)]
    assert found["score"]["mean"] == pytest.approx(
        sum(w * right for w, right in rows) / sum(w for w, _ in rows)
    )
    assert json.loads((made / "run" / "run.json").read_text())["seed"] == 7


@exercises("profile --chance", "profile --ceiling")
def test_the_floor_and_the_ceiling_of_a_curve(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield("profile log.jsonl --ruler column:far --chance 0.25 --ceiling 1 --out run")
    found = profile_of(made / "run")["rulers"]["column:far"]
    assert found["gap"]["near_chance"] == found["gap"]["far_chance"] == 0.25
    assert found["curve"]["ceiling"] == 1.0
    assert "chance must lie in" in farfield("profile log.jsonl --ruler column:far --chance 1", code=2)


@exercises("profile --twins")
def test_twins_are_compared(farfield: Typed, made: Path) -> None:  # noqa: F811
    """Each pair has a near, a middle and a far member; the far is right once of 8, the near 7 times."""
    write(made / "two.jsonl", [row for row in rows_of(made) if row["far"] != 1])
    farfield("profile two.jsonl --ruler column:far --twins pair --out run")
    found = profile_of(made / "run")["twins"]
    assert found["difference"] == pytest.approx(-6 / 8)
    assert found["pairs"] == 8


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


@exercises("profile --where", "profile --by", "profile --task", "profile --group")
def test_parts_and_pools(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield("profile log.jsonl --ruler column:far --where kind=x --out where")
    found = profile_of(made / "where")
    right = [row["score"] for row in rows_of(made) if row["kind"] == "x"]
    assert (found["items"], found["score"]["mean"]) == (12, pytest.approx(sum(right) / 12))
    farfield("profile log.jsonl --ruler column:far --by held --task all --out by")
    every = json.loads((made / "by" / "profile.json").read_text())["profiles"]
    assert {one["task"]: one["score"]["mean"] for one in every} == {
        "all": 12 / 24, "all · held=10": 7 / 8, "all · held=5": 4 / 8, "all · held=0": 1 / 8,
    }  # fmt: skip
    write(made / "tasks.jsonl", [{**row, "task": f"part_{row['kind']}"} for row in rows_of(made)])
    farfield("profile tasks.jsonl --ruler column:far --group 'whole=part_*' --out group")
    every = json.loads((made / "group" / "profile.json").read_text())["profiles"]
    assert {one["task"]: one["items"] for one in every} == {"whole": 24, "part_x": 12, "part_y": 12}


@exercises("profile --map", "profile --format", "format table")
def test_a_log_of_ones_own_names(farfield: Typed, made: Path) -> None:  # noqa: F811
    renamed = [
        {"key": row["item_id"], "text": row["question"], "scores": {"mine": row["score"]}}
        | {"far": row["far"], "score": 1}
        for row in rows_of(made)
    ]  # fmt: skip
    write(made / "own.jsonl", renamed)
    farfield(
        "profile own.jsonl --format table --map item_id=key --map question=text --map score=scores.mine "
        "--map subject==me --ruler column:far --out run"
    )
    found = profile_of(made / "run")
    assert (found["subject"], found["items"], found["score"]["mean"]) == ("me", 24, 0.5)
    told = farfield("profile own.jsonl --format tables --ruler column:far", code=2)
    assert "tables" in told
    assert "table" in told


@exercises("profile --score-max", "profile --score-word", "scan --score-max", "scan --score-word")
def test_what_a_mark_is_worth(farfield: Typed, made: Path) -> None:  # noqa: F811
    """Marks of 0 to 8 of 10; words of which `splendid` is worth all and `so` a half, and `skipped` is no score."""
    marks = [{**row, "score": at % 9} for at, row in enumerate(rows_of(made))]
    write(made / "marks.jsonl", marks)
    farfield("profile marks.jsonl --ruler column:far --score-max 10 --out marks")
    assert profile_of(made / "marks")["score"]["mean"] == pytest.approx(
        sum(row["score"] for row in marks) / 240
    )
    said = [{**row, "score": ("splendid", "so", "skipped")[at % 3]} for at, row in enumerate(rows_of(made))]
    write(made / "said.jsonl", said)
    worth = "--score-word splendid=1 --score-word so=0.5 --score-word skipped=none"
    farfield(f"profile said.jsonl --ruler column:far {worth} --out said")
    found = profile_of(made / "said")["score"]
    assert (found["mean"], found["items"], found["unscored"]) == (0.75, 16, 8)
    farfield(f"scan said.jsonl --corpus corpus.jsonl {worth} --out scanned")
    assert rulers_of(made / "scanned")["score"].drop_nulls().mean() == 0.75
    farfield("scan marks.jsonl --corpus corpus.jsonl --score-max 10 --out scored")
    assert rulers_of(made / "scored")["score"].max() == 0.8


@exercises("profile --sample", "profile --corpus-fraction", "scan --sample", "scan --corpus-fraction")
def test_what_a_sample_did_not_show_may_still_be_there(farfield: Typed, made: Path) -> None:  # noqa: F811
    """None found in a share F leaves up to -ln .05 / F in the whole (Garwood 1936)."""
    farfield("profile log.jsonl --corpus corpus.jsonl --sample 0.5 --out half")
    corpus = json.loads((made / "half" / "profile.json").read_text())["corpus"]
    assert corpus["searched_fraction"] == 0.5
    assert 0 < corpus["documents"] < len(documents())
    assert profile_of(made / "half")["recalled"]["unseen_below"] == pytest.approx(-math.log(0.05) / 0.5)
    farfield("profile log.jsonl --corpus corpus.jsonl --corpus-fraction 0.1 --out tenth")
    assert profile_of(made / "tenth")["recalled"]["unseen_below"] == pytest.approx(-math.log(0.05) / 0.1)
    told = farfield("scan log.jsonl --corpus corpus.jsonl --sample 0.5 --corpus-fraction 0.5 --out scanned")
    assert "0.25 of the corpus" in told
    half, scanned = rulers_of(made / "half"), rulers_of(made / "scanned")
    assert scanned["question_pieces"].to_list() == half["question_pieces"].to_list()
    none = pl.col("recall_documents") == 0
    assert scanned.filter(none)["recall_documents_high"].to_list() == pytest.approx(
        [-math.log(0.05) / 0.25] * scanned.filter(none).height
    )


@exercises("profile --workers", "scan --workers", "scan --corpus", "scan --out")
def test_workers_find_the_same(farfield: Typed, made: Path) -> None:  # noqa: F811
    for at in range(3):
        write(made / f"part{at}.jsonl", [{"text": text} for text in documents()[at::3]])
    farfield("profile log.jsonl --corpus 'part*.jsonl' --workers 2 --out two")
    farfield("scan log.jsonl --corpus 'part*.jsonl' --workers 1 --out one")
    farfield("scan log.jsonl --corpus 'part*.jsonl' --workers 2 --out three")
    for folder in ("two", "one", "three"):
        assert sorted(set(rulers_of(made / folder)["ruler_pieces"])) == [10, 60, 100]


@exercises(
    "scan --ruler",
    "scan --text-field",
    "scan --where",
    "scan --task",
    "scan --map",
    "scan --format",
    "scan --field",
    "scan --unit",
)
def test_a_scan_of_a_part(farfield: Typed, made: Path) -> None:  # noqa: F811
    farfield(
        "scan log.jsonl --corpus corpus.jsonl --text-field body --where held=10 --task mine --map question=target "
        "--format table --field question --unit byte --ruler containment --out run"
    )
    items = rulers_of(made / "run")
    assert (items.height, items["task"].unique().to_list()) == (8, ["mine"])
    assert items["question_words"].to_list() == [len(f"t{at}") for at in range(0, ITEMS, 3)]
    assert [name for name in items.columns if name.startswith("ruler_")] == ["ruler_containment"]


@exercises("profile --near-recall", "profile --no-near-recall")
def test_an_edited_copy_is_recall_or_not(farfield: Typed, made: Path) -> None:  # noqa: F811
    """Items 0 and 3 stand in the corpus with their targets; of item 6 a copy does of which one word differs."""
    edited = question(6).replace("w6e", "other")
    write(made / "copies.jsonl", [{"text": text} for text in [*documents(), f"{edited} is t6"]])
    for option, recalled in (("--near-recall", 3), ("--no-near-recall", 2)):
        farfield(f"profile log.jsonl --corpus copies.jsonl {option} --out run{option}")
        assert (rulers_of(made / f"run{option}")["regime"] == "recall").sum() == recalled
        found = profile_of(made / f"run{option}")
        assert (found["recalled"]["items"], found["recalled"]["nearly"]) == (2, 1)


@pytest.fixture
def sums(tmp_path: Path) -> Path:
    """Items of the family addition, of which two digits in base 9 and four in base 10 are one each."""
    from farfield.families import get_family
    from farfield.families.export import export_items

    family = get_family("addition")
    points = [{"digits": digits, "base": base} for digits, base in ((2, 10), (4, 10), (2, 9), (4, 9))]
    items = [family.generate(point, seed) for seed, point in enumerate(points)]
    records = [record | {"score": 1} for record in export_items(family, items)]
    write(tmp_path / "sums.jsonl", records)
    return tmp_path


@exercises("profile --support", "profile --frozen-share")
def test_what_the_model_was_shown_of_a_family(farfield: Typed, sums: Path) -> None:  # noqa: F811
    """Declared: base 10 of up to two digits. Counted: 85 such sums, and one of two digits in base 9."""
    (sums / "shown.json").write_text(json.dumps({"addition": {"digits": [1, 2], "base": [10]}}))
    farfield("profile sums.jsonl --support shown.json --out declared")
    assert rulers_of(sums / "declared")["regime"].to_list() == [
        "interpolation", "extrapolation", "hyperpolation", "hyperpolation",
    ]  # fmt: skip
    texts = [f"{10 + at} + 11 = {21 + at}" for at in range(77)] + [
        f"{at} + 1 = {at + 1}" for at in range(1, 9)
    ]
    texts += ["in base 9, 10 + 18 = 28"]
    write(sums / "corpus.jsonl", [{"text": text} for text in texts])
    base = {}
    for share in (0, 0.05):
        farfield(f"profile sums.jsonl --corpus corpus.jsonl --frozen-share {share} --out run{share}")
        base[share] = rulers_of(sums / f"run{share}")["regime"].to_list()
    assert base[0][:3] == ["interpolation", "extrapolation", "interpolation"]
    assert base[0.05][:3] == ["interpolation", "extrapolation", "hyperpolation"]


def test_python_asks_for_a_ruler_alone(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a ruler needs of the scan it asks for by itself; a unit of one and not of the other is refused."""
    from farfield import FarfieldError, ProfileOptions
    from farfield import profile as profile_files
    from farfield.measure import MeasureOptions
    from farfield.scan import ScanOptions

    monkeypatch.chdir(made)
    asked = MeasureOptions(rulers=("semantic", "exposure"), field="output")
    found = profile_files(
        "log.jsonl", corpus="corpus.jsonl", out="run", options=ProfileOptions(measure=asked)
    )
    assert found.profile is not None
    semantic, exposure = (found.profile.profiles[0].rulers[name] for name in asked.rulers)
    assert exposure.high == pytest.approx(math.log10(3))
    assert semantic.missing == ITEMS, "no passage of three words of an output stands in the corpus"
    assert found.record.options.scan["semantic"] is True
    with pytest.raises(FarfieldError, match="the scan counts in the unit 'byte' and the rulers in 'word'"):
        profile_files(
            "log.jsonl",
            corpus="corpus.jsonl",
            out="no",
            options=ProfileOptions(scan=ScanOptions(unit="byte")),
        )


@exercises("extra web", "scan --force")
def test_pages_of_a_web_archive_and_a_scan_in_place_of_a_profile(farfield: Typed, made: Path) -> None:  # noqa: F811
    pytest.importorskip("resiliparse")
    bodies = [f"<html><body><p>{text}</p><script>no text</script></body></html>" for text in documents()]
    pages = []
    for at, body in enumerate(bodies):
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}"
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/{at}\r\n"
        pages.append(f"{head}Content-Length: {len(answer)}\r\n\r\n{answer}\r\n\r\n")
    (made / "pages.warc").write_bytes("".join(pages).encode())
    farfield("profile log.jsonl --corpus pages.warc --out run")
    assert sorted(set(rulers_of(made / "run")["ruler_pieces"])) == [10, 60, 100]
    assert "--force" in farfield("scan log.jsonl --corpus pages.warc --out run", code=2)
    farfield("scan log.jsonl --corpus pages.warc --out run --force")
    assert not (made / "run" / "report.html").exists()
