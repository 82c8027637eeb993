"""Kinds of novelty against their naive twins: the same counts, whatever the order, the cut and the number of
processes."""

from __future__ import annotations

import json
import random
from math import exp
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import naive_novelty as naive
from farfield import NoveltyOptions, novelty
from farfield.corpus.dated_fields import DatedOptions
from farfield.files.batches import make_batch
from farfield.ideas.chunks import Chunk
from farfield.ideas.expected import enough
from farfield.ideas.forms import Forms
from farfield.ideas.nearest import Query, Weights, cut_windows, find_nearest
from farfield.ideas.periods import Period, read_period
from farfield.ideas.prior_reading import read_prior_work
from farfield.ideas.word_forms import fold, forms_of
from novelty_files import paper, told, write_rows

WORDS = ["tree", "trees", "topic", "model", "bias", "news", "Kernel-method", "α", "glass", "été", "is", "x2"]


@settings(max_examples=25)
@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=1, max_size=14),
    concepts=st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    years=st.lists(st.integers(2000, 2009), min_size=14, max_size=14),
    tau=st.sampled_from([1, 2]),
)
def test_counts_and_kinds_equal_the_naive_ones(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[str],
    concepts: list[str],
    years: list[int],
    tau: int,
) -> None:
    folder = tmp_path_factory.mktemp("naive")
    told_apart = {naive.folded(one): one for one in concepts if naive.folded(one).strip()}
    meant = list(told_apart.values())
    write_rows(
        folder / "papers.jsonl",
        [paper(f"p{at}", str(year), text) for at, (text, year) in enumerate(zip(texts, years, strict=False))],
    )
    write_rows(folder / "ideas.jsonl", [{"id": "i", "date": "2005", "concepts": meant}])
    if len(meant) < 2 or not naive.folded(" ".join(texts)).strip():
        return
    run = novelty(
        str(folder / "ideas.jsonl"), str(folder / "papers.jsonl"), folder / "out", NoveltyOptions(tau=tau)
    )
    (idea,) = run.result.ideas
    before = [
        text for text, year in zip(texts, years, strict=False) if year < 2005 and naive.folded(text).strip()
    ]
    assert [seen.documents for seen in idea.concepts] == [naive.count(before, [one]) for one in meant]
    assert idea.prior == len(before)
    if before:
        assert {one.tau: one.kind for one in idea.kinds}[tau] == naive.kind(before, meant, tau)
        for one in idea.kinds:
            assert all(each.documents == naive.count(before, each.concepts) for each in one.decided_by)
    else:
        assert idea.unknown == "no_prior_work"


def many_papers(count: int) -> list[dict[str, str]]:
    draw = random.Random(5)
    words = [
        f"{one}{two}"
        for one in ("alpha", "beta", "gamma", "delta")
        for two in ("ray", "net", "graph", "form", "lens")
    ]
    return [
        paper(
            f"p{at}",
            str(draw.randint(1990, 2020)),
            " ".join(draw.choices(words, k=6)),
            " ".join(draw.choices(words, k=40)),
        )
        for at in range(count)
    ]


def test_order_files_and_workers_change_nothing(tmp_path: Path) -> None:
    """The same papers in one file, in five shuffled ones, and read by two processes: the same result to the bit, but
    for what files are called."""
    papers = many_papers(240)
    ideas = [
        {"id": one["id"], "date": "2015", "text": one["abstract"], "concepts": one["abstract"].split()[:5]}
        for one in papers[:20]
    ]
    write_rows(tmp_path / "ideas.jsonl", ideas)
    write_rows(tmp_path / "one.jsonl", papers)
    shuffled = random.Random(1).sample(papers, len(papers))
    (tmp_path / "five").mkdir()
    for at in range(5):
        write_rows(tmp_path / "five" / f"{at}.jsonl", shuffled[at::5])
    found = []
    for corpus, workers in (("one.jsonl", 1), ("five", 1), ("five", 2)):
        novelty(
            str(tmp_path / "ideas.jsonl"),
            str(tmp_path / corpus),
            tmp_path / "out",
            NoveltyOptions(workers=workers),
        )
        result = told(tmp_path / "out")
        result["prior"]["files"] = []
        found.append(json.dumps(result))
    assert found[1] == found[2]
    assert found[0] == found[1]


