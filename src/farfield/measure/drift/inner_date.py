"""The inner date: when a subject's answers would all be right, told from dated answers alone.

Give the subject an inner date T, and it names the answer that held at T. T is spread by a logistic with a centre and a
spread over facts, as a subject has heard of some changes and not of others; a share of its answers is noise, any of
the fact's answers alike. So P(answer j) = (1 - noise) q_j + noise / K, with q_j proportional to the probability of T
within the stretch of time in which j held, over the fact's K stretches. A sharp edge with an exponential tail was tried
before and fails: in simulations its intervals cover .23 to .67. Centre and spread are what can be told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats
from farfield.measure.drift.dated_answers import DatedAnswers
from farfield.measure.fits.clustered import (
    as_logit,
    as_share,
    moved_by_cluster,
    overstated,
    profile_interval,
)
from farfield.results import drift as results
from farfield.special_functions import chdtri, stdtrit

FEWEST_FACTS = 8
"""Facts with a dated answer below which three numbers are not asked of them."""
SPREADS = (0.1, 5.0)
"""Least and greatest spread in years: five weeks, which no set of facts resolves, and wider than most of a history."""
NOISES = (0.002, 0.7)
"""Least and greatest share of noise."""
COARSE, FINE = (41, 9, 6), (61, 15, 12)
"""Places of the centre, the spread and the noise in the first look and in the last."""
BEYOND = 4.0
"""Years past the last change in which a centre is sought; there every answer is the last one."""
FAR_BELOW = 28.0
"""Of the deviance: what lies so far below the top leaves the window of the next look. An interval of eight facts whose
likelihood overstates its certainty most ends there."""
LOOKS = 4
NOISE_LEVEL = 0.005
"""How unlikely answers at random must be to make such a top: the centre is sought at many places, which is many looks.
"""
LEAST_RATIO = 0.6
"""Three phrasings of a fact that agree in nothing tell three times as much as its one vote, which would be a third; but
of a sharp subject the ratio is found with much noise, and at a third its interval was too narrow (.92 of them
held the truth)."""
STEPS = np.array([0.02, 0.05, 0.1])
"""How far the likelihood is looked at around its top: years, logarithm of the spread, log-odds of noise."""
LEVEL = 0.02
"""Of the log-likelihood: places as good as the best. A sharp subject's best is a step, and its middle is told."""


def fit_inner_date(answers: DatedAnswers, confidence: float = 0.95) -> results.InnerDate:
    """Centre and spread with their profile likelihood intervals, which are adjusted for clusters of a fact.

    Where answers at random would do as well, or too few facts have a dated answer, both are null with the reason.
    Where the likelihood does not fall towards one side, that end of the interval is null, and `censored` says on which
    side of the other end the centre lies.
    """
    return _fit(answers.kept(), confidence)[0]


def fit_moved(answers: DatedAnswers, confidence: float = 0.95) -> tuple[results.InnerDate, Floats]:
    """The inner date, and how far each of the facts that were given (f,) moves its centre, in years; 0 where none is
    told."""
    held = answers.kept()
    told, fit = _fit(held, confidence)
    moved = np.zeros(len(answers.origin))
    if fit is not None:
        moved[held.origin] = moved_by_cluster(_logs(held), fit.point, STEPS, held.votes, held.fact)
    return told, moved


def _fit(held: DatedAnswers, confidence: float) -> tuple[results.InnerDate, _Fit | None]:
    if held.facts < FEWEST_FACTS:
        return _unknown(held, "few_facts"), None
    ends = _range(held)
    fit = _search(held, ends)
    ratio = _overstated(held, fit)
    noise = float(held.votes @ np.log(held.guess))
    if 2 * (fit.top - noise) < float(chdtri(3, NOISE_LEVEL)) * max(ratio, 1.0):
        return _unknown(held, "noise"), None
    drop = float(stdtrit(held.facts - 1, 0.5 + confidence / 2)) ** 2
    low, high = profile_interval(fit.places, fit.profile, drop * ratio)
    open_low, open_high = low <= ends[0] + 1e-9, high >= ends[1] - 1e-9
    if open_low and open_high:
        return _unknown(held, "all_dates"), None
    side: results.Side | None = "before" if open_low else "after" if open_high else None
    narrow, wide = _spread_ends(fit, drop * ratio)
    return results.InnerDate(
        centre=fit.centre if side is None else None,
        low=None if open_low else low,
        high=None if open_high else high,
        spread=fit.spread, spread_low=narrow, spread_high=wide, noise=fit.noise, facts=held.facts,
        answers=held.answers, censored=side, reason=None,
    ), fit  # fmt: skip


