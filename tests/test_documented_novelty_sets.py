"""Ideas of authors beside people's: pairs, their balance, differences, refusals; scores against distance."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from farfield.ideas.authors import shares_by_author
from farfield.ideas.comparing import compare_sets
from farfield.ideas.matching import Traits, match, share_among_own
from farfield.ideas.reading import Idea
from farfield.ideas.scoring import read_scores, score_against_distance, tell_strange
from farfield.ideas.topics import number_topics
from farfield.measure.fits.rank_correlation import rank_correlation
from farfield.measure.intervals import mean_interval
from farfield.results.novelty import Coverage, IdeaDistance, IdeaNovelty, Kind
from farfield.words.novelty import median_distance
from novelty_files import paper, told, write_rows

TOPICS, WORDS = 24, 10


def word(topic: int, at: int) -> str:
    return f"{'bcdfghjklmnpqrstvwxzyaei'[topic]}o{'abcdefghij'[at]}ulix"


def papers() -> list[dict[str, str]]:
    """Twenty papers of each of 24 topics, of five of its ten words; the first and the last word of a topic stand
    never together."""
    draw = random.Random(4)
    found = []
    for at in range(20 * TOPICS):
        topic = at % TOPICS
        words = [*draw.sample(range(1, WORDS - 1), 4), 0 if at // TOPICS % 2 else WORDS - 1]
        found.append(paper(f"p{at}", "2010", "Of old", " ".join(word(topic, one) for one in words)))
    return found


def idea(name: str, topic: int, new: bool, **more: Any) -> dict[str, Any]:
    """An idea of two concepts that stand together, or of two that do not."""
    concepts = [word(topic, 0), word(topic, WORDS - 1 if new else 3)]
    return {"id": name, "date": "2020", "concepts": concepts, "rating": topic, **more}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "papers.jsonl", papers())


@exercises("novelty --against", "novelty --score")
@pytest.mark.usefixtures("corpus")
def test_authors_are_set_beside_people(farfield: Typed) -> None:  # noqa: F811
    """48 ideas of each, two a topic: 24 of the model's are compositions and 12 of people's, so the difference is 25
    points; the pairs lie on the same topics."""
    models = [idea(f"m{at}", at % TOPICS, at < 24, author="model") for at in range(48)]
    people = [idea(f"h{at}", at % TOPICS, at < 12, author="Ada") for at in range(48)]
    write_rows(Path("models.jsonl"), models)
    write_rows(Path("people.jsonl"), people)
    out = " ".join(
        farfield(
            "novelty models.jsonl --corpus papers.jsonl --against people.jsonl --score rating --out sets"
        ).split()
    )
    result = told("sets")
    assert [(one["author"], one["ideas"], one["against"]) for one in result["authors"]] == [
        ("model", 48, False), ("people", 48, True),
    ]  # fmt: skip
    outside = [one["out_of_paradigm"] for one in result["authors"]]
    assert [(one["outside"], one["known"], one["share"]) for one in outside] == [
        (24, 48, 0.5),
        (12, 48, 0.25),
    ]
    assert all(one["low"] < one["share"] < one["high"] for one in outside)
    (compared,) = result["comparisons"]
    assert (compared["reason"], len(compared["pairs"]), compared["topics"]) == (None, 48, TOPICS)
    assert all(int(one["idea"][1:]) % TOPICS == int(one["people"][1:]) % TOPICS for one in compared["pairs"])
    first = compared["differences"][0]
    assert (first["of"], first["author"], first["people"], first["difference"]) == (
        "out of paradigm", 0.5, 0.25, 0.25,
    )  # fmt: skip
    assert {one["of"] for one in compared["differences"][1:]} == {"composition-2", "interpolation"}
    assert not any(one["failed"] for one in compared["balance"])
    assert "model beside people, 48 matched pairs: out of paradigm 50" in out
    assert "proposals may stand beside abstracts" in out
    assert "model: rating is not set against distance: fewer than 10 ideas have a score and a distance" in out
    page = Path("sets/report.html").read_text()
    assert "Beside people" in page
    assert "Balance of the pairs" in page


@pytest.mark.usefixtures("corpus")
def test_sets_that_are_unlike_are_refused(farfield: Typed) -> None:  # noqa: F811
    """Other topics: no pairs. All concepts of people's one more: pairs, but out of balance, so no difference is told.
    A genre that one set tells; another genre; people's ideas that are all unknown; one topic by its column."""
    models = [idea(f"m{at}", at % 12, at < 6) for at in range(24)]
    write_rows(Path("models.jsonl"), models)
    write_rows(Path("genre.jsonl"), [{**one, "genre": "proposal"} for one in models])
    write_rows(Path("one.jsonl"), [{**one, "topic": "trees"} for one in models])
    longer = [{**one, "concepts": [*one["concepts"], word(at % 12, 4)]} for at, one in enumerate(models)]
    cases = {
        "other": ("models", [idea(f"h{at}", 12 + at % 12, False) for at in range(24)], "few_pairs"),
        "longer": ("models", longer, "unbalanced"),
        "told": ("genre", models, "one_tells_its_genre"),
        "genres": ("genre", [{**one, "genre": "abstract"} for one in models], "few_pairs"),
        "unknown": ("models", [{**one, "concepts": ["nothing"]} for one in models], "no_people"),
        "topic": ("one", models, "few_topics"),
    }
    for name, (ours, theirs, why) in cases.items():
        write_rows(Path(f"{name}_people.jsonl"), theirs)
        out = farfield(f"novelty {ours}.jsonl --corpus papers.jsonl --against {name}_people.jsonl")
        (compared,) = told("farfield-novelty")["comparisons"]
        assert (compared["reason"], compared["differences"]) == (why, []), name
        assert "and people are not compared" in " ".join(out.split()), name
    assert told("farfield-novelty")["authors"][0]["out_of_paradigm"]["low"] is None, "one topic tells nothing"


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("--against nowhere.jsonl", "nowhere.jsonl"),
        ("--score colour", "no column 'colour' for the score"),
        ("--against ideas.jsonl", "an author is called 'people'"),
    ],
)
def test_wrong_sets_are_one_message(farfield: Typed, typed: str, message: str) -> None:  # noqa: F811
    write_rows(Path("ideas.jsonl"), [idea("a", 1, False, author="people")])
    out = farfield(f"novelty ideas.jsonl --corpus papers.jsonl {typed}", code=2)
    assert message in " ".join(out.split())


