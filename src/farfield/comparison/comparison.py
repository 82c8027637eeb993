"""Finished runs in, what differs between their subjects out: near, far, with scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from msgspec import UNSET, structs

from farfield.arrays import Floats
from farfield.comparison.answers import Answers, Pair, Runs, check_against, lay_beside, pair_up, shared_rulers
from farfield.comparison.chosen_pairs import chosen_pairs
from farfield.comparison.contrasts import adjusted, judge, of_scores
from farfield.comparison.differences import difference_of
from farfield.comparison.finished_run import FinishedRun
from farfield.comparison.paired_curves import compare_fields
from farfield.comparison.progress import fit_split
from farfield.comparison.scaling import backtest_scales, fit_scaling
from farfield.comparison.values import compare_values
from farfield.comparison.within_items import fit_within_items
from farfield.measure.near_far.bands import band_codes
from farfield.options.comparing import CompareOptions
from farfield.records import FarfieldError
from farfield.results import Comparison
from farfield.results.comparison import (
    BandDifference,
    ComparisonSettings,
    LookupSplit,
    NamedRuler,
    PairComparison,
    Progress,
    SubjectCurve,
)
from farfield.results.differences import JudgedDifference
from farfield.results.score_notices import MixedKinds
from farfield.results.structs import Mean, known


def compare(folders: Sequence[str | Path], options: CompareOptions | None = None) -> Comparison:
    """Compare the subjects of finished runs, paired item by item (docs/comparison-json.md tells each key).

    Runs that share no ruler are compared in their values alone. Raises FarfieldError where a folder holds no finished
    run, the runs share neither a ruler nor a value, or no task has two subjects.
    """
    options = options or CompareOptions()
    held = [FinishedRun(Path(folder)) for folder in folders]
    have = any(run.profile.values for run in held)
    values = compare_values(held, options) if have else UNSET
    alone = bool(values) and options.ruler is None and not shared_rulers(held)
    runs = Runs(None, None, {}, [str(run.folder) for run in held]) if alone else lay_beside(held, options)
    if alone and values:
        check_against({name for pair in values for name in (pair.from_, pair.to)}, options)
    mixed = [task for task, parts in runs.tasks.items() if any(map(_is_mixed, parts))]
    tasks = {task: [one for one in parts if not _is_mixed(one)] for task, parts in runs.tasks.items()}
    if not values and all(len(parts) < 2 for parts in runs.tasks.values()):
        raise FarfieldError(
            "there is nothing to compare: no task has two subjects",
            remedy="Name the folders of several runs, or of one with several subjects.",
        )
    return structs.replace(_scores(runs, tasks, options), values=values, mixed=mixed)


def _is_mixed(one: Answers) -> bool:
    """Whether the score is over rows of several kinds, which means nothing."""
    return any(isinstance(notice, MixedKinds) for notice in one.profile.notices)


def _scores(runs: Runs, tasks: Mapping[str, Sequence[Answers]], options: CompareOptions) -> Comparison:
    """What differs in score on these tasks."""
    pairs = _corrected(
        [
            _compare_pair(answers[first], answers[second], options)
            for answers in tasks.values()
            for first, second in chosen_pairs([one.subject for one in answers], options.against)
        ],
        options.confidence,
    )
    parts = {pair.task for pair in pairs if pair.part_of}
    scaled = [fit_scaling(task, held, known(runs.ruler), options) for task, held in tasks.items() if held]
    scale = [one for one in scaled if one is not None]
    whole = [(one.task, one.subjects) for one in scale if one.task not in parts]
    several = [answers for answers in tasks.values() if len(answers) > 1]
    return Comparison(
        folders=list(runs.folders),
        where=list(runs.where),
        unweighted=list(runs.unweighted),
        ruler=NamedRuler(name=runs.ruler, **structs.asdict(runs.words))
        if runs.ruler and runs.words
        else None,
        options=ComparisonSettings(**asdict(options)),
        curves=[_curve(one, known(runs.ruler)) for answers in several for one in answers],
        pairs=pairs,
        scale=scale,
        backtest=backtest_scales(whole, options),
    )


def _curve(answers: Answers, ruler: str) -> SubjectCurve:
    """What the profile of a subject says of its scores along the distance."""
    profile, measured = answers.profile, answers.profile.rulers[ruler]
    return SubjectCurve(
        task=answers.task,
        subject=answers.subject,
        score=Mean(mean=profile.score.mean, low=profile.score.low, high=profile.score.high),
        scale=measured.scale,
        bands=list(measured.bands),
        points=list(measured.curve.points) if measured.curve else [],
    )


def _compare_pair(first: Answers, second: Answers, options: CompareOptions) -> PairComparison:
    """The p values are corrected where all pairs are known, and verdicts and signature with them."""
    pair = pair_up(first, second)
    measured = _with_distance(pair)
    score = of_scores(difference_of(pair, options.confidence), options.band)
    names = (first.subject, second.subject)
    near, far, fall, ceiling, reach = compare_fields(measured, options.band, options.confidence, names)
    return PairComparison(
        task=first.task, from_=first.subject, to=second.subject, items=len(pair),
        part_of=list(first.profile.part_of), pooled=first.profile.pooled is not None,
        minuend=second.subject, subtrahend=first.subject,
        clusters=int(np.count_nonzero(np.bincount(pair.clusters))) if len(pair) else 0,
        unpaired=[first.table.height - len(pair), second.table.height - len(pair)],
        score=score, near=near, far=far, fall=fall, ceiling=ceiling, reach=reach,
        bands=_bands(measured, options), progress=_progress(measured, options), signature=None,
        within=fit_within_items(measured, options.confidence, options.seed),
    )  # fmt: skip


def _corrected(pairs: Sequence[PairComparison], confidence: float) -> list[PairComparison]:
    """The pairs with p values corrected over all of them.

    What tasks are parts of is asked first, and the parts are a family of their own; bands are explored all together.
    """
    p_bh = iter(adjusted([band.p for pair in pairs for band in pair.bands], "fdr_bh"))
    banded = [
        structs.replace(pair, bands=[structs.replace(band, p_bh=next(p_bh)) for band in pair.bands])
        for pair in pairs
    ]
    families = {
        part: _judged([pair for pair in banded if bool(pair.part_of) is part], confidence)
        for part in (False, True)
    }
    return [next(families[bool(pair.part_of)]) for pair in banded]


def _judged(family: Sequence[PairComparison], confidence: float) -> Iterator[PairComparison]:
    """A family of pairs: differences of scores get a verdict from the p beside them, reach and fall a p alone."""
    scores = judge([pair.score for pair in family], confidence)
    nears = judge([pair.near for pair in family], confidence)
    fars = judge([pair.far for pair in family], confidence)
    ceilings = judge([pair.ceiling for pair in family], confidence)
    falls = adjusted([pair.fall.p for pair in family], "holm")
    reaches = adjusted([pair.reach.p for pair in family], "holm")
    for at, pair in enumerate(family):
        yield structs.replace(
            pair,
            score=scores[at],
            near=nears[at],
            far=fars[at],
            fall=structs.replace(pair.fall, p_holm=falls[at]),
            ceiling=ceilings[at],
            reach=structs.replace(pair.reach, p_holm=reaches[at]),
            signature=_signature(pair, nears[at], fars[at], confidence),
        )


def _signature(
    pair: PairComparison, near: JudgedDifference, far: JudgedDifference, confidence: float
) -> str | None:
    """Which of the two has the pattern that contamination leaves: clearly more near the data and clearly less far from
    it than the other, by the corrected p values."""
    if near.p_holm is None or far.p_holm is None:
        return None
    at_near, at_far = known(near.difference), known(far.difference)
    clear = max(near.p_holm, far.p_holm) < 1 - confidence
    if not clear or at_near * at_far >= 0:
        return None
    return pair.to if at_near > 0 else pair.from_


def _with_distance(pair: Pair) -> Pair:
    return pair.part(np.asarray(np.isfinite(pair.distances).all(axis=1)))


def _bands(pair: Pair, options: CompareOptions) -> list[BandDifference]:
    """Along the distance at which the two stand on average (the same for both where the corpus is the same)."""
    at = pair.distances.mean(axis=1)
    codes = band_codes(at, options.bands)
    return [
        BandDifference(
            from_=float(at[rows].min()), to=float(at[rows].max()), items=int(rows.sum()),
            first=float(pair.scores[rows, 0].mean()), second=float(pair.scores[rows, 1].mean()),
            **structs.asdict(difference_of(pair.part(rows), options.confidence)), p_bh=None,
        )
        for rows in (codes == band for band in range(int(codes.max(initial=-1)) + 1))
    ]  # fmt: skip


def _progress(pair: Pair, options: CompareOptions) -> Progress | None:
    """The split of the difference, where the two stand at different distances from their own corpora.

    Beside it that of a lookup of these corpora: a curve moves for it too, as the ruler moves with the corpus.
    """
    if not len(pair) or np.array_equal(pair.distances[:, 0], pair.distances[:, 1]):
        return None

    def split(scores: Floats) -> Progress:
        return fit_split(
            scores, pair.distances, pair.clusters, options.bands, options.draws, options.confidence, options.seed
        )  # fmt: skip

    found = split(pair.scores)
    if np.isnan(pair.looked_up).any() or not np.ptp(pair.looked_up):
        return found
    lookup = split(pair.looked_up)
    return structs.replace(found, lookup=LookupSplit(lookup.moved_nearer, lookup.curve_moved, lookup.total))
