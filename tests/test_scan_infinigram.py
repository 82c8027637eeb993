"""An infini-gram index on this machine: equal to brute force over the raw text, and clear where it cannot be used."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from itertools import count as numbers
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.corpus_notices import RecallBounds, WordsWithoutSpaces
from farfield.options.infinigram import InfinigramOptions
from farfield.records import FIELDS, FarfieldError
from farfield.scan import ScanOptions, scan
from farfield.scan.infinigram.address import PUBLIC_API, is_infinigram, parse_address
from farfield.scan.infinigram.index import Count
from farfield.scan.infinigram.spans import longest_spans, split_text
from infinigram_server import build_index

WORDS = [
    "the",
    "cat",
    "sat",
    "on",
    "a",
    "mat,",
    "Zürich.",
    "猫",
    "again",
    "and",
    "ünïcode's",
    "THE",
    "Cat",
    "two",
]


def random_text(draw: random.Random, words: int) -> str:
    return "".join(draw.choice(WORDS) + draw.choice((" ", " ", " ", "\n", "  ")) for _ in range(words))


DRAW = random.Random(7)
DOCUMENTS = [random_text(DRAW, DRAW.randrange(0, 40)) for _ in range(60)]
DOCUMENTS += [
    "In the beginning 猫: What is two plus two? Some say that it is 4, and 4 it is.",
    "What is two plus two? Nobody knows.",
    "What is two plus two? What is two plus two? five",
    "The AND of a AND b OR c.",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [{"id": f"doc-{n}", "text": text} for n, text in enumerate(DOCUMENTS)]
    return build_index(tmp_path_factory.mktemp("bytes"), records)


def items(*rows: tuple[str, str | None, str | None]) -> pl.DataFrame:
    named = [dict(zip(FIELDS, row, strict=True)) for row in rows]
    whose = {"subject": "s", "task": "t", "epoch": 1, "score": 1.0}
    schema = {"item_id": pl.String, "subject": pl.String, "task": pl.String, "epoch": pl.Int64}
    rows_of = [{"item_id": str(n), **whose, **row} for n, row in enumerate(named)]
    return pl.DataFrame(rows_of, schema={**schema, "score": pl.Float64, **dict.fromkeys(FIELDS, pl.String)})


def naive_times(span: bytes) -> int:
    """Occurrences in all documents, overlapping ones too."""
    return len(re.findall(b"(?=" + re.escape(span) + b")", b"\xff".join(text.encode() for text in DOCUMENTS)))


def naive_longest(text: str, unit: str) -> tuple[list[int], list[int]]:
    split = split_text(text, unit)
    lengths, counts = [], []
    for first in range(len(split.words)):
        times = [naive_times(split.span(first, end)) for end in range(first + 1, len(split.words) + 1)]
        found = [n for n in times if n]
        lengths.append(len(found))
        counts.append(found[-1] if found else 0)
    return lengths, counts


def naive_pieces(lengths: list[int]) -> int:
    """The least number of pieces, by dynamic programming over all cuts."""
    least = [0] * (len(lengths) + 1)
    for at in reversed(range(len(lengths))):
        least[at] = 1 + min(least[at + n] for n in range(1, max(1, lengths[at]) + 1))
    return least[0]


def texts_to_try() -> list[str]:
    draw = random.Random(3)
    cut = [text[draw.randrange(len(text)) :] for text in DOCUMENTS if len(text) > 60]
    glued = DOCUMENTS[1] + "dog" + DOCUMENTS[2]
    return [*cut[:6], *(random_text(draw, 12) for _ in range(6)), "", "…", "dog", "猫", glued]


@pytest.mark.parametrize("unit", ["word", "byte"])
def test_lengths_counts_and_pieces_equal_brute_force(index: Path, unit: str) -> None:
    tried = [text[: 40 if unit == "byte" else 400] for text in texts_to_try()]
    evidence = scan(
        items(*((text, None, None) for text in tried)), f"infinigram:{index}", ScanOptions(unit=unit)
    )
    raw = dict(zip(evidence.texts["text_hash"], evidence.texts.iter_rows(named=True), strict=True))
    from farfield.storage import hash_text

    for text, row in zip(tried, evidence.items.iter_rows(named=True), strict=True):
        lengths, counts = naive_longest(text, unit)
        assert raw[hash_text(text)]["lengths"] == lengths
        assert raw[hash_text(text)]["counts"] == counts
        assert raw[hash_text(text)]["approximate"] is None
        assert row["question_words"] == len(lengths)
        assert row["question_pieces"] == (naive_pieces(lengths) if lengths else None)
        assert row["question_match"] == (max(lengths) if lengths else None)
        assert row["question_bits"] is None
    total = sum(len(text.encode()) for text in DOCUMENTS)
    assert (evidence.corpus.documents, evidence.corpus.words, evidence.corpus.bytes) == (
        len(DOCUMENTS),
        None,
        total,
    )
    assert evidence.corpus.backend is not None
    assert evidence.corpus.backend.approximate == evidence.corpus.backend.limited == 0


@given(
    st.lists(st.lists(st.sampled_from("abc"), max_size=14), max_size=4),
    st.lists(st.sampled_from("abcd"), max_size=24),
    st.integers(1, 12),
)
@settings(max_examples=300, deadline=None)
def test_the_search_finds_what_asking_for_every_span_finds(
    documents: list[list[str]], text: list[str], longest_question: int
) -> None:
    """Also where spans above some length cannot be asked for: then it finds the longest that can."""
    joined = [" ".join(document) for document in documents]

    def ask(first: int, end: int) -> Count | None:
        if end - first > longest_question:
            return None
        span = " ".join(text[first:end])
        return Count(sum(document.startswith(span, at) for document in joined for at in range(len(document))))

    found = longest_spans(len(text), ask)
    limit = [min(longest_question, len(text) - first) for first in range(len(text))]
    for first in range(len(text)):
        times = [ask(first, first + n) or Count(0) for n in range(1, limit[first] + 1)]
        occurring = [one.times for one in times if one.times]
        assert found.lengths[first] == len(occurring)
        assert found.counts[first] == (occurring[-1] if occurring else 0)
    cut = [length == longest_question < len(text) - first for first, length in enumerate(found.lengths)]
    assert found.limited or not any(cut)


@given(st.randoms(use_true_random=False), st.integers(0, 12))
@settings(max_examples=200, deadline=None)
def test_of_an_index_that_breaks_the_rule_every_span_occurs(draw: random.Random, words: int) -> None:
    times = {(a, b): draw.randrange(2) for a in range(words) for b in range(a + 1, words + 1)}
    found = longest_spans(words, lambda first, end: Count(times[first, end]))
    for first, (length, counted) in enumerate(zip(found.lengths, found.counts, strict=True)):
        assert counted == (times[first, first + length] if length else 0)
        assert counted or not length


@pytest.mark.parametrize(("words", "most"), [(200, 210), (1, 1)])
def test_few_questions_for_a_text_that_stands_whole_in_the_corpus(words: int, most: int) -> None:
    asked = numbers()
    longest_spans(words, lambda *_: Count(1 + 0 * next(asked)))
    assert next(asked) <= most


def test_one_question_a_word_for_a_text_of_unknown_words() -> None:
    asked = numbers()
    assert longest_spans(50, lambda *_: Count(0 * next(asked))).lengths == [0] * 50
    assert next(asked) == 50


def test_passages_stand_in_their_documents(index: Path) -> None:
    question = "They ask: What is two plus two? Some say so; again and again"
    evidence = scan(items((question, "it is 4", None)), f"infinigram:{index}")
    assert evidence.passages.height >= 2
    for row in evidence.passages.iter_rows(named=True):
        document = DOCUMENTS[int(row["document"].removeprefix("doc-"))]
        field = question if row["field"] == "question" else "it is 4"
        assert row["text"] == field[row["item_start"] : row["item_end"]]
        assert document[row["start"] : row["end"]] == row["text"]
        assert document[: row["start"]].endswith(row["before"])
        assert document[row["end"] :].startswith(row["after"])
        assert naive_times(row["text"].encode()) == row["count"]
        assert row["source"] == "part.jsonl"
        assert row["kind"] == "span"
    first = evidence.passages.row(0, named=True)
    assert (first["text"], first["rank"], first["words"]) == ("What is two plus two? Some say", 1, 7)


def test_recall_needs_question_and_target_in_one_document(index: Path) -> None:
    question = "What is two plus two?"
    table = items(
        (question, "4", None), (question, "nobody knows", None), (question, "two", None), (question, "cat", None),
        ("What is two plus six?", "4", None), ("", "4", None), (question, "?", None),
    )  # fmt: skip
    recalled = scan(table, f"infinigram:{index}").items["recall_documents"].to_list()
    assert recalled == [
        1,
        1,
        1,
        0,
        0,
        None,
        None,
    ]  # "two" stands outside the first occurrence in one of three


def test_recall_of_a_frequent_question_is_a_lower_bound(index: Path) -> None:
    table = items(("the", "cat", None))
    few = ScanOptions(infinigram=InfinigramOptions(occurrences=2))
    all_ = ScanOptions(infinigram=InfinigramOptions(occurrences=10_000))
    bound, exact = scan(table, f"infinigram:{index}", few), scan(table, f"infinigram:{index}", all_)
    holding = [text for text in DOCUMENTS if "the" in text]
    both = sum("cat" in (before + " " + after).casefold().replace(",", " ").split()
               for before, _, after in (text.partition("the") for text in holding))  # fmt: skip
    assert exact.items["recall_documents"].item() == both > 2
    assert exact.items["recall_documents_high"].item() == both
    assert bound.items["recall_documents"].item() <= 2
    assert bound.items["recall_documents_high"].item() is None
    assert [one for one in bound.notices if isinstance(one, RecallBounds)] == [RecallBounds(1)]
    assert not [one for one in exact.notices if isinstance(one, RecallBounds)]


def test_a_declared_fraction_bounds_the_recall(index: Path) -> None:
    table = items(("What is two plus two?", "nothing", None))
    evidence = scan(table, f"infinigram:{index}", ScanOptions(corpus_fraction=0.1))
    assert evidence.corpus.searched_fraction == 0.1
    assert evidence.items["recall_documents_high"].item() == pytest.approx(30, rel=0.01)
    with pytest.raises(FarfieldError, match="searched whole"):
        scan(table, f"infinigram:{index}", ScanOptions(sample=0.5))


def test_an_index_of_tokens_counts_tokens_after_a_space(tmp_path: Path) -> None:
    """The tokenizer learns a few merges; what is counted is the sequence of its tokens, as brute force finds it."""
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=320, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(DOCUMENTS, trainer)
    file = tmp_path / "tokenizer.json"
    tokenizer.save(str(file))
    folder = build_index(tmp_path, [{"text": text} for text in DOCUMENTS], tokenizer=file)
    tokens = [tokenizer.encode(text).ids for text in DOCUMENTS]

    text = "some cat sat on a mat, again. What is two plus two? nobody"
    evidence = scan(items((text, None, None)), f"infinigram:{folder}?tokenizer={file}")
    split = split_text(text, "word")

    def ask(first: int, end: int) -> Count:
        sought = tokenizer.encode(" " + split.span(first, end).decode()).ids
        return Count(sum(ids[at : at + len(sought)] == sought for ids in tokens for at in range(len(ids))))

    lengths, counts, *_ = longest_spans(len(split.words), ask)
    assert evidence.texts["lengths"].item().to_list() == lengths
    assert evidence.texts["counts"].item().to_list() == counts
    assert max(lengths) >= 3
    row = evidence.passages.row(0, named=True)
    assert row["text"] == text[row["item_start"] : row["item_end"]]
    assert (
        row["before"] + row["text"] + row["after"] in DOCUMENTS[int(row["document"].rpartition(":")[2]) - 1]
    )
    assert evidence.corpus.bytes is None
    with pytest.raises(FarfieldError, match="tokenizer is not named"):
        scan(items((text, None, None)), f"infinigram:{folder}")
    with pytest.raises(FarfieldError, match="index of bytes"):
        scan(items((text, None, None)), f"infinigram:{folder}?tokenizer={file}", ScanOptions(unit="byte"))
    with pytest.raises(FarfieldError, match="no such tokenizer"):
        scan(items((text, None, None)), f"infinigram:{folder}?tokenizer={file}x")


def test_an_index_of_tokens_says_what_it_misses_in_scripts_without_spaces(tmp_path: Path) -> None:
    """A token of several characters begins where no word of the item does: an index of bytes finds what it misses."""
    tokenizers = pytest.importorskip("tokenizers")
    sentence = "火车每小时行一百二十千米三小时行多少千米"
    documents = [f"练习{sentence}完"] * 30
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(documents, trainer)
    (tmp_path / "tokens").mkdir()
    (tmp_path / "bytes").mkdir()
    file = tmp_path / "tokenizer.json"
    tokenizer.save(str(file))
    rows = [{"text": text} for text in documents]
    tokens = build_index(tmp_path / "tokens", rows, tokenizer=file)
    found = scan(items((sentence, None, None)), f"infinigram:{tokens}?tokenizer={file}")
    assert WordsWithoutSpaces(1.0) in found.notices
    assert found.items["question_pieces"][0] > 1
    english = scan(items(("a plain question", None, None)), f"infinigram:{tokens}?tokenizer={file}")
    assert not [one for one in english.notices if isinstance(one, WordsWithoutSpaces)]
    whole = scan(items((sentence, None, None)), f"infinigram:{build_index(tmp_path / 'bytes', rows)}")
    assert whole.items["question_pieces"][0] == 1
    assert not [one for one in whole.notices if isinstance(one, WordsWithoutSpaces)]


def test_the_three_forms_of_an_address(tmp_path: Path) -> None:
    local = parse_address(f"infinigram:{tmp_path}")
    assert (local.folder, local.url, local.index) == (tmp_path.resolve(), None, tmp_path.name)
    remote = parse_address("infinigram:v4_x@https://example.org/api?key=a@b")
    assert (remote.index, remote.url, remote.folder) == ("v4_x", "https://example.org/api?key=a@b", None)
    public = parse_address("infinigram:v4_rpj_llama_s4")
    assert (public.index, public.url) == ("v4_rpj_llama_s4", PUBLIC_API)
    for wrong in ("infinigram:", "infinigram:no/such/folder", "infinigram:@http://x", "infinigram:x@ftp://y"):
        with pytest.raises(FarfieldError, match="no folder and no index") as raised:
            parse_address(wrong)
        assert "infinigram:INDEX@URL" in (raised.value.remedy or "")
        assert "infinigram:FOLDER" in (raised.value.remedy or "")


def test_an_index_is_a_corpus_of_its_own() -> None:
    assert not is_infinigram(["a.jsonl", "b"])
    assert is_infinigram(["infinigram:x"])
    with pytest.raises(FarfieldError, match="cannot be mixed"):
        is_infinigram(["a.jsonl", "infinigram:x"])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "table.1").unlink(), "table.1 is missing"),
        (lambda folder: (folder / "tokenized.0").write_bytes(b""), "tokenized.0 is missing or empty"),
        (lambda folder: (folder / "table.0").write_bytes(b"123456789"), "does not fit"),
        (lambda folder: [path.unlink() for path in folder.glob("tokenized.*")], "no file tokenized.0"),
    ],
)
def test_a_damaged_index_is_told(index: Path, tmp_path: Path, damage, message: str) -> None:
    """The engine itself would end the process."""
    folder = shutil.copytree(index, tmp_path / "copy")
    damage(folder)
    with pytest.raises(FarfieldError, match=message):
        scan(items(("a", "b", None)), f"infinigram:{folder}")


def test_a_path_that_the_engine_would_misread_is_told(index: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(index, tmp_path / "timetable" / "copy")
    with pytest.raises(FarfieldError, match="path holds one of the words") as raised:
        scan(items(("a", "b", None)), f"infinigram:{folder}")
    assert "Rename" in (raised.value.remedy or "")


def test_without_the_package_it_says_what_to_install(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "infini_gram", None)
    monkeypatch.setitem(sys.modules, "infini_gram.engine", None)
    with pytest.raises(FarfieldError, match="needs the package infini-gram") as raised:
        scan(items(("a", "b", None)), f"infinigram:{index}")
    assert "-m pip install 'infini-gram>=" in (raised.value.remedy or "")


def test_the_package_is_loaded_only_where_it_is_asked_for() -> None:
    code = "import farfield.scan, sys; print([n for n in sys.modules if n.startswith(('infini_gram', 'tokenizers'))])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
        == "[]\n"
    )


def test_the_command_line_profiles_a_local_index(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from test_cli import run, write_lines

    monkeypatch.chdir(tmp_path)
    questions = [DOCUMENTS[n][:60] + f" number {n}" for n in range(24)]
    write_lines(
        tmp_path / "log.jsonl",
        [
            {"item_id": str(n), "question": q, "target": "mat", "score": n % 3 > 0}
            for n, q in enumerate(questions)
        ],
    )
    corpus = f"infinigram:{index}"
    arguments = [
        "profile",
        "log.jsonl",
        "--corpus",
        corpus,
        "--out",
        "out",
        "--ruler",
        "pieces",
        "--ruler",
        "bits",
    ]
    assert run(*arguments, monkeypatch=monkeypatch) == 0, capsys.readouterr().err
    assert "index by infini-gram" in capsys.readouterr().out
    profile = json.loads((tmp_path / "out" / "profile.json").read_text())
    backend = profile["corpus"]["backend"]
    assert (backend["name"], backend["index"], backend["address"]) == ("infini-gram", "index", str(index))
    assert profile["corpus"]["words"] is None
    measured = profile["profiles"][0]["rulers"]
    assert measured["pieces"]["items"] == 24
    assert (measured["bits"]["items"], measured["bits"]["missing"]) == (0, 24)
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["inputs"]["corpus"][0]["path"] == corpus
    assert any("It tells no bits" in warning for warning in record["warnings"])
    page = (tmp_path / "out" / "report.html").read_text()
    assert "index by infini-gram" in page
    assert run("scan", "log.jsonl", "--corpus", corpus, "--out", "scanned", monkeypatch=monkeypatch) == 0
    assert f"{len(DOCUMENTS)} documents and {backend['tokens']:,} tokens searched" in capsys.readouterr().out
