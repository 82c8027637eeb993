"""Do two human sets differ, and is the distance of human papers uniform and free of topic? On real papers.

    python benchmarks/novelty_calibration.py DATA [--papers 600] [--draws 1000]

DATA: the folder with `corpus.jsonl.zst` and `known.jsonl.zst`. Papers of 2018 are judged as ideas, each left out of its
own prior work. `sets`: two sets of 60 of them are drawn again and again, from all, and from the 150 most like one in
topic, and set beside each other. `uniform`: Kolmogorov-Smirnov's test of their distances. `topic`: the rank correlation
of a paper's distance with the mean of the 30 most like it in topic, which is 0 where topics do not matter. `halves`:
texts joined from two fields against these papers, with the interval of the area (Hanley & McNeil 1982).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from math import sqrt
from pathlib import Path

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


def judged(data: Path, count: int) -> tuple[list[IdeaNovelty], Traits]:
    """Papers of 2018, by chance, and the halves; judged, with what they are matched on."""
    papers = [row for row in rows_of(data / "corpus.jsonl.zst") if row["date"] == "2018"]
    drawn = random.Random(0).sample([row for row in papers if len(row["abstract"].split()) > 60], count)
    rows = [{key: row[key] for key in ("id", "title", "abstract", "date")} for row in drawn]
    halves = [row for row in rows_of(data / "known.jsonl.zst") if row["made"] == HALVES]
    rows += [
        {"id": row["id"], "text": row["text"], "date": row["before"], "author": "halves"} for row in halves
    ]
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
    every, traits = judged(given.data, given.papers)
    ideas, halves = every[: given.papers], every[given.papers :]
    traits = traits.of(range(given.papers))
    print(json.dumps(Counter(one.kind for one in ideas)), flush=True)
    tell_distances(ideas, halves, traits)
    for name, pool in (("all", list(range(len(ideas)))), ("one topic", None)):
        print(name, json.dumps(draw_sets(ideas, traits, pool, given.draws)), flush=True)


def tell_distances(ideas: list[IdeaNovelty], halves: list[IdeaNovelty], traits: Traits) -> None:
    """Whether distances are uniform, free of topic, and larger for halves of two fields."""
    rows = [at for at, one in enumerate(ideas) if one.distance and traits.topics[at].any()]
    alike = traits.topics[rows] @ traits.topics[rows].T
    np.fill_diagonal(alike, -2)
    nearest = np.argsort(-alike, axis=1)[:, :30]
    for name in ("percentile", "within_topic"):
        far = np.array([getattr(ideas[at].distance, name) for at in rows])
        apart = np.array([getattr(one.distance, name) for one in halves if one.distance])
        print(f"{name}: {len(far)} papers, mean {far.mean():.3f}, {kstest(far, 'uniform').pvalue:.4f}")
        print("  deciles", np.histogram(far, 10, (0, 1))[0].tolist())
        print(f"  rho with topic {spearmanr(far, far[nearest].mean(axis=1)).statistic:.3f}")
        print("  halves: AUC", area(apart, far), flush=True)


if __name__ == "__main__":
    main()
