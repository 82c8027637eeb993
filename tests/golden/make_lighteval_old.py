"""Make details as lighteval before 0.11 wrote them: `python make_lighteval_old.py OUT`, with polars.

Written by hand after its `DetailsLogger.Detail` and `EvaluationTracker.save` (0.5.0 and 0.9.2 alike), which turn every
value into a text as Python writes it; and after the details of the Open LLM Leaderboard, whose values have types.
"""

import sys
from pathlib import Path

import polars as pl

DATE = "2024-07-01T10-00-00.000000"
PLACES = [("France", 1), ("Italy", 0), ("Germany", 2)]
EMPTY = {
    "instruction": "",
    "num_effective_few_shots": 0,
    "num_asked_few_shots": 0,
    "input_tokens": [[1]],
    "cont_tokens": [[2]],
}


def chosen(place: str, gold: int) -> dict:
    """A multiple choice document; France's prompt was cut by 7 tokens."""
    return {
        "example": f"The capital of {place} is", "full_prompt": f"Examples. The capital of {place} is", **EMPTY,
        "predictions": [-3.5, -1.25, -2.5], "truncated": [7 if place == "France" else 0], "padded": [0], "gold": [],
        "pred_logits": [], "choices": [" Rome", " Paris", " Bonn"], "gold_index": [gold],
        "metrics": {"acc": int(gold == 1), "acc_norm": 1}, "specifics": {"region": "Europe"},
    }  # fmt: skip


def generated(number: int) -> dict:
    return {
        "example": f"What is {number} plus {number}?", "full_prompt": f"What is {number} plus {number}?", **EMPTY,
        "predictions": [f"It's {2 * number}." if number < 3 else "It is [9]"], "truncated": [0], "padded": [0],
        "gold": [str(2 * number)], "pred_logits": [], "choices": [], "gold_index": [],
        "metrics": {"em": float(number < 3), "qem": 1.0}, "specifics": None,
    }  # fmt: skip


def main(out: Path) -> None:
    texts = [{name: str(value) for name, value in chosen(*place).items()} for place in PLACES]
    sums = [{name: str(value) for name, value in generated(number).items()} for number in range(1, 5)]
    write(texts, out / "details" / "made" / "rote-1b" / DATE / f"details_lighteval-capitals-0_{DATE}.parquet")
    write(sums, out / "details" / "made" / "rote-1b" / DATE / f"details_lighteval-sums-0_{DATE}.parquet")
    typed = [chosen(*place) for place in PLACES]
    folder = out / "details_made__rote-7b" / DATE
    write(typed, folder / f"details_harness-capitals-5_{DATE}.parquet")


def write(rows: list[dict], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows).write_parquet(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
