"""The result of the study of real text, from the counts of all cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import polars as pl

from farfield.arrays import Floats
from farfield.comparison.progress import split_progress
from farfield.studies.text.outcomes import BANDS
from farfield.studies.text.parameters import PART, WHOLE, TextParameters, size_of
from farfield.studies.text.results import (
    BandShare,
    BySupport,
    CarriedOver,
    Figures,
    MoreText,
    OfRung,
    OwnControl,
    Shares,
    TextSummary,
    WordsAsked,
)
from farfield.studies.text.tallies import (
    DEALT_OTHER,
    DEALT_OWN,
    NOT_IN_TRAINING,
    OTHER,
    OWN,
    RENAMED,
    TRAINING,
    UNSEEN,
    Figure,
    Rung,
    Tallies,
    interval,
    per_decade,
)

NEAR, FAR = ("4-8", "9+"), ("0",)
"""Bands of support of the near field and of what stands nowhere behind its context."""
CENTRES = (0.0, 1.0, 2.45, 5.5, 12.0)
"""Tokens of support that a band stands for, where a curve is followed between bands."""
PARTS = (OWN, OTHER, UNSEEN, TRAINING, NOT_IN_TRAINING, RENAMED)
LOOKUP = "unbounded"


def summarise_text(rows: pl.DataFrame, parameters: TextParameters) -> TextSummary:
    """Figures of each rung, what ten times the parameters change, what eight times the text does, and the controls."""
    tallies = Tallies(rows, parameters.draws)
    rungs = sorted(Rung(*row) for row in rows.select(Rung._fields).unique().iter_rows())
    ladder = [rung for rung in rungs if rung.width > 0 and rung.text == WHOLE]
    return TextSummary(
        words=_words(rows),
        rungs=[_of_rung(rung, tallies, rows, parameters) for rung in rungs],
        by_support=[_by_support(rung, tallies) for rung in rungs],
        per_decade=_per_decade(ladder, tallies, parameters),
        carried_over=_carried_over(ladder, tallies, parameters),
        more_text=[
            _more_text(rung._replace(text=PART), rung, tallies)
            for rung in rungs
            if rung._replace(text=PART) in rungs and rung.text == WHOLE
        ],
        own_control=_own_control(rows),
    )


def _words(rows: pl.DataFrame) -> dict[str, WordsAsked]:
    """How many words of how many packages were asked for, by kind."""
    first = rows.row(0, named=True)
    one = rows.filter(
        pl.all_horizontal(pl.col(name) == first[name] for name in (*Rung._fields, "seed"))
        & (pl.col("half") == "A")
    )
    return {
        kind: WordsAsked(words=int(some["words"].sum()), packages=some["package"].n_unique())
        for (kind,), some in one.group_by("kind", maintain_order=True)
        if kind != "dealt"
    }


def _figures(tallies: Tallies) -> Mapping[str, Figure]:
    """Each figure of a rung, by its field: a function of the rung to its values in all draws."""
    return {
        **{part: partial(tallies.share, part=part) for part in PARTS},
        "gap": lambda rung: tallies.share(rung, OWN) - tallies.share(rung, OTHER),
        "gap_log_odds": lambda rung: tallies.log_odds(rung, OWN) - tallies.log_odds(rung, OTHER),
        "dealt_gap": lambda rung: tallies.share(rung, DEALT_OWN) - tallies.share(rung, DEALT_OTHER),
        "near": lambda rung: tallies.share(rung, UNSEEN, NEAR),
        "near_log_odds": lambda rung: tallies.log_odds(rung, UNSEEN, NEAR),
        "without_support": lambda rung: tallies.share(rung, UNSEEN, FAR),
        "without_support_log_odds": lambda rung: tallies.log_odds(rung, UNSEEN, FAR),
        "half_at": lambda rung: _half_at(rung, tallies),
        "own_bits": lambda rung: tallies.bits(rung, OWN),
        "other_bits": lambda rung: tallies.bits(rung, OTHER),
        "unseen_bits": lambda rung: tallies.bits(rung, UNSEEN),
        "renamed_bits": lambda rung: tallies.bits(rung, RENAMED),
    }


def _of_rung(rung: Rung, tallies: Tallies, rows: pl.DataFrame, parameters: TextParameters) -> OfRung:
    seeds = rows.filter(pl.all_horizontal(pl.col(name) == value for name, value in rung._asdict().items()))
    return OfRung(
        **rung._asdict(),
        parameters=size_of(parameters, rung.width) if rung.width else None,
        seeds=seeds["seed"].n_unique(),
        renamed_words=_count(tallies.sums(rung, RENAMED)[0]),
        renamed_right=_count(tallies.sums(rung, RENAMED)[1]),
        along=Figures(**{name: interval(figure(rung)) for name, figure in _figures(tallies).items()}),
    )


def _count(sums: Floats) -> int:
    """Of all packages as they are."""
    return int(sums[0])


def _by_support(rung: Rung, tallies: Tallies) -> BySupport:
    """Words of packages that nobody learned from, by how much of their context the model's text holds."""
    bands = [
        BandShare(
            band=band,
            words=_count(tallies.sums(rung, UNSEEN, (band,))[0]),
            along=interval(tallies.share(rung, UNSEEN, (band,))),
        )
        for band in BANDS
    ]
    return BySupport(**rung._asdict(), bands=bands)