def traits(concepts: list[int], topics: list[list[float]], genres: list[str | None] | None = None) -> Traits:
    count, places = len(concepts), np.array(topics, float)
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    return Traits(
        np.array(concepts, float), np.zeros(count), np.zeros(count), places, genres or [None] * count
    )


def test_pairs_are_the_most_alike_of_all_pairings() -> None:
    """Against all ways to pair five with five: as many pairs as may be, and of these the least unlike together."""
    draw = np.random.default_rng(1)
    for _ in range(20):
        first, second = (
            traits(draw.integers(4, 9, 5).tolist(), draw.normal([1, 1, 0], 0.4, (5, 3)).tolist())
            for _ in range(2)
        )

        def unlike(pair: tuple[int, int], first: Traits = first, second: Traits = second) -> float | None:
            one, other = pair
            alike = float(first.topics[one] @ second.topics[other])
            apart = abs(first.concepts[one] - second.concepts[other])
            return None if alike < 0.6 or apart > 3 else (1 - alike) / 0.4 + apart / 3

        ways = []
        for order in permutations(range(5)):
            costs = [unlike(pair) for pair in enumerate(order)]
            ways.append((-sum(one is not None for one in costs), sum(one or 0.0 for one in costs)))
        found = match(first, second, by_genre=False)
        assert (-len(found), pytest.approx(sum(unlike(pair) or 0.0 for pair in found))) == min(ways)


def test_genres_stay_among_themselves() -> None:
    first, second = (traits([5, 5], [[1, 0], [1, 0]], list(genres)) for genres in ("ab", "ba"))
    assert match(first, second, by_genre=True) == [(0, 1), (1, 0)]


def test_topics_that_are_not_the_same_show() -> None:
    draw = np.random.default_rng(2)
    same = [draw.normal(size=(200, 5)) for _ in range(2)]
    unit = [one / np.linalg.norm(one, axis=1, keepdims=True) for one in same]
    assert share_among_own(*unit) == pytest.approx(0.5, abs=0.08)
    apart = unit[0] + [3, 0, 0, 0, 0], unit[1] - [3, 0, 0, 0, 0]
    assert share_among_own(*apart) > 0.95


