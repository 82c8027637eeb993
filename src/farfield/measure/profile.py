"""Items with distances → the capability profile: the content of profile.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from farfield.measure.bands import falling_p, fit_bands
from farfield.measure.decomposition import decompose
from farfield.measure.difficulty.confounding import robustness
from farfield.measure.difficulty.corrected import correct_slope
from farfield.measure.difficulty.others import Others, by_others, find_others
from farfield.measure.families import fit_families
from farfield.measure.gap import fit_gap
from farfield.measure.graders import fit_graders
from farfield.measure.increment import fit_increment
from farfield.measure.interrupted import fit_interrupted
from farfield.measure.options import MeasureOptions
from farfield.measure.outcomes import Outcomes, outcomes_of, prepare_items
from farfield.measure.reach import fit_reach
from farfield.measure.regimes.assign import assign_regimes
from farfield.measure.regimes.declared import DECLARED
from farfield.measure.rulers import add_rulers, describe_rulers
from farfield.measure.scale import choose_scale
from farfield.measure.signals import find_signals, split_probes
from farfield.measure.slopes import fit_slopes
from farfield.measure.twins import add_twins, fit_twins
from farfield.measure.warnings import find_warnings
from farfield.records import REGIMES, SCHEMA_PROFILE, CorpusSummary, FarfieldError, Profile, Support


def fit_profile(
    items: pl.DataFrame,
    options: MeasureOptions,
    corpus: CorpusSummary | None = None,
    supports: Mapping[str, Support] | None = None,
) -> Profile:
    """The profile of every subject on every task, as plain JSON values (docs/profile-json.md tells each key).

    `items`: ITEM_SCHEMA and what the scan added; rulers and regimes are added where they are not there yet.
    `supports`: what the corpus, or a declaration, shows of each family.
    Profiles are ordered by task, then by subject, each in order of first appearance.
    Raises FarfieldError for an empty table and for options that the items cannot serve.
    """
    if items.is_empty():
        raise FarfieldError("there are no items to measure", remedy="Check the paths of the logs.")
    if DECLARED not in items.columns:
        items = assign_regimes(items, options, supports)
    if any(f"ruler_{name}" not in items.columns for name in options.rulers):
        items = add_rulers(items, options)
    rulers = describe_rulers(options, corpus.searched_fraction if corpus else 1.0)
    items, probes = split_probes(items)
    prepared = add_twins(prepare_items(items, options), options)
    others = find_others(prepared) if by_others(options.difficulty, items) else {}
    asked = probes.partition_by("task", "subject", as_dict=True)
    scored = prepared.filter(pl.col("score").is_not_null()).partition_by("task", as_dict=True)
    groups = prepared.partition_by("task", "subject", maintain_order=True, as_dict=True)
    tasks = list(dict.fromkeys(task for task, _ in groups))
    ordered = sorted(groups, key=lambda key: tasks.index(key[0]))
    return {
        "schema": SCHEMA_PROFILE,
        "corpus": asdict(corpus) if corpus else None,
        "rulers": rulers,
        "profiles": [
            _fit_one(
                groups[key],
                options,
                rulers,
                Beside(
                    scored.get(key[:1], prepared.clear()),
                    asked.get(key, probes.clear()),
                    others.get(key),
                    supports or {},
                ),
            )
            for key in ordered
        ],
    }


@dataclass(frozen=True)
class Beside:
    """What the profile of one subject on one task takes from outside its items.

    `task`: the scored items of all subjects; `probes`: its own; `others`: what other subjects' answers say of its
    scored items; `supports`: by family.
    """

    task: pl.DataFrame
    probes: pl.DataFrame
    others: Others | None
    supports: Mapping[str, Support]


def _fit_one(
    items: pl.DataFrame, options: MeasureOptions, rulers: dict[str, Any], beside: Beside
) -> dict[str, Any]:
    scored = items.filter(pl.col("score").is_not_null())
    outcomes = outcomes_of(scored, options)
    measured = {
        name: _fit_ruler(scored[f"ruler_{name}"], outcomes, options, str(ruler["unit"]), beside.others)
        for name, ruler in rulers.items()
    }
    if "time" in measured:
        measured["time"]["interrupted"] = fit_interrupted(scored, outcomes, beside.task, options)
    score = _mean(outcomes, options.confidence)
    profile = {
        "subject": items["subject"][0],
        "task": items["task"][0],
        "items": items.height,
        "clusters": outcomes.groups,
        "score": {**score, "items": scored.height, "unscored": items.height - scored.height},
        "rulers": measured,
        "regimes": _regimes(scored, outcomes, options.confidence),
        "families": fit_families(scored, beside.probes, outcomes, beside.supports, options),
        "recalled": _recalled(items, options),
        "decomposition": decompose(scored, outcomes, options),
        "twins": fit_twins(items, options),
        "graders": fit_graders(scored, outcomes, list(rulers), options),
        "signals": find_signals(items, beside.probes, options),
    }
    return {**profile, "warnings": find_warnings(items, profile, outcomes, options)}


def _fit_ruler(
    distances: pl.Series,
    outcomes: Outcomes,
    options: MeasureOptions,
    unit: str,
    others: Others | None,
) -> dict[str, Any]:
    held = distances.is_not_null().to_numpy()
    at = distances.drop_nulls().to_numpy()
    inside = outcomes.take(held)
    scale = choose_scale(at)
    curve, reach, monotone = fit_reach(at, scale, inside, options)
    bands = fit_bands(at, inside, options.bands, len(outcomes), options.confidence)
    along = np.log(at) if scale and scale.logarithmic else at
    slope = fit_slopes(along, inside, options.confidence)
    slope["adjusted"] |= robustness(along, inside, options.confidence)
    slope["corrected"] = correct_slope(along, inside, others.take(held) if others else None, options)
    rise = slope["crude"]["low"]
    if reach["censored"] and rise is not None and rise > 0:
        reach["note"] = "the score rises with distance"
    return {
        "unit": unit,
        "scale": scale.name if scale else "linear",
        "items": len(at),
        "missing": len(held) - len(at),
        "low": float(at.min()) if len(at) else None,
        "high": float(at.max()) if len(at) else None,
        "bands": bands,
        "falling_p": falling_p(bands, options.confidence),
        "slope": slope,
        "curve": curve,
        "reach": reach,
        "monotone": monotone,
        "incremental": fit_increment(along, inside, options.confidence, options.seed),
        "gap": fit_gap(at, inside, options.confidence),
    }


def _mean(outcomes: Outcomes, confidence: float) -> dict[str, float | None]:
    if not len(outcomes):
        return {"mean": None, "low": None, "high": None}
    return asdict(outcomes.mean(confidence))


def _regimes(scored: pl.DataFrame, outcomes: Outcomes, confidence: float) -> list[dict[str, Any]]:
    found = []
    for regime in REGIMES:
        rows = (scored["regime"] == regime).to_numpy()
        if rows.any():
            inside = outcomes.take(rows)
            share = float(outcomes.weights[rows].sum() / outcomes.weights.sum())
            found.append(
                {"regime": regime, "items": len(inside), "share": share, **_mean(inside, confidence)}
            )
    return found


def _recalled(items: pl.DataFrame, options: MeasureOptions) -> dict[str, Any] | None:
    """Distinct questions that stand in the corpus with their answer, of those that were looked for.

    `unseen_below`: where a sample was searched, the documents of the whole corpus that may still hold one of the rest.
    """
    if "recall_documents" not in items.columns:
        return None
    questions = (
        items.group_by("item_id").agg(pl.col("recall_documents").max())["recall_documents"].drop_nulls()
    )
    return {
        "items": int((questions >= options.recall_threshold).sum()),
        "of": len(questions),
        "unseen_below": _unseen_below(items),
    }


def _unseen_below(items: pl.DataFrame) -> float | None:
    if "recall_documents_high" not in items.columns:
        return None
    bounds = items.filter(pl.col("recall_documents") == 0)["recall_documents_high"].to_list()
    return max(bounds, default=0.0) or None
