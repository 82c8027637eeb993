"""`farfield novelty` on 45,072 dated papers, where counts, first years and copies are known."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import zstandard
from scipy.stats import kstest

from farfield import NoveltyOptions, novelty
from farfield.ideas.expected import enough
from novelty_files import told, write_rows

KINDS_OF_COPIES = {
    "copy: verbatim": (1.0, 1.0), "copy: case and punctuation": (1.0, 1.0), "copy: sentences shuffled": (1.0, 1.0),
    "copy: two sentences": (0.97, 1.0), "copy: synonyms 30%": (1.0, 1.0), "copy: synonyms 60%": (1.0, 0.9),
    "copy: synonyms 100%": (0.96, 0.0),
}  # fmt: skip
"""At least so many have their source as the nearest passage, and are recall. (By tf-idf the source of those whose words
are all replaced is first for .96, of verbatim copies and of 60 % for all.)"""


def rows_of(path: Path) -> list[dict[str, Any]]:
    content = zstandard.ZstdDecompressor().stream_reader(path.open("rb")).read().decode()
    return [json.loads(line) for line in content.split("\n") if line]


@pytest.fixture(scope="module")
def data(shared_data: Path) -> Path:
    folder = shared_data / "novelty"
    if not folder.is_dir():
        pytest.skip("no data on novelty")
    return folder


@pytest.fixture(scope="module")
def known(data: Path) -> dict[str, list[dict[str, Any]]]:
    """What is known, by what it is judged as: declared concepts with their counts, terms with their first documents,
    copies (which declare two words, so that nothing is extracted), and texts that concepts are extracted from."""
    texts = ("half of one and half of another field", "paper of a later year")
    rows = rows_of(data / "known.jsonl.zst")
    extracted = [one | {"author": "word" if "new" in one else one["made"]} for one in rows]
    extracted = [one for one in extracted if one["author"] in ("word", *texts)]
    extracted += [
        one | {"author": name, "before": "2024"}
        for name in ("ai_scientist_abstracts", "ai_scientist_ideas")
        for one in rows_of(data / f"{name}.jsonl.zst")[:40]
    ]
    return {
        "declared": json.loads((data / "declared.json").read_text()),
        "first": json.loads((data / "first_seen.json").read_text()),
        "copies": rows,
        "extracted": extracted,
    }


@pytest.fixture(scope="module")
def result(
    data: Path, known: dict[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """All that is known, judged at once, so that the corpus is gone through once."""
    folder = tmp_path_factory.mktemp("judged")
    ideas = [{key: one[key] for key in ("id", "concepts", "before")} for one in known["declared"]]
    ideas = [one | {"author": "declared"} for one in ideas]
    ideas.append(
        {
            "id": "all",
            "concepts": [one["term"] for one in known["first"]],
            "before": "2030",
            "author": "first",
        }
    )
    ideas += [
        {"id": one["id"], "text": one["text"], "before": one["before"], "concepts": ["model", "data"],
         "author": "copies"}
        for one in known["copies"]
    ]  # fmt: skip
    ideas += [
        {"id": f"text:{one['id']}", "text": one["text"], "before": one["before"], "author": one["author"]}
        for one in known["extracted"]
    ]
    write_rows(folder / "ideas.jsonl", ideas)
    novelty(str(folder / "ideas.jsonl"), str(data / "corpus.jsonl.zst"), folder / "out", NoveltyOptions())
    return told(folder / "out")


def of_author(result: Any, author: str) -> list[Any]:
    return [idea for idea in result["ideas"] if idea["author"] == author]


def test_declared_concepts_are_counted_exactly(result: Any, known: dict[str, list[Any]]) -> None:
    """Every count, and the kind at both thresholds, of all 212."""
    assert len(known["declared"]) == 212
    for idea, one in zip(of_author(result, "declared"), known["declared"], strict=True):
        kinds = {each["tau"]: each for each in idea["kinds"]}
        assert (kinds[1]["kind"], kinds[10]["kind"]) == (
            one["expected_kind_tau1"],
            one["expected_kind_tau10"],
        )
        assert {seen["concept"]: seen["documents"] for seen in idea["concepts"]} == one["documents"]
        assert idea["prior"] == one["searched"]
        for each in kinds.values():
            for some in each["decided_by"]:
                counted = (
                    one["triple"] if len(some["concepts"]) == 3 else one["pairs"]["|".join(some["concepts"])]
                )
                assert some["documents"] == counted
                if len(some["concepts"]) == 2:
                    a, b = (one["documents"][name] for name in some["concepts"])
                    assert some["expected"] == pytest.approx(a * b / one["searched"])
                assert some["enough"] == pytest.approx(
                    enough(each["tau"], 0.05, 3 if len(some["concepts"]) == 2 else 1)
                )


def test_first_documents_are_found(result: Any, known: dict[str, list[Any]]) -> None:
    """Of 30 terms the first year, and the documents of that year, five at most."""
    (idea,), terms = of_author(result, "first"), known["first"]
    assert [seen["first"] for seen in idea["concepts"]] == [one["first"] for one in terms]
    assert [seen["documents"] for seen in idea["concepts"]] == [one["documents"] for one in terms]
    for seen, one in zip(idea["concepts"], terms, strict=True):
        assert [each["id"] for each in seen["first_documents"]] == [
            name for name, _ in one["first_documents"]
        ]


def test_a_tenth_of_the_corpus_owns_up(data: Path, tmp_path: Path) -> None:
    """Of true interpolations a tenth of the corpus calls most compositions, each with what more corpus could make
    of it."""
    known = [
        one
        for one in json.loads((data / "declared.json").read_text())
        if one["expected_kind_tau1"] == "interpolation"
    ]
    papers = rows_of(data / "corpus.jsonl.zst")
    write_rows(tmp_path / "tenth.jsonl", papers[::10])
    write_rows(
        tmp_path / "ideas.jsonl", [{key: one[key] for key in ("id", "concepts", "before")} for one in known]
    )
    novelty(str(tmp_path / "ideas.jsonl"), str(tmp_path / "tenth.jsonl"), tmp_path / "out")
    kinds = [idea["kinds"][0] for idea in told(tmp_path / "out")["ideas"]]
    made = [kind for kind in kinds if kind["kind"] != "interpolation"]
    assert len(made) > 0.5 * len(known)
    assert all(kind["nearest"] == "interpolation" for kind in made)


def test_copies_are_found_with_their_source(result: Any, known: dict[str, list[Any]]) -> None:
    by_kind: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for idea, one in zip(of_author(result, "copies"), known["copies"], strict=True):
        near = [each["document"]["id"] for each in idea["passages"]]
        made = "a new word" if "new" in one else one["made"]
        by_kind[made].append(
            (near[:1] == one["source"], idea["kind"] == "recall", set(one["source"]) <= set(near))
        )
    shares = {
        made: [sum(column) / len(found) for column in zip(*found, strict=True)]
        for made, found in by_kind.items()
    }
    for made, (first, recall) in KINDS_OF_COPIES.items():
        assert shares[made][0] >= first, (made, shares[made])
        assert shares[made][1] >= recall, (made, shares[made])
    assert shares["a new word"][:2] == [1.0, 1.0]
    assert shares["paper of a later year"][1] == 0.0
    assert shares["half of one and half of another field"][1:] == [0.0, 1.0], (
        "no recall, and both sources among five"
    )
    for one in result["null"]:
        assert one["papers"] >= 100
        assert one["same_work"] <= 0.03 * one["papers"]


def area(far: list[float], near: list[float]) -> float:
    """The chance that one of the first is larger than one of the second; ties count half."""
    pairs = [(one > other) + 0.5 * (one == other) for one in far for other in near]
    return sum(pairs) / len(pairs)


@pytest.fixture(scope="module")
def extracted(result: Any) -> dict[str, list[Any]]:
    """Ideas by author, of which the texts without declared concepts are told apart here."""
    found: dict[str, list[Any]] = defaultdict(list)
    for idea in result["ideas"]:
        found[idea["author"]].append(idea)
    return found


def test_a_nonsense_word_is_a_new_primitive(extracted: dict[str, list[Any]]) -> None:
    """Each of 39, and no other word of its text; the paper that it stands in is still recall."""
    made = {"vorticule", "mestolarity", "quandrivine", "blorptesia"}
    english = [idea for idea in extracted["word"] if idea["extracted"]]
    assert len(english) == 39, "one is French"
    for idea in english:
        assert len(idea["new_words"]) == 1
        assert set(idea["new_words"]) <= made
        assert idea["kind"] == "recall"
        assert not idea["kinds"] or idea["kinds"][0]["kind"] == "new primitive"


def test_papers_of_later_years_are_mostly_interpolations(extracted: dict[str, list[Any]]) -> None:
    found = extracted["paper of a later year"]
    kinds = [idea["kind"] for idea in found]
    assert kinds.count("recall") == 0
    assert kinds.count("interpolation") >= 0.8 * len(kinds)
    assert kinds.count("new primitive") <= 0.1 * len(kinds)
    french = [idea for idea in found if idea["unknown"] == "not_english"]
    assert len(french) == 2


def test_halves_of_two_fields_are_farther_than_papers(extracted: dict[str, list[Any]]) -> None:
    """AUC .92 against 70 papers of later years, whose percentiles are as if uniform (Kolmogorov-Smirnov)."""
    far, near = (
        [idea["distance"]["percentile"] for idea in extracted[name] if idea["distance"]]
        for name in ("half of one and half of another field", "paper of a later year")
    )
    assert len(far) >= 38
    assert len(near) >= 68
    assert area(far, near) >= 0.9
    assert kstest(near, "uniform").pvalue > 0.05


def test_what_the_corpus_does_not_cover_is_unknown(extracted: dict[str, list[Any]]) -> None:
    """ "grokking" (2022) is in no document before 2024, as NeurIPS and ICLR end in 2018: such abstracts are unknown."""
    abstracts = extracted["ai_scientist_abstracts"]
    grokking = [idea for idea in abstracts if "grokking" in idea["id"]]
    assert len(grokking) == 4
    assert all("grokking" in idea["new_words"] for idea in grokking)
    assert {(idea["kind"], idea["unknown"]) for idea in grokking} == {("unknown", "not_covered")}
    ideas = extracted["ai_scientist_ideas"]
    assert sum(idea["unknown"] == "not_covered" for idea in ideas) >= 0.9 * len(ideas)
    for idea in ideas:
        assert not any(one in " ".join(idea["new_words"]) for one in ("denoiser", "scheduler", "gpt", "mlp"))
