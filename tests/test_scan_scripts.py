"""A document holds an item in another form of the same text, in many scripts: found, shown and underlined right."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import polars as pl
import pytest

from farfield.measure.columns import count_words
from farfield.measure.graders import holds, plain
from farfield.measure.signals.completion import longest_span
from farfield.report.page.corpus_spans import spans_of
from farfield.scan import ScanOptions, scan
from farfield.storage import hash_text
from farfield.text.scripts import share_without_spaces
from farfield.text.words import split_words
from test_cli import run
from test_scan_exact import item_table, write_corpus

ITEMS = {
    "Chinese": ("小明原来有32个苹果，后来又买了15个，请问现在一共有几个苹果", "四十七个"),
    "Japanese": ("東京タワーの高さは何メートルですか、そして完成したのは何年ですか", "三百三十三メートル"),
    "Thai": ("ประเทศไทยมีกี่จังหวัดและจังหวัดใดมีพื้นที่มากที่สุดในประเทศ", "เจ็ดสิบเจ็ดจังหวัด"),
    "Khmer": ("តើប្រទេសកម្ពុជាមានខេត្តប៉ុន្មាន ហើយរាជធានីឈ្មោះអ្វី", "ភ្នំពេញ"),
    "Lao": ("ປະເທດລາວມີຈັກແຂວງ ແລະ ນະຄອນຫຼວງຊື່ຫຍັງ", "ວຽງຈັນ"),
    "Myanmar": ("မြန်မာနိုင်ငံ၏ မြို့တော်သည် အဘယ်နည်း", "နေပြည်တော်"),
    "French": (
        "À quelle heure ouvre l’école élémentaire près du café José, où l’été commence tôt",
        "neuf heures précises",
    ),
    "Korean": ("대한민국의 수도는 어디이며 그 도시를 가로지르는 강의 이름은 무엇인가", "서울 한강"),
    "Vietnamese": ("Thủ đô của nước Việt Nam là thành phố nào và nằm bên bờ sông nào", "Hà Nội sông Hồng"),
    "Hindi": ("भारत की राजधानी क्या है और वह किस नदी के किनारे पर बसी है", "दिल्ली यमुना"),
    "Arabic": ("ما هي عاصمة مصر وعلى أي نهر تقع هذه المدينة الكبيرة", "القاهرة على النيل"),
    "Persian": ("پایتخت ایران کدام شهر است و نمی‌دانم در دامنه کدام کوه‌ها است", "تهران البرز"),
    "German": (
        "Wie viele Bundesländer hat die Bundesrepublik Deutschland seit der Wiedervereinigung",
        "sechzehn Länder",
    ),
}
FORMS = {
    "as it is": lambda text: text,
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "with soft hyphens": "\u00ad".join,
    "with zero width spaces": lambda text: "\u200b".join(unicodedata.normalize("NFD", text)),
    "with joiners and stretched": lambda text: (
        text.replace("\u200c", "").replace("ة", "ــة").replace("ا", "ا\u200d")
    ),
    "behind a byte order mark": lambda text: "\ufeff" + text,
}


@pytest.mark.parametrize("language", ITEMS)
@pytest.mark.parametrize("form", FORMS)
def test_an_item_is_found_in_every_form(language, form, tmp_path) -> None:
    question, target = ITEMS[language]
    written = FORMS[form](f"{question} = {target}")
    documents = [f"… {written} …", "Nothing of it.", question[: len(question) // 3]]
    table = item_table([(question, target, ""), ("Another question altogether", "no", "")])
    found = scan(table, write_corpus(tmp_path, [documents]), ScanOptions())
    row = found.items.row(0, named=True)
    assert (row["recall_documents"], row["question_pieces"], row["near_documents"]) == (1, 1, 1)
    assert found.items["recall_documents"][1] == 0
    passage = found.passages.row(0, named=True)
    assert documents[0][passage["start"] : passage["end"]] == passage["text"]
    assert split_words(passage["text"]) == split_words(question)
    shown = question[passage["item_start"] : passage["item_end"]]
    assert split_words(shown) == split_words(question)
    evidence = found.texts.row(by_predicate=pl.col("text_hash") == hash_text(question), named=True)
    spans = spans_of(question, evidence["lengths"], evidence["counts"], "word")
    assert [split_words(question[span.start : span.end]) for span in spans] == [split_words(question)]


@pytest.mark.parametrize(
    ("written", "is_near"),
    [
        (
            "In the exam-\nple above Tom had thirty-two ap-\nples and gave four of them to his sister Ann",
            True,
        ),
        (
            "In the example above Tom&#39;s thirty&#45;two apples &amp; gave four of them to his sister Ann",
            True,
        ),
    ],
)
def test_words_parted_by_hyphens_and_entities_are_near_duplicates(written, is_near, tmp_path) -> None:
    question = "In the example above Tom had thirty-two apples and gave four of them to his sister Ann"
    table = item_table([(question, "twenty-eight", ""), ("Another question altogether", "no", "")])
    documents = [f"{written} twenty-eight"]
    row = scan(table, write_corpus(tmp_path, [documents]), ScanOptions()).items.row(0, named=True)
    assert row["recall_documents"] == 0
    assert (row["near_documents"] == 1) == is_near


def test_half_of_chinese_items_in_a_corpus_are_recalled_from_the_command_line(
    tmp_path: Path, monkeypatch
) -> None:
    """Twenty items of which ten stand in the corpus with their answers, as CMMLU's do in crawls."""
    monkeypatch.chdir(tmp_path)
    digits = "零一二三四五六七八九"
    said = [
        (
            f"第{digits[at % 10]}{digits[at // 10]}题：火车每小时行{at * 37 + 11}千米，{at + 2}小时行多少千米",
            f"{(at * 37 + 11) * (at + 2)}千米",
        )
        for at in range(20)
    ]
    items = [
        {
            "item_id": f"z{at}",
            "model": "m",
            "task": "zh",
            "question": question,
            "target": target,
            "score": at % 2,
        }
        for at, (question, target) in enumerate(said)
    ]
    corpus = [{"text": f"练习。{question}？答：{target}。完。"} for question, target in said[:10]]
    corpus += [{"text": f"今天天气很好，我们去公园玩了{at}个小时。"} for at in range(50)]
    for name, rows in (("items.jsonl", items), ("corpus.jsonl", corpus)):
        Path(name).write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
        )
    assert (
        run(*["profile", "items.jsonl", "--corpus", "corpus.jsonl", "--out", "out"], monkeypatch=monkeypatch)
        == 0
    )
    profile = json.loads(Path("out/profile.json").read_text())
    assert profile["profiles"][0]["recalled"]["items"] == 10


def test_words_are_counted_alike_without_a_scan() -> None:
    table = item_table([("有3个苹果", "e\u0301cole", ""), ("one two", "école", "")])
    assert count_words(table, "question").to_list() == [5, 2]
    assert count_words(table, "target").to_list() == [1, 1]


def test_signals_and_graders_know_the_same_words() -> None:
    assert longest_span(split_words("他说现在一共有几个"), split_words("现在一共")) == 4
    assert holds("答案是北京。", "北京")
    assert holds("the answer is paris.", "paris")
    assert not holds("comparison", "paris")
    assert holds(plain("It is Par\u00adis\u200b."), plain("Paris"))
    assert not holds("cafe\u0301", "cafe")


def test_how_much_is_without_spaces() -> None:
    assert share_without_spaces(["北京 is big"]) == 0.5
    assert share_without_spaces(["...", ""]) == 0.0
    assert share_without_spaces(["서울의 봄"]) == 0.0
