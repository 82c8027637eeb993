"""What stands on a line of an output, whichever tool showed it, and what a patch adds."""

from __future__ import annotations

import pytest

from farfield.reuse.lines import read_lines
from farfield.reuse.submission import part_of, read_submission
from farfield.reuse.tokens import BREAK, tokens_of
from farfield.reuse.words_of_code import is_informative

CODE = "def settle(self):\n    total = 0.0\n    return {1: total}"
SHOWN = {
    "plain": CODE,
    "colours": "\x1b[32mdef\x1b[0m settle(self):\n    total = 0.0\n    return {1: total}\x1b[K",
    "carriage returns": CODE.replace("\n", "\r\n"),
    "cat -n": "     1\tdef settle(self):\n     2\t    total = 0.0\n     3\t    return {1: total}",
    "window": "11:def settle(self):\n12:    total = 0.0\n13:    return {1: total}",
    "grep -n": "src/a.py:11:def settle(self):\nsrc/a.py-12-    total = 0.0\nsrc/a.py:19:    return {1: total}",
    "grep -r": "src/a.py:def settle(self):\nsrc/a.py:    total = 0.0\nsrc/a.py:    return {1: total}",
    "blame": "f0adf3b9b7 (A. Person 2020-01-02 10:00:00 +0100 11) def settle(self):\n"
    "^0adf3b9 (A. Person 2020-01-02 10:00:00 +0100 12)     total = 0.0\n"
    "f0adf3b9b7 src/a.py (A. Person 2020-01-02 10:00:00 +0100 13)     return {1: total}",
    "editor": "  11 | def settle(self):\n  12 |     total = 0.0\n  13 |     return {1: total}",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_a_line_is_the_same_line_whoever_shows_it(text: str) -> None:
    lines = read_lines(text)
    assert [tokens_of(line.text) for line in lines] == [tokens_of(line) for line in CODE.split("\n")]
    assert [line.number for line in lines] == [0, 1, 2]


def test_a_number_that_is_code_stays() -> None:
    table = 'ways = {\n    404: "missing",\n    7: "seven",\n}'
    assert [line.text for line in read_lines(table)] == table.split("\n")


FIX = """commit 9e41c0b7d2a86f35c1e07b94d8a2f6130c5e7b21
Date:   Fri Mar 3 10:00:00 2023 +0100

diff --git a/a.py b/a.py
index 0000001..0000002 100644
--- a/a.py
+++ b/a.py
@@ -3,3 +3,3 @@ def settle(self):
 kept
-gone
--- x
+++ y
\\ No newline at end of file
outside
"""


def test_a_diff_is_its_sides() -> None:
    told = {line.text: line.mark for line in read_lines(FIX)}
    assert told["kept"] == "kept"
    assert told["gone"] == "removed"
    assert told["outside"] == "plain"
    assert not [text for text in told if text.startswith(("diff", "index", "@@", "\\"))]


def test_removed_and_added_lines_that_look_like_names_of_files_are_lines() -> None:
    patch = "--- a/a.sql\n+++ b/a.sql\n@@ -1,2 +1,2 @@\n--- old comment\n+-- new comment\n select 1\n"
    assert [(line.mark, line.text) for line in read_lines(patch) if line.text] == [
        ("removed", "-- old comment"),
        ("added", "-- new comment"),
        ("kept", "select 1"),
    ]


def test_patches_that_count_no_lines() -> None:
    text = "*** Begin Patch\n*** Update File: a.py\n@@ def settle\n kept\n-gone\n+come\n*** End Patch\nafter"
    assert [(line.mark, line.text) for line in read_lines(text)] == [
        ("kept", "kept"),
        ("removed", "gone"),
        ("added", "come"),
        ("plain", "after"),
    ]


def test_two_columns_of_diff() -> None:
    text = "2c2,3\n< gone\n---\n> come\n> more\nafter"
    assert [(line.mark, line.text) for line in read_lines(text)] == [
        ("removed", "gone"),
        ("added", "come"),
        ("added", "more"),
        ("plain", "after"),
    ]


def test_the_files_of_a_patch_and_where_its_lines_stand() -> None:
    patch = (
        "diff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n@@ -3,2 +3,3 @@\n kept\n+new one\n last\n"
        "@@ -40 +41,2 @@ def f\n-gone\n+come\n+more\n"
        "diff --git a/tests/test_a.py b/tests/test_a.py\nnew file mode 100644\n--- /dev/null\n+++ b/tests/test_a.py\n"
        "@@ -0,0 +1 @@\n+assert True\n"
        "diff --git a/x.png b/x.png\nBinary files /dev/null and b/x.png differ\n"
    )
    found = read_submission(patch)
    assert [(file.path, file.part) for file in found.files] == [
        ("src/a.py", "product"),
        ("tests/test_a.py", "tests"),
    ]
    first = found.files[0]
    told = [
        (place, line.text)
        for line, place in zip(first.lines, first.places, strict=True)
        if line.mark == "added"
    ]
    assert told == [(4, "new one"), (41, "come"), (42, "more")]
    assert [line.text for line in first.old] == ["kept", "last", "gone"]
    assert (found.added_lines, found.binary, found.parsed) == (4, 1, True)


def test_a_patch_without_git_and_one_with_wrong_counts() -> None:
    patch = "--- a.py\t2020-01-01\n+++ a.py\t2020-01-02\n@@ -1,1 +1,1 @@\n kept\n+one\n+two\n"
    (file,) = read_submission(patch).files
    assert file.path == "a.py"
    assert [line.text for line in file.lines if line.mark == "added"] == ["one", "two"]


def test_a_text_handed_in_is_all_new() -> None:
    found = read_submission("The answer is 42.\n")
    assert (found.parsed, found.added_lines, found.files[0].part) == (False, 1, "product")


@pytest.mark.parametrize(
    "patch", ["", "\n", "diff --git a/x b/x\n", "@@ -1 +1 @@", "\0", "\ud800", "+++ b/x\n@@ @@\n+x"]
)
def test_broken_patches_are_read_as_what_is_there(patch: str) -> None:
    assert read_submission(patch).added_lines <= 3


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("src/a.py", "product"),
        ("django/test/client.py", "tests"),
        ("tests/a.py", "tests"),
        ("pkg/a_test.go", "tests"),
        ("src/A.spec.ts", "tests"),
        ("src/FooTest.java", "tests"),
        ("conftest.py", "tests"),
        ("latest.py", "product"),
        ("src/contest.py", "product"),
        ("CHANGES.rst", "docs"),
        ("docs/conf.py", "docs"),
    ],
)
def test_parts_by_path(path: str, part: str) -> None:
    assert part_of(path) == part


def test_informative_tokens() -> None:
    told = [
        token
        for token in tokens_of('if x == 1.0 and width != 42: raise ValueError("a 10")')
        if is_informative(token)
    ]
    assert told == ["width", "42", "ValueError"]


def test_no_run_of_tokens_reaches_from_one_hunk_to_the_next() -> None:
    hunks = "@@ -3,1 +3,2 @@\n kept\n+a = 1\n@@ -40,1 +41,2 @@\n kept\n+b = 2\n"
    (file,) = read_submission(f"--- a/a.py\n+++ b/a.py\n{hunks}").files
    assert [line.text for line in file.lines] == ["kept", "a = 1", BREAK, "kept", "b = 2"]
    assert list(file.places) == [3, 4, 4, 41, 42]