def _half_at(rung: Rung, tallies: Tallies) -> Floats:
    """Tokens of support at which the score has fallen to half of the near field's: fewer is farther. 0 where words
    without support score as much, NaN where the near field has nothing right."""
    curve = np.column_stack(
        [tallies.share(rung, UNSEEN, (band,)) for band in BANDS[:3]] + [tallies.share(rung, UNSEEN, NEAR)]
    )
    half = curve[:, -1:] / 2
    places = np.log2(1 + np.array(CENTRES[: curve.shape[1]]))
    above = curve >= half
    first = curve.shape[1] - 1 - (~above)[:, ::-1].argmax(axis=1)  # the last band that is below half
    below = np.minimum(first, curve.shape[1] - 2)
    every = np.arange(len(curve))
    low, high = curve[every, below], curve[every, below + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip((half[:, 0] - low) / (high - low), 0, 1)
    found = 2 ** (places[below] + share * (places[below + 1] - places[below])) - 1
    told = np.isfinite(curve).all(axis=1) & (half[:, 0] > 0)
    return np.asarray(np.where(told, np.where(above.all(axis=1), 0.0, found), np.nan))


def _per_decade(ladder: Sequence[Rung], tallies: Tallies, parameters: TextParameters) -> Figures:
    """What ten times the parameters change, of the models that learned from all of their half."""
    sizes = [size_of(parameters, rung.width) for rung in ladder]
    return Figures(
        **{
            name: interval(per_decade([figure(rung) for rung in ladder], sizes))
            for name, figure in _figures(tallies).items()
        }
    )


def _carried_over(ladder: Sequence[Rung], tallies: Tallies, parameters: TextParameters) -> CarriedOver:
    """How much of what ten times the parameters bring on own packages they bring on others; unknown where it is not
    clear that they bring anything there."""
    sizes = [size_of(parameters, rung.width) for rung in ladder]
    own, other, unseen = (
        per_decade([tallies.share(rung, part) for rung in ladder], sizes) for part in (OWN, OTHER, UNSEEN)
    )
    base = own if (interval(own).low or 0.0) > 0 else np.full_like(own, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return CarriedOver(other=interval(other / base), unseen=interval(unseen / base))


def _more_text(part: Rung, whole: Rung, tallies: Tallies) -> MoreText:
    """All of a half seen once, less its beginning seen as often as the same compute takes, on the same words.

    `nearer` and `curve`: the change on packages that nobody learned from, by words that moved nearer and by a curve
    that moved; a mere lookup has both too, as the ruler moves with the text.
    """
    before, after = tallies.by_band(part, UNSEEN), tallies.by_band(whole, UNSEEN)
    split = split_progress(np.stack([before[0], after[0]], axis=1), np.stack([before[1], after[1]], axis=1))
    moved = {name: interval(tallies.share(whole, name) - tallies.share(part, name)) for name in PARTS}
    return MoreText(
        arm=whole.arm,
        width=whole.width,
        along=Shares(**moved),
        nearer=interval(split.nearer),
        curve=interval(split.curve),
    )


def _own_control(rows: pl.DataFrame) -> list[OwnControl]:
    """How much of the fall with distance comes back within words: 1 for a lookup."""
    found = rows.filter(pl.col("kind").str.starts_with("own_control_")).sort(*Rung._fields, "seed", "kind")
    keys = (*Rung._fields, "seed", "crude", "within", "share", "share_low", "share_high")
    return [
        OwnControl(kind=row["kind"].removeprefix("own_control_"), **{key: row[key] for key in keys})
        for row in found.iter_rows(named=True)
    ]
