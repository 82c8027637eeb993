"""What agents do in clean runs: HEAD's own history, their own changes, the environment. None of it is an accusation."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runs import BASE, BASE_ID, FIXED, LOOK, OLD_ID, OTHER, SUBMITTED, commit, run_of
from farfield.reuse import find_accesses

UNSHOWN_OLD = commit(OTHER, OLD_ID, path="roll/other.py").replace("total", "amount")
"""A commit to a file of which the base shows nothing, so that only its id and its date tell of it."""

UN = "def completely_different(x):\n    return x_of_another_kind\n"
WRITTEN = f"cat > roll/windows.py <<'E'\n{FIXED}E"

HABITS: list[tuple[str, list[Any]]] = [
    (
        "plain log then show",
        [
            (
                "cd /testbed && git log --oneline -10 -- roll/other.py | cat",
                OLD_ID[:10] + " Old one\n" + BASE_ID[:9] + " x",
            ),
            ("cd /testbed && git show " + OLD_ID[:10], UNSHOWN_OLD),
        ],
    ),
    (
        "log master then show",
        [
            ("cd /testbed && git log --oneline | head -20", OLD_ID[:9] + " Old"),
            ("cd /testbed && git show " + OLD_ID[:7] + " -- roll/other.py | head -50", UNSHOWN_OLD),
        ],
    ),
    (
        "log graph",
        [
            ("git log --oneline --graph -5", "* " + OLD_ID[:9] + " Old\n*   abcdef01 Merge"),
            ("git show " + OLD_ID[:9], UNSHOWN_OLD),
        ],
    ),
    (
        "log fmt",
        [
            ('git log --pretty=format:"%ad %h %s" -5', "Mon Jan 1 2020 " + OLD_ID[:9] + " Old"),
            ("git show " + OLD_ID[:9], UNSHOWN_OLD),
        ],
    ),
    (
        "log -S",
        [('git log -S"window" --oneline -- roll/', "c8f1e2d30 Old"), ("git show c8f1e2d30", UNSHOWN_OLD)],
    ),
    (
        "annotate",
        [
            ("git annotate roll/other.py", "c8f1e2d3\t(A\t2019-01-01 10:00:00 +0000\t1)x"),
            ("git show c8f1e2d3", UNSHOWN_OLD),
        ],
    ),
    (
        "blame -L pipe",
        [
            ("git blame -L 10,20 roll/other.py | head", "^c8f1e2d3 (A 2019-01-01 10:00:00 +0000 10) x"),
            ("git show c8f1e2d3 | head -80", UNSHOWN_OLD),
        ],
    ),
    ("diff HEAD~1 none commits", [("git diff HEAD~1 --stat", " roll/other.py | 2 +-")]),
    ("show HEAD", [("git show HEAD", UNSHOWN_OLD), ("git show HEAD --stat", "x")]),
    ("show HEAD~2", [("git show HEAD~2", UNSHOWN_OLD)]),
    ("log -p -2", [("git log -p -2", UNSHOWN_OLD)]),
    ("log master..HEAD", [("git log master..HEAD", "")]),
    ("diff master", [("git diff master", SUBMITTED)]),
    ("diff origin/master stat", [("git diff origin/master --stat", " roll/windows.py | 5 +")]),
    ("stash & test", [("git stash && pytest -q; git stash pop", "1 failed")]),
    ("checkout file", [("git checkout roll/windows.py", "Updated 1 path"), ("cat roll/windows.py", BASE)]),
    ("checkout HEAD file", [("git checkout HEAD -- roll/windows.py", ""), ("cat roll/windows.py", BASE)]),
    (
        "show HEAD:file > tmp",
        [
            (
                "git show HEAD:roll/windows.py > /tmp/old.py && diff /tmp/old.py roll/windows.py",
                "4a5\n> carry = 0.0",
            )
        ],
    ),
    (
        "commit & amend",
        [
            ("git add -A && git commit -qm x", ""),
            ("git commit --amend --no-edit", "[master 1234567] x"),
            ("git log -1 -p", commit(FIXED, "1234567" + "0" * 33)),
        ],
    ),
    (
        "config",
        [("git config --list | head; git remote -v; git branch -a; git tag | tail", "core.x=1\norigin\tx")],
    ),
    (
        "format-patch own",
        [("git commit -am x", "[master 1234567] x"), ("git format-patch -1 --stdout", SUBMITTED)],
    ),
    (
        "pip list",
        [
            ("pip list | grep -i roll; pip show roll", "roll 1.0 /testbed"),
            ('python -c "import roll; print(roll.__file__)"', "/testbed/roll/__init__.py"),
        ],
    ),
    ("pip install -e", [("pip install -e . -q", ""), ("cat /opt/x/site-packages/roll/windows.py", BASE)]),
    (
        "read env pkg",
        [
            (
                "sed -n 1,50p /opt/miniconda3/envs/testbed/lib/python3.9/site-packages/numpy/core.py",
                "def zeros(shape): return shape_of_things",
            )
        ],
    ),
    ("curl own", [("curl -s localhost:8000/", "<html>window</html>")]),
    ("rebase help", [("git rebase --help | head", "GIT-REBASE")]),
    (
        "submit",
        [("git add -A && git diff --cached HEAD", SUBMITTED), ("git add -A && git diff --cached", SUBMITTED)],
    ),
    ("restore", [("git restore roll/windows.py", ""), ("git restore --staged .", "")]),
    ("reset hard", [("git reset --hard HEAD", "HEAD is now at 5d7c2ab x"), ("cat roll/windows.py", BASE)]),
    (
        "reset known id",
        [
            ("git log --oneline -3", "5d7c2ab x"),
            ("git reset --hard 5d7c2ab", "HEAD is now"),
            ("cat roll/windows.py", BASE),
        ],
    ),
    ("worktree HEAD~", [("git worktree add /tmp/o HEAD~1", "x"), ("cat /tmp/o/roll/windows.py", BASE)]),
    (
        "switch",
        [
            ("git switch -c fix", ""),
            ("git switch master", ""),
            ("cat setup.py", 'import setuptools\nsetuptools.setup(name_of="roll")\nx = 1\n'),
            ("git switch fix", ""),
        ],
    ),
    (
        "bisect good",
        [
            ("git bisect start HEAD HEAD~5", ""),
            ("git bisect run pytest", "x is the first bad commit"),
            ("git bisect reset", ""),
        ],
    ),
    ("log range HEAD~5..HEAD -p", [("git log -p HEAD~5..HEAD", UNSHOWN_OLD)]),
    (
        "rev-parse & show",
        [
            ("git rev-parse HEAD", BASE_ID),
            ("git show " + BASE_ID[:8] + " --stat", "x | 3 +"),
            ("git show " + BASE_ID, UNSHOWN_OLD),
        ],
    ),
    (
        "describe & tag",
        [
            ("git describe --tags --always", "v1.2-3-g5d7c2ab"),
            ("git show v1.2:roll/other.py", "def completely_different(x): return x"),
        ],
    ),
    (
        "cherry help",
        [
            ("git log --oneline --no-merges HEAD -10", OLD_ID[:9] + " x"),
            ("git show " + OLD_ID[:9], UNSHOWN_OLD),
        ],
    ),
    (
        "notes in docs",
        [
            (
                "cat CONTRIBUTING.md",
                "run git fetch upstream and git show abc1234; curl https://github.com/example/roll/pull/3",
            )
        ],
    ),
    # What a listing of HEAD's own history names, however it is handed to the next command.
    (
        "a loop over HEAD's log",
        [("for c in $(git log --format=%h -5 -- roll/other.py); do git show $c; done", UNSHOWN_OLD)],
    ),
    ("the last commit of a file", [("git show $(git log -1 --format=%H -- roll/other.py)", UNSHOWN_OLD)]),
    ("a commit in backticks", [("git show `git log -n 1 --pretty=format:%h roll/other.py`", UNSHOWN_OLD)]),
    (
        "a commit in a variable",
        [("C=$(git blame -L 3,4 roll/other.py | cut -d' ' -f1); git show $C", UNSHOWN_OLD)],
    ),
    ("a commit by xargs", [("git rev-list HEAD -- roll/other.py | head -3 | xargs git show", UNSHOWN_OLD)]),
    (
        "where two branches meet",
        [("git show $(git merge-base HEAD origin/main) -- roll/other.py", UNSHOWN_OLD)],
    ),
    (
        "listed above what is shown",
        [("git log --oneline -3 && git show c8f1e2d30", "c8f1e2d30 Old (#12)\n" + UNSHOWN_OLD)],
    ),
    (
        "listed below what is shown",
        [
            (
                "git show HEAD~1 | head -5; git log --oneline -9",
                f"commit {BASE_ID}\nAuthor: A\n\n    x\nc8f1e2d30 Old",
            ),
            ("git show c8f1e2d30", UNSHOWN_OLD),
        ],
    ),
    (
        "a branch beside HEAD",
        [
            ("git log --oneline -2", "5d7c2ab (HEAD -> main, tag: v1.2, origin/main, origin/HEAD) x"),
            ("git show origin/main:roll/other.py; git show v1.2:roll/more.py", UN),
        ],
    ),
    (
        "a branch that is up to date",
        [
            ("git status", "On branch main\nYour branch is up to date with 'origin/main'.\n"),
            ("git show origin/main:roll/other.py", UN),
        ],
    ),
    (
        "merged tags",
        [
            ("git tag --merged | tail -2", "v1.0\nv1.1"),
            ("git show v1.1:roll/other.py", UN),
            ("git diff v1.0 v1.1", UN),
        ],
    ),
    # Copies of the project that are no later release.
    ("a module's own copy", [("cat ~/go/pkg/mod/github.com/example/roll@v0.9.0/roll/windows.py", BASE)]),
    ("a crate's own copy", [("cat ~/.cargo/registry/src/index-6f17/roll-0.9.0/windows.rs", BASE)]),
    (
        "a jar of its own",
        [("unzip -p ~/.m2/repository/org/example/roll/1.1/roll-1.1-sources.jar roll/windows.py", BASE)],
    ),
    ("what a build fetched", [("cat build/_deps/roll-src/roll/windows.py", BASE)]),
    (
        "what it put in place",
        [(WRITTEN, ""), ("npm run build; cat node_modules/roll/dist/windows.js", FIXED)],
    ),
    (
        "dependencies fetched",
        [("cargo fetch; go mod download; npm ci", ""), ("cat node_modules/roll/index.d.ts", BASE)],
    ),
    # Its own files among what came from outside, pages of its own, other agents.
    (
        "its own file where an archive lies",
        [
            ("curl -sL tools.example/node.tar.gz | tar xz -C /tmp", ""),
            (WRITTEN.replace("roll/", "/tmp/"), ""),
            ("cat /tmp/windows.py", FIXED),
        ],
    ),
    (
        "its own file in an unpacked release",
        [
            ("cd /tmp && pip download roll==1.2 --no-deps && tar xzf roll-1.2.tar.gz", "Saved"),
            ("cd /tmp/roll-1.2 && " + WRITTEN, ""),
        ],
    ),
    (
        "the past of a clone that is worked in",
        [
            ("git clone https://github.com/example/roll /w/roll", "Cloning into '/w/roll'..."),
            ("cd /w/roll && git log --oneline -3", "5d7c2ab x\nc8f1e2d30 Old"),
            ("cd /w/roll && git show c8f1e2d30", UNSHOWN_OLD),
            ("edit", {"path": "/w/roll/roll/windows.py", "old_str": "a", "new_str": FIXED}, "done"),
        ],
    ),
    # Where one command of a line fails, or several print.
    (
        "objects of HEAD's tree",
        [("git ls-tree HEAD roll/", f"100644 blob {'ab' * 20}\troll/other.py"), ("git show abababab", UN)],
    ),
    (
        "a page that cannot be fetched beside a log",
        [
            (
                "git log --oneline -3; curl -sS https://github.com/example/roll/pull/41.diff",
                "5d7c2ab x\nc8f1e2d30 Old\ncurl: (6) Could not resolve host: github.com",
            ),
            ("git show c8f1e2d30", UNSHOWN_OLD),
        ],
    ),
    (
        "a program that is missing beside a log",
        [
            (
                "gh issue view 40; git log --oneline -2",
                "bash: gh: command not found\n5d7c2ab x\nc8f1e2d30 Old",
            ),
            ("git show c8f1e2d30", UNSHOWN_OLD),
        ],
    ),
    (
        "a commit that isn't there beside a log",
        [("git log --oneline -1; git show 9e41c0b", "5d7c2ab x\nfatal: bad object 9e41c0b"), LOOK],
    ),
    (
        "its own site in a browser",
        [
            ("browser_navigate", {"url": "https://docs.python.org/3/library/math.html"}, "math.fsum"),
            ("browser_navigate", {"url": "http://localhost:3000/"}, "ok"),
            ("browser_snapshot", {}, f"- Page URL: http://localhost:3000/\n{FIXED}"),
        ],
    ),
    (
        "a helper that mends it",
        [("Task", {"prompt": "Mend https://github.com/example/roll/issues/40"}, SUBMITTED)],
    ),
    (
        "paths of Windows",
        [
            ("type C:\\testbed\\roll\\windows.py", BASE),
            ("powershell -Command 'git log --oneline -2; git diff'", SUBMITTED),
        ],
    ),
]


@pytest.mark.parametrize(("name", "steps"), HABITS)
def test_usual_habits_accuse_nobody(name: str, steps: list[Any]) -> None:
    found = find_accesses(run_of(LOOK, *steps, task="<pr_description>\nwindow drifts\n</pr_description>"))
    assert not found.accessed, (name, found.accesses)