def test_how_much_must_be_expected() -> None:
    """P(0) = exp(-E) at E = 3.0 is 5 %, and for 66 pairs it takes 7.19."""
    assert enough(1, 0.05, 1) == pytest.approx(2.9957, abs=1e-3)
    assert enough(1, 0.05, 66) == pytest.approx(7.185, abs=1e-2)
    least = enough(2, 0.05, 3)
    assert exp(-least) * (1 + least) == pytest.approx(0.05 / 3)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", 20190101, 20191231), ("2019-02", 20190201, 20190228), ("2020-02-29T12:00:00Z", 20200229, 20200229),
        ("20190630", 20190630, 20190630), ("12 May 2019", 20190512, 20190512), ("May 2019", 20190501, 20190531),
        ("Mon, 2 Apr 2007 19:18:42 GMT", 20070402, 20070402), ("05/06/2019", 20190101, 20191231),
        ("Mon, 05 Sep 2022 21:57:29 +1000", 20220905, 20220905), ("5 September, 2019 9 PM", 20190901, 20190930),
        ("Sept. 5th, 2019 10:31 PM", 20190905, 20190905), ("31.12.2022", 20221231, 20221231),
        ("05.06.2019", 20190605, 20190605), ("31/12/2019", 20191231, 20191231), ("12-31-2019", 20191231, 20191231),
        ("2019年6月30日", 20190630, 20190630), ("2019年", 20190101, 20191231), ("2019년 6월", 20190601, 20190630),
        ("12. Mai 2019", 20190101, 20191231), ("mar. 12 mai 2019", 20190101, 20191231),
        ("Marseille 2019", 20190101, 20191231), ("2019.5", 20190101, 20191231), ("Q3 2019", 20190101, 20191231),
        ("7/2019", 20190701, 20190731),
        ("Published in May 2019", 20190501, 20190531), ("2019-06-30 10:00:00.5+02:00", 20190630, 20190630),
        ("2019.0", 20190101, 20191231), ("1561852800", 20190630, 20190630), ("2019/6/3", 20190603, 20190603),
    ],
)  # fmt: skip
def test_dates_are_periods(text: str, first: int, last: int) -> None:
    assert read_period(text) == Period(first, last)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2019-13", "2019-02-30", "31.02.2019", "2018/2019", "12", "13/2019", "31/12/99", "x" * 100],
)
def test_what_is_no_date(text: str) -> None:
    assert read_period(text) is None


def test_words_and_plurals() -> None:
    assert forms_of("Neural-Networks, biases & LENS_analysis") == (
        "neural",
        "network",
        "biase",
        "len",
        "analysis",
    )
    assert forms_of("inter\u00adpolation of naïve Bayes") == ("interpolation", "of", "naïve", "baye")
    assert forms_of("nai\u0308ve Søren: Straße – 10⁻³") == ("naïve", "søren", "straße", "10")
    assert forms_of("TNF-α TNFα и\u0306од йод αB") == ("tnf", "tnf", "йод", "йод", "b")
    assert forms_of("深層学習 of हिन्दी 한글") == ("深", "層", "学", "習", "of", "हिन्दी", "한글")
    assert [fold(word) for word in ("gps", "glass", "virus", "models")] == ["gps", "glass", "virus", "model"]


def test_words_are_numbered_as_they_are_met() -> None:
    """By the compiled splitter, in parts, with more words than its table has room for at first."""
    draw = random.Random(4)
    words = ["".join(draw.choices("abisu9", k=draw.randint(1, 9))) for _ in range(40_000)]
    texts = [" ".join(words[at : at + 800]).title() + "-, " for at in range(0, len(words), 800)] + [""]
    forms, met, found = Forms(), dict[str, int](), list[int]()
    for begin in range(0, len(texts), 13):
        _, text, ends = make_batch([], [one.encode() for one in texts[begin : begin + 13]])
        numbered = forms.number(text, ends)
        found += numbered.numbers.tolist()
        assert numbered.sizes.tolist() == [len(one.split()) for one in texts[begin : begin + 13]]
    assert found == [met.setdefault(fold(word), len(met)) for word in words]
    assert forms.vocabulary() == list(met)
    assert len(met) > 20_000


def test_long_documents_are_cut_into_windows() -> None:
    import numpy as np

    sizes = [400, 401, 1000, 1]
    passages = cut_windows(Chunk(7, np.arange(sum(sizes), dtype=np.int32), np.cumsum(sizes)))
    assert passages.document.tolist() == [7, 8, 8, 9, 9, 9, 9, 9, 9, 10]
    assert passages.window.tolist() == [0, 0, 1, 0, 1, 2, 3, 4, 5, 0]
    held = {at: passages.words[passages.of == at] for at in range(10)}
    assert sorted(held[1].tolist()) == list(range(400, 700))
    assert sorted(held[2].tolist()) == list(range(550, 801))
    assert sorted(held[3].tolist()) == list(range(801, 1101))
    assert set(np.concatenate(list(held.values())).tolist()) == set(range(sum(sizes)))


