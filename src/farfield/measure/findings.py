"""Sentences on what stands beside curve and gap: twins, difficulty, time, cuts, graders, signals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from farfield.measure.time_sentences import time_sentence
from farfield.measure.wording import THIN, count, covariates, interval, number, percent, significant

Part = Mapping[str, Any]

SIGNIFICANT = 0.05
FEWEST_FAR = 10


def design_sentences(one: Part) -> list[str]:
    """What twins and the cutoff tell of one of `profile["profiles"]`: designs, to be heard before any adjustment."""
    series = next((m["interrupted"] for m in one["rulers"].values() if m.get("interrupted")), None)
    return [sentence for sentence in (_twins(one.get("twins")), time_sentence(series)) if sentence]


def find_sentences(one: Part, ruler: str | None) -> list[str]:
    """A sentence for each other finding that has something to say; profiles of earlier versions lack some of them."""
    measured = one["rulers"].get(ruler, {}) if ruler else {}
    told = [
        _corrected(measured.get("slope", {}).get("corrected")),
        _robustness(measured.get("slope", {}).get("adjusted")),
        _cut(one.get("decomposition")),
        _graders(one.get("graders")),
        *(s["sentence"] for s in one.get("signals") or [] if s["p"] is not None and s["p"] <= SIGNIFICANT),
    ]
    return [sentence for sentence in told if sentence]


def _twins(twins: Part | None) -> str:
    if twins is None:
        return ""
    if not twins["pairs"]:
        return f"Nothing can be said by twins: {twins['note']}."
    low, high, pairs = twins["low"], twins["high"], count(twins["pairs"], "set")
    failed = [part["covariate"] for part in twins["balance"] if part["failed"]]
    beside = f"; they also differ in {covariates(failed[:3])}" if failed else ""
    if low is None:
        side = "lower" if twins["difference"] < 0 else "higher"
        points = number(100 * abs(twins["difference"]), 0)
        why = f"no interval can be given: {twins['note']}"
        return f"Of {pairs} of twins the far ones score {points} points {side}; {why}."
    if low <= 0 <= high:
        return (
            f"Between near and far twins ({pairs}) there is no difference to be distinguished, {interval(low, high)} "
            f"points; {number(100 * twins['detectable'], 0)} would have shown (80{THIN}% power){beside}."
        )
    side, sign = ("lower", -1) if twins["difference"] < 0 else ("higher", 1)
    ends = interval(*sorted((sign * low, sign * high)))
    return (
        f"Of {pairs} of twins the far ones score {number(100 * sign * twins['difference'], 0)} points {side} {ends}, "
        f"{_exact(twins)}{_p(twins['p'])}{beside}."
    )


def _exact(twins: Part) -> str:
    """Only of a test that counts every case; earlier profiles do not tell."""
    return "exact " if str(twins.get("test", "exact")).startswith("exact") else ""


def _corrected(corrected: Part | None) -> str:
    if corrected is None or corrected["log_odds_per_sd"] is None:
        return ""
    noise = f"With the noise of the difficulty in the model (reliability {corrected['reliability']:.2f})"
    low, high = corrected["low"], corrected["high"]
    if low <= 0 <= high:
        return f"{noise} no slope along the distance is left to be distinguished."
    turn, sign = ("fall", -1) if high < 0 else ("rise", 1)
    odds = [100 * sign * math.expm1(corrected[end]) for end in ("log_odds_per_sd", "low", "high")]
    ends = sorted(odds[1:])
    return (
        f"{noise} the odds still {turn} by {significant(odds[0], 2)}{THIN}% [{significant(ends[0], 2)}, "
        f"{significant(ends[1], 2)}] for each standard deviation of distance."
    )


def _robustness(adjusted: Part | None) -> str:
    """How strong an unmeasured confounder must be, where there is a slope for it to explain."""
    if adjusted is None or not adjusted.get("robustness_value") or adjusted["log_odds_per_sd"] is None:
        return ""
    if adjusted["low"] <= 0 <= adjusted["high"]:
        return ""
    measured = [part for part in adjusted["benchmarks"] if part["covariate"] != "log_words"]
    beside = "".join(
        f"; {part['covariate']} shares {percent(part['with_distance'], 1)} and {percent(part['with_score'], 1)}"
        for part in measured[:1]
    )
    return (
        "Something unmeasured that shared "
        f"{percent(adjusted['robustness_value'], 1)} of what is left of both distance and score could account for "
        f"the slope{beside}."
    )


def _cut(decomposition: Part | None) -> str:
    """The score without near passages, by the first cut that leaves items on both sides."""
    for cut in (decomposition or {}).get("cuts", []):
        near, far = cut["near"], cut["far"]
        if near["items"] and far["items"] >= FEWEST_FAR and cut["accounts_for"] is not None:
            return (
                f"On the {count(far['items'], 'item')} with no near passage ({cut['cut']}) it scores "
                f"{percent(far['mean'], 1)} {interval(far['low'], far['high'])}; the others bring "
                f"{percent(cut['accounts_for'])} of its score."
            )
    return ""


def _graders(graders: Part | None) -> str:
    if graders is None or graders["regraded"] is None:
        return ""
    before, after = (graders["regraded"]["score"][when]["mean"] for when in ("before", "after"))
    return (
        f"With {count(graders['wrong_with_target'], 'output')} counted as right that were marked wrong but hold "
        f"the target, it would score {percent(after, 1)} instead of {percent(before, 1)}."
    )


def _p(p: float) -> str:
    return "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".", 1)