def test_topics_are_told_or_found() -> None:
    places = np.array([[1, 0], [0.99, 0.14], [0, 1], [0.1, 0.99], [0, 0], [0, 0], [1, 0]], np.float32)
    assert number_topics(places[:6], [None] * 6).tolist() in ([0, 0, 1, 1, 2, 3], [1, 1, 0, 0, 2, 3])
    numbers = number_topics(places, ["b", None, "a", None, None, "a", "b"]).tolist()
    assert numbers[0] == numbers[6] == 0
    assert numbers[2] == numbers[5] == 1
    assert len(set(numbers)) == 5


def one_idea(
    name: str, kind: Kind = "interpolation", topic: int = 0, author: str = "a", **more: Any
) -> IdeaNovelty:
    """An idea with nothing but what sets of ideas go by."""
    return IdeaNovelty(
        id=name, title="", author=author, date="2020-01-01", prior=9, kind=kind, unknown=None, kinds=[], recall=None,
        not_looked=None, recall_above=None, extracted=more.get("extracted", False), new_words=more.get("new", []),
        unseen_words=more.get("unseen", 0), unseen_as_words=more.get("as_words", 0), coverage=more.get("coverage"),
        distance=more.get("distance"), concepts=[], text="", marks=[], passages=[], own=[],
        against=more.get("against", False), topic=topic, score=more.get("score"),
    )  # fmt: skip


