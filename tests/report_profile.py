"""profile.json and run.json of the report's fixture, key for key as a run writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from farfield.records import REGIMES

PIECES = {
    "unit": "pieces per 100 words", "field": "question", "near": "pasted from few pieces", "far": "from many",
    "title": "pieces",
}  # fmt: skip
TIME = {
    "unit": "days",
    "field": None,
    "near": "before the cutoff",
    "far": "long after",
    "title": "days after the cutoff",
}
MEANS = {False: (0.8, 0.7, 0.45, 0.25, 0.175), True: (0.82, 0.74, 0.66, 0.6, 0.3675)}
REGIME_MEANS = {False: (0.9, 0.6, 0.3, 0.1), True: (0.95, 0.7, 0.55, 0.35)}
"""Of five bands, nearest first: of a curve whose reach is seen, and of one whose reach is censored."""


def around(mean: float, half: float) -> dict[str, float]:
    return {"mean": mean, "low": max(mean - half, 0.0), "high": min(mean + half, 1.0)}


def slope_of(covariates: list[str]) -> dict[str, Any]:
    effects = [
        {"covariate": name, "log_odds_per_sd": -0.5, "low": -0.7, "high": -0.3, "sd": 1.4}
        for name in covariates
    ]
    return {
        "log_odds_per_sd": -0.27, "low": -0.41, "high": -0.13, "covariates": covariates, "items": 7, "sd": 9.0,
        "note": None, "covariate_effects": effects,
    }  # fmt: skip


def interpolate(values: Sequence[float], n: int) -> list[float]:
    at = [k * (len(values) - 1) / (n - 1) for k in range(n)]
    return [
        values[int(a)] + (a - int(a)) * (values[min(int(a) + 1, len(values) - 1)] - values[int(a)])
        for a in at
    ]


def curve_of(means: Sequence[float], low: float, high: float) -> dict[str, Any]:
    drawn = interpolate(means, 21)
    points = [{"distance": low + (high - low) * k / 20, **around(m, 0.06)} for k, m in enumerate(drawn)]
    return {"floor": 0.0, "ceiling": 0.82, "ceiling_seen": True, "d50": 35.0, "width": 5.0, "points": points}


def fitted_ruler(*, censored: bool, low: float = 10.0, high: float = 60.0) -> dict[str, Any]:
    means = MEANS[censored]
    edges = [low + (high - low) * k / 5 for k in range(6)]
    reach = {"distance": 35.0, "low": 30.0, "high": 44.0, "censored": False, "note": None}
    beyond = {"distance": high, "low": 52.0, "high": None, "censored": True, "note": None}
    return {
        "unit": PIECES["unit"], "items": 7, "missing": 1, "low": low, "high": high,
        "bands": [
            {"from": a, "to": b, "items": 2, "clusters": 2, "share": 0.2, **around(m, 0.1)}
            for a, b, m in zip(edges, edges[1:], means, strict=False)
        ],
        "slope": {"crude": slope_of([]), "adjusted": slope_of(["log_words", "steps"])},
        "curve": curve_of(means, low, high),
        "reach": beyond if censored else reach,
        "gap": {
            "near": means[0], "far": means[-1], "near_items": 3, "far_items": 2, "near_to": 20.0, "far_from": 50.0,
            "difference": -0.1, "low": -0.15, "high": -0.05, "adjusted": True, "detectable": 0.06, "note": None,
        },
    }  # fmt: skip


def null_ruler() -> dict[str, Any]:
    """A ruler that no item has: nothing could be fitted."""
    why = "fewer than 10 items"
    nothing = {
        "log_odds_per_sd": None, "low": None, "high": None, "covariates": [], "items": 0, "sd": None, "note": why,
        "covariate_effects": [],
    }  # fmt: skip
    gap = dict.fromkeys(("near", "far", "near_to", "far_from", "difference", "low", "high", "detectable"))
    return {
        "unit": TIME["unit"], "items": 0, "missing": 8, "low": None, "high": None, "bands": [],
        "slope": {"crude": nothing, "adjusted": nothing}, "curve": None,
        "reach": {"distance": None, "low": None, "high": None, "censored": False, "note": why},
        "gap": {**gap, "near_items": 0, "far_items": 0, "adjusted": False, "note": why},
    }  # fmt: skip


def entry_of(subject: str, number: int, *, corpus: bool) -> dict[str, Any]:
    censored = bool(number % 2)
    pieces = {"pieces": fitted_ruler(censored=censored)} if corpus else {}
    mean = sum(REGIME_MEANS[censored]) / 4
    return {
        "subject": subject, "task": "sums", "items": 8, "clusters": 8,
        "score": {**around(mean, 0.11), "items": 10, "unscored": 1},
        "rulers": {**pieces, "time": null_ruler()},
        "regimes": [
            {"regime": r, "items": 2, "share": 0.25, **around(m, 0.2)}
            for r, m in zip(REGIMES[:4], REGIME_MEANS[censored], strict=True)
        ],
        "recalled": {"items": 1, "of": 8} if corpus else None, "twins": None,
        "warnings": ["1 item of 8 holds no score"],
    }  # fmt: skip


def profile_of(subjects: Sequence[str], *, corpus: bool) -> dict[str, Any]:
    summary = {"documents": 6, "words": 96, "bytes": 612, "searched_fraction": 0.5, "files": 1, "rejected": 1}
    return {
        "schema": "farfield.profile/1",
        "corpus": summary if corpus else None,
        "rulers": {"pieces": PIECES, "time": TIME} if corpus else {"time": TIME},
        "profiles": [entry_of(subject, number, corpus=corpus) for number, subject in enumerate(subjects)],
    }


def run_of(*, corpus: bool) -> dict[str, Any]:
    files = [{"path": "train.jsonl.zst", "bytes": 612, "sha256": None}]
    return {
        "schema": "farfield.run/1", "command": "farfield profile outcomes.jsonl --corpus train.jsonl.zst",
        "created": "2026-01-02T03:04:05Z", "seconds": 0.4, "seed": 0,
        "versions": {"farfield": "0.1.0", "python": "3.11.7", "numpy": "2.0.0"},
        "options": {
            "read": {"map": {}}, "scan": {"unit": "word"} if corpus else None,
            "measure": {"bands": 5, "confidence": 0.95, "cluster": None},
        },
        "inputs": {
            "evals": [{"path": "outcomes.jsonl", "bytes": 1234, "sha256": "ab" * 32}],
            "corpus": files if corpus else [],
        },
        "rejected": {"evals": 1, "corpus": 0}, "warnings": ["1 of 9 lines could not be read"],
    }  # fmt: skip