def test_a_copy_within_a_long_paper_is_found(tmp_path: Path) -> None:
    """An abstract of 60 words within a paper of 30,000, among 400 others: the nearest passage, and recall."""
    draw = random.Random(2)
    words = [f"w{at}" for at in range(3000)]
    own = " ".join(draw.choices(words, k=60))
    long = " ".join([*draw.choices(words, k=15_000), own, *draw.choices(words, k=15_000)])
    papers = [paper(f"p{at}", "2001", "t", " ".join(draw.choices(words, k=90))) for at in range(400)]
    write_rows(tmp_path / "papers.jsonl", [*papers, paper("long", "2002", "long", long)])
    write_rows(tmp_path / "ideas.jsonl", [{"id": "i", "date": "2010", "text": own, "concepts": ["w1", "w2"]}])
    novelty(str(tmp_path / "ideas.jsonl"), str(tmp_path / "papers.jsonl"), tmp_path / "out")
    (idea,) = told(tmp_path / "out")["ideas"]
    assert (idea["kind"], idea["recall"]) == ("recall", "in_the_same_words")
    best = idea["passages"][0]
    assert (best["document"]["id"], best["copied"], best["even"]) == ("long", 1.0, True)


def test_every_format_of_a_corpus_has_dates(tmp_path: Path) -> None:
    import polars as pl

    rows = [paper("a", "2001", "Trees", "of old"), paper("b", "2003-04", "Kernels", "of new")]
    table = pl.DataFrame(rows)
    table.write_csv(tmp_path / "papers.csv")
    table.with_columns(pl.col("date").str.slice(0, 4).cast(pl.Int64)).write_parquet(
        tmp_path / "papers.parquet"
    )
    (tmp_path / "papers.json").write_text(json.dumps(rows))
    write_rows(tmp_path / "papers.jsonl", rows)
    for name in ("papers.csv", "papers.parquet", "papers.json", "papers.jsonl"):
        prior = read_prior_work([str(tmp_path / name)], tmp_path, DatedOptions())
        assert list(prior.names) == ["a", "b"], name
        assert [year // 10000 for year in prior.first.tolist()] == [2001, 2003], name
        assert prior.text(1) == "Kernels . of new", name
        assert find_nearest(prior, Weights(prior), [], 1) == []


def test_nearest_passages_equal_the_naive_ones(tmp_path: Path) -> None:
    """Short and long documents side by side, dates, documents that are the text itself, and equal scores."""
    draw = random.Random(3)
    words = [f"w{at}" for at in range(60)]
    sizes = [draw.choice([5, 30, 90, 420, 700, 1000]) for _ in range(60)]
    texts = [" ".join(draw.choices(words, weights=range(1, 61), k=size)) for size in sizes]
    texts[40:45] = texts[:5]
    days = [20000101 + 10000 * draw.randint(0, 9) for _ in texts]
    rows = [
        paper(f"p{at}", str(day // 10000), text)
        for at, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    write_rows(tmp_path / "papers.jsonl", rows)
    prior = read_prior_work([str(tmp_path / "papers.jsonl")], tmp_path, DatedOptions())
    asked = [" ".join(draw.choices(words, k=size)) for size in (1, 4, 20, 60)]
    queries = [Query(forms_of(one), 20070101, (at,)) for at, one in enumerate(asked)]
    found = find_nearest(prior, Weights(prior), queries, 7)
    for at, (one, near) in enumerate(zip(asked, found, strict=True)):
        meant = naive.nearest(list(zip(texts, days, strict=True)), one, 20070101, [at], 7)
        assert [each.document for each in near] == [document for document, _, _ in meant]
        assert [each.window for each in near] == [window for _, window, _ in meant]
        assert [each.score for each in near] == pytest.approx([score for _, _, score in meant])


def test_words_that_documents_hold_equal_the_naive_ones(tmp_path: Path) -> None:
    """Each word of each document once, with how often it is there, in order."""
    texts = ["tree of trees", "", "été 12 12", "kernel tree", "a", "b a", "tree kernel of a tree of words"]
    write_rows(tmp_path / "papers.jsonl", [paper(f"p{at}", "2001", one) for at, one in enumerate(texts)])
    prior = read_prior_work([str(tmp_path / "papers.jsonl")], tmp_path, DatedOptions())
    found = {
        (document + held.first, prior.words[word]): times
        for held in prior.held()
        for document, word, times in zip(held.documents, held.words, held.times, strict=True)
    }
    assert found == {
        (at, word): naive.folded(text).split().count(word)
        for at, text in enumerate(texts)
        for word in naive.folded(text).split()
    }
    (held,) = prior.held()
    pairs = list(zip(held.documents.tolist(), held.words.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert [held.first for held in prior.held()] == [chunk.first for chunk in prior.chunks()]
