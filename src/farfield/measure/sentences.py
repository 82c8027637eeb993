"""A profile in plain sentences, never more certain than its intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from farfield.measure.families.sentences import answer_sentences, support_sentences
from farfield.measure.findings import design_sentences, find_sentences
from farfield.measure.wording import (
    COVARIATES,
    THIN,
    conditions,
    count,
    covariate,
    covariates,
    interval,
    number,
    percent,
    significant,
)
from farfield.results import Profile

Part = Mapping[str, Any]


def describe(profile: Profile, ruler: str | None = None) -> list[str]:
    """One paragraph for each subject and task: the answer that a report begins with.

    `ruler`: whose distances are told; the first of the profile where None.
    """
    return [" ".join(describe_subject(profile, one, ruler)) for one in profile["profiles"]]


def main_ruler(profile: Profile, one: Part) -> str | None:
    """The first ruler by which the subject's items have a distance: families have axes of their own."""
    measured = (name for name in profile["rulers"] if one["rulers"].get(name, {}).get("items"))
    return next(measured, next(iter(profile["rulers"]), None))


def describe_subject(profile: Profile, one: Part, ruler: str | None = None) -> list[str]:
    """The sentences on one of `profile["profiles"]`: score, regimes, near and far, what designs find, gap, reach,
    cost, what else was found, recall."""
    told = [_score(one, profile.get("where")), _regimes(one["regimes"])]
    name = ruler or main_ruler(profile, one)
    if name is not None and one["score"]["mean"] is not None:
        measured, words = one["rulers"][name], profile["rulers"][name]
        gap, slope, unit = measured["gap"], measured["slope"], measured["unit"]
        told += [_thirds(gap, words), *design_sentences(one), _gap(gap, slope), _trend(gap, slope)]
        told += [_reach(measured["reach"], unit), _cost(slope["adjusted"], measured["scale"], unit)]
    else:
        told += design_sentences(one)
    for block in one.get("families") or []:
        told += answer_sentences(block)
        if block["support"]["source"] is None:
            told += support_sentences(block)
    tasks = {other["task"] for other in profile["profiles"]}
    of = f" of {one['task']}" if len(tasks) > 1 else ""
    told += [*find_sentences(one, name), _recalled(one["recalled"], profile["corpus"], of)]
    told += map(_sentence, (profile["corpus"] or {}).get("doubts") or ())
    return [sentence for sentence in told if sentence]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith("?") else ".")


def _score(one: Part, where: Part | None) -> str:
    score = one["score"]
    if score["mean"] is None:
        return f"{one['subject']} has no score on {one['task']}: none of its {count(one['items'], 'item')} holds one."
    items = f"{count(score['items'], 'item')} of {one['task']}"
    pooled = f", {count(len(one['tasks']), 'task')} pooled" if one.get("pooled") else ""
    chosen = f" (only those with {conditions(where['where'])})" if where else ""
    told, on = f"{one['subject']} scores {percent(score['mean'], 1)}", f"on {items}{pooled}{chosen}"
    if score["low"] is not None:
        return f"{told} {interval(score['low'], score['high'], 1)} {on}."
    return f"{told} {on}; no interval can be given: {score.get('note') or 'unknown'}{_clusters(score)}."


def _clusters(score: Part) -> str:
    """What can be said of a few clusters: how far their own means lie apart."""
    found = score.get("clusters")
    if not found or found["number"] < 2:
        return ""
    return f" (they score {percent(found['lowest'], 1)} to {percent(found['highest'], 1)})"


def _regimes(parts: Sequence[Part]) -> str:
    """What the score is made of, where the items stand in more than one regime."""
    if len(parts) < 2:
        return ""
    told = [
        f"{part['regime']} {percent(part['mean'])} {interval(part['low'], part['high'])} of {part['items']:,}"
        for part in parts
    ]
    return f"By regime: {', '.join(told)}."


def _thirds(gap: Part, words: Part) -> str:
    if gap["near"] is None:
        return f"Near and far cannot be compared by {words['title']}: {gap['note']}."
    near = f"up to {significant(gap['near_to'])} {words['unit']}, {count(gap['near_items'], 'item')}"
    far = f"from {significant(gap['far_from'])}, {count(gap['far_items'], 'item')}"
    scores = percent(gap["near"]), percent(gap["far"])
    told = f"In the nearest third ({near}) it scores {scores[0]}, in the farthest ({far}) {scores[1]}."
    guesses = percent(gap["near_chance"]), percent(gap["far_chance"])
    return told if guesses[0] == guesses[1] else f"{told} A guess scores {guesses[0]} and {guesses[1]} there."


