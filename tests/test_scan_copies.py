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


def edits(words: list[str], letters: list[str]) -> st.SearchStrategy[list[str]]:
    """A text after two changes: a piece left out, put elsewhere or replaced."""

    def change(of: list[str], at: int, size: int, to: int, new: list[str]) -> list[str]:
        kept, piece = of[:at] + of[at + size :], of[at : at + size]
        return kept[:to] + (piece if len(new) > 1 else new) + kept[to:]

    places = st.integers(0, len(words))
    one = st.tuples(places, st.integers(0, 5), places, st.lists(st.sampled_from(letters), max_size=2))
    return st.tuples(one, one).map(lambda pair: change(change(words, *pair[0]), *pair[1]))


@st.composite
def families(draw: st.DrawFn, letters: list[str], size: int) -> tuple[list, list]:
    """Siblings of one text, and documents that hold some of them, edited, beside each other and more than once."""
    root = draw(st.lists(st.sampled_from(letters), min_size=size, max_size=size))
    texts = draw(st.lists(edits(root, letters), min_size=2, max_size=4))
    rows = [(text, draw(st.sampled_from([[], root[:7]])), []) for text in texts]
    copy = st.sampled_from(texts).flatmap(lambda text: st.just(text) | edits(text, letters))
    pasted = st.lists(copy, min_size=1, max_size=3).map(lambda parts: [one for part in parts for one in part])
    return rows, draw(st.lists(pasted, min_size=1, max_size=2))


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
@given(world=worlds() | families(WORDS, 16))
def test_equal_to_brute_force(world, tmp_path) -> None:
    rows, documents = world
    joined = [tuple(" ".join(part) for part in row) for row in rows]
    assert_equal_to_brute_force(joined, [" ".join(document) for document in documents], tmp_path)


@relaxed
@given(
    world=worlds([*"有个苹果ー", "w1 "], 20)
    | worlds([*"กขคงจ", "ที่", "w1 ", "有"], 30)
    | families([*"有个苹果们是不在了这大", "w1 "], 24)
)
def test_equal_to_brute_force_without_spaces(world, tmp_path) -> None:
    rows, documents = world
    joined = [tuple("".join(part) for part in row) for row in rows]
    assert_equal_to_brute_force(joined, ["".join(document) for document in documents], tmp_path)


@relaxed
@given(world=worlds(list("abcd "), 40) | families(list("abcdefgh "), 36))
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


def test_a_copy_is_not_awarded_to_the_same_pairs_of_words_in_another_order(tmp_path) -> None:
    """Who swaps first is told by no pair of words."""
    swaps = ["then anna swaps with bo", "then cleo swaps with dan", "then bo swaps with cleo"]
    end = "then it ends so who holds the red ball"
    told, turned = (" ".join([*(swaps[at] for at in order), end]) for order in ((0, 1, 2), (1, 2, 0)))
    rows = [(told, "a", ""), (turned, "b", "")]
    for question, counted in ((told, [1, 0]), (turned, [0, 1])):
        assert copies_of(rows, f"before it {question.replace('red', 'green')} and after", tmp_path) == counted


def test_words_that_one_copy_explains_are_no_copy_of_a_sibling(tmp_path) -> None:
    """The longer sibling's place reaches beyond the copy: a few words of it stand farther on by chance."""
    clauses = "the grey bird sits left of the hawk; the owl is second from the right; the crow sits beside the robin"
    told = f"five birds sit on a branch {clauses} which of these is true"
    longer = f"seven birds sit on a branch {clauses} and the swan is the last of all in the row which of these is true"
    far = "as we said before it is the last of all and in the row"
    strange = " ".join(f"x{number}" for number in range(30))
    assert copies_of([(told, "a", ""), (longer, "b", "")], f"{told} {strange} {far}", tmp_path) == [1, 0]


def siblings(kinds: list[str]) -> list[tuple[str, str, str]]:
    """Questions of one template, each a clause longer than the one before."""
    clauses = ["one of them is grey", "the one on the left is old", "none of them can swim"]
    return [
        (
            f"on a branch sit three {kind}s and a wren and {' and '.join(clauses[: number + 1])} "
            f"and the wren is young so which {kind} sings at night",
            f"answer {number}",
            "",
        )
        for number, kind in enumerate(kinds)
    ]


def test_a_list_of_edited_siblings_holds_a_copy_of_each(tmp_path) -> None:
    rows = siblings(["owl", "hawk", "crow"])
    edited = [question.replace("young", "green") for question, *_ in rows]
    assert copies_of(rows, " ".join(edited), tmp_path) == [1, 1, 1]
    assert copies_of(rows, " ".join(edited[:2]), tmp_path) == [1, 1, 0]


@pytest.mark.parametrize("between", [0, 300])
def test_what_stands_twice_in_a_document_is_no_copy_of_a_sibling(between, tmp_path) -> None:
    """The sibling's fullest place is the second copy."""
    (told, *_), (other, *_) = siblings(["owl", "owl"])
    first = told.replace("one of them is grey", "one is blue")
    second = told.replace("sings at", "is heard by")
    strange = " ".join(f"x{number}" for number in range(between))
    rows = [(told, "a", ""), (other, "b", "")]
    assert copies_of(rows, f"{first} {strange} {second}", tmp_path) == [1, 0]


def test_a_place_that_tells_no_two_apart_is_a_copy_of_both(tmp_path) -> None:
    """And of no third one that holds less of it."""
    common = "on a branch sit three owls and a wren and one of them is grey and the wren is young"
    rows = [
        (f"{common} which owl sings at night", "a", ""),
        (f"{common} which wren flies by day", "b", ""),
        (f"{common.replace('grey', 'old')} which one of all sleeps", "c", ""),
    ]
    assert copies_of(rows, f"before it {common} and after", tmp_path) == [1, 1, 0]
