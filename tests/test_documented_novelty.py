"""Every option of `farfield novelty`, typed on five papers: the kinds and counts that come out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import farfield as public
from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from farfield.ideas.document_order import rank_documents
from farfield.ideas.marking import mark_concepts, shown_text
from farfield.ideas.markup import plain
from farfield.ideas.reading import concepts_of
from farfield.report.page import novelty_page
from novelty_files import PRIOR, paper, told, write_rows

IDEAS = [
    {"id": "a", "date": "2010", "author": "anna", "concepts": ["decision trees", "kernel"]},
    {"id": "b", "date": "2010", "author": "anna", "concepts": ["decision tree", "kernel", "topic models"]},
    {"id": "c", "date": "2010", "author": "bert", "concepts": ["parser", "kernel", "flux capacitor"]},
    {"id": "d", "date": "2003-05", "author": "bert", "concepts": "decision tree; kernel"},
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    write_rows(tmp_path / "papers.jsonl", PRIOR)
    write_rows(tmp_path / "ideas.jsonl", IDEAS)
    return tmp_path


@exercises("novelty --corpus", "novelty --out", "novelty --workers", "novelty --tau")
@pytest.mark.usefixtures("files")
def test_kinds_by_declared_concepts(farfield: Typed) -> None:  # noqa: F811
    out = farfield("novelty ideas.jsonl --corpus papers.jsonl --workers 2 --tau 1 --out found")
    result = told("found")
    kinds = {idea["id"]: idea["kind"] for idea in result["ideas"]}
    assert kinds == {"a": "interpolation", "b": "composition-3", "c": "new primitive", "d": "new primitive"}
    b = result["ideas"][1]
    decided = b["kinds"][0]["decided_by"][0]
    assert (decided["documents"], decided["concepts"]) == (0, ["decision tree", "kernel", "topic models"])
    assert decided["expected"] == pytest.approx(min(1 * 1 / 3, 1 * 1 / 2, 1 * 1 / 2))
    assert b["kinds"][0]["nearest"] == "interpolation"
    assert [seen["documents"] for seen in b["concepts"]] == [3, 2, 2]
    assert [seen["first"] for seen in b["concepts"]] == [2001, 2003, 2005]
    assert b["concepts"][0]["first_documents"][0] == {
        "id": "p1",
        "title": "Parsing with trees",
        "date": "2001",
    }
    d = result["ideas"][3]
    assert (d["prior"], d["date"]) == (1, "2003-05-01"), (
        "p2 is of 2003: nobody knows whether it is before May"
    )
    assert "composition of 3  1" in out
    assert "anna" in out
    out = farfield("novelty ideas.jsonl --corpus papers.jsonl --tau 2 --out twice")
    assert [idea["kind"] for idea in told("twice")["ideas"]] == [
        "composition-2", "composition-2", "new primitive", "new primitive",
    ]  # fmt: skip
    shares = [share for one in told("twice")["authors"] for share in one["kinds"]]
    assert sum(share["movable"] for share in shares if share["kind"] == "composition-2") == 2, (
        "by what decides at 2 documents, not at 1"
    )
    assert "Of 2 compositions, all rest on combinations" in " ".join(out.split())


@exercises("novelty --before", "novelty --date-field", "novelty --text-field", "novelty --map")
def test_dates_and_texts_may_stand_in_other_fields(farfield: Typed, files: Path) -> None:  # noqa: F811
    write_rows(
        files / "own.jsonl",
        [
            {"id": one["id"], "when": one["date"], "words": one["title"] + " " + one["abstract"]}
            for one in PRIOR
        ],
    )
    write_rows(files / "list.jsonl", [{"key": "x", "says": "kernel;topic model"}])
    typed = (
        "novelty list.jsonl --corpus own.jsonl --date-field when --text-field words --map id=key --map "
        "concepts=says"
    )
    farfield(f"{typed} --before 2005-07")
    (x,) = told("farfield-novelty")["ideas"]
    assert (x["id"], x["kind"], x["prior"], x["date"]) == ("x", "interpolation", 3, "2005-07-01")
    farfield(f"{typed} --before 2005-06-30")
    (x,) = told("farfield-novelty")["ideas"]
    assert (x["kind"], x["prior"]) == ("new primitive", 2), "p3 may be of the same day"
    out = farfield("novelty list.jsonl --corpus papers.jsonl --map id=key --map concepts=says")
    assert "1 idea without a date: unknown" in out
    assert told("farfield-novelty")["ideas"][0]["unknown"] == "no_date"


@pytest.mark.usefixtures("files")
def test_rows_of_one_file_may_name_their_text_differently(farfield: Typed) -> None:  # noqa: F811
    """A row without `text`, where others have one, is its `abstract`, not its title alone."""
    rows = [
        {"id": "a", "text": "A kernel of topic models", "date": "2010"},
        {"id": "b", "title": "Old", "abstract": "A kernel of topic models", "text": "", "date": "2010"},
        {"id": "c", "idea": "A kernel of topic models", "year": 2010},
    ]
    write_rows(Path("mixed.jsonl"), rows)
    Path("list.txt").write_text("kernel\ntopic model\n")
    farfield("novelty mixed.jsonl --corpus papers.jsonl --concepts list.txt")
    assert [one["kind"] for one in told("farfield-novelty")["ideas"]] == ["interpolation"] * 3


@exercises("novelty --concepts", "novelty --json", "novelty --quiet")
def test_concepts_stand_in_a_file(farfield: Typed, files: Path) -> None:  # noqa: F811
    write_rows(
        files / "texts.jsonl",
        [{"id": "t", "date": 2010, "text": "Kernels, and topic models of decision trees"}],
    )
    Path("list.txt").write_text("topic model\nmodel\nkernel\ndecision tree\nnowhere\n")
    shown = json.loads(
        farfield("novelty texts.jsonl --corpus papers.jsonl --concepts list.txt --json --quiet")
    )
    assert shown == told("farfield-novelty")
    assert [seen["concept"] for seen in shown["ideas"][0]["concepts"]] == [
        "kernel",
        "topic model",
        "decision tree",
    ]
    write_rows(
        files / "by_id.jsonl", [{"id": "t", "concepts": ["kernel", "parser"]}, {"id": "u", "concepts": ["x"]}]
    )
    assert farfield("novelty texts.jsonl --corpus papers.jsonl --concepts by_id.jsonl -q") == ""
    result = told("farfield-novelty")
    assert result["ideas"][0]["kinds"][0]["unseen"] == ["parser"]
    assert result["left_out"]["unknown_ids"] == 1
    assert result["options"]["concepts_hash"] != shown["options"]["concepts_hash"]


def test_the_function_is_the_command(files: Path) -> None:
    assert "novelty" in dir(public)
    options = public.NoveltyOptions(before="2010")
    run = public.novelty(str(files / "ideas.jsonl"), str(files / "papers.jsonl"), files / "out", options)
    assert [idea.kind for idea in run.result.ideas][:2] == ["interpolation", "composition-3"]
    table = pl.read_parquet(files / "out" / "ideas.parquet")
    assert table["decided_by"].to_list()[1] == ["decision tree", "kernel", "topic models"]
    assert (files / "out" / "report.html").exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("ideas.jsonl", "name dated documents with --corpus"),
        ("ideas.jsonl --corpus plain.txt", "the one document does not have a date"),
        ("ideas.jsonl --corpus undated.jsonl", "--date-field"),
        ("ideas.jsonl --corpus papers.jsonl --date-field nowhere", "nowhere"),
        ("ideas.jsonl --corpus papers.jsonl --before soon", "'soon' is no date"),
        ("ideas.jsonl --corpus papers.jsonl --tau 0", "greater than or equal to 1"),
        ("ideas.jsonl --corpus papers.jsonl --map colour=id", "an idea has no field 'colour'"),
        ("ideas.jsonl --corpus papers.jsonl --map text=colour", "no column 'colour'"),
        ("numbers.jsonl --corpus papers.jsonl", "no column holds the ideas' text or concepts"),
        ("ideas.jsonl --corpus papers.jsonl --concepts empty.txt", "declares no concept"),
        ("nowhere.jsonl --corpus papers.jsonl", "nowhere.jsonl"),
    ],
)
def test_wrong_input_is_one_message(farfield: Typed, files: Path, typed: str, message: str) -> None:  # noqa: F811
    (files / "plain.txt").write_text("Decision trees of old.")
    (files / "empty.txt").write_text("\n")
    write_rows(files / "undated.jsonl", [{"id": "u", "text": "decision tree"}])
    write_rows(files / "numbers.jsonl", [{"n": 1}])
    write_rows(files / "texts.jsonl", [{"text": "A kernel.", "date": "2010"}])
    out = farfield(f"novelty {typed}", code=2)
    assert message.casefold() in " ".join(out.split()).casefold()
    assert "Traceback" not in out
    assert not Path("farfield-novelty").exists()


def test_hard_texts_are_read(farfield: Typed, files: Path) -> None:  # noqa: F811
    """U+2028 within a text, one word, French, LaTeX, code, and a paper of many words: each an idea, none lost."""
    french = "Nous proposons une méthode d'apprentissage pour l'analyse des phrases."
    texts = {
        "break": "A kernel\u2028of a topic\x85model", "word": "kernel", "french": french,
        "latex": r"We use $k(x, x') \leq 1$, a \emph{kernel} of {topic} models.",
        "code": "```python\nkernel = Kernel()\n```", "long": "kernel topic model " * 40_000,
    }  # fmt: skip
    rows = [{"id": name, "date": "2010", "text": text} for name, text in texts.items()]
    write_rows(
        files / "hard.jsonl",
        [*rows, {"id": "again", "date": "2010", "text": french}, {"id": "none", "text": ""}],
    )
    (files / "list.txt").write_text("kernel\ntopic model\ndecision tree\n")
    out = farfield("novelty hard.jsonl --corpus papers.jsonl --concepts list.txt")
    result = told("farfield-novelty")
    kinds = {idea["id"]: (idea["kind"], idea["unknown"]) for idea in result["ideas"]}
    assert kinds["break"] == ("interpolation", None), "such signs part words as a blank does"
    assert kinds["word"] == kinds["french"] == kinds["code"] == ("unknown", "few_concepts")
    assert kinds["long"][0] == "interpolation"
    assert "Unknown: 4 as it has too few concepts." in " ".join(out.split())
    left = result["left_out"]
    assert (left["cut"], left["same_words"], left["rejected"]) == (1, 1, 1)
    assert "first 2,000" in " ".join(out.split())


FOREIGN = {
    "de": "Wir schlagen vor, die Pakete mit einem neuen Werkzeug zu bauen, das die Abhängigkeiten selbst findet und "
    "die Tests in einer eigenen Umgebung laufen lässt. Das wurde bisher von Hand gemacht.",
    "de note": "neue methode zum bauen der pakete ohne netz",
    "ru": "Мы предлагаем новый способ сборки пакетов, при котором зависимости находятся автоматически.",
    "zh": "我们提出一种新的软件包构建方法，可以自动找到依赖关系。",
}


@pytest.mark.usefixtures("files")
def test_ideas_in_other_languages_are_unknown_and_hold_no_new_word(farfield: Typed) -> None:  # noqa: F811
    """A note of few words too, where the prior work has none of them; one in its words is read."""
    rows = [{"id": name, "text": text, "date": "2010"} for name, text in FOREIGN.items()]
    write_rows(
        Path("foreign.jsonl"), [*rows, {"id": "note", "text": "kernel trees, topic model", "date": "2010"}]
    )
    out = farfield("novelty foreign.jsonl --corpus papers.jsonl")
    ideas = {idea["id"]: idea for idea in told("farfield-novelty")["ideas"]}
    for name in FOREIGN:
        assert (ideas[name]["kind"], ideas[name]["unknown"]) == ("unknown", "not_english"), name
        assert (ideas[name]["new_words"], ideas[name]["unseen_words"]) == ([], 0), name
    assert ideas["note"]["unknown"] == "few_concepts"
    assert "4 as its text is not English prose" in " ".join(out.split())


@pytest.mark.usefixtures("files")
def test_dates_are_read_as_people_write_them(farfield: Typed) -> None:  # noqa: F811
    """In ideas and documents; what is none is counted, and its idea unknown."""
    dates = {
        "a": "12 May 2008",
        "b": "31.12.2008",
        "c": "2009年1月",
        "d": "Mon, 2 Feb 2009 09:18:12 +1000",
        "e": "soonish",
    }
    rows = [{"id": name, "concepts": ["kernel", "tree"], "date": date} for name, date in dates.items()]
    write_rows(Path("dated.jsonl"), rows)
    prior = ["7/2008", "Nov. 30th, 2008", "31/12/2008", "1 Feb 2009 23:59:59 -0500"]
    write_rows(
        Path("prior.jsonl"), [paper(f"p{at}", one, "A kernel of trees") for at, one in enumerate(prior)]
    )
    out = farfield("novelty dated.jsonl --corpus prior.jsonl")
    found = {idea["id"]: idea["prior"] for idea in told("farfield-novelty")["ideas"]}
    assert found == {"a": 0, "b": 2, "c": 3, "d": 4, "e": 0}
    assert "dates of ideas that could not be read: 1" in " ".join(out.split())


def test_a_document_without_a_word_is_prior_work_of_nothing(farfield: Typed, files: Path) -> None:  # noqa: F811
    """Nor does it date the prior work; a file of nothing else is read like any other."""
    write_rows(files / "wordless.jsonl", [paper("w", "1990", ""), paper("v", "1991", "--")])
    out = farfield("novelty ideas.jsonl --corpus papers.jsonl wordless.jsonl")
    result = told("farfield-novelty")
    prior = result["prior"]
    assert (prior["documents"], prior["wordless"], prior["undated"], prior["repeated"]) == (7, 2, 0, 0)
    assert (prior["first"], result["ideas"][0]["prior"]) == ("2001-01-01", 4)
    assert "2 documents of 7 without a word: prior work of nothing." in " ".join(out.split())
    assert "set against 5 dated documents" in " ".join(out.split())


def test_documents_are_ordered_by_what_they_are() -> None:
    """By date, a hash of their words, name, and of the same name by text."""
    texts = ["c", "a", "b", "a.", "A", "a", "a"]
    found = rank_documents(
        first=np.array([20200101, 20190101, 20190101, 20190101, 20190101, 0, 20190101]),
        last=np.array([20201231, 20191231, 20190131, 20191231, 20191231, 0, 20191231]),
        prints=np.array([1, 7, 9, 7, 7, 7, -2]),
        names=["x", "y", "x", "x", "x", "x", "z"],
        text=texts.__getitem__,
    )
    assert np.argsort(found).tolist() == [5, 2, 6, 4, 3, 1, 0]
    nothing = np.zeros(0, np.int64)
    assert rank_documents(nothing, nothing, nothing, [], str).tolist() == []


def test_an_idea_is_left_out_of_its_own_prior_work(farfield: Typed, files: Path) -> None:  # noqa: F811
    own = {"id": "p4", "title": PRIOR[3]["title"], "abstract": PRIOR[3]["abstract"], "date": "2030"}
    write_rows(files / "own.jsonl", [{**own, "concepts": ["topic model", "decision tree"]}])
    out = farfield("novelty own.jsonl --corpus papers.jsonl")
    (idea,) = told("farfield-novelty")["ideas"]
    assert (idea["own"], idea["prior"], idea["kind"]) == (["p4"], 4, "composition-2")
    assert idea["passages"][0]["document"]["id"] != "p4"
    assert "dated after 2012" in " ".join(out.split())
    assert "left out of it" in out
    write_rows(
        files / "other.jsonl",
        [{"id": "p4", "text": "Kernels of old", "date": "2030", "concepts": ["kernel"]}],
    )
    farfield("novelty other.jsonl --corpus papers.jsonl")
    assert told("farfield-novelty")["ideas"][0]["own"] == [], "the same id and other words: another work"


def test_ideas_of_one_id_are_each_told_and_each_looked_up(farfield: Typed, files: Path) -> None:  # noqa: F811
    """The second `p4` is `p4 (3)`, as one is called `p4 (2)`; it is left out of its own prior work as well, and has
    what the file of concepts says of its id."""
    own = {"id": "p4", "text": PRIOR[3]["abstract"], "date": "2030"}
    write_rows(files / "own.jsonl", [{**own, "text": "Kernels of old"}, {**own, "id": "p4 (2)"}, own])
    write_rows(files / "by_id.jsonl", [{"id": "p4", "concepts": ["topic model", "decision tree"]}])
    out = farfield("novelty own.jsonl --corpus papers.jsonl --concepts by_id.jsonl")
    result = told("farfield-novelty")
    assert [(one["id"], one["own"], one["extracted"], len(one["concepts"])) for one in result["ideas"]] == [
        ("p4", [], False, 2), ("p4 (2)", [], True, 0), ("p4 (3)", ["p4"], False, 2),
    ]  # fmt: skip
    assert result["left_out"]["same_ids"] == 1
    assert "1 idea under the id of another one" in " ".join(out.split())


def test_concepts_are_marked_in_the_text_of_an_idea() -> None:
    """As they are written there, the longest at each place, and none within another."""
    text = "State-of-the-art Kernels\n(kernel machine), de\u0301ja\u0300 vu; the kernel of a tree"
    concepts = {
        "kernel": ("kernel",), "kernel machine": ("kernel", "machine"), "tree house": ("tree", "house"),
        "state of the art": ("state", "of", "the", "art"), "déjà": ("déjà",),
    }  # fmt: skip
    marks = mark_concepts(text, concepts)
    assert [(one.concept, text[one.begin : one.end]) for one in marks] == [
        ("state of the art", "State-of-the-art"), ("kernel", "Kernels"), ("kernel machine", "kernel machine"),
        ("déjà", "de\u0301ja\u0300"), ("kernel", "kernel"),
    ]  # fmt: skip
    assert mark_concepts(text, {}) == mark_concepts("", concepts) == []
    assert len(shown_text("a" * 5000)) == 1200


def test_tags_of_html_and_jats_are_no_words(farfield: Typed, files: Path) -> None:  # noqa: F811
    """The same papers with tags within phrases, around paragraphs and written out twice: the same counts, passages and
    kinds. What only looks like a tag stays."""
    marked = []
    for one in PRIOR:
        text = one["abstract"].replace("tree", "t<b>r</b>ee").replace("topic", "&lt;em&gt;topic&lt;/em&gt;")
        title = one["title"].replace(" ", " <i>", 1) + "</i>"
        marked.append({**one, "title": title, "abstract": f"<jats:p>{text}</jats:p>"})
    write_rows(files / "marked.jsonl", marked)
    farfield("novelty ideas.jsonl --corpus papers.jsonl --out clean")
    farfield("novelty ideas.jsonl --corpus marked.jsonl --out marked")
    assert told("marked")["ideas"] == told("clean")["ideas"]
    assert plain("p < 0.05 and q > 1, <unk> x<y") == "p < 0.05 and q > 1, <unk> x<y"
    assert plain("CO<sub>2</sub> &amp; R&D; 4<sup>th</sup><br/>line") == "CO2 & R&D; 4th line"
    assert concepts_of("R&amp;D, <i>E. coli</i>") == ("R&D", "E. coli")


@pytest.mark.usefixtures("files")
def test_a_page_of_all_ideas_is_made_by_view(farfield: Typed, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(novelty_page, "BUDGET", 20_000)
    rows = [{**IDEAS[1], "id": f"idea {at}", "title": "A title of many words " * 9} for at in range(12)]
    write_rows(Path("ideas.jsonl"), rows)
    farfield("novelty ideas.jsonl --corpus papers.jsonl --out many")
    page = Path("many/report.html").read_text()
    assert "more stand in novelty.json; farfield view makes a page of all" in page
    assert "idea 11 " not in page
    assert farfield("view many --no-open").strip() == "many/report-all.html"
    whole = Path("many/report-all.html").read_text()
    assert "more stand in novelty.json" not in whole
    assert all(f"idea {at} " in whole for at in range(12))


def test_recall_names_the_passage_that_makes_it(farfield: Typed, files: Path) -> None:  # noqa: F811
    """A short note that repeats one half of an idea is nearer than the long paper that holds all of it, and makes no
    recall: the sentence names the paper."""
    words = [f"{one}{two}" for one in ("al", "be", "ga", "de", "ep") for two in ("rix", "tum", "nol", "sem")]
    other = " ".join(f"filler{at}" for at in range(320))
    half = " ".join(words[:10])
    prior = [
        paper("note", "2001", "A note", f"{half} {half}"),
        paper("long", "2002", "All of it", " ".join(words) + other),
    ]
    prior += [paper(f"f{at}", "2003", "Other", f"filler{at} of old") for at in range(40)]
    write_rows(files / "papers.jsonl", prior)
    write_rows(
        files / "idea.jsonl", [{"id": "i", "date": "2010", "text": " ".join(words), "concepts": words[:2]}]
    )
    out = farfield("novelty idea.jsonl --corpus papers.jsonl")
    (idea,) = told("farfield-novelty")["ideas"]
    assert [(one["document"]["id"], one["recall"]) for one in idea["passages"]] == [
        ("note", None), ("long", "in_the_same_words"),
    ]  # fmt: skip
    assert (idea["kind"], idea["recall"]) == ("recall", "in_the_same_words")
    assert "in the same words, all along: All of it (2002)." in " ".join(out.split())


def test_the_page_escapes_what_strangers_wrote(farfield: Typed, files: Path) -> None:  # noqa: F811
    bad = "<script>alert(1)</script>"
    write_rows(
        files / "papers.jsonl",
        [*PRIOR, paper("<b>", "2004", f"{bad} kernel methods", "a kernel and a parser")],
    )
    write_rows(
        files / "bad.jsonl",
        [{"id": bad, "date": "2010", "author": bad, "text": f"{bad} kernel", "concepts": [bad, "kernel"]}],
    )
    farfield("novelty bad.jsonl --corpus papers.jsonl")
    page = Path("farfield-novelty/report.html").read_text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
