"""Every option of `farfield coherence`, typed on small data: the number that comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from test_documented_profile import write


def told(folder: str) -> Any:
    return json.loads((Path(folder) / "coherence.json").read_text())


@pytest.fixture
def stated(tmp_path: Path) -> Path:
    """answers.jsonl: `calm` misses 1 by 0.1 in each of forty negations, `wild` by 0.1 on day 1 and by 0.5 on day 9;
    what came true got 0.8 from both, what didn't 0.2 from `calm` alone."""
    rows = []
    for at in range(40):
        true = at % 2 == 0
        for subject in ("calm", "wild"):
            p = 0.8 if true or subject == "wild" else 0.2
            miss = 0.5 if subject == "wild" and at >= 20 else 0.1
            for role, stated in (("P", p), ("not_P", 1 - p + miss)):
                rows.append({
                    "who": subject, "tuple": f"t{at}", "check": "Neg", "role": role, "p": min(stated, 1.0),
                    "resolution": true if role == "P" else not true, "day": 1 if at < 20 else 9, "qid": f"{role}{at}",
                })  # fmt: skip
    write(tmp_path / "answers.jsonl", rows)
    return tmp_path


@exercises("coherence --map", "coherence --axis", "coherence --seed", "coherence --out")
@pytest.mark.usefixtures("stated")
def test_coherence(farfield: Typed) -> None:  # noqa: F811
    out = farfield("coherence answers.jsonl --map prob=p --map subject=who --axis day --seed 3 --out found")
    result = told("found")
    assert result["options"] == {"axis": "day", "confidence": 0.95, "seed": 3}
    calm, wild = result["subjects"]
    assert calm["common"]["mean"] == pytest.approx(0.1**2 / 2, abs=1e-9)
    assert [level["level"] for level in wild["levels"]] == ["1", "9"]
    assert [level["found"]["squared"]["mean"] for level in wild["levels"]] == pytest.approx(
        [0.1**2 / 2, 0.5**2 / 2], abs=1e-9
    )
    assert (calm["discrimination"]["auc"]["mean"], wild["discrimination"]["auc"]["mean"]) == (1.0, 0.5)
    assert calm["discrimination"]["brier"]["mean"] == pytest.approx(0.04)
    assert "calm is the most coherent: it gives away 0.005" in " ".join(out.split())
    assert "0.5 is a guess" in out
    assert Path("found/coherence.html").exists()


@exercises("coherence --json", "coherence --quiet")
@pytest.mark.usefixtures("stated")
def test_coherence_for_a_program_is_what_stands_in_its_file(farfield: Typed) -> None:  # noqa: F811
    typed = "coherence answers.jsonl --map prob=p --map subject=who --out found"
    assert json.loads(farfield(f"{typed} --json --quiet")) == told("found")
    assert farfield(f"{typed} --quiet") == ""


def test_choices_are_read_beside_them(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """a over b over c over a, asked of one; its AUC is not told, as nothing was stated."""
    write(
        tmp_path / "choices.jsonl",
        [
            {"subject": "s", "first": "a", "second": "b", "preferred": "a"},
            {"subject": "s", "first": "b", "second": "c", "preferred": "b", "dominant": "b"},
            {"subject": "s", "first": "a", "second": "c", "preferred": "c"},
            {"subject": "s", "first": "a", "second": "c", "preferred": "d"},
        ],
    )
    out = farfield("coherence choices.jsonl")
    (found,) = told("farfield-coherence")["preferences"]
    assert (found["triads"], found["cyclic"], found["dominant_right"]) == (1, 1, 1.0)
    assert "1 of 1 triple of its choices run in a circle" in " ".join(out.split())
    assert "1 row could not be used" in out
    assert json.loads(Path("farfield-coherence/rejected.jsonl").read_text())["reason"] == (
        "chosen is 'd', which is neither option nor `tie`"
    )


def test_a_file_without_probabilities_is_one_message(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "log.jsonl", [{"question": "what", "score": 1}])
    assert "no column for tuple, check, role, prob" in farfield("coherence log.jsonl", code=2)
