"""A column of scores is understood whole or not at all: words, shares, scales, objects, lists, several scorers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError, Items


def table(folder: Path, scores: list[Any], options: ReadOptions | None = None, **more: Any) -> Items:
    path = folder / "log.jsonl"
    rows = [
        {"id": n, "model": "m", "question": f"Q{n}?", "score": score, **{k: v[n] for k, v in more.items()}}
        for n, score in enumerate(scores)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return read_items(str(path), options)


def scores(items: Items) -> list[float | None]:
    return [None if score is None else round(score, 6) for score in items.table["score"].to_list()]


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["yes.", "No.", "YES!", "no"], [1, 0, 1, 0]),
        (["True.", "False.", "1", "0"], [1, 0, 1, 0]),
        (["**Correct**", "Incorrect.", "PARTIALLY_CORRECT", "correct"], [1, 0, 0.5, 1]),
        (["Grade: CORRECT", "Grade: INCORRECT", "grade: correct.", "Verdict: correct"], [1, 0, 1, 1]),
        (["passed", "failed: AssertionError", "failed: timed out", "passed"], [1, 0, 0, 1]),
        (["Accepted", "Wrong Answer", "Rejected", "Accepted"], [1, 0, 0, 1]),
        (["WAHR", "FALSCH", "WAHR", "FALSCH"], [1, 0, 1, 0]),
        (["VRAI", "FAUX", "vrai", "faux"], [1, 0, 1, 0]),
        (["正确", "错误", "正确", "错误"], [1, 0, 1, 0]),
        (["✓", "✗", "✅", "❌"], [1, 0, 1, 0]),
        (["Y", "N", "y", "n"], [1, 0, 1, 0]),
        (["T", "F", "T", "T"], [1, 0, 1, 1]),
        ([" 1 ", "0 ", " 0.5", "1.0"], [1, 0, 0.5, 1]),
        (["8/10", "5 / 10", "10 out of 10", "0"], [0.8, 0.5, 1, 0]),
        (["80%", "50 %", "100 percent", 0], [0.8, 0.5, 1, 0]),
        (["0,5", "1,0", "0", "0,25"], [0.5, 1, 0, 0.25]),
        (["8,5/10", "7/10", "10/10", "0/10"], [0.85, 0.7, 1, 0]),
        (["\uff18\uff0f\uff11\uff10", "80\u00a0%", "0", "0"], [0.8, 0.8, 0, 0]),
        ([True, "false", 1, 0.0], [1, 0, 1, 0]),
        (["correct", None, "", "none"], [1, None, None, None]),
        ([[True], [False], [], [True]], [1, 0, None, 1]),
        ([[[1]], [[0]], [[1]], [[1]]], [1, 0, 1, 1]),
    ],
)
def test_scores_of_many_spellings(tmp_path: Path, written: list[Any], expected: list[float | None]) -> None:
    assert scores(table(tmp_path, written)) == expected


@pytest.mark.parametrize(
    "written",
    [
        ["A", "B", "C", "D"],  # grades or choices
        ["C", "C", "I", "C"],  # marks, but not of Inspect
        ["A", "B", "tie", "A"],  # a judge's verdicts
        ["[[A]]", "[[B]]", "[[A]]", "[[A]]"],
        ["F", "F", "F", "F"],
        ["80%", "0.8", "50%", "0"],  # two scales in one column
        ["8/10", "9", "7/10", "0"],
        ["12/10", "8/10", "1/10", "0"],
        ["120%", "80%", "1%", "0"],
        ["1,000", "2,500", "1,000", "0"],  # thousands, or thousandths
        [0.5, "good", 0.7, "bad"],
        [1, 0, 1, {"a": "x"}],
        ["excellent", "correct", "correct", "incorrect"],
    ],
)
def test_what_is_not_understood_whole_is_not_used(tmp_path: Path, written: list[Any]) -> None:
    with pytest.raises(FarfieldError, match="score holds what is no score"):
        table(tmp_path, written)


def test_the_words_are_named_with_their_numbers_and_a_remedy_that_works(tmp_path: Path) -> None:
    written = ["good", "bad", "good", "good"]
    with pytest.raises(FarfieldError, match=r"good \(3\), bad \(1\)") as caught:
        table(tmp_path, written)
    assert "--score-word good=SCORE --score-word bad=SCORE" in str(caught.value)
    items = table(tmp_path, written, ReadOptions(score_words={"good": 1, "Bad.": 0}))
    assert scores(items) == [1, 0, 1, 1]
    unscored = table(tmp_path, written, ReadOptions(score_words={"good": 1, "bad": None}))
    assert scores(unscored) == [1, None, 1, 1]


def test_another_column_that_works_is_offered(tmp_path: Path) -> None:
    ok = {"right_or_wrong": [1, 0, 1, 1]}
    with pytest.raises(FarfieldError, match="--map score=right_or_wrong") as caught:
        table(tmp_path, ["A", "B", "E", "A"], **ok)
    assert "A (2)" in str(caught.value)
    items = table(tmp_path, ["A", "B", "E", "A"], ReadOptions(map={"score": "right_or_wrong"}), **ok)
    assert scores(items) == [1, 0, 1, 1]


def test_a_mapped_column_is_understood_whole_too(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match=r"the scores in mark are not understood.*maybe \(1\) of 3"):
        table(tmp_path, [1, 0, 1], ReadOptions(map={"score": "mark"}), mark=["yes", "maybe", "no"])


def test_words_for_no_answer_are_0_and_counted_by_name(tmp_path: Path) -> None:
    items = table(tmp_path, ["CORRECT", "INCORRECT", "NOT_ATTEMPTED", "N/A", "NOT_ATTEMPTED", "Timed out."])
    assert scores(items) == [1, 0, 0, 0, 0, 0]
    assert warned(items, "NOT_ATTEMPTED (2), N/A (1), Timed out. (1)")
    assert warned(items, "--score-word NOT_ATTEMPTED=none leaves them out")
    without = table(tmp_path, ["CORRECT", "NOT_ATTEMPTED"], ReadOptions(score_words={"not attempted": None}))
    assert scores(without) == [1, None]


def test_the_best_possible_mark(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="--score-max 9"):
        table(tmp_path, [8, 5, 9, 0])
    items = table(tmp_path, [8, 5, "9", 0], ReadOptions(score_max=10))
    assert scores(items) == [0.8, 0.5, 0.9, 0]
    likert = table(tmp_path, [1, 5, 3, 4], ReadOptions(score_max=5))
    assert scores(likert) == [0.2, 1, 0.6, 0.8]
    assert warned(likert, "the lowest score is 1 of 5 and counts as 0.2")
    assert not warned(likert, "no score is above")
    shares = table(tmp_path, [1, 0, 0.5, 1], ReadOptions(score_max=100))
    assert warned(shares, "no score is above 1 of 100: if they go from 0 to 1 already, leave --score-max out")
    with pytest.raises(FarfieldError, match="no best possible mark"):
        ReadOptions(score_max=0)


def test_a_mark_for_not_graded_can_be_told(tmp_path: Path) -> None:
    items = table(tmp_path, [1, 0, -1, -1], ReadOptions(score_words={"-1": None}))
    assert scores(items) == [1, 0, None, None]


def test_one_part_of_an_object_counts_in_all_records(tmp_path: Path) -> None:
    items = table(tmp_path, [{"acc": a, "format": 0.0} for a in (1.0, None, float("nan"), 0.0)])
    assert scores(items) == [1, None, None, 0]
    assert warned(items, "score.acc counts, not format (another: --map score=score.format)")
    other = table(
        tmp_path,
        [{"acc": 1.0, "format": 0.5}, {"acc": None, "format": 0.5}],
        ReadOptions(map={"score": "score.format"}),
    )
    assert scores(other) == [0.5, 0.5]


def test_parts_that_are_no_scores_from_0_to_1_do_not_count(tmp_path: Path) -> None:
    items = table(tmp_path, [{"length": 120 + n, "judge": {"value": n % 2, "why": "so"}} for n in range(4)])
    assert scores(items) == [0, 1, 0, 1]


def test_lists_are_epochs_where_answers_stand_beside_them(tmp_path: Path) -> None:
    items = table(tmp_path, [[True, False], [False, False]], pred=[["4", "5"], ["6", "7"]])
    found = items.table.select("item_id", "epoch", "score", "output").rows()
    assert found == [("0", 1, 1.0, "4"), ("0", 2, 0.0, "5"), ("1", 1, 0.0, "6"), ("1", 2, 0.0, "7")]


def test_lists_beside_one_answer_may_be_its_tests(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="the scores in score are lists of 2 to 3") as caught:
        table(tmp_path, [[True, False], [True, True, True]], output=["a", "b"])
    assert "--map score=score.0" in str(caught.value)
    first = table(
        tmp_path,
        [[True, False], [True, True, True]],
        ReadOptions(map={"score": "score.0"}),
        output=["a", "b"],
    )
    assert scores(first) == [1, 1]


def test_lists_in_csv(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,question,passed\n1,Q,"[True, False]"\n2,R,"[True, True]"\n')
    assert scores(read_items(str(tmp_path / "a.csv"))) == [1, 0, 1, 1]


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    text = (
        "sep=;\r\nid;question;score;d;chance\r\n1;Q1;0,5;1,5;0,25\r\n2;Q2;1;2;0,25\r\n3;Q3;0,0;3,25;0,25\r\n"
    )
    (tmp_path / "a.csv").write_bytes(text.encode("utf-16"))
    items = read_items(str(tmp_path / "a.csv"))
    assert scores(items) == [0.5, 1, 0]
    assert items.table["d"].to_list() == [1.5, 2.0, 3.25]
    assert items.table["chance"].to_list() == [0.25] * 3
    assert items.columns[0].fields["score"] == "score (0,5 is 0.5)"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
def test_logs_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    record = {"id": 1, "model": "m", "question": "Où est le café ?", "score": 1}
    lines = "".join(json.dumps(record | {"id": n}, ensure_ascii=False) + "\n" for n in range(3))
    for name, text in {
        "a.jsonl": lines,
        "b.json": json.dumps([record], ensure_ascii=False),
        "c.tsv": "id\tquestion\tscore\n1\tOù est le café ?\t1\n",
    }.items():
        (tmp_path / name).write_bytes((mark + text).encode(encoding))
        assert set(read_items(str(tmp_path / name)).table["question"]) == {"Où est le café ?"}, name


# Inspect


def inspect_log(
    folder: Path, samples: list[dict[str, Any]], results: Any = None, scorers: Any = None, **options: Any
) -> Items:
    whole = {
        "version": 2,
        "status": "success",
        "eval": {"task": "t", "model": "m", "scorers": scorers or []},
        "results": results or {},
        "samples": [
            {"id": n, "epoch": 1, "input": f"Q{n}?", "target": "4", "scores": found}
            for n, found in enumerate(samples)
        ],
    }
    path = folder / "log.json"
    path.write_text(json.dumps(whole))
    return read_items(str(path), ReadOptions(**options))


def values(name: str, *found: Any) -> list[dict[str, Any]]:
    return [{name: {"value": value}} for value in found]


def test_inspect_marks_are_scores(tmp_path: Path) -> None:
    items = inspect_log(tmp_path, values("match", "C", "I", "P", "N"))
    assert scores(items) == [1, 0, 0.5, 0]
    assert warned(items, "count as 0: N (1)")


@pytest.mark.parametrize("found", [("A", "C", "E", "B"), ("C", "I", "C", "D"), ("B", "C", "C", "C")])
def test_inspect_grades_are_refused(tmp_path: Path, found: tuple[str, ...]) -> None:
    with pytest.raises(FarfieldError, match=r"the scores in .* are not understood"):
        inspect_log(tmp_path, values("quality", *found))


def test_inspect_grades_with_a_legend(tmp_path: Path) -> None:
    scorers = [{"name": "quality", "options": {"grades": {"A": 1, "B": 0.75, "C": 0.5, "D": 0.25, "E": 0}}}]
    items = inspect_log(tmp_path, values("quality", "A", "C", "E", "B"), scorers=scorers)
    assert scores(items) == [1, 0.5, 0, 0.75]
    told = inspect_log(
        tmp_path, values("quality", "A", "C", "E", "B"), score_words={"A": 1, "B": 0.7, "C": 0.4, "E": 0}
    )
    assert scores(told) == [1, 0.4, 0, 0.7]


def test_inspect_takes_a_scorer_that_scores_and_is_measured(tmp_path: Path) -> None:
    samples = [
        {
            "kind": {"value": "geometry"},
            "length": {"value": 300 + n},
            "match": {"value": "C" if n % 2 else "I"},
        }
        for n in range(4)
    ]
    metrics = {"accuracy": {"name": "accuracy", "value": 0.5}}
    results = {
        "scores": [
            {"name": "kind", "scorer": "kind", "metrics": {}},
            {"name": "match", "scorer": "match", "metrics": metrics},
        ]
    }
    items = inspect_log(tmp_path, samples, results)
    assert scores(items) == [0, 1, 0, 1]
    assert warned(items, "several scores; match counts")
    assert warned(items, "the scorer kind holds what is no score: geometry (4)")
    assert scores(inspect_log(tmp_path, samples)) == [0, 1, 0, 1]


def test_inspect_one_part_counts_in_the_whole_log(tmp_path: Path) -> None:
    found = [{"first": 1.0 if n % 2 else None, "format": 0.0} for n in range(6)]
    items = inspect_log(tmp_path, values("rubric", *found))
    assert scores(items) == [None, 1] * 3
    assert warned(items, "rubric.first counts, not rubric.format")
    metrics = {"mean": {"name": "mean", "value": 0.0}}
    results = {"scores": [{"name": "format", "scorer": "rubric", "metrics": metrics}]}
    assert scores(inspect_log(tmp_path, values("rubric", *found), results)) == [0] * 6


def test_inspect_samples_that_lack_the_scorer_are_unscored(tmp_path: Path) -> None:
    samples = [{"match": {"value": "C"}}, {}, {"other": {"value": "I"}}, {"match": {"value": "I"}}]
    assert scores(inspect_log(tmp_path, samples)) == [1, None, None, 0]


def test_inspect_own_accuracy_that_is_another(tmp_path: Path) -> None:
    metrics = {"accuracy": {"name": "accuracy", "value": 1.0}}
    results = {"scores": [{"name": "match", "scorer": "match", "metrics": metrics}]}
    items = inspect_log(tmp_path, values("match", "C", "I"), results)
    assert warned(items, "the log's own accuracy of match is 1, the mean of its scores 0.5")


def test_rewards_of_minus_one_are_no_strays(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="say what -1 is worth, as --score-word -1=0"):
        table(tmp_path, [1, -1, -1, -1])
    items = table(tmp_path, [1, -1, -1, -1], ReadOptions(score_words={"-1": 0}))
    assert scores(items) == [1, 0, 0, 0]
    doubt = table(tmp_path, [1, 0, -1, 1])
    assert warned(doubt, "If -1 says how good an answer was: --score-word -1=SCORE")


def test_one_metric_counts_in_a_whole_samples_file(tmp_path: Path) -> None:
    rows = [
        {
            "doc_id": n, "doc": {"question": f"Q{n}?"}, "target": "1", "arguments": [["p", {}]], "resps": [["x"]],
            "filtered_resps": ["x"], "filter": "none", "metrics": ["acc", "f1"], "acc": 1.0 if n % 2 else None,
            "f1": 0.25,
        }
        for n in range(6)
    ]  # fmt: skip
    path = tmp_path / "samples_t_2026-01-01T00-00-00.000000.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert scores(read_items(str(path))) == [None, 1] * 3


def test_one_kind_of_event_counts_in_a_whole_log(tmp_path: Path) -> None:
    def log(*events: tuple[str, dict[str, Any]]) -> Items:
        lines: list[dict[str, Any]] = [{"spec": {"completion_fns": ["m"], "eval_name": "e"}}]
        lines += [
            {"run_id": "r", "event_id": n, "sample_id": f"s{n}", "type": kind, "data": data}
            for n, (kind, data) in enumerate(events)
        ]
        path = tmp_path / "log.jsonl"
        path.write_text("\n".join(map(json.dumps, [*lines, {"final_report": {}}])))
        return read_items(str(path))

    match = {"correct": True, "expected": "x"}
    assert scores(log(("match", match), ("metrics", {"acc": 0.0}), ("match", match))) == [1, None, 1]
    graded = log(("metrics", {"choice": "A", "score": 1.0}), ("metrics", {"choice": "C", "score": 0.0}))
    assert scores(graded) == [1, 0]
    with pytest.raises(FarfieldError, match="the scores in choice are not understood"):
        log(("metrics", {"choice": "C"}), ("metrics", {"choice": "A"}))
