"""Finished runs in, what differs between their subjects out: near, far, with scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farfield.measure.bands import band_codes
from farfield.measure.compare.answers import Answers, Pair, load_runs, pair_up
from farfield.measure.compare.contrasts import adjust, contrast, equivalence, judge, unknown
from farfield.measure.compare.options import CompareOptions
from farfield.measure.compare.paired_curves import compare_fields
from farfield.measure.compare.progress import fit_split
from farfield.measure.compare.scaling import backtest_scales, fit_scaling
from farfield.records import FarfieldError

Codes = NDArray[np.int64]

SCHEMA_COMPARISON = "farfield.comparison/1"
MOST_IN_PAIRS = 6
"""Of so many subjects every pair is compared; of more, each with the first."""
JUDGED = ("score", "near", "far", "ceiling")
"""Differences of scores, which get a verdict from the p that stands beside them; reach and fall get a p alone."""


def compare(folders: Sequence[str | Path], options: CompareOptions | None = None) -> dict[str, Any]:
    """Compare the subjects of finished runs, paired item by item (docs/comparison-json.md tells each key).

    Raises FarfieldError where a folder holds no finished run, the runs share no ruler, or no task has two subjects.
    """
    options = options or CompareOptions()
    runs = load_runs(folders, options)
    if all(len(parts) < 2 for parts in runs.tasks.values()):
        raise FarfieldError(
            "there is nothing to compare: no task has two subjects",
            remedy="Name the folders of several runs, or of one with several subjects.",
        )
    pairs = [
        _compare_pair(first, second, options)
        for answers in runs.tasks.values()
        for first, second in _chosen_pairs(answers, options.against)
    ]
    for part in (
        False,
        True,
    ):  # what tasks are parts of is asked first, and the parts are a family of their own
        family = [pair for pair in pairs if bool(pair["part_of"]) is part]
        for name in JUDGED:
            judge([pair[name] for pair in family], options.confidence)
        for name in ("reach", "fall"):
            adjust([pair[name] for pair in family], "holm", "p_holm")
    for pair in pairs:
        pair["signature"] = _signature(pair, options.confidence)
    adjust([band for pair in pairs for band in pair["bands"]], "fdr_bh", "p_bh")
    parts = {pair["task"] for pair in pairs if pair["part_of"]}
    scaled = [fit_scaling(task, answers, runs.ruler, options) for task, answers in runs.tasks.items()]
    scale = [one for one in scaled if one is not None]
    return {
        "schema": SCHEMA_COMPARISON,
        "folders": list(runs.folders),
        "where": list(runs.where),
        "unweighted": list(runs.unweighted),
        "ruler": {"name": runs.ruler, **runs.words},
        "options": asdict(options),
        "pairs": pairs,
        "scale": scale,
        "backtest": backtest_scales(
            [(one["task"], one["subjects"]) for one in scale if one["task"] not in parts], options
        ),
    }


def _chosen_pairs(parts: Sequence[Answers], against: str | None) -> Iterator[tuple[Answers, Answers]]:
    base = next((one for one in parts if one.subject == against), None)
    if base is None and len(parts) <= MOST_IN_PAIRS:
        yield from combinations(parts, 2)
        return
    base = base or parts[0]
    yield from ((base, one) for one in parts if one is not base)


def _compare_pair(first: Answers, second: Answers, options: CompareOptions) -> dict[str, Any]:
    pair = pair_up(first, second)
    measured = _with_distance(pair)
    score = _difference(pair, options.confidence)
    near, far, fall, ceiling, reach = compare_fields(
        measured, options.confidence, (first.subject, second.subject)
    )
    return {
        "task": first.task, "from": first.subject, "to": second.subject, "items": len(pair),
        "part_of": list(first.profile.get("part_of") or []), "pooled": bool(first.profile.get("pooled")),
        "minuend": second.subject, "subtrahend": first.subject,
        "clusters": int(np.count_nonzero(np.bincount(pair.clusters))) if len(pair) else 0,
        "unpaired": [first.table.height - len(pair), second.table.height - len(pair)],
        "score": {**score, "equivalence": equivalence(score, options.band)},
        "near": {**near, "equivalence": equivalence(near, options.band)},
        "far": {**far, "equivalence": equivalence(far, options.band)},
        "fall": fall,
        "ceiling": {**ceiling, "equivalence": equivalence(ceiling, options.band)},
        "reach": reach,
        "bands": _bands(measured, options),
        "progress": _progress(measured, options),
    }  # fmt: skip


def _signature(pair: dict[str, Any], confidence: float) -> str | None:
    """Which of the two has the pattern that contamination leaves: clearly more near the data and clearly less far from
    it than the other, by the corrected p values."""
    near, far = pair["near"], pair["far"]
    if near["p_holm"] is None or far["p_holm"] is None:
        return None
    clear = max(near["p_holm"], far["p_holm"]) < 1 - confidence
    if not clear or near["difference"] * far["difference"] >= 0:
        return None
    return str(pair["to"] if near["difference"] > 0 else pair["from"])


def _with_distance(pair: Pair) -> Pair:
    rows = np.isfinite(pair.distances).all(axis=1)
    return Pair(pair.scores[rows], pair.distances[rows], pair.chance[rows], _renumber(pair.clusters[rows]))


def _renumber(clusters: Codes) -> Codes:
    return np.asarray(np.unique(clusters, return_inverse=True)[1], np.int64)


def _difference(pair: Pair, confidence: float) -> dict[str, Any]:
    """Of the mean scores, item by item."""
    if not len(pair):
        return unknown("the two subjects have no item in common")
    moved = pair.scores[:, 1] - pair.scores[:, 0]
    mean = float(moved.mean())
    return contrast(mean, (moved - mean) / len(pair), pair.clusters, confidence)


def _bands(pair: Pair, options: CompareOptions) -> list[dict[str, Any]]:
    """Along the distance at which the two stand on average (the same for both where the corpus is the same)."""
    at = pair.distances.mean(axis=1)
    codes = band_codes(at, options.bands)
    return [
        {
            "from": float(at[rows].min()), "to": float(at[rows].max()), "items": int(rows.sum()),
            "first": float(pair.scores[rows, 0].mean()), "second": float(pair.scores[rows, 1].mean()),
            **_difference(_part(pair, rows), options.confidence),
        }
        for rows in (codes == band for band in range(int(codes.max(initial=-1)) + 1))
    ]  # fmt: skip


def _part(pair: Pair, rows: NDArray[np.bool_]) -> Pair:
    return Pair(pair.scores[rows], pair.distances[rows], pair.chance[rows], _renumber(pair.clusters[rows]))


def _progress(pair: Pair, options: CompareOptions) -> dict[str, Any] | None:
    """The split of the difference, where the two stand at different distances from their own corpora."""
    if not len(pair) or np.array_equal(pair.distances[:, 0], pair.distances[:, 1]):
        return None
    return fit_split(
        pair.scores, pair.distances, pair.clusters, options.bands, options.draws, options.confidence, options.seed
    )  # fmt: skip
