"""What is claimed of a corpus: refused where it cannot be true, said with its share where a part was lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import farfield
from farfield.corpus_notices import AllQuestionsStand, CorpusUnread, HardlyText, OneDocument
from farfield.logs import read_items
from farfield.options.corpus import CorpusOptions
from farfield.records import Evidence, FarfieldError, Items
from farfield.scan import ScanOptions, scan
from farfield.terminal.profile import summarise
from farfield.words import phrases

QUESTIONS = [f"what does the {word} of {number} weigh" for number, word in enumerate("abcdefgh")]
FILLER = ["words that no question holds, line after line and page after page", "and others, again and again"]


def make_items(folder: Path) -> Items:
    rows = [
        {"id": n, "model": "m", "question": question, "target": f"{n} stone", "score": n % 2}
        for n, question in enumerate(QUESTIONS)
    ]
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_items(str(path))


def search(folder: Path, corpus: Path, *fields: str, sample: float = 1.0) -> Evidence:
    options = ScanOptions(corpus=CorpusOptions(fields or None), sample=sample)
    return scan(make_items(folder), str(corpus), options)


def write_lines(path: Path, rows: list[dict[str, object]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def planted(path: Path, count: int) -> Path:
    rows = [
        {"instruction": question, "output": f"it weighs {n} stone"}
        for n, question in enumerate(QUESTIONS[:count])
    ]
    return write_lines(path, [*rows, *({"instruction": text, "output": "yes"} for text in FILLER)])  # type: ignore[list-item]


def test_fine_tuning_data_is_recalled_by_default(tmp_path: Path) -> None:
    found = search(tmp_path, planted(tmp_path / "c" / "sft.jsonl", 3))
    assert found.items["recall_documents"].to_list() == [1, 1, 1, 0, 0, 0, 0, 0]
    assert found.corpus.documents == 5
    assert [(one.form, one.fields, one.guessed) for one in found.corpus.read_as] == [
        ("JSON lines", ("instruction", "output"), True)
    ]
    assert not found.corpus.doubted
    alone = search(tmp_path, tmp_path / "c" / "sft.jsonl", "instruction")
    assert alone.items["recall_documents"].to_list() == [0] * 8


def test_a_field_that_holds_nothing_anywhere_is_a_slip(tmp_path: Path) -> None:
    corpus = planted(tmp_path / "c" / "sft.jsonl", 3)
    with pytest.raises(FarfieldError, match="field 'outptu' holds no text in any of 5 documents"):
        search(tmp_path, corpus, "instruction,outptu")


@pytest.mark.parametrize("how", ["the log", "its folder", "a link", "a copy"])
def test_the_log_is_no_corpus(tmp_path: Path, how: str) -> None:
    make_items(tmp_path)
    log = tmp_path / "log.jsonl"
    corpus = tmp_path / "c" / "train.jsonl"
    write_lines(corpus, [{"text": text} for text in FILLER])
    if how == "a link":
        (tmp_path / "c" / "link.jsonl").symlink_to(log)
    if how == "a copy":
        (tmp_path / "c" / "copy.jsonl").write_bytes(log.read_bytes())
    named = {"the log": log, "its folder": tmp_path}.get(how, tmp_path / "c")
    with pytest.raises(FarfieldError, match="every question stands in it") as caught:
        search(tmp_path, named)
    assert (
        "is the same as the results" if how == "a copy" else "is one of the files with the results"
    ) in str(caught.value)


def test_most_of_the_corpus_lost_stops_the_run_with_the_reasons(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    for number in range(5):
        (folder / f"old{number}.txt").write_bytes(("caf\xe9 " * 50).encode("latin-1"))
    (folder / "new.txt").write_text("plain words here")
    with pytest.raises(FarfieldError) as caught:
        search(tmp_path, folder)
    told = str(caught.value)
    assert "most of the corpus could not be read, 98.7 % of its bytes and 5 of 6 documents or files" in told
    assert "old0.txt, line 1 and 4 more: invalid UTF-8 at byte 3; perhaps Latin-1" in told


def test_a_part_that_is_lost_is_said_as_a_share(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    write_lines(folder / "a.jsonl", [{"text": text * 10} for text in FILLER])
    (folder / "old.txt").write_bytes(("caf\xe9 " * 20).encode("latin-1"))
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100_000))
    found = search(tmp_path, folder).corpus
    assert (found.documents, found.rejected, found.textless, found.rejected_bytes) == (2, 2, 1, 100)
    assert found.rejected_share == pytest.approx(100 / (100 + (folder / "a.jsonl").stat().st_size))
    lost = found.doubted[0]
    assert isinstance(lost, CorpusUnread)
    assert (lost.share, lost.records, lost.of, lost.more_reasons) == (found.rejected_share, 1, 3, 0)
    assert "old.txt, line 1: invalid UTF-8" in lost.reasons[0]


def test_images_alone_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    write_lines(folder / "a.jsonl", [{"text": text} for text in FILLER])
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100_000))
    found = search(tmp_path, folder).corpus
    assert (found.rejected, found.textless, found.rejected_share, found.doubted) == (1, 1, 0.0, [])


def test_a_single_document_is_doubted(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("a few words and no more")
    assert search(tmp_path, tmp_path / "one.txt").corpus.doubted == [OneDocument(6, "word")]


def test_more_bytes_than_words_can_have_are_doubted(tmp_path: Path) -> None:
    corpus = write_lines(
        tmp_path / "c" / "a.jsonl", [{"text": "QUJD" * 200 + " word"}, {"text": "more words"}]
    )
    (doubt,) = search(tmp_path, corpus).corpus.doubted
    assert isinstance(doubt, HardlyText)
    assert (round(doubt.bytes_a_word), doubt.words) == (204, 4)


def test_all_questions_in_the_corpus_are_doubted(tmp_path: Path) -> None:
    found = search(tmp_path, planted(tmp_path / "c" / "sft.jsonl", 8)).corpus
    assert found.doubted == [AllQuestionsStand(8)]


def test_only_pointers_and_archives_that_are_not_read(tmp_path: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 9\n"
    (tmp_path / "train.txt").write_bytes(pointer)
    with pytest.raises(FarfieldError, match="a Git LFS pointer"):
        search(tmp_path, tmp_path / "train.txt")


def test_what_is_lost_is_said_in_terminal_report_and_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_items(tmp_path)
    planted(tmp_path / "c" / "sft.jsonl", 8)
    with (tmp_path / "c" / "sft.jsonl").open("a") as file:
        file.write('{"instruction": "broken and quite long so that it is more than one per cent\n')
    run = farfield.profile(str(tmp_path / "log.jsonl"), str(tmp_path / "c"), tmp_path / "out")
    assert run.profile is not None
    corpus = run.profile.corpus
    assert (corpus.documents, corpus.rejected, corpus.rejected_bytes) == (10, 1, 75)
    assert len(corpus.doubts) == len(corpus.doubted) == 2
    assert run.record.corpus.doubts == corpus.doubts
    summarise(run.profile, run.record, run.folder / "report.html")
    told = " ".join(capsys.readouterr().out.split())
    page = (run.folder / "report.html").read_text()
    share = " ".join(phrases.percent(corpus.rejected_share).split())
    for text in (told, page):
        assert "all searched" not in text
        assert f"searched but for 1 record that could not be read, {share} of its bytes" in " ".join(
            text.split()
        )
        assert "all of the 8 questions stand in the corpus word for word" in text.replace("All of", "all of")
    assert "a document is instruction, output of a record, by the names of the fields" in told
    assert "a document is instruction, output of a record" in page
