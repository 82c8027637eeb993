"""What came out of a cell: rows of counts by package and support, and an ordinary table of outcomes for each model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.comparison.answers import Pair
from farfield.comparison.within_items import fit_within_items
from farfield.storage import write_whole
from farfield.studies.study import Row
from farfield.studies.text.answers import Answers
from farfield.studies.text.asking import KINDS, SIDES
from farfield.studies.text.halves import HALVES
from farfield.studies.text.prepared import MOST_SUPPORT, Prepared

BANDS = ("0", "1", "2-3", "4-8", "9+")
EDGES = (1, 2, 4, 9)
"""Tokens of support at which the next band begins."""
BANDED = ("unseen", "held_out")
"""Kinds whose words are told apart by their support; of the others it is all or nothing."""
EVERY = "all"
CONFIDENCE = 0.95
QUESTION = 24
"""Tokens of context that a table shows."""


def distance_of(support: Codes) -> Floats:
    """How often the support would have to double, with one token more, to be that of a copy: 0 to 5.6."""
    return np.log2((1 + MOST_SUPPORT) / (1 + support))


def rows_of(prepared: Prepared, text: str, answers: Mapping[str, Answers]) -> list[Row]:
    """The counts of a cell, what it says of words as their own control, and the control whose halves are dealt anew."""
    found = []
    for half in HALVES:
        bands = np.searchsorted(EDGES, prepared.support_by(text, half), side="right")
        found += _counts(prepared, half, answers[half], bands)
    found += _dealt(prepared, answers)
    return found + [_own_control(prepared, text, answers, kind) for kind in KINDS[:3]]


def _counts(prepared: Prepared, half: str, answers: Answers, bands: Codes) -> list[Row]:
    asked, found = prepared.asked, []
    for number, kind in enumerate(KINDS):
        for package in np.unique(asked.package[asked.kind == number]).tolist():
            there = (asked.kind == number) & (asked.package == package)
            if kind not in BANDED:
                found.append(_row(prepared, kind, half, EVERY, answers, there))
                continue
            for band, name in enumerate(BANDS):
                if (there & (bands == band)).any():
                    some = there & (bands == band)
                    found.append(_row(prepared, kind, half, name, answers, some))
    return found


def _dealt(prepared: Prepared, answers: Mapping[str, Answers]) -> list[Row]:
    """Which half a word is asked of is dealt anew, word by word: own less other must be nothing."""
    asked = prepared.asked
    turned = np.random.default_rng(0).random(len(asked.kind)) < 0.5
    found = []
    for half, other in (HALVES, HALVES[::-1]):
        mixed = Answers(*(np.where(turned, b, a) for a, b in zip(answers[half], answers[other], strict=True)))
        for package in np.unique(asked.package[asked.kind == 1]).tolist():
            there = (asked.kind == 1) & (asked.package == package)
            found.append(_row(prepared, "dealt", half, EVERY, mixed, there))
    return found


def _row(prepared: Prepared, kind: str, half: str, band: str, answers: Answers, there: Rows) -> Row:
    """Of words of one package."""
    bits, first = float(answers.bits[there].sum()), int(np.flatnonzero(there)[0])
    return {
        "kind": kind,
        "half": half,
        "side": SIDES[prepared.asked.side[first]],
        "package": prepared.packages[prepared.asked.package[first]],
        "band": band,
        "words": int(there.sum()),
        "right": int(answers.right[there].sum()),
        "bits": None if np.isnan(bits) else round(bits, 1),
        **dict.fromkeys(("crude", "within", "share", "share_low", "share_high")),
    }


def _own_control(prepared: Prepared, text: str, answers: Mapping[str, Answers], kind: str) -> Row:
    """The same words of two models, each at its own distance: the slopes between words and within, and their share."""
    asked = prepared.asked
    there = asked.kind == KINDS.index(kind)
    scores = np.stack([answers[half].right[there] for half in HALVES], axis=1).astype(float)
    distances = np.stack([distance_of(prepared.support_by(text, half)[there]) for half in HALVES], axis=1)
    clusters = np.unique(asked.package[there], return_inverse=True)[1].astype(np.int64)
    pair = Pair(scores, distances, np.zeros_like(scores), clusters, np.full_like(scores, np.nan))
    found = fit_within_items(pair, CONFIDENCE, seed=0)
    told = dict.fromkeys(("crude", "within", "share", "share_low", "share_high"))
    if found is not None:
        share = found.share
        values = (found.crude.per_sd, found.within.per_sd, share.difference, share.low, share.high)
        told = {name: _short(value) for name, value in zip(told, values, strict=True)}
    return {
        "kind": f"own_control_{kind}",
        "half": "both",
        "side": EVERY,
        "package": EVERY,
        "band": EVERY,
        "words": len(pair),
        "right": int(scores.sum()),
        "bits": None,
        **told,
    }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def write_outcomes(
    path: Path, prepared: Prepared, text: str, half: str, subject: str, answers: Answers
) -> None:
    """An ordinary table of outcomes, a word a row, as any evaluation has one: `farfield profile` reads it."""
    asked, support = prepared.asked, prepared.support_by(text, half)
    said = [*prepared.vocabulary.bytes, b""]
    questions, targets = [], []
    for window, start, length in zip(asked.window, asked.start, asked.length, strict=True):
        row = asked.windows[window]
        questions.append(_text(said, row[max(0, start - QUESTION) : start]))
        targets.append(_text(said, row[start : start + length]))
    table = pl.DataFrame(
        {
            "item_id": [f"word-{at}" for at in range(len(targets))],
            "subject": subject,
            "task": [KINDS[kind] for kind in asked.kind],
            "question": questions,
            "target": targets,
            "score": answers.right.astype(float),
            "bits": answers.bits,
            "support": support,
            "unsupported": distance_of(support),
            "package": [prepared.packages[package] for package in asked.package],
            "half": [SIDES[side] for side in asked.side],
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(path) as temporary:
        table.write_parquet(temporary)


def _text(said: list[bytes], tokens: Codes) -> str:
    return b"".join(said[token] for token in tokens).decode("utf-8", errors="replace")
