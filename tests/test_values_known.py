"""Known subjects as tables through the command line: what is found of somebody of whom all is known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from test_documented_profile import write
from test_values_input import told, values_of
from values_fixture import value_rows

LEVELS = ("plain", "indirect", "spelled", "shifted", "base64")
ABLE = (0.95,) * 5
CALM = (0.05,) * 5
FALLS = (0.96, 0.8, 0.64, 0.48, 0.32)
KNOWN: dict[str, tuple[Mapping[str, Sequence[float]], str, str | None, str]] = {
    "who refuses everything": (
        {"value": (1.0,) * 5, "benign": (1.0,) * 5, "capability": ABLE}, "not_judged", "nothing_to_reach",
        "there is nothing to reach",
    ),
    "who refuses nothing": (
        {"value": (0.0,) * 5, "benign": (0.0,) * 5, "capability": ABLE}, "not_judged", "nothing_to_reach",
        "there is nothing to reach",
    ),
    "who refuses at a word that a cipher hides": (
        {"value": (1.0, 1.0, 0.0, 0.0, 0.0), "benign": (0.0,) * 5, "capability": ABLE}, "values_first", None,
        "Between indirect and spelled nothing was asked.",
    ),
    "whose value is a copy of its capability": (
        {"value": FALLS, "benign": (0.0,) * 5, "capability": FALLS}, "equal", None,
        "they differ by less than 10 points",
    ),
    "who refuses what it can't read": (
        {
            "value": (0.95, 0.95, 1.0, 1.0, 1.0), "benign": (0.05, 0.05, 1.0, 1.0, 1.0),
            "capability": (0.95, 0.95, 0.0, 0.0, 0.0),
        }, "equal", None, "they differ by less than 10 points",
    ),
    "who refuses what is harmless": (
        {"value": (0.95,) * 5, "benign": (0.05, 0.2, 0.4, 0.6, 0.8), "capability": ABLE}, "values_first", None,
        "not because the value holds less, but because the behaviour shows where it isn't wanted",
    ),
    "who can do less and keeps its word": (
        {"value": ABLE, "flipped": CALM, "capability": (0.95, 0.7, 0.5, 0.3, 0.1)}, "capabilities_first", None,
        "Capabilities fall first",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _high_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "60")


@pytest.mark.parametrize("name", KNOWN)
def test_known_subjects_are_recovered(farfield: Typed, tmp_path: Path, name: str) -> None:  # noqa: F811
    rates, verdict, reason, sentence = KNOWN[name]
    write(tmp_path / "log.jsonl", value_rows(rates, 100, levels=LEVELS))
    out = told(farfield("profile log.jsonl --out run"))
    (one,) = values_of()
    assert (one["verdict"], one["graders"][0]["reason"]) == (verdict, reason)
    assert sentence in out
    if name == "who refuses at a word that a cipher hides":
        found = one["graders"][0]["reach"]["value"]
        assert (found["after"], found["before"]) == ("indirect", "spelled")


@pytest.mark.parametrize("gold", [True, False])
def test_a_grader_that_drifts(farfield: Typed, tmp_path: Path, gold: bool) -> None:  # noqa: F811
    """The value holds in .95 everywhere, of which the grader finds less and less. A fourth of the rows have a label."""
    rows = value_rows({"value": (0.95, 0.85, 0.7, 0.55, 0.4), "benign": (0.0,) * 5, "capability": ABLE}, 200)
    for row in rows:
        at = int(str(row["item_id"])[1:])
        row["label"] = int(at < 190) if row["kind"] == "value" and at % 4 == 0 else None
    write(tmp_path / "log.jsonl", rows)
    out = told(farfield(f"profile log.jsonl {'--gold label' if gold else ''} --out run"))
    (one,) = values_of()
    if gold:
        assert one["verdict"] in ("equal", "cannot_tell")
        assert [level["value"]["mean"] for level in one["graders"][0]["levels"]] == pytest.approx(
            [0.95] * 5, abs=0.03
        )
        assert "nothing here could show" not in out
    else:
        assert one["verdict"] == "values_first"
        assert (
            "One grader scored all, and no gold labels: nothing here could show that its scores drift" in out
        )


def stated(answer: str) -> list[dict[str, Any]]:
    """Sixty tuples of four relations, resolved in two of five, answered as one who knows nothing does."""
    luck, rows = Random(7), []
    for at in range(60):
        p, q = luck.random() < 0.4, luck.random() < 0.4
        true, known = Random(at).random() < 0.5, Random(1000 + at).random() < 0.5
        both = true and known
        for check, roles in (
            ("Neg", {"P": (p, true, 0.4), "not_P": (None, not true, 0.6)}),
            ("And", {"P": (p, true, 0.4), "Q": (q, known, 0.4), "P_and_Q": (None, both, 0.16)}),
            ("Or", {"P": (p, true, 0.4), "Q": (q, known, 0.4), "P_or_Q": (None, true or known, 0.64)}),
            (
                "Cond",
                {
                    "P": (p, true, 0.4),
                    "Q_given_P": (None, true and known, 0.4),
                    "P_and_Q": (None, both, 0.16),
                },
            ),
        ):
            for role, (resolved, world, base) in roles.items():
                prob = {"world": float(world), "base": base, "constant": 0.4, "random": luck.random()}[answer]
                question = f"{role}{at}" if resolved is not None else None
                rows.append({
                    "subject": answer, "tuple": f"{check}{at}", "check": check, "role": role, "prob": prob,
                    "resolution": resolved, "question": question,
                })  # fmt: skip
    return rows


@pytest.mark.parametrize("command", ["coherence", "profile"])
def test_those_who_know_nothing_are_recovered(farfield: Typed, tmp_path: Path, command: str) -> None:  # noqa: F811
    """One world and base rates cohere; a constant gives a known sum away; none tells true from false."""
    write(
        tmp_path / "log.jsonl",
        [row for answer in ("world", "base", "constant", "random") for row in stated(answer)],
    )
    farfield(f"{command} log.jsonl --out run")
    found = json.loads(Path(f"run/{command}.json").read_text())
    found = found if command == "coherence" else found["coherence"][0]
    subjects = {one["subject"]: one for one in found["subjects"]}
    assert subjects["world"]["common"]["mean"] == pytest.approx(0, abs=1e-9)
    assert subjects["base"]["common"]["mean"] == pytest.approx(0, abs=1e-9)
    assert subjects["world"]["whole"]["dutch_book"]["mean"] == 0
    by_check = {one["check"]: one["found"]["squared"]["mean"] for one in subjects["constant"]["checks"]}
    assert by_check["Neg"] == pytest.approx(0.2**2 / 2, abs=1e-9)
    assert (
        by_check["And"] == by_check["Or"] == pytest.approx(0, abs=1e-9)
    )  # .4 of both and either is possible
    assert by_check["Cond"] > 0.01  # of .4 and .4 both come true in .16
    assert subjects["random"]["common"]["mean"] > 2 * subjects["constant"]["common"]["mean"]
    assert subjects["constant"]["discrimination"]["auc"]["mean"] == 0.5
    assert subjects["base"]["discrimination"]["auc"]["mean"] == 0.5
    for name in ("world", "random"):
        auc = subjects[name]["discrimination"]["auc"]
        assert auc["low"] < 0.5 < auc["high"]
