"""Do two human sets differ, and is the distance of human papers uniform and free of topic? On real papers.

    python benchmarks/novelty_calibration.py DATA [--papers 600] [--draws 1000]

DATA: the folder with `corpus.jsonl.zst` and `known.jsonl.zst`. Papers of 2018 are judged as ideas, each left out of its
own prior work, and half as many of each of three other years, with texts joined from two of their years' papers on
learning and on language: on these the statistic of distances was chosen. `sets`: two sets of 60 papers of 2018 are
drawn again and again, from all, and from the 150 most like one in topic, and set beside each other. `uniform`:
Kolmogorov-Smirnov's test of distances, year by year and of all years. `topic`: the rank correlation of a paper's
distance with the mean of the 30 most like it in topic, which is 0 where topics do not matter. `halves`: the texts
joined from two fields in DATA against papers of 2018, and the others against those of their own years, with the
interval of the area (Hanley & McNeil 1982).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from math import sqrt
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy.stats import kstest, spearmanr

from farfield.ideas import profile
from farfield.ideas.comparing import compare_sets
from farfield.ideas.matching import Traits
from farfield.options.judging import NoveltyOptions
from farfield.results.novelty import IdeaNovelty
from novelty import rows_of, write_rows

SET, ON_TOPIC = 60, 150
HALVES = "half of one and half of another field"
YEAR, OTHERS = 2018, (2016, 2017, 2020)
JOINED = 200
"""Texts that are joined of each of the other years."""
ON_LEARNING, ON_LANGUAGE = ("nips", "icml", "aistats", "colt"), ("aclanth",)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
Row = dict[str, Any]


def asked(data: Path, count: int) -> list[Row]:
    """Papers by chance and joined texts as ideas, by author: what they are, and of which year."""
    every, known = rows_of(data / "corpus.jsonl.zst"), rows_of(data / "known.jsonl.zst")
    halves = [row for row in known if row["made"] == HALVES]
    fit = [row for row in every if len(row["abstract"].split()) > 60]
    rows = []
    for year in (YEAR, *OTHERS):
        of_year = [row for row in fit if row["date"] == str(year)]
        drawn = random.Random(0).sample(of_year, count if year == YEAR else count // 2)
        rows += [{key: row[key] for key in ("id", "title", "abstract", "date")} for row in drawn]
    for row, name in ((row, f"papers {row['date']}") for row in rows):
        row["author"] = name
    rows += [
        {"id": row["id"], "text": row["text"], "date": row["before"], "author": "halves"} for row in halves
    ]
    tested = {source for row in halves for source in row["source"]}
    return rows + [
        one for year in OTHERS for one in joined([row for row in fit if row["id"] not in tested], year)
    ]


def joined(papers: list[Row], year: int) -> list[Row]:
    """The first half of a paper on learning and the second of one on language, both of the four years before one."""
    draw, recent = random.Random(year), [row for row in papers if year - 4 <= int(row["date"]) < year]
    first, second = (
        draw.sample([row for row in recent if row["venue"] in venues], JOINED)
        for venues in (ON_LEARNING, ON_LANGUAGE)
    )
    texts = []
    for one, other in zip(first, second, strict=True):
        head, tail = (SENTENCE.split(row["abstract"]) for row in (one, other))
        texts.append(" ".join(head[: (len(head) + 1) // 2] + tail[len(tail) // 2 :]))
    return [
        {"id": f"joined-{year}-{at}", "text": text, "date": str(year), "author": f"joined {year}"}
        for at, text in enumerate(texts)
    ]


def judged(data: Path, rows: list[Row]) -> tuple[list[IdeaNovelty], Traits]:
    """Ideas judged, with what they are matched on."""
    kept: list[Traits] = []

    def keep(_ideas: list[IdeaNovelty], traits: Traits) -> list[object]:
        kept.append(traits)
        return []

    profile.compare_sets = keep  # type: ignore[assignment]  # the traits are needed here, and stand in no file
    with tempfile.TemporaryDirectory() as name:
        write_rows(Path(name) / "ideas.jsonl", rows)
        found = profile.judge_ideas(
            [f"{name}/ideas.jsonl"],
            [str(data / "corpus.jsonl.zst")],
            NoveltyOptions(workers=1),
            Path(name),
            lambda _stage, _done, _total: None,
        )
    return found.result.ideas, kept[0]


def draw_sets(ideas: list[IdeaNovelty], traits: Traits, pool: list[int] | None, draws: int) -> Counter[str]:
    """How many comparisons of two sets were told, refused and why, and how many told a difference, of what."""
    draw, counts = np.random.default_rng(1), Counter[str]()
    for _ in range(draws):
        chosen = pool if pool is not None else _about(traits, int(draw.integers(len(ideas))))
        rows = draw.choice(chosen, 2 * SET, replace=False).tolist()
        two = [
            msgspec.structs.replace(ideas[row], author="ab"[at // SET], against=at >= SET)
            for at, row in enumerate(rows)
        ]
        (found,) = compare_sets(two, traits.of(rows))
        counts[found.reason or "told"] += 1
        clear = {
            one.of if one.of in ("out of paradigm", "distance") else "a kind"
            for one in found.differences
            if not (one.low or 0.0) <= 0 <= (one.high or 0.0)
        }
        counts.update(clear)
    return counts


def _about(traits: Traits, row: int) -> list[int]:
    """The papers most like one in topic."""
    return np.argsort(-(traits.topics @ traits.topics[row]), kind="stable")[:ON_TOPIC].tolist()


def area(far: np.ndarray, near: np.ndarray) -> tuple[float, float, float]:
    """The chance that one of the first is larger, with its 95 % interval (Hanley & McNeil 1982)."""
    more = (far[:, None] > near[None, :]) + 0.5 * (far[:, None] == near[None, :])
    a = float(more.mean())
    first, second = a / (2 - a), 2 * a * a / (1 + a)
    spread = a * (1 - a) + (len(far) - 1) * (first - a * a) + (len(near) - 1) * (second - a * a)
    error = sqrt(spread / (len(far) * len(near)))
    return a, a - 1.96 * error, a + 1.96 * error


def main() -> None:
    """Judge, draw, and print what came out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--papers", type=int, default=600)
    parser.add_argument("--draws", type=int, default=1000)
    given = parser.parse_args()
    rows = asked(given.data, given.papers)
    (every, traits), *others = (judged(given.data, of_year(rows, year)) for year in (YEAR, *OTHERS))
    tell_distances([*every, *(one for ideas, _ in others for one in ideas)])
    ideas, traits = every[: given.papers], traits.of(range(given.papers))
    tell_topics(ideas, traits)
    print(json.dumps(Counter(one.kind for one in ideas)), flush=True)
    for name, pool in (("all", list(range(len(ideas)))), ("one topic", None)):
        print(name, json.dumps(draw_sets(ideas, traits, pool, given.draws)), flush=True)


