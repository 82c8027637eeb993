"""Do distances of a year's papers differ from those of the papers they are set beside, by more than chance?

    python benchmarks/novelty_years.py DATA [--years 2010 ... 2020] [--papers 300] [--draws 500]

DATA: the folder with `corpus.jsonl.zst`. Papers of each year are judged as ideas, each left out of its own prior work.
Their percentiles have the reference papers in common, which are a sample themselves: a test that takes these for known
calls chance a difference. So papers and reference papers are shuffled: p is the share of draws whose percentiles are as
far from uniform (Kolmogorov-Smirnov's distance) or farther, then Holm's over all years. `by venue`: the mean where the
reference papers are weighted to the venues of the year's papers, and how many papers that weighting is worth.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from farfield.ideas import distance, profile
from farfield.options.judging import NoveltyOptions
from novelty import rows_of, write_rows

LEAST_WORDS = 60


class Papers(NamedTuple):
    """Of each paper how near its concepts lie, how many it has, and its venue."""

    related: np.ndarray
    concepts: np.ndarray
    venues: np.ndarray

    def of(self, rows: np.ndarray) -> Papers:
        """Some of them."""
        return Papers(*(column[rows] for column in self))


def judged(data: Path, rows: list[dict[str, Any]], venues: Mapping[str, str]) -> tuple[Papers, Papers]:
    """Papers of a year as ideas, and their reference papers; those with too few concepts are left out."""
    kept: dict[str, Any] = {}
    measure, read = distance._measure, profile.read_prior_work

    def keep(season: Any, *given: Any) -> Any:
        kept["season"], kept["found"] = season, measure(season, *given)
        return kept["found"]

    def keep_prior(*given: Any) -> Any:
        kept["prior"] = read(*given)
        return kept["prior"]

    distance._measure, profile.read_prior_work = keep, keep_prior  # type: ignore[assignment]
    try:
        with tempfile.TemporaryDirectory() as name:
            write_rows(Path(name) / "ideas.jsonl", rows)
            given = ([f"{name}/ideas.jsonl"], [str(data / "corpus.jsonl.zst")], NoveltyOptions(), Path(name))
            ideas = profile.judge_ideas(*given, lambda _stage, _done, _total: None).result.ideas
    finally:
        distance._measure, profile.read_prior_work = measure, read
    names = kept["prior"].names
    beside = zip(kept["season"].papers, kept["found"], strict=True)
    return (
        _papers(
            [
                (one.distance.relatedness, one.distance.concepts, venues[one.id])
                for one in ideas
                if one.distance
            ]
        ),
        _papers(
            [
                (found.value, found.concepts, venues[names[at]])
                for at, found in beside
                if found.topic is not None
            ]
        ),
    )


def _papers(rows: list[tuple[float, int, str]]) -> Papers:
    return Papers(*(np.array(column) for column in zip(*rows, strict=True)))


def percentiles(papers: Papers, beside: Papers, weights: np.ndarray | None = None) -> np.ndarray:
    """The distance of each paper; `weights`: of the papers beside, 1 each where none are given."""
    same = np.abs(papers.concepts[:, None] - beside.concepts[None, :]) <= distance.SAME_NUMBER
    held = same * (np.ones(len(beside.related)) if weights is None else weights)
    closer = beside.related[None, :] > papers.related[:, None]
    equal = beside.related[None, :] == papers.related[:, None]
    above = (held * closer).sum(axis=1) + 0.5 * (held * equal).sum(axis=1)
    return (above + 0.5) / (held.sum(axis=1) + 1)


def off_uniform(values: np.ndarray) -> float:
    """Kolmogorov-Smirnov's distance."""
    ordered, steps = np.sort(values), np.arange(1, len(values) + 1) / len(values)
    return float(max((steps - ordered).max(), (ordered - steps).max() + 1 / len(values)))


def shuffled(papers: Papers, beside: Papers, draws: int) -> float:
    """The share of draws, from both together, that are as far off as these or farther."""
    draw, size = np.random.default_rng(0), len(papers.related)
    both = Papers(*(np.concatenate(columns) for columns in zip(papers, beside, strict=True)))
    own, farther = off_uniform(percentiles(papers, beside)), 0
    for _ in range(draws):
        order = draw.permutation(len(both.related))
        farther += off_uniform(percentiles(both.of(order[:size]), both.of(order[size:]))) >= own
    return (farther + 1) / (draws + 1)


def by_venue(papers: Papers, beside: Papers) -> tuple[float, float]:
    """The mean distance where the venues are the same, and of how many papers beside that is worth."""
    ours, theirs = (Counter(one.venues.tolist()) for one in (papers, beside))
    weights = np.array([ours[venue] / theirs[venue] for venue in beside.venues.tolist()])
    return float(percentiles(papers, beside, weights).mean()), float(weights.sum() ** 2 / (weights**2).sum())


def holm(found: Mapping[int, float]) -> dict[int, float]:
    """Of each p the one that holds for all together (Holm 1979)."""
    adjusted, least = dict[int, float](), 0.0
    for at, year in enumerate(sorted(found, key=lambda one: found[one])):
        least = max(least, min(1.0, found[year] * (len(found) - at)))
        adjusted[year] = least
    return adjusted


def main() -> None:
    """Judge papers of each year, and print what came out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--years", type=int, nargs="+", default=list(range(2010, 2021)))
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--draws", type=int, default=500)
    given = parser.parse_args()
    every = rows_of(given.data / "corpus.jsonl.zst")
    venues = {row["id"]: row["venue"] for row in every}
    fit = [row for row in every if len(row["abstract"].split()) > LEAST_WORDS]
    found: dict[int, float] = {}
    for year in given.years:
        rows = [row for row in fit if row["date"] == str(year)]
        drawn = random.Random(0).sample(rows, min(given.papers, len(rows)))
        asked = [{key: row[key] for key in ("id", "title", "abstract", "date")} for row in drawn]
        papers, beside = judged(given.data, asked, venues)
        found[year] = shuffled(papers, beside, given.draws)
        mean = percentiles(papers, beside).mean()
        told = f"{year}: {len(papers.related)} papers beside {len(beside.related)}, mean {mean:.3f}, p "
        told += "{:.3f}; by venue {:.3f} (worth {:.0f})".format(found[year], *by_venue(papers, beside))
        print(told, flush=True)
    print("Holm:", ", ".join(f"{year} {p:.3f}" for year, p in sorted(holm(found).items())))


if __name__ == "__main__":
    main()
