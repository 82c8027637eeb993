"""Commits by other names than their ids: where HEAD stood before, branches that git listed, the log of main."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runs import (
    BASE,
    FIX_ID,
    FIXED,
    LOOK,
    OLD_ID,
    OTHER,
    SUBMITTED,
    commit,
    diff,
    run_of,
    runs_without_an_access,
)
from farfield.reuse import GRADES, find_accesses
from farfield.reuse.revisions import Revision, read_revision

SHOWN = BASE + FIXED
UNSHOWN = commit(OTHER, path="roll/other.py").replace("total", "amount")
"""A commit to a file of which the base shows nothing, so that only names and ids tell of it."""
OLD = UNSHOWN.replace(FIX_ID, OLD_ID)
SHOW_OLD = ("git show c8f1e2d", OLD)
THING = "def another_thing(readings):\n    return readings_of(1)\n"
CLONED = ("git clone -q https://github.com/example/roll /tmp/up", "")
DETACHED = ("git status", "HEAD detached at 5d7c2ab")
COMMITTED = ("git commit -qam 'Sum exactly'", "")
ON_ITS_BRANCH = [LOOK, ("git checkout -qb fix", ""), COMMITTED, ("git checkout -q main", "")]
PICKED = "[main 1234567] {}\n Date: Mon Nov 30 10:00:00 2026 +0000\n 1 file changed, 5 insertions(+)"


def listed_main(titles: str) -> tuple[str, str]:
    return ("git log main --oneline -9", titles)


def reflog(step: str, old: str = "c8f1e2d") -> tuple[str, str]:
    return (
        "git reflog -5",
        f"5d7c2ab (HEAD -> main) HEAD@{{0}}: {step}\n{old} HEAD@{{1}}: clone: from example.org",
    )


CASES: list[tuple[str, str, list[Any]]] = [
    # The branch that a task's commit is on, as far as anything tells.
    ("context", "main lists it", [listed_main("aa7c2ab x\nc8f1e2d z"), SHOW_OLD]),
    ("context", "main lists it below HEAD", [listed_main("9e41c0b x\n5d7c2ab y\nc8f1e2d z"), SHOW_OLD]),
    (
        "later",
        "main lists it above HEAD",
        [listed_main("9e41c0b x\n5d7c2ab y"), ("git show 9e41c0b", UNSHOWN)],
    ),
    (
        "later",
        "another branch lists it above HEAD",
        [("git log --oneline origin/main -5", "9e41c0b x\n5d7c2ab y"), ("git show 9e41c0b", UNSHOWN)],
    ),
    (
        "answer",
        "main lists what is handed in",
        [LOOK, listed_main("9e41c0b x"), ("git show 9e41c0b", commit(FIXED))],
    ),
    ("undecided", "main beside a detached HEAD", [DETACHED, listed_main("aa7c2ab x\nc8f1e2d z"), SHOW_OLD]),
    ("undecided", "HEAD is found to be detached", [listed_main("aa7c2ab x\nc8f1e2d z"), DETACHED, SHOW_OLD]),
    ("none", "titles of main", [LOOK, listed_main("aa7c2ab x\nc8f1e2d z")]),
    # A part of HEAD's own log or blame.
    ("context", "a log from further down", [("git log -p HEAD~3 -2", OLD), SHOW_OLD]),
    ("context", "a range of HEAD's", [("git log -p HEAD~3..HEAD~1", OLD), SHOW_OLD]),
    (
        "context",
        "a blame of then",
        [("git blame HEAD~3 -- roll/x.py", "c8f1e2d3 (A 2019-01-01 10:00:00 +0000 1) x"), SHOW_OLD],
    ),
    # HEAD's reflog: each step that goes on leads to the past; the clone's own first commit may be the future.
    ("context", "a reflog of commits", [reflog("commit: Base"), SHOW_OLD]),
    (
        "none",
        "a reflog of commits, by its number",
        [LOOK, reflog("commit: Base"), ("git show HEAD@{1}", OLD)],
    ),
    ("undecided", "a reset since the clone", [reflog("reset: moving to 5d7c2ab"), SHOW_OLD]),
    (
        "undecided",
        "a reset since the clone, by its number",
        [LOOK, reflog("reset: moving to 5d7c2ab"), ("git show HEAD@{1}", UNSHOWN)],
    ),
    (
        "undecided",
        "a step that is left out",
        [("git reflog | grep commit", "5d7c2ab HEAD@{0}: commit: x\nc8f1e2d HEAD@{2}: commit: y"), SHOW_OLD],
    ),
    ("answer", "where HEAD stood before the run", [LOOK, ("git show HEAD@{1}", commit(FIXED))]),
    ("answer", "the same without its name", [LOOK, ("git show @{1}", commit(FIXED))]),
    ("answer", "yesterday", [LOOK, ("git show main@{yesterday}", commit(FIXED))]),
    ("answer", "before a reset of others", [LOOK, ("git show ORIG_HEAD", commit(FIXED))]),
    ("undecided", "a file of then", [LOOK, DETACHED, ("git checkout HEAD@{1} -- roll/windows.py", "")]),
    (
        "none",
        "where the run left HEAD",
        [LOOK, COMMITTED, ("git diff HEAD@{1}", SUBMITTED), ("git show HEAD@{0}", SUBMITTED)],
    ),
    (
        "none",
        "before its own reset",
        [LOOK, COMMITTED, ("git reset --soft HEAD~1", ""), ("git show ORIG_HEAD", SUBMITTED)],
    ),
    (
        "answer",
        "where HEAD was on another commit",
        [
            LOOK,
            ("git checkout -q origin/main", ""),
            ("git checkout -q -", ""),
            ("git show HEAD@{1}", commit(FIXED)),
        ],
    ),
    ("answer", "what its upstream has more", [LOOK, ("git log -p ..@{u}", commit(FIXED))]),
    ("answer", "a file of its upstream", [LOOK, ("git show main@{upstream}:roll/windows.py", SHOWN)]),
    # Branches that git listed, and one that it didn't.
    (
        "answer",
        "a listed branch",
        [LOOK, ("git branch -a", "* main\n  fix-windows"), ("git log -p fix-windows -1", commit(FIXED))],
    ),
    (
        "undecided",
        "a listed branch with something else",
        [("git branch -v", "* main  5d7c2ab x\n  theirs 9e41c0b y"), ("git show theirs", UNSHOWN)],
    ),
    (
        "answer",
        "a listed tag in a range",
        [LOOK, ("git tag", "winter"), ("git diff main..winter~1", diff(FIXED))],
    ),
    (
        "later",
        "a listed branch that HEAD doesn't have",
        [
            ("git for-each-ref", f"{FIX_ID} commit\trefs/heads/theirs"),
            ("git merge-base --is-ancestor theirs HEAD && echo yes || echo no", "no"),
            ("git show theirs:roll/other.py", THING),
        ],
    ),
    (
        "none",
        "a listed branch checked out",
        [LOOK, ("git branch", "* main\n  theirs"), ("git checkout theirs", ""), ("cat roll/other.py", THING)],
    ),
    (
        "answer",
        "a listed branch checked out that holds what is handed in",
        [
            LOOK,
            ("git branch", "* main\n  theirs"),
            ("git checkout -q theirs", ""),
            ("cat roll/windows.py", SHOWN),
        ],
    ),
    (
        "none",
        "work on a listed branch",
        [
            ("git branch", "* main\n  theirs"),
            ("git checkout theirs", ""),
            ("cat roll/windows.py", BASE),
            (
                "cat roll/windows.py; sed -i 's/total/carry/' roll/windows.py; cat roll/windows.py",
                BASE + SHOWN,
            ),
            ("cat roll/windows.py", SHOWN),
            COMMITTED,
            ("git show", commit(FIXED)),
        ],
    ),
    (
        "none",
        "its own edits on a listed branch",
        [
            LOOK,
            ("git branch", "* main\n  mine"),
            ("git checkout mine", ""),
            ("edit", {"path": "roll/windows.py", "new_str": FIXED}, "done"),
            ("git checkout main", ""),
            ("git diff roll", ""),
        ],
    ),
    ("answer", "a branch that nothing listed", [LOOK, ("git show fix-windows", commit(FIXED))]),
    ("none", "a folder", [LOOK, ("git show docs", OLD), ("git show roll", commit(FIXED))]),
    (
        "none",
        "words that are searched for",
        [LOOK, ("git grep -n facade; git grep 1.2.3; git grep -A 9 -e main", UNSHOWN)],
    ),
    # Hits in a tag that nothing places, and commits of its own that were picked.
    (
        "looked",
        "hits in a tag",
        [LOOK, ("git grep -n carry v1.2", "v1.2:roll/x.py:3:  carry_of_things = value")],
    ),
    (
        "answer",
        "the fix among hits in a tag",
        [
            LOOK,
            (
                "git grep -n -A9 carry v9.2",
                "".join(
                    f"v9.2:roll/windows.py-{at}-{line}\n" for at, line in enumerate(FIXED.split("\n"), 3)
                ),
            ),
        ],
    ),
    (
        "none",
        "its own commit picked by an id",
        [*ON_ITS_BRANCH, ("git cherry-pick abababab", PICKED.format("Sum exactly"))],
    ),
    (
        "none",
        "its own commit picked by HEAD's place",
        [LOOK, COMMITTED, ("git reset -q --hard HEAD~1", ""), ("git cherry-pick HEAD@{1}", "")],
    ),
    (
        "none",
        "its own commit that it asked the id of",
        [
            LOOK,
            ("git commit -qam x; git rev-parse HEAD", "ab" * 20),
            ("git reset -q --hard HEAD~1", ""),
            ("git cherry-pick abababab", ""),
        ],
    ),
    (
        "undecided",
        "another commit picked",
        [*ON_ITS_BRANCH, ("git cherry-pick abababab", PICKED.format("Exact sums"))],
    ),
    # A folder in which an access shows what was put into it is no workplace for that.
    (
        "answer",
        "a clone compared from within",
        [
            LOOK,
            CLONED,
            ("cd /tmp/up && git diff --no-index roll/windows.py /repo/roll/windows.py", diff(FIXED)),
            ("cat /tmp/up/roll/windows.py", SHOWN),
        ],
    ),
    (
        "answer",
        "a clone's branch compared",
        [LOOK, CLONED, ("cd /tmp/up && git diff theirs", SUBMITTED), ("cat /tmp/up/roll/windows.py", SHOWN)],
    ),
]


@pytest.mark.parametrize(
    ("expected", "steps"), [(grade, steps) for grade, _, steps in CASES], ids=[case[1] for case in CASES]
)
def test_commits_by_other_names(expected: str, steps: list[Any]) -> None:
    run = run_of(*steps)
    found = find_accesses(run)
    assert found.grade == expected, found.accesses
    for number, taken in runs_without_an_access(run, found):
        assert GRADES.index(find_accesses(taken).grade) >= GRADES.index(expected), number


def test_what_shows_a_commit_that_was_put_in_excuses_nothing() -> None:
    """A `git diff` that shows another commit's content is no work in that folder, and its log lists nothing."""
    blamed = ("git blame roll/x.py", "9e41c0b7 (A 2019-01-01 10:00:00 +0000 1) x")
    taken = ("cd /tmp/up; git show 9e41c0b | git apply", "")
    work = ("git diff roll/x.py; git clone -q https://github.com/example/roll /tmp/up", "")
    read = ("cat roll/windows.py", BASE + OTHER)
    found = find_accesses(run_of(LOOK, blamed, taken, work, read, subject="swe-agent"))
    assert [one.event for one in found.accesses if one.way == "download"] == [7, 9]
    committed = [blamed, taken, ("git commit -qam x", ""), ("git log -p -3", OLD)]
    assert (
        find_accesses(run_of(*committed, SHOW_OLD)).grade == "later"
    )  # its lines are those of no ordinary output
    del committed[1]
    assert find_accesses(run_of(*committed, SHOW_OLD)).grade == "context"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("HEAD@{0}", Revision("head", "HEAD")),
        ("HEAD@{2}", Revision("earlier", "HEAD", back=2)),
        ("@{-1}", Revision("earlier", "HEAD", back=1)),
        ("main@{3}~1:a.py", Revision("earlier", "main", older=True, path="a.py", back=3)),
        ("stash@{2}", Revision("own", "stash")),
        ("@{u}", Revision("remote", "@{upstream}")),
        ("HEAD@{upstream}", Revision("remote", "@{upstream}")),
        ("main@{u}~2", Revision("remote", "main@{upstream}", older=True)),
    ],
)
def test_words_for_where_a_branch_stood(word: str, expected: Revision) -> None:
    assert read_revision(word) == expected
