"""Distances and topics against naive twins: each text measured against what was before its own year, and nothing
else."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from farfield.corpus.dated_fields import DatedOptions
from farfield.ideas.distance import Distances
from farfield.ideas.extraction import Extracted
from farfield.ideas.nearest import Weights
from farfield.ideas.pasts import Pasts
from farfield.ideas.postings import Postings
from farfield.ideas.prior_reading import read_prior_work
from farfield.ideas.relatedness import least_related
from farfield.ideas.seasons import Season
from farfield.ideas.topics import ROWS, number_topics
from novelty_files import paper, write_rows

TERMS = [f"term{at}q" for at in range(9)]
BESIDE = [f"word{at}q" for at in range(60)]
SMOOTHING = 100
Document = tuple[int, frozenset[str]]


def drawn(count: int) -> list[Document]:
    """Documents of four years with seven of the terms each, and words of which some go with some terms."""
    draw, found = random.Random(5), list[Document]()
    for at in range(count):
        terms, turn = draw.sample(TERMS, 7), draw.choice((0, 20, 40))
        words = [*draw.sample(BESIDE[turn : turn + 20], 3), *draw.sample(BESIDE, 2)]
        found.append((2000 + min(3, at * 5 // count), frozenset(terms + words)))
    return found


def related(terms: Sequence[str], past: Sequence[Document], every: Sequence[Document]) -> float:
    """The mean cosine of the least related third of pairs, in plain words."""
    held = {word: sum(word in words for _, words in every) for word in BESIDE}
    words = [one for one in BESIDE if max(3, 0.001 * len(every)) <= held[one] <= max(0.1 * len(every), 10)]
    usual = [max(0.5, sum(one in held for _, held in past)) / len(past) for one in words]
    rows = []
    for term in terms:
        holding = [held for _, held in past if term in held]
        together = [sum(one in held for held in holding) for one in words]
        shares = [
            (n + SMOOTHING * u) / (len(holding) + SMOOTHING) for n, u in zip(together, usual, strict=True)
        ]
        rows.append([max(log(share / u), 0.0) for share, u in zip(shares, usual, strict=True)])
    cosines = [
        sum(a * b for a, b in zip(one, other, strict=True))
        / (sqrt(sum(a * a for a in one)) * sqrt(sum(b * b for b in other)))
        for one, other in combinations(rows, 2)
    ]
    third = sorted(cosines)[: len(cosines) // 3]
    return sum(third) / len(third)


def test_distance_equals_the_naive_one(tmp_path: Path) -> None:
    """Papers of two years, each against what was before its own, and an idea of the year after them."""
    documents = drawn(300)
    texts = [
        paper(f"p{at:03}", str(year), " ".join(sorted(words))) for at, (year, words) in enumerate(documents)
    ]
    write_rows(tmp_path / "papers.jsonl", texts)
    prior = read_prior_work([str(tmp_path / "papers.jsonl")], tmp_path, DatedOptions())
    pasts, postings = Pasts(prior, Weights(prior)), Postings(prior, [(one,) for one in TERMS])
    meant = [at for at, (year, _) in enumerate(documents) if year >= 2002]
    years = tuple(documents[at][0] for at in meant)
    cores = [sorted(documents[at][1].intersection(TERMS)) for at in meant]
    season = Season(2004, tuple(meant), years, 2002, pasts.before(2002))
    taken = [Extracted({one: (one,) for one in core}, ()) for core in cores]
    idea = Extracted({one: (one,) for one in TERMS[:7]}, ())
    found = Distances(season, taken, [idea], postings, pasts).of(idea)
    before = {year: [one for one in documents if one[0] < year] for year in (2002, 2003, 2004)}
    papers = [related(core, before[year], documents) for core, year in zip(cores, years, strict=True)]
    own = related(TERMS[:7], before[2004], documents)
    assert len(set(years)) == 2
    assert found is not None
    assert found.relatedness == pytest.approx(own, abs=1e-5)
    assert found.percentile == pytest.approx((sum(one > own for one in papers) + 0.5) / (len(papers) + 1))
    assert (found.papers, found.concepts, found.since) == (len(papers), 7, 2002)


def test_the_least_related_third_counts() -> None:
    assert least_related([0.9, 0.1, 0.2, 0.8, 0.6, 0.7]) == pytest.approx(0.15)
    assert least_related([0.5, 0.4]) == pytest.approx(0.4), "of few pairs one at least"


def test_topics_of_many_ideas_are_those_of_all_pairs() -> None:
    """Average linkage over the whole square of distances, of more ideas than are looked at together; one has no
    place, and two are told theirs."""
    draw = np.random.default_rng(0)
    centres = draw.normal(size=(12, 40))
    places = centres[draw.integers(0, 12, 2 * ROWS + 50)] + 0.4 * draw.normal(size=(2 * ROWS + 50, 40))
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    places[7] = 0.0
    told = [None, "x", None, "x", *[None] * (len(places) - 4)]
    found = number_topics(places, told)
    rest = [at for at in range(len(places)) if at not in (1, 3, 7)]
    square = np.clip(1 - places[rest] @ places[rest].T, 0, 2)
    np.fill_diagonal(square, 0.0)
    groups = fcluster(linkage(squareform(square, checks=False), "average"), 0.4, "distance")
    pairs = {(one, other) for one, other in zip(found[rest].tolist(), groups.tolist(), strict=True)}
    assert len(pairs) == len(set(groups.tolist())) == len(set(found[rest].tolist())) > 10
    assert (found[1], found[3]) == (0, 0)
    assert (found == found[7]).sum() == 1