def of_year(rows: list[Row], year: int) -> list[Row]:
    """What is judged together: a year's papers, with the halves or the texts joined for it."""
    return [
        row
        for row in rows
        if row["author"] in (f"papers {year}", f"joined {year}", "halves" * (year == YEAR))
    ]


def tell_distances(ideas: list[IdeaNovelty]) -> None:
    """Whether distances of papers are uniform, and larger for texts joined from two fields."""
    for name in ("percentile", "within_topic"):
        far = {
            author: np.array(
                [getattr(one.distance, name) for one in ideas if one.author == author and one.distance]
            )
            for author in dict.fromkeys(one.author for one in ideas)
        }
        for year in (YEAR, *OTHERS):
            tell_uniform(f"{name} {year}", far[f"papers {year}"])
            if year != YEAR:
                print("  joined: AUC", area(far[f"joined {year}"], far[f"papers {year}"]), flush=True)
        papers, mixed = (
            np.concatenate([far[f"{kind} {year}"] for year in years])
            for kind, years in (("papers", (YEAR, *OTHERS)), ("joined", OTHERS))
        )
        tell_uniform(f"{name} all years", papers)
        print("  joined: AUC", area(mixed, papers))
        print(f"  halves against {YEAR}: AUC", area(far["halves"], far[f"papers {YEAR}"]), flush=True)


def tell_uniform(name: str, far: np.ndarray) -> None:
    """The mean and the test."""
    print(f"{name}: {len(far)} papers, mean {far.mean():.3f}, p {kstest(far, 'uniform').pvalue:.4f}")
    print("  deciles", np.histogram(far, 10, (0, 1))[0].tolist(), flush=True)


def tell_topics(ideas: list[IdeaNovelty], traits: Traits) -> None:
    """Whether a paper's distance goes with that of the papers most like it in topic."""
    rows = [at for at, one in enumerate(ideas) if one.distance and traits.topics[at].any()]
    alike = traits.topics[rows] @ traits.topics[rows].T
    np.fill_diagonal(alike, -2)
    nearest = np.argsort(-alike, axis=1)[:, :30]
    for name in ("percentile", "within_topic"):
        far = np.array([getattr(ideas[at].distance, name) for at in rows])
        print(f"{name}: rho with topic {spearmanr(far, far[nearest].mean(axis=1)).statistic:.3f}", flush=True)


if __name__ == "__main__":
    main()
