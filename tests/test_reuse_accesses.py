"""Accesses by what a command asks and by what came back: each way in, and what looks like one and is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runs import (
    BASE,
    BASE_ID,
    FIX_ID,
    FIXED,
    LOOK,
    OLD_ID,
    OTHER,
    SUBMITTED,
    TASK,
    commit,
    diff,
    run_of,
    without,
)
from farfield.reuse import GRADES, find_accesses

AT_BASE = (f"git checkout -B fix {BASE_ID}", "Switched to a new branch 'fix'")
SHOWN = BASE + FIXED
RAW = "https://raw.githubusercontent.com/example/roll/main/roll/windows.py"
MAIL = (
    f"From {FIX_ID} Mon Sep 17 00:00:00 2001\nFrom: A\nDate: Fri, 3 Mar 2023 10:00:00 +0100\nSubject: x\n\n"
)
UNSHOWN = commit(OTHER, path="roll/other.py").replace("total", "amount")
"""A commit to a file of which the base shows nothing."""

HISTORY = {
    "the fix": ("answer", LOOK, ("git show 9e41c0b", commit(FIXED))),
    "a later commit that is not submitted": ("later", LOOK, ("git show 9e41c0b", commit(OTHER))),
    "nothing dates it": ("undecided", ("git show 9e41c0b", UNSHOWN)),
    "it begins with the base's content": (
        "later",
        ("git show 9e41c0b", commit(OTHER, index="1a2b3c4d5..777777777")),
    ),
    "it made the base's content": (
        "context",
        ("git show 9e41c0b", commit(OTHER, index="777777777..1a2b3c4d5")),
    ),
    "HEAD's log lists it": (
        "context",
        LOOK,
        ("git log --oneline -5 && git status", "5d7c2ab Add x\n9e41c0b Add y\nOn branch fix"),
        ("git show 9e41c0b", commit(OTHER)),
    ),
    "blame names it": (
        "context",
        ("git blame roll/windows.py", "9e41c0b7 (A. Person 2019-01-01 10:00:00 +0000 1) def x():"),
        ("git show 9e41c0b7", commit(OTHER)),
    ),
    "it is said to be an ancestor": (
        "context",
        (f"git merge-base --is-ancestor 9e41c0b {BASE_ID} && echo yes || echo no", "yes"),
        ("git show 9e41c0b", UNSHOWN),
    ),
    "it is said to be none": (
        "later",
        (f"git merge-base --is-ancestor 9e41c0b {BASE_ID} && echo yes || echo no", "no"),
        ("git show 9e41c0b", UNSHOWN),
    ),
    "a search in HEAD's past comes to it": (
        "context",
        LOOK,
        (
            "git bisect start HEAD v1.2 && git bisect run pytest -q",
            f"Bisecting: 3 revisions left\n[{OLD_ID}] Old\n{FIX_ID} is the first bad commit",
        ),
        ("git show 9e41c0b", commit(OTHER)),
        ("git show c8f1e2d", UNSHOWN.replace(FIX_ID, OLD_ID)),
    ),
    "a search in what main has more comes to it": (
        "later",
        LOOK,
        ("git bisect start origin/main HEAD", f"Bisecting: 3 revisions left\n[{OLD_ID}] Old"),
        ("git bisect bad", f"{FIX_ID} is the first bad commit"),
        ("git show 9e41c0b", commit(OTHER)),
    ),
    "a tag that HEAD's log names": (
        "context",
        ("git log --oneline --decorate -5", "5d7c2ab (HEAD -> fix) Add x\n9e41c0b (tag: v2.0) Add y"),
        ("git show v2.0:roll/x.py", "def other(thing): return thing + 12345"),
    ),
    "a tag that is said to be none of HEAD's": (
        "later",
        ("git merge-base --is-ancestor v2.0 HEAD && echo yes || echo no", "no"),
        ("git show v2.0:roll/x.py", "def other(thing): return thing + 12345"),
    ),
    "a tag that nothing places": (
        "undecided",
        ("git show v2.0:roll/x.py", "def other(thing): return thing + 12345"),
    ),
    "a log of all branches lists it above HEAD": (
        "later",
        ("git log --oneline -1", "5d7c2ab Add x"),
        ("git log --all --oneline | head -3", "9e41c0b Exact sums\n5d7c2ab Add x\nc8f1e2d Old"),
        ("git show 9e41c0b", UNSHOWN),
    ),
    "titles": ("looked", LOOK, ("git log --all --oneline --grep drift", "9e41c0b Exact sums")),
    "files and counts": (
        "looked",
        LOOK,
        (
            "git show 9e41c0b --stat",
            commit("x").split("diff")[0] + " roll/windows.py | 5 +\n 1 file changed, 5 insertions(+)",
        ),
    ),
    "no such commit": ("looked", ("git show 9e41c0b", "fatal: bad object 9e41c0b")),
    "all patches": ("answer", LOOK, ("git log --all -p", commit(FIXED) + commit(OTHER, OLD_ID))),
    "patches by a word": ("answer", LOOK, ("git log --all -S carry -p", commit(FIXED))),
    "HEAD's own patches": ("none", LOOK, ("git log -p -3 -- roll/windows.py", commit(OTHER, OLD_ID))),
    "younger by date": (
        "later",
        ("git log -1 --format=%ci", "2020-05-05 10:00:00 +0000"),
        ("git show 9e41c0b", UNSHOWN),
    ),
    "older by date": (
        "context",
        ("git log -1 --format=%ci", "2024-05-05 10:00:00 +0000"),
        ("git show 9e41c0b", UNSHOWN),
    ),
    "written a week before the base": (
        "undecided",
        ("git log -1 --format=%ci", "2023-03-09 10:00:00 +0000"),
        ("git show 9e41c0b", UNSHOWN),
    ),
    "HEAD..main": ("answer", LOOK, ("git log -p HEAD..origin/main", commit(FIXED))),
    "a file of main": ("answer", LOOK, AT_BASE, ("git show main:roll/windows.py", SHOWN)),
    "a file of main that the base has too": (
        "context",
        LOOK,
        AT_BASE,
        ("git show main:roll/windows.py", BASE),
    ),
    "an object": ("answer", LOOK, ("git cat-file -p 9e41c0b:roll/windows.py", SHOWN)),
    "two commits compared": ("answer", LOOK, (f"git diff {BASE_ID} 9e41c0b", diff(FIXED))),
    "main compared": ("answer", LOOK, ("git diff HEAD..main -- roll/windows.py", diff(FIXED))),
    "a mailed patch": ("answer", LOOK, ("git format-patch -1 9e41c0b --stdout", MAIL + diff(FIXED))),
    "main is checked out": (
        "answer",
        LOOK,
        AT_BASE,
        ("git checkout main", "Switched"),
        ("cat roll/windows.py", SHOWN),
    ),
    "a file is checked out": (
        "answer",
        LOOK,
        AT_BASE,
        ("git checkout origin/main -- roll/windows.py", ""),
        ("cat roll/windows.py", SHOWN),
    ),
    "a file is checked out unseen": (
        "later",
        LOOK,
        AT_BASE,
        ("git checkout origin/main -- roll/windows.py", ""),
    ),
    "a commit is picked unseen": (
        "undecided",
        LOOK,
        AT_BASE,
        ("git cherry-pick 9e41c0b", "[fix 1234567] Exact sums"),
    ),
    "a commit is applied unseen": (
        "undecided",
        LOOK,
        ("git show 9e41c0b | git apply", ""),
        ("git diff", SUBMITTED),
    ),
    "a commit is written to a file": (
        "answer",
        LOOK,
        ("git show 9e41c0b > /tmp/p", ""),
        ("cat /tmp/p", commit(FIXED)),
    ),
    "an archive of a commit": (
        "answer",
        LOOK,
        ("git archive 9e41c0b | tar -x -C /tmp/n", ""),
        ("cat /tmp/n/roll/windows.py", SHOWN),
    ),
    "a second working tree": (
        "answer",
        LOOK,
        ("git worktree add /tmp/w 9e41c0b", "Preparing"),
        ("cat /tmp/w/roll/windows.py", SHOWN),
    ),
    "hits in a loop": (
        "looked",
        LOOK,
        (
            "git log --all --oneline | while read h m; do git show $h | grep -n width; done",
            "+    if width < 3:\n",
        ),
    ),
    "a loop over everything": (
        "answer",
        LOOK,
        ("for h in $(git rev-list --all); do git show $h; done", commit(FIXED)),
    ),
    "by xargs": ("answer", LOOK, ("git rev-list --all | head -3 | xargs -n1 git show", commit(FIXED))),
    "hits in all commits": (
        "looked",
        LOOK,
        ("git grep carry $(git rev-list --all)", "9e41c0b:a.py:    zz = carry_on(3)"),
    ),
    "a pull request is fetched": (
        "looked",
        LOOK,
        ("git fetch origin pull/41/head:pr", "From https://github.com/example/roll"),
    ),
    "a fetched pull request": (
        "answer",
        LOOK,
        ("git fetch origin pull/41/head", "From x"),
        ("git show FETCH_HEAD", commit(FIXED)),
    ),
    "the task quotes it": (
        "context",
        LOOK,
        ("git show 9e41c0b", commit(FIXED)),
        {"task": f"{TASK} It broke in {FIX_ID}."},
    ),
    "the history was sealed and nothing is left": (
        "looked",
        ("git remote remove origin; git reflog expire --expire=now --all; git gc --prune=now", ""),
        ("git show 9e41c0b", "fatal: bad object 9e41c0b"),
    ),
    "the history was sealed and the past is left": (
        "context",
        ("rm -rf .git && git init && git add -A && git commit -qm base", "Initialized empty Git repository"),
        ("git show 9e41c0b", UNSHOWN),
    ),
    "sealed, and then fetched": (
        "answer",
        LOOK,
        ("git remote remove origin; git reflog expire --expire=now --all; git gc --prune=now", ""),
        ("git fetch https://github.com/example/roll main", "From https://github.com/example/roll"),
        ("git show FETCH_HEAD", commit(FIXED)),
    ),
    "the past": ("context", LOOK, ("git show HEAD~1", commit(OTHER, OLD_ID))),
}

OWN = {
    "what it changed": [
        ("git diff", SUBMITTED),
        ("git diff HEAD", SUBMITTED),
        (f"git diff {BASE_ID}", SUBMITTED),
    ],
    "what it changed, against main": [("git diff main", SUBMITTED), ("git diff origin/main", SUBMITTED)],
    "its own commit": [
        ("git commit -am x", "[fix abc1234] x\n 1 file changed"),
        ("git show abc1234", commit(FIXED, "abc1234" + "0" * 33)),
        ("git show HEAD", commit(FIXED, "abc1234" + "0" * 33)),
        ("git diff HEAD~1", SUBMITTED),
        ("git diff main...HEAD", SUBMITTED),
        ("git log origin/main..HEAD --oneline", "abc1234 x"),
    ],
    "main, where it stands": [
        ("git status", "On branch main\nnothing to commit"),
        ("git show main:roll/windows.py", BASE),
    ],
    "files of HEAD and the base": [
        ("git show HEAD:roll/windows.py", BASE),
        (f"git show {BASE_ID}:roll/windows.py | sed -n 1,9p", BASE),
        ("git checkout -- roll/windows.py && cat roll/windows.py", BASE),
    ],
    "put aside and back": [
        ("git stash", "Saved"),
        ("git stash show -p", SUBMITTED),
        ("git stash pop", "On branch fix"),
    ],
    "branches and positions": [
        ("git branch -a", "* fix\n  main"),
        ("git reflog", "5d7c2ab HEAD@{0}: checkout: moving"),
    ],
    "counts": [("git show 9e41c0b | wc -l", "44"), ("git log --all | wc -l", "44")],
    "a message": [
        (
            "git commit -m 'see git show 9e41c0b; curl https://github.com/example/roll/pull/41.diff'",
            "[fix 1111111]",
        )
    ],
    "a folder called git": [
        ("cat pkg/git/fetch.go", "package git\nfunc Fetch() {}"),
        ("find . -path '*site-packages*'", ""),
    ],
    "a script that is only written": [("cat > t.py <<'E'\nos.system('git show 9e41c0b')\nE", "")],
    "its own pull request": [
        ("gh pr create --fill", "https://github.com/example/roll/pull/77"),
        ("gh pr view 77", "title: Exact sums\nThis makes sums exact"),
        ("gh pr view", "title: Exact sums"),
    ],
    "its own server": [("curl -s http://localhost:8000/windows", "hello world of windows")],
    "tools": [
        ("read_file", {"path": "roll/windows.py"}, BASE),
        ("search_dir", {"query": "window_mean"}, "roll/windows.py:3: def window_mean(readings, width):"),
        (
            "str_replace_editor",
            {"command": "create", "path": "a.py", "file_text": "git show 9e41c0b"},
            "created",
        ),
    ],
    "a release installed": [
        ("pip install roll==9.1", "Successfully installed roll-9.1"),
        ("python -c 'import roll'", ""),
    ],
    "the project installed in place": [
        ("pip install -e .", "Successfully installed roll-9.1"),
        ("cat /usr/lib/python3/site-packages/roll/windows.py", BASE),
    ],
    "a dependency read": [
        ("pip install numpy", "Successfully installed numpy-2.0"),
        ("cat /usr/lib/python3/site-packages/numpy/core.py", "def zeros(shape): pass\nvalue = 12345"),
    ],
    "a tool downloaded": [
        ("wget -q https://get.example.org/m.sh -O /tmp/m.sh && bash /tmp/m.sh", "PREFIX=/root")
    ],
    "the base by its address": [
        (f"curl -s https://raw.githubusercontent.com/example/roll/{BASE_ID}/roll/windows.py", BASE)
    ],
}

OUTSIDE = {
    "a pull request": (
        "answer",
        ("gh pr view 41", "title: Exact sums\nstate: MERGED\n--\nExact by Kahan summation"),
    ),
    "its diff": ("answer", ("gh pr diff 41", diff(FIXED))),
    "its diff by address": ("answer", ("curl -sL https://github.com/example/roll/pull/41.diff", diff(FIXED))),
    "a commit by address": (
        "answer",
        ("curl -sL https://github.com/example/roll/commit/9e41c0b.patch", MAIL + diff(FIXED)),
    ),
    "pull requests listed": ("looked", ("gh pr list --search drift", "41 Exact sums MERGED")),
    "no such program": ("looked", ("gh pr diff 41", "bash: gh: command not found")),
    "a fixed file": ("answer", (f"curl -s {RAW}", SHOWN)),
    "a fixed file by wget": ("answer", (f"wget -qO- {RAW}", SHOWN)),
    "a fixed file by a script": (
        "answer",
        (f"python3 -c \"import requests; print(requests.get('{RAW}').text)\"", SHOWN),
    ),
    "not found": ("looked", (f"curl -s {RAW}", "404: Not Found")),
    "no network": (
        "looked",
        (f"curl -sS {RAW}", "curl: (6) Could not resolve host: raw.githubusercontent.com"),
    ),
    "downloaded and opened": ("answer", (f"curl -s {RAW} -o /tmp/w.py", ""), ("cat /tmp/w.py", SHOWN)),
    "downloaded and never opened": ("looked", (f"curl -s {RAW} -o /tmp/w.py", "")),
    "documentation of another project": (
        "looked",
        ("curl -s https://docs.python.org/3/itertools.html", "<html>accumulate"),
    ),
    "a release installed and read": (
        "answer",
        ("pip install roll==9.1", "Successfully installed roll-9.1"),
        ("cat /usr/lib/python3/site-packages/roll/windows.py", SHOWN),
    ),
    "a release installed and printed": (
        "answer",
        ("pip install roll==9.1", "Successfully installed roll-9.1"),
        ("python -c 'import inspect, roll; print(inspect.getsource(roll.window_mean))'", SHOWN),
    ),
    "a release upgraded, where Python says that it lies": (
        "answer",
        ("pip install -q --upgrade roll", ""),
        ("cd $(python -c 'import roll, os; print(os.path.dirname(roll.__file__))') && cat windows.py", SHOWN),
    ),
    "a release upgraded and mended in place": (
        "answer",
        ("pip install --upgrade roll", "Successfully installed roll-9.1"),
        ("sed -i 's/total/amount/' /usr/lib/python3/site-packages/roll/streams.py", ""),
        ("sed -n 1,40p /usr/lib/python3/site-packages/roll/windows.py", SHOWN),
    ),
    "a release written elsewhere by a script": (
        "answer",
        ("pip install roll==9.1", "Successfully installed roll-9.1"),
        (
            "python - <<'E'\nimport inspect, roll\nopen('/tmp/o', 'w').write(inspect.getsource(roll))\nE",
            "",
        ),
        ("cat /tmp/o", SHOWN),
    ),
    "a fixed file written by a script": (
        "answer",
        (
            f"python3 -c \"from urllib.request import urlretrieve as get; get('{RAW}', '/tmp/o')\"; echo done",
            "done",
        ),
        (f"python3 -c \"import requests; open('/tmp/p.py', 'w').write(requests.get('{RAW}').text)\"", ""),
        ("cat /tmp/p.py", SHOWN),
    ),
    "what a script counted of a release": (
        "looked",
        ("pip install roll==9.1", "Successfully installed roll-9.1"),
        (
            "python - <<'E'\nimport inspect, roll\n"
            "open('/tmp/o', 'w').write(str(len(inspect.getsource(roll))))\nE",
            "",
        ),
        ("cat /tmp/o", "1234"),
    ),
    "an archive downloaded and unpacked": (
        "answer",
        ("pip download roll --no-deps -d /tmp/d", "Saved /tmp/d/roll-9.1.tar.gz"),
        ("cd /tmp/d && tar xzf roll-9.1.tar.gz", ""),
        ("cat /tmp/d/roll-9.1/roll/windows.py", SHOWN),
    ),
    "an archive never unpacked": (
        "looked",
        ("pip download roll --no-deps -d /tmp/d", "Saved /tmp/d/roll-9.1.tar.gz"),
    ),
    "a clone": (
        "answer",
        (
            "cd /tmp && git clone --depth 1 https://github.com/example/roll.git 2>&1 | tail -3",
            "Cloning into 'roll'...",
        ),
        ("sed -n 1,80p /tmp/roll/roll/windows.py", SHOWN),
    ),
    "a clone's history": (
        "answer",
        ("git clone https://github.com/example/roll /tmp/up", "Cloning into '/tmp/up'..."),
        ("cd /tmp/up && git log -p -3", commit(FIXED)),
    ),
    "a clone never opened": (
        "looked",
        ("git clone https://github.com/example/roll /tmp/up", "Cloning into '/tmp/up'..."),
    ),
    "a package of a registry of scripts": (
        "answer",
        ("npm install roll@9", "added 1 package"),
        ("cat node_modules/roll/windows.js", FIXED),
    ),
    "a module": (
        "answer",
        ("go get github.com/example/roll@latest", "go: added"),
        ("cat ~/go/pkg/mod/github.com/example/roll@v1.2.0/windows.go", FIXED),
    ),
    "a page by a tool": (
        "answer",
        ("web_fetch", {"url": "https://github.com/example/roll/pull/41/files"}, f"Exact\n{FIXED}"),
    ),
    "a file by a browser": (
        "answer",
        ("browse", {"url": "https://github.com/example/roll/blob/main/roll/windows.py"}, SHOWN),
    ),
    "a pull request by a tool": (
        "answer",
        ("get_pull_request_files", {"owner": "example", "repo": "roll", "pull_number": 41}, diff(FIXED)),
    ),
    "a search": (
        "looked",
        (
            "web_search",
            {"query": "roll window_mean drift"},
            "1. Exact sums - https://github.com/example/roll",
        ),
    ),
    "a search that shows the code": (
        "undecided",
        ("web_search", {"query": "roll window_mean drift"}, f"1. snippet\n{FIXED}"),
    ),
}


@pytest.mark.parametrize("name", HISTORY)
def test_histories(name: str) -> None:
    expected, *steps = HISTORY[name]
    more = steps.pop() if isinstance(steps[-1], dict) else {}
    assert find_accesses(run_of(*steps, **more)).grade == expected


@pytest.mark.parametrize("name", OUTSIDE)
def test_other_ways_in(name: str) -> None:
    expected, *steps = OUTSIDE[name]
    assert find_accesses(run_of(LOOK, *steps)).grade == expected


@pytest.mark.parametrize("name", OWN)
def test_its_own_work_is_no_access(name: str) -> None:
    assert find_accesses(run_of(LOOK, *OWN[name])).accesses == ()
    assert find_accesses(run_of(*OWN[name], LOOK)).grade in ("none", "context")


def test_a_clone_that_the_task_prescribes_or_that_is_worked_in_is_the_base() -> None:
    made = f"git clone https://github.com/example/roll /w/roll && cd /w/roll && git checkout {BASE_ID}"
    read = ("cat /w/roll/roll/windows.py", SHOWN)
    assert find_accesses(run_of((made, "Cloning"), read, task=f"{TASK}\n```\n{made}\n```")).grade == "none"
    cloned = ("git clone https://github.com/example/roll /w/roll", "Cloning into '/w/roll'...")
    assert find_accesses(run_of(cloned, read)).grade == "none"
    edit = ("edit", {"path": "/w/roll/roll/windows.py", "old_str": "a", "new_str": FIXED}, "done")
    assert find_accesses(run_of(LOOK, cloned, read, edit)).grade == "none"
    assert find_accesses(run_of(LOOK, cloned, read)).grade == "answer"
    elsewhere = ("edit", {"path": "/repo/roll/windows.py", "old_str": "a", "new_str": FIXED}, "done")
    assert find_accesses(run_of(cloned, read, elsewhere)).grade == "answer"


def test_what_is_opened_is_told_with_its_place_and_size() -> None:
    found = find_accesses(
        run_of(LOOK, ("cd /repo && git show 9e41c0b -- roll/windows.py | head -40", commit(FIXED)))
    )
    (access,) = found.accesses
    assert (access.event, access.result, access.way) == (3, 4, "history")
    assert access.command == "git show 9e41c0b -- roll/windows.py"
    assert (access.path, access.commit) == ("roll/windows.py", FIX_ID)
    assert access.date == "2023-03-03T09:00:00+00:00"
    assert access.bytes_back == len(commit(FIXED).strip("\n"))
    assert found.graded_results() == {4: "answer"}


def test_an_address_loses_what_may_be_a_secret() -> None:
    found = find_accesses(run_of(LOOK, (f"curl -s '{RAW.replace('raw', 'me:secret@raw')}?token=abc'", SHOWN)))
    assert found.accesses[0].url == RAW


STEPS = [
    step
    for case in (*HISTORY.values(), *(("none", *steps) for steps in OWN.values()), *OUTSIDE.values())
    for step in case[1:]
    if not isinstance(step, dict)
]


@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=8))
def test_taking_an_access_away_never_raises_a_grade(steps) -> None:
    run = run_of(*steps)
    found = find_accesses(run)
    for number in {access.event for access in found.accesses}:
        fewer = find_accesses(without(run, number))
        assert GRADES.index(fewer.grade) >= GRADES.index(found.grade), number


class Told:
    """A repository that says the same of every commit."""

    def __init__(self, older: bool | None) -> None:
        self.older = older

    def asker(self, base: str | None):
        assert base == BASE_ID
        return lambda _: self.older


@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=6), st.sampled_from([True, False, None]))
def test_a_repository_moves_only_what_is_undecided(steps, older: bool | None) -> None:
    run = run_of(*steps)
    plain, asked = find_accesses(run), find_accesses(run, repository=Told(older))  # type: ignore[arg-type]
    assert len(plain.accesses) == len(asked.accesses)
    for one, other in zip(plain.accesses, asked.accesses, strict=True):
        moved = {True: ("context",), False: ("answer", "later"), None: ()}[older]
        assert other.grade == one.grade or (one.grade == "undecided" and other.grade in moved)


ODD = st.text(max_size=80) | st.sampled_from(
    ["\x00", "\ud800", "<output>", "{", '{"output": 1}', "commit ", "</script>"]
)


@given(
    st.lists(
        st.tuples(st.sampled_from([step[0] for step in STEPS]) | ODD, ODD)
        | st.tuples(ODD, st.dictionaries(ODD, ODD | st.integers() | st.none(), max_size=3), ODD),
        max_size=6,
    ),
    ODD,
    ODD,
)
def test_no_run_is_an_error(steps, task: str, patch: str) -> None:
    found = find_accesses(run_of(*steps, task=task, patch=patch))
    assert all(access.bytes_back >= 0 for access in found.accesses)


def test_arguments_within_arguments_are_read_to_the_bottom() -> None:
    nested: object = "https://github.com/example/roll/pull/41.diff"
    for _ in range(5000):
        nested = {"a": [nested]}
    assert find_accesses(run_of(("web_fetch", {"deep": nested}, diff(FIXED)))).grade == "answer"


LINES = [
    "a ",
    "commit 1234567\n",
    "Date: Mon ",
    "@@ -1 +1 @@",
    "diff --git a/x b/x\n",
    "1:",
    "<output>",
    "(",
    "https://a.b/",
    "-",
]


@pytest.mark.parametrize("command", ["git log --all -p", "git show 9e41c0b", "curl https://a.io/x"])
@pytest.mark.parametrize("piece", LINES)
def test_long_outputs_take_linear_time(piece: str, command: str) -> None:
    def took(length: int) -> float:
        run = run_of(LOOK, (command, piece * (length // len(piece))))
        begin = time.process_time()
        find_accesses(run)
        return time.process_time() - begin

    took(1000)
    # the square would be 100; other work on this machine slows one of the three
    assert any(took(80_000) < max(30 * took(8_000), 0.2) for _ in range(3))


def test_thirty_megabytes_take_two_seconds() -> None:
    line = "    total += readings[position] - readings[position - width]  # a line of the program\n"
    steps = [("python run.py", line * 3500)] * 100
    run = run_of(LOOK, *steps, ("git show 9e41c0b", commit(FIXED)))
    assert sum(len(event.text) for event in run.events) > 29_000_000
    begin = time.process_time()
    assert find_accesses(run).grade == "answer"
    assert time.process_time() - begin < 2


def test_a_log_of_everything_keeps_the_strongest() -> None:
    shown = commit(OTHER) * 300 + commit(FIXED) + commit(OTHER, OLD_ID) * 300
    found = find_accesses(run_of(LOOK, ("git log --all -p", shown)))
    assert len(found.accesses) == 50
    assert found.accesses[0].grade == "answer"