def test_shares_are_clustered_by_topic() -> None:
    """Ten topics of five ideas each that are all of one kind: the interval is that of ten, not of fifty."""
    ideas = [one_idea(f"{at}", "composition-2" if at < 15 else "interpolation", at // 5) for at in range(50)]
    (author,) = shares_by_author(ideas, 1)
    share = next(one for one in author.kinds if one.kind == "composition-2")
    expected = mean_interval(np.array([at < 15 for at in range(50)], float), np.arange(50) // 5)
    assert (share.share, share.low, share.high) == pytest.approx(tuple(expected))
    assert share.low is not None
    assert share.low < 0.12, "fifty independent ideas would have .19"
    assert author.out_of_paradigm.outside == 15
    assert author.topics == 10


def test_rank_correlation_is_scipy_s_and_knows_clusters() -> None:
    draw = np.random.default_rng(3)
    first = draw.integers(1, 6, 60).astype(float)
    second = first + draw.normal(0, 2, 60)
    found = rank_correlation(first, second, np.arange(60))
    assert found.mean == pytest.approx(spearmanr(first, second).statistic)
    assert found.low is not None
    assert found.high is not None
    assert 0.1 < found.high - found.low < 0.6
    repeated = rank_correlation(np.tile(first, 4), np.tile(second, 4), np.tile(np.arange(60), 4))
    assert repeated.low == pytest.approx(found.low, abs=0.05), "four times the same tells nothing more"


def test_intervals_of_rank_correlations_hold() -> None:
    """No relation in 400 draws of 60 ideas on 15 topics that share luck: the interval leaves 0 out in about 5 %."""
    draw = np.random.default_rng(4)
    clusters = np.arange(60) % 15
    missed = 0
    for _ in range(400):
        first, second = (draw.normal(size=15)[clusters] + draw.normal(size=60) for _ in range(2))
        found = rank_correlation(first, second, clusters)
        missed += not (found.low or 0.0) <= 0 <= (found.high or 0.0)
    assert missed <= 0.07 * 400


def test_the_count_of_unseen_words_turns_with_what_is_taken_for_one() -> None:
    """The model's are identifiers, and a word on a topic that the prior work lacks; one of people's is new."""
    bare, lacking = Coverage(200, 60, 60, True), Coverage(200, 3, 60, False)
    ideas = [
        one_idea(f"m{at}", topic=at, author="model", extracted=True, unseen=2, as_words=int(at < 3),
                 new=["grokking"] if at < 3 else [], coverage=lacking if at < 3 else bare)
        for at in range(10)
    ]  # fmt: skip
    ideas += [
        one_idea(f"h{at}", topic=20 + at, author="people", extracted=True, unseen=int(at < 4), as_words=int(at < 4),
                 new=["kernelish"] if at < 2 else [], coverage=bare)
        for at in range(10)
    ]  # fmt: skip
    model, people = shares_by_author(ideas, 1)
    assert [(one.counted, one.ideas, one.of) for one in model.unseen_words] == [
        ("any", 10, 10), ("as_words", 3, 10), ("new", 3, 10), ("covered", 0, 7),
    ]  # fmt: skip
    assert [one.ideas for one in people.unseen_words] == [4, 4, 2, 2]
    assert shares_by_author([one_idea("x")], 1)[0].unseen_words == []


def far(percentile: float) -> IdeaDistance:
    return IdeaDistance(percentile, percentile, 0.1, 9, 100, 2015)


def test_the_spread_of_distances_does_not_look_like_an_interval() -> None:
    ideas = [one_idea(f"{at}", topic=at, distance=far(at / 4)) for at in range(5)]
    (author,) = shares_by_author(ideas, 1)
    assert " ".join(median_distance(author).split()) == "50 %, half within 25 to 75"


def test_scores_that_are_no_numbers_are_told() -> None:
    """Ratings of several reviewers in one field, a fraction, a not-a-number: none is a score, and none goes unsaid."""
    told = ["7", 7.5, "4;5;6", "4;5;6", "8/10", float("nan"), "", None]
    ideas = [
        Idea(
            id=str(at),
            title="",
            text="",
            author=None,
            date=None,
            concepts=None,
            given="",
            record={"rating": one},
        )
        for at, one in enumerate(told)
    ]
    scores = read_scores(ideas, "rating")
    assert scores == [7.0, 7.5, *[None] * 6]
    (warning,) = tell_strange(ideas, "rating", scores)
    assert warning.endswith("read as no score: 4, as '4;5;6' (2), '8/10' (1), 'nan' (1)")
    assert tell_strange(ideas[:2], "rating", scores[:2]) == tell_strange(ideas, None, scores) == []


def test_a_score_goes_with_distance() -> None:
    ideas = [one_idea(f"{at}", topic=at, score=at % 7, distance=far(at % 7 / 10)) for at in range(30)]
    ideas += [one_idea("without", topic=40, distance=far(0.5)), one_idea("no distance", topic=41, score=3.0)]
    ideas += [one_idea(f"b{at}", topic=at, author="b", score=1.0, distance=far(at / 20)) for at in range(12)]
    first, second = score_against_distance(ideas, "rating")
    assert (first.rho, first.ideas, first.without) == (pytest.approx(1.0), 30, 2)
    assert (second.author, second.rho, second.reason) == ("b", None, "all_alike")
    assert score_against_distance(ideas, None) == []
    assert read_scores([], None) == []


def test_two_human_sets_of_one_topic_do_not_differ() -> None:
    """200 draws of two sets of 60 out of 400 ideas on 80 topics that share their kind by half: in 93 of 100 no
    difference, out of paradigm, of distance, and of all kinds together. (1,000 draws of real papers:
    docs/calibration.md)"""
    draw = np.random.default_rng(5)
    topics = np.arange(400) % 80
    shared = np.where(draw.random(400) < 0.5, draw.random(80)[topics], draw.random(400))
    places = draw.normal(size=(80, 12))[topics] * 2 + draw.normal(size=(400, 12)) * 0.3
    concepts = draw.integers(8, 16, 400)
    pool = [
        one_idea(
            f"{at}", "composition-2" if shared[at] < 0.2 else "interpolation", int(topics[at]),
            distance=far(float(draw.random())),
        )
        for at in range(400)
    ]  # fmt: skip
    both = traits(concepts.tolist(), places.tolist())
    clear = {"out of paradigm": 0, "distance": 0, "kinds": 0}
    compared = 0
    for _ in range(200):
        rows = draw.choice(400, 120, replace=False).tolist()
        ideas = [
            one_idea(
                pool[row].id, pool[row].kind, pool[row].topic, "people" if at >= 60 else "a", against=at >= 60,
                distance=pool[row].distance,
            )
            for at, row in enumerate(rows)
        ]  # fmt: skip
        (found,) = compare_sets(ideas, both.of(rows))
        compared += found.reason is None
        for one in found.differences:
            name = one.of if one.of in clear else "kinds"
            clear[name] += not (one.low or 0.0) <= 0 <= (one.high or 0.0)
    assert compared > 100
    assert all(times <= 0.07 * compared for times in clear.values()), clear
