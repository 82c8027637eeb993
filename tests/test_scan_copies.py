"""Near duplicates and exposure against brute force, for any cut of the corpus, and planted copies found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.scan import ScanOptions, scan
from naive import naive_words
from naive_copies import NaiveCopies, naive_keys
from test_scan_exact import item_table, relaxed, write_corpus

WORDS = [f"w{number}" for number in range(12)]


@st.composite
def worlds(draw: st.DrawFn, letters: list[str] = WORDS, size: int = 14) -> tuple[list, list]:
    """Items, and documents pasted from pieces of them: so small a vocabulary that pieces meet by chance too."""
    text = st.lists(st.sampled_from(letters), max_size=size)
    rows = draw(
        st.lists(
            st.tuples(text, st.lists(st.sampled_from(letters), max_size=7), text), min_size=1, max_size=3
        )
    )
    pieces = [
        [],
        ["x"],
        *(part[at : at + size // 2] for row in rows for part in row for at in (0, 2, size // 2)),
    ]
    pasted = st.lists(st.sampled_from(pieces), max_size=7).map(
        lambda parts: [one for part in parts for one in part]
    )
    return rows, draw(st.lists(pasted, min_size=1, max_size=4))


def assert_equal_to_brute_force(rows, documents, folder, unit="word") -> None:
    table = item_table(rows)
    naive = NaiveCopies(rows, unit)
    held = [naive_words(document, unit) for document in documents]
    found = scan(table, write_corpus(folder, [[*documents, "x"]]), ScanOptions(unit=unit))
    for row in found.items.iter_rows(named=True):
        for field in ("question", "target"):
            text = row[field]
            if text in naive.roles and naive.can_be_sought(text):
                assert row[f"{field}_containment"] == pytest.approx(naive.highest(text, held), abs=2e-6)
                counted = sum(text in naive.winners(document) for document in held)
                assert row[f"{field}_copies"] == counted
            else:
                assert row[f"{field}_containment"] is None
                assert row[f"{field}_copies"] is None
        question, target = row["question"], row["target"]
        if question in naive.roles and target in naive.roles and naive.can_be_sought(question):
            together = sum(naive.together(question, target, document) for document in held)
            assert row["near_documents"] == together
        else:
            assert row["near_documents"] is None
        if unit == "word" and question in naive.roles and target in naive.roles:
            asked, wanted = naive_keys(question, target, naive.texts)
            exposed = sum({*asked, *wanted} <= set(document) for document in held) if asked else None
            assert row["exposure_documents"] == exposed
        else:
            assert row["exposure_documents"] is None


@relaxed
@given(world=worlds())
def test_equal_to_brute_force(world, tmp_path) -> None:
    rows, documents = world
    joined = [tuple(" ".join(part) for part in row) for row in rows]
    assert_equal_to_brute_force(joined, [" ".join(document) for document in documents], tmp_path)


@relaxed
@given(world=worlds([*"有个苹果ー", "w1 "], 20) | worlds([*"กขคงจ", "ที่", "w1 ", "有"], 30))
def test_equal_to_brute_force_without_spaces(world, tmp_path) -> None:
    rows, documents = world
    joined = [tuple("".join(part) for part in row) for row in rows]
    assert_equal_to_brute_force(joined, ["".join(document) for document in documents], tmp_path)


@relaxed
@given(world=worlds(list("abcd "), 40))
def test_equal_to_brute_force_in_bytes(world, tmp_path) -> None:
    rows, documents = world
    joined = [tuple("".join(part) for part in row) for row in rows]
    assert_equal_to_brute_force(joined, ["".join(document) for document in documents], tmp_path, "byte")


def copies_of(rows: list[tuple[str, str, str]], document: str, folder) -> list[int]:
    return scan(item_table(rows), write_corpus(folder, [[document]])).items["question_copies"].to_list()


@pytest.mark.parametrize(
    ("question", "edited", "other"),
    [
        (
            "如果要修改选中段落的首行缩进，请将水平标尺左上方的三角形拖到新的位置",
            "如果想修改选中段落的首行缩进，就将水平标尺左上方的三角形拖到其他位置",
            "将选中的三角形移到标尺的上方位置，段落的缩进要在水平方向修改，请拖新的左首行",
        ),
        (
            "นักเรียนห้องหนึ่งมีนักเรียนชายยี่สิบคนและนักเรียนหญิงสิบห้าคนรวมกันทั้งหมดกี่คน",
            "นักเรียนห้องหนึ่งมีนักเรียนชายสามสิบคนและนักเรียนหญิงสิบห้าคนรวมกันทั้งหมดกี่คน",
            "คนหนึ่งมีสิบบาทและรวมทั้งห้องยี่สิบห้าบาท นักร้องหญิงกับชายเรียนกันคนละห้องทุกเดือน",
        ),
    ],
)
def test_what_is_made_of_the_same_characters_is_no_copy(question, edited, other, tmp_path) -> None:
    rows = [(question, "no", ""), ("Another question altogether", "no", "")]
    assert copies_of(rows, f"before it {edited} and after", tmp_path)[0] == 1
    assert copies_of(rows, f"before it {other} and after", tmp_path)[0] == 0


def test_a_copy_is_not_awarded_to_a_longer_text_of_the_same_template(tmp_path) -> None:
    short = "anna bo cleo dan and eve each hold a ball then anna and bo swap who holds the red one in the end"
    long = short.replace(
        "then anna", "then cleo and eve swap then dan and bo swap then bo and eve swap then anna"
    )
    rows = [(short, "bo", ""), (long, "eve", "")]
    edited = short.replace("red", "green")
    assert copies_of(rows, f"before it {edited} and after", tmp_path) == [1, 0]
    assert copies_of(rows, f"before it {long} and after", tmp_path) == [0, 1]


def test_a_copy_is_not_awarded_to_its_own_words_in_another_order(tmp_path) -> None:
    """All words of the second stand beside a neighbour of theirs in the first."""
    told = "how many of them are less than eight years old and weigh more than ten pounds of all"
    turned = "how many of them are more than ten pounds of all and weigh less than eight years old"
    rows = [(told, "a", ""), (turned, "b", "")]
    assert copies_of(rows, f"before it {told} and after", tmp_path) == [1, 0]
    assert copies_of(rows, f"before it {told} . {turned} and after", tmp_path) == [1, 1]