def _gap(gap: Part, slope: Part) -> str:
    if gap["difference"] is None:
        return ""
    low, high, side = gap["low"], gap["high"], "lower" if gap["difference"] < 0 else "higher"
    equal = (
        f"At equal {covariates(slope['adjusted']['covariates'])}"
        if gap["adjusted"]
        else "Without any adjustment"
    )
    points = f"the farthest third scores {number(100 * abs(gap['difference']), 0)} points {side}"
    why = f" ({gap['note']})" if gap.get("overlap") and gap["note"] else ""
    if low is None:
        return f"{equal} {points}; no interval can be given: {gap['note']}."
    if low <= 0 <= high:
        return (
            f"{equal} there is no difference between the two to be distinguished, {interval(low, high)} points; "
            f"gaps above {number(100 * gap['detectable'], 0)} points would have shown (80{THIN}% power){why}."
        )
    sign = -1 if gap["difference"] < 0 else 1
    return f"{equal} {points} {interval(*sorted((sign * low, sign * high)))}{why}."


def _trend(gap: Part, slope: Part) -> str:
    """The slope over all items, where it tells what the thirds alone cannot."""
    adjusted = slope["adjusted"]
    unclear = gap["low"] is not None and gap["low"] <= 0 <= gap["high"]
    if not unclear or adjusted["log_odds_per_sd"] is None or adjusted["low"] <= 0 <= adjusted["high"]:
        return ""
    turn, sign = ("fall", -1) if adjusted["log_odds_per_sd"] < 0 else ("rise", 1)
    odds = {end: 100 * sign * math.expm1(adjusted[end]) for end in ("low", "high", "log_odds_per_sd")}
    low, high = sorted((odds["low"], odds["high"]))
    return (
        f"Over all its items the odds of a right answer {turn} by {significant(odds['log_odds_per_sd'], 2)}{THIN}% "
        f"[{significant(low, 2)}, {significant(high, 2)}] for each standard deviation of distance."
    )


def _reach(reach: Part, unit: str) -> str:
    if reach["distance"] is None:
        return f"No reach can be given: {reach['note']}."
    at, near = f"{significant(reach['distance'])} {unit}", reach.get("near") or 0.0
    if reach.get("reason") == "rises":
        return "No reach can be given: its score rises with distance."
    if reach["censored"]:
        height = f" ({percent(near)})" if near else ""
        least = (
            "" if reach["low"] is None else f"; a reach of {significant(reach['low'])} or more is possible"
        )
        return f"Up to the farthest item ({at}) it never falls to half its near-field score{height}{least}."
    far = "beyond the data" if reach["high"] is None else significant(reach["high"])
    ends = f"[{significant(reach['low'])}, {far}]"
    heights = "" if reach.get("half") is None else f": {percent(near)} near, {percent(reach['half'])} there"
    return f"Its score falls to half its near-field value at {at} {ends}{heights}."


def _cost(slope: Part, scale: str, unit: str) -> str:
    """A standard deviation of distance against one more unit of difficulty, where both clearly cost something."""
    harder = [
        e for e in slope["covariate_effects"] if e["covariate"] not in COVARIATES and not e.get("level")
    ]
    if (
        slope["log_odds_per_sd"] is None
        or not harder
        or not (_clearly_lowers(slope) and _clearly_lowers(harder[0]))
    ):
        return ""
    ratio = slope["log_odds_per_sd"] * harder[0]["sd"] / harder[0]["log_odds_per_sd"]
    spread = math.exp(slope["sd"]) if scale == "log" else slope["sd"]
    much = f"a factor of {significant(spread, 2)}" if scale == "log" else f"{significant(spread, 2)} {unit}"
    return (
        f"One standard deviation of distance ({much}) costs about as much as {significant(ratio, 2)} more "
        f"{covariate(harder[0]['covariate'])}."
    )


def _clearly_lowers(effect: Part) -> bool:
    """Whether an effect is below 0 by about three standard errors, so that a ratio of two makes sense."""
    return bool(effect["log_odds_per_sd"] < 0 and effect["high"] <= effect["log_odds_per_sd"] / 3)


def _recalled(recalled: Part | None, corpus: Part | None, of: str) -> str:
    if recalled is None or not recalled["of"]:
        return ""
    share = 1.0 if corpus is None else corpus["searched_fraction"]
    where = "the corpus" if share >= 1 else f"the {percent(share, 1)} of the corpus that was searched"
    lost = (corpus or {}).get("rejected_share") or 0.0
    if lost:
        where += (
            f", of which {f'less than 0.1{THIN}%' if lost < 0.001 else percent(lost, 1)} could not be read"
        )
    below = recalled["unseen_below"]
    bound = (
        f" Of the rest, up to {significant(below)} documents each may still be unseen (95{THIN}%)."
        if below
        else ""
    )
    nearly = recalled.get("nearly", 0)
    beside = f"; {nearly:,} {'does' if nearly == 1 else 'do'} as near duplicates" if nearly else ""
    asked = f"{count(recalled['of'], 'question')}{of}"
    if not recalled["items"]:
        return f"None of {asked} stands with its answer in {where}{beside}.{bound}"
    stand = "stands with its answer" if recalled["items"] == 1 else "stand with their answers"
    return f"{recalled['items']:,} of {asked} {stand} in {where}{beside}.{bound}"