def _spread_ends(fit: _Fit, drop: float) -> tuple[float | None, float | None]:
    """The interval of the spread; an end at which nothing sharper, or nothing wider, was looked for is none."""
    ends = profile_interval(fit.spreads, fit.spread_profile, drop)
    bounds = np.log(SPREADS)
    low = None if ends[0] <= bounds[0] + 1e-9 else float(np.exp(ends[0]))
    return low, None if ends[1] >= bounds[1] - 1e-9 else float(np.exp(ends[1]))


def _unknown(held: DatedAnswers, reason: results.NoInnerDate) -> results.InnerDate:
    return results.InnerDate(
        centre=None, low=None, high=None, spread=None, spread_low=None, spread_high=None, noise=None,
        facts=held.facts, answers=held.answers, censored=None, reason=reason,
    )  # fmt: skip


@dataclass(frozen=True)
class _Fit:
    """The profiles: places of the centre (t,) and the greatest log-likelihood at each (t,), logarithms of the spread
    (s,) and the greatest at each (s,); and the best of all."""

    places: Floats
    profile: Floats
    spreads: Floats
    spread_profile: Floats
    centre: float
    spread: float
    noise: float

    @property
    def top(self) -> float:
        return float(self.profile.max())

    @property
    def point(self) -> Floats:
        """Years, logarithm of the spread, log-odds of noise."""
        return np.array([self.centre, np.log(self.spread), as_logit(self.noise)])


def _range(held: DatedAnswers) -> tuple[float, float]:
    """Where a centre is sought: from before the first answers that were named to past the last change."""
    begun = held.start[held.cell][np.isfinite(held.start[held.cell])]
    changes = np.concatenate([held.start[np.isfinite(held.start)], held.end[np.isfinite(held.end)]])
    first = float(np.quantile(begun, 0.02)) if len(begun) else float(changes.min())
    return first - 3, float(changes.max()) + BEYOND


def _search(held: DatedAnswers, ends: tuple[float, float]) -> _Fit:
    """The profile over the whole range, then again and again over the window in which it is not far below its top."""
    window = [
        ends,
        (float(np.log(SPREADS[0])), float(np.log(SPREADS[1]))),
        (as_logit(NOISES[0]), as_logit(NOISES[1])),
    ]
    sizes = COARSE
    for _ in range(LOOKS):
        axes = [np.linspace(*side, size) for side, size in zip(window, sizes, strict=True)]
        found = log_likelihood(held, axes[0], np.exp(axes[1]), 1 / (1 + np.exp(-axes[2])))
        closer = [_closer(found, axis, values) for axis, values in enumerate(axes)]
        kept = (closer[0][1] - closer[0][0]) / (window[0][1] - window[0][0])
        if sizes == FINE and kept > 0.4:
            break
        window, sizes = closer, FINE
    profile = found.max(axis=(1, 2))
    at = np.unravel_index(int(found.argmax()), found.shape)
    flat = np.flatnonzero(profile.max() - profile < LEVEL)
    return _Fit(
        places=axes[0], profile=profile, spreads=axes[1], spread_profile=found.max(axis=(0, 2)),
        centre=float((axes[0][flat[0]] + axes[0][flat[-1]]) / 2), spread=float(np.exp(axes[1][at[1]])),
        noise=as_share(axes[2][at[2]]),
    )  # fmt: skip


def _closer(found: Floats, axis: int, values: Floats) -> tuple[float, float]:
    """The part of an axis along which the profile is not far below its top, and one place on either side."""
    profile = found.max(axis=tuple({0, 1, 2} - {axis}))
    near = np.flatnonzero(2 * (profile.max() - profile) < FAR_BELOW)
    return float(values[max(near[0] - 1, 0)]), float(values[min(near[-1] + 1, len(values) - 1)])


def log_likelihood(held: DatedAnswers, places: Floats, spreads: Floats, noises: Floats) -> Floats:
    """(t, s, e): of centres, spreads and shares of noise."""
    chances = held.chances(places, spreads)[..., None]
    mixed = (1 - noises) * chances + noises * held.guess[:, None]
    return np.asarray(np.einsum("tsge,g->tse", np.log(mixed), held.votes))


def _overstated(held: DatedAnswers, fit: _Fit) -> float:
    """By how much the likelihood overstates its certainty of the centre, by clusters of a fact."""
    return overstated(_logs(held), fit.point, STEPS, held.votes, held.fact, least=LEAST_RATIO)


def _logs(held: DatedAnswers) -> Callable[[Floats], Floats]:
    """The log-likelihood of each thing named (g,) at a point (3,), as `_Fit.point`."""

    def logs(point: Floats) -> Floats:
        noise = as_share(point[2])
        return np.asarray(
            np.log((1 - noise) * held.chances(point[:1], np.exp(point[1:2]))[0, 0] + noise * held.guess)
        )

    return logs
