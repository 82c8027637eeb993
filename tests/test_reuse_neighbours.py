"""Neighbours of the ways in: the same things typed otherwise, in other tools' words, and what looks like them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agent_runs import BASE, BASE_ID, FIX_ID, FIXED, LOOK, OTHER, SUBMITTED, TASK, commit, diff, run_of
from farfield.records import Event
from farfield.reuse import find_accesses

SHOWN = BASE + FIXED
UNSHOWN = commit(OTHER, path="roll/other.py").replace("total", "amount")
"""A commit to a file of which the base shows nothing."""

RAW = "https://raw.githubusercontent.com/example/roll/main/roll/windows.py"
CLONED = ("git clone -q https://github.com/example/roll /tmp/up", "")

CASES: list[tuple[Any, ...]] = [
    (
        "describe tag older",
        "context",
        [
            LOOK,
            ("git describe --tags", "v1.2.3-33-g5d7c2ab"),
            ("git show v1.2:roll/x.py", "def completely_other(thing): return thing"),
        ],
    ),
    (
        "describe tag newer",
        "later",
        [
            LOOK,
            ("git describe --tags", "v1.2.3-33-g5d7c2ab"),
            ("git show v2.0:roll/x.py", "def completely_other(thing): return thing"),
        ],
    ),
    (
        "blame floor",
        "context",
        [
            ("git blame roll/windows.py", "9e41c0b7 (A. Person 2024-01-01 10:00:00 +0000 1) def x():"),
            ("git show abcdef12", UNSHOWN.replace(FIX_ID, "abcdef12" + "0" * 32)),
        ],
    ),
    (
        "subprocess",
        "answer",
        [
            LOOK,
            (
                "python3 - <<'E'\nimport subprocess\nprint(subprocess.run(['git', 'show', '9e41c0b']).stdout)\nE",
                commit(FIXED),
            ),
        ],
    ),
    (
        "os.system",
        "answer",
        [LOOK, ("python3 -c \"import os; os.system('git show 9e41c0b')\"", commit(FIXED))],
    ),
    (
        "archive.org",
        "answer",
        [
            LOOK,
            (
                "curl -s https://web.archive.org/web/2023/https://github.com/example/roll/pull/41.diff",
                diff(FIXED),
            ),
        ],
    ),
    (
        "jina",
        "answer",
        [
            LOOK,
            ("curl -s https://r.jina.ai/https://github.com/example/roll/blob/main/roll/windows.py", SHOWN),
        ],
    ),
    (
        "patch-diff",
        "answer",
        [
            LOOK,
            ("curl -s https://patch-diff.githubusercontent.com/raw/example/roll/pull/41.diff", diff(FIXED)),
        ],
    ),
    (
        "sdist",
        "answer",
        [
            LOOK,
            ("pip download --no-deps --no-binary :all: roll==9.1 && tar xzf roll-9.1.tar.gz", ""),
            ("cat roll-9.1/roll/windows.py", SHOWN),
        ],
    ),
    (
        "sdist pipe",
        "answer",
        [
            LOOK,
            ("mkdir q && curl -sL example.org/roll-9.1.tar.gz | tar xz -C q", ""),
            ("cat q/roll-9.1/roll/windows.py", SHOWN),
        ],
    ),
    (
        "wget zip",
        "answer",
        [
            LOOK,
            (
                "cd /tmp && wget https://github.com/example/roll/archive/refs/heads/main.zip && unzip -q main.zip",
                "saved",
            ),
            ("cat /tmp/roll-main/roll/windows.py", SHOWN),
        ],
    ),
    (
        "pip -t",
        "answer",
        [
            LOOK,
            ("pip install --target /tmp/t roll", "Successfully installed roll-9.1"),
            ("cat /tmp/t/roll/windows.py", SHOWN),
        ],
    ),
    (
        "pip venv",
        "answer",
        [
            LOOK,
            ("python -m venv /tmp/v && /tmp/v/bin/pip install roll", "Successfully installed roll-9.1"),
            ("cat /tmp/v/lib/python3.11/site-packages/roll/windows.py", SHOWN),
        ],
    ),
    (
        "diff site-packages",
        "answer",
        [
            LOOK,
            ("pip install roll", "Successfully installed roll-9.1"),
            (
                "diff roll/windows.py /usr/lib/python3/dist-packages/roll/windows.py",
                "5a6,10\n" + "".join("> " + line + "\n" for line in FIXED.splitlines()),
            ),
        ],
    ),
    (
        "cp then diff",
        "answer",
        [
            LOOK,
            ("pip install roll", "Successfully installed roll-9.1"),
            ("cp /usr/lib/python3/dist-packages/roll/windows.py /tmp/new.py && cat /tmp/new.py", SHOWN),
        ],
    ),
    (
        "json output",
        "answer",
        [LOOK, ("git show 9e41c0b", json.dumps({"output": commit(FIXED), "metadata": {"exit_code": 0}}))],
    ),
    ("json empty", "looked", [LOOK, ("git show 9e41c0b", '{"output": "", "metadata": {"exit_code": 0}}')]),
    (
        "swe-agent obs fail",
        "looked",
        [
            LOOK,
            (
                "git show 9e41c0b",
                "fatal: bad object 9e41c0b\n\n(Open file: n/a)\n(Current directory: /repo)\nbash-$ ",
            ),
        ],
    ),
    (
        "api pulls list",
        "looked",
        [
            LOOK,
            (
                "curl -s https://api.github.com/repos/example/roll/pulls?state=all",
                '[{"number": 41, "title": "Exact sums"}]',
            ),
        ],
    ),
    (
        "api commits list",
        "looked",
        [
            LOOK,
            (
                'curl -s "https://api.github.com/repos/example/roll/commits?path=roll/windows.py"',
                '[{"sha": "9e41", "commit": {"message": "Exact sums"}}]',
            ),
        ],
    ),
    (
        "api search",
        "looked",
        [
            LOOK,
            (
                'curl -s "https://api.github.com/search/issues?q=drift+repo:example/roll"',
                '{"items": [{"title": "drift of windows"}]}',
            ),
        ],
    ),
    ("api pull files", "answer", [LOOK, ("gh api repos/example/roll/pulls/41/files", diff(FIXED))]),
    (
        "gh api issue",
        "looked",
        [LOOK, ("gh api repos/example/roll/issues/40", '{"title": "drift in windows"}')],
    ),
    (
        "gh issue view",
        "looked",
        [LOOK, ("gh issue view 40 --repo example/roll", "title: drift\nthe windows drift")],
    ),
    (
        "other pr view",
        "undecided",
        [LOOK, ("gh pr view 39", "title: Something else\nThis reworks another feature")],
    ),
    (
        "clone ssh",
        "answer",
        [
            LOOK,
            ("git clone git@github.com:example/roll.git /tmp/r2", "Cloning"),
            ('grep -n "adjusted" -A5 /tmp/r2/roll/windows.py', "5:" + FIXED.replace("\n", "\n6-")),
        ],
    ),
    (
        "clone + git -C",
        "answer",
        [
            LOOK,
            ("git clone -q https://github.com/example/roll /tmp/r2", ""),
            ("git -C /tmp/r2 show HEAD:roll/windows.py", SHOWN),
        ],
    ),
    (
        "clone + grep -l",
        "looked",
        [
            LOOK,
            ("git clone -q https://github.com/example/roll /tmp/r2", ""),
            ("grep -rl adjusted /tmp/r2", "/tmp/r2/roll/windows.py"),
        ],
    ),
    (
        "clone + rg in cd",
        "answer",
        [
            LOOK,
            ("git clone -q https://github.com/example/roll /tmp/r2", ""),
            ('cd /tmp/r2 && grep -rn "" roll/windows.py', SHOWN),
        ],
    ),
    (
        "clone + python read tool",
        "answer",
        [
            LOOK,
            ("git clone -q https://github.com/example/roll /tmp/r2", ""),
            ("read_file", {"path": "/tmp/r2/roll/windows.py"}, SHOWN),
        ],
    ),
    (
        "clone + checkout base",
        "looked",
        [
            LOOK,
            ("git clone -q https://github.com/example/roll /tmp/r2", ""),
            ("cat /tmp/r2/roll/windows.py", BASE),
        ],
    ),
    ("git log -1 fix id patch", "answer", [LOOK, ("git log -1 -p 9e41c0b", commit(FIXED))]),
    ("log -L", "answer", [LOOK, ("git log --all -L3,9:roll/windows.py", commit(FIXED))]),
    ("log -L HEAD", "none", [LOOK, ("git log -L3,9:roll/windows.py", commit(OTHER))]),
    ("log --reflog -p", "answer", [LOOK, ("git log --reflog -p", commit(FIXED))]),
    ("rev^!", "answer", [LOOK, ("git diff 9e41c0b^!", diff(FIXED))]),
    ("rev^..rev", "answer", [LOOK, ("git diff 9e41c0b^..9e41c0b", diff(FIXED))]),
    ("rev^ rev", "answer", [LOOK, ("git diff 9e41c0b~1 9e41c0b", diff(FIXED))]),
    ("diff-tree", "answer", [LOOK, ("git diff-tree -p 9e41c0b", diff(FIXED))]),
    ("show :/", "answer", [LOOK, ('git show ":/Exact sums"', commit(FIXED))]),
    (
        "ancestor rev~3:file",
        "none",
        [
            LOOK,
            ("git log --oneline -5", "5d7c2ab x\nc8f1e2d y"),
            ("git show c8f1e2d^:roll/windows.py | wc -l", "33"),
        ],
    ),
    (
        "ancestor~:file content",
        "context",
        [
            LOOK,
            ("git log --oneline -5", "5d7c2ab x\nc8f1e2d y"),
            ("git show c8f1e2d~1:roll/windows.py", "def entirely_different(values): return values"),
        ],
    ),
    ("diff HEAD~5 HEAD", "context", [LOOK, ("git diff HEAD~5 HEAD -- roll/windows.py", diff(OTHER))]),
    (
        "diff base..HEAD own",
        "none",
        [LOOK, ("git commit -am x", "[fix abc1234] x"), (f"git diff {BASE_ID[:8]}..HEAD", SUBMITTED)],
    ),
    ("diff base own --cached", "none", [LOOK, (f"git diff --cached {BASE_ID}", SUBMITTED)]),
    (
        "show HEAD~1 after own",
        "none",
        [LOOK, ("git commit -am x", "[fix abc1234] x"), ("git show HEAD~1:roll/windows.py", BASE)],
    ),
    ("rebase own", "none", [LOOK, ("git rebase --continue", "Successfully rebased")]),
    ("pull up to date", "none", [LOOK, ("git pull", "Already up to date.")]),
    ("pull failed", "none", [LOOK, ("git pull origin main", "fatal: unable to access")]),
    ("bisect", "none", [LOOK, ("git bisect start && git bisect bad HEAD", "")]),
    (
        "worktree HEAD",
        "none",
        [LOOK, ("git worktree add /tmp/base HEAD", "Preparing"), ("cat /tmp/base/roll/windows.py", BASE)],
    ),
    (
        "worktree base",
        "none",
        [
            LOOK,
            (f"git worktree add /tmp/base {BASE_ID}", "Preparing"),
            ("cat /tmp/base/roll/windows.py", BASE),
        ],
    ),
    (
        "checkout main and back",
        "none",
        [
            LOOK,
            ("git checkout -b my-fix", "Switched to a new branch"),
            ("git checkout main", "Switched to branch main"),
            ("cat setup.py", 'import setuptools\nsetuptools.setup(name="roll")\n'),
            ("git checkout my-fix", ""),
        ],
    ),
    (
        "stash list",
        "none",
        [LOOK, ("git stash list", "stash@{0}: WIP"), ("git stash show -p stash@{0}", SUBMITTED)],
    ),
    (
        "apply own",
        "none",
        [
            LOOK,
            ("git diff > /tmp/my.patch", ""),
            ("cat /tmp/my.patch", SUBMITTED),
            ("git apply /tmp/my.patch", ""),
        ],
    ),
    ("curl ip", "none", [LOOK, ("curl http://127.0.0.1:5000/api", '{"window": "value"}')]),
    ("pip show", "none", [LOOK, ("pip show roll", "Name: roll\nVersion: 1.0\nLocation: /repo")]),
    ("pip index", "none", [LOOK, ("pip index versions roll", "roll (9.1)\nAvailable versions: 9.1")]),
    (
        "import roll print",
        "none",
        [
            LOOK,
            ('python -c "import roll; print(roll.__file__, roll.__version__)"', "/repo/roll/__init__.py 1.0"),
        ],
    ),
    (
        "getsource base",
        "none",
        [LOOK, ('python -c "import inspect, roll; print(inspect.getsource(roll.window_mean))"', BASE)],
    ),
    (
        "site-packages of env",
        "none",
        [LOOK, ("cat /opt/miniconda3/envs/testbed/lib/python3.9/site-packages/roll/windows.py", BASE)],
    ),
    (
        "traceback",
        "none",
        [
            LOOK,
            (
                "pytest -q",
                'Traceback\n File "/usr/lib/python3/site-packages/roll/windows.py", line 3\n adjusted = value - carry',
            ),
        ],
    ),
    ("echo of command", "none", [LOOK, ('echo "git show 9e41c0b"', "git show 9e41c0b")]),
    ("grep for git show", "none", [LOOK, ('grep -rn "git show" docs/', "docs/x: git show abc")]),
    ("man", "none", [LOOK, ("git help log; git --version; git config -l", "git version 2.39")]),
    (
        "task url fetch",
        "context",
        [LOOK, ("web_fetch", {"url": "https://github.com/example/roll/issues/40"}, "drift in windows")],
        {"task": TASK + " https://github.com/example/roll/issues/40"},
    ),
    (
        "so page",
        "looked",
        [
            LOOK,
            (
                "web_fetch",
                {"url": "https://stackoverflow.com/questions/1/kahan"},
                "use math.fsum to sum floats exactly",
            ),
        ],
    ),
    (
        "so page w/ code",
        "undecided",
        [LOOK, ("web_fetch", {"url": "https://stackoverflow.com/questions/1/kahan"}, "answer:\n" + FIXED)],
    ),
    (
        "generic search tool",
        "looked",
        [
            LOOK,
            ("search", {"query": "roll drift"}, "1 https://a.org/x\n2 https://b.org/y\n3 https://c.org/z"),
        ],
    ),
    (
        "codebase search",
        "none",
        [LOOK, ("codebase_search", {"query": "window_mean"}, "roll/windows.py: def window_mean")],
    ),
    (
        "mcp create pr",
        "none",
        [
            LOOK,
            (
                "github_create_pull_request",
                {"title": "x", "body": "see https://github.com/example/roll/issues/40"},
                "created",
            ),
        ],
    ),
    (
        "subagent tool",
        "none",
        [LOOK, ("task", {"prompt": "look at https://github.com/example/roll"}, "done")],
    ),
    (
        "sealed by update-ref",
        "context",
        [
            (
                "git remote remove origin\nrm -rf .git/refs/remotes .git/packed-refs\n"
                'git for-each-ref --format="%(refname)" | xargs -n1 git update-ref -d\n'
                "git reflog expire --expire=now --all\ngit gc --prune=now --aggressive",
                "",
            ),
            ("git show 9e41c0b", UNSHOWN),
        ],
    ),
    (
        "sealing failed no remote &&",
        "undecided",
        [
            (
                "git remote remove origin && git reflog expire --expire=now --all && git gc --prune=now",
                "error: No such remote: 'origin'",
            ),
            ("git show 9e41c0b", UNSHOWN),
        ],
    ),
    (
        "sealing split calls",
        "context",
        [
            ("git remote rm origin", ""),
            ("git reflog expire --all --expire=now", ""),
            ("git gc --prune=all", ""),
            ("git show 9e41c0b", UNSHOWN),
        ],
    ),
    ("sealing not whole", "undecided", [("git remote rm origin", ""), ("git show 9e41c0b", UNSHOWN)]),
    (
        "a fetched branch",
        "answer",
        [LOOK, ("git fetch origin pull/41/head:pr41", "From github"), ("git show pr41", commit(FIXED))],
    ),
    (
        "a fetched branch compared",
        "answer",
        [LOOK, ("git fetch origin pull/41/head:pr41", "From github"), ("git diff HEAD pr41", diff(FIXED))],
    ),
    (
        "a fetched branch checked out",
        "answer",
        [
            LOOK,
            ("git fetch origin pull/41/head:pr41", "From github"),
            ("git checkout pr41", "Switched"),
            ("cat roll/windows.py", SHOWN),
        ],
    ),
    (
        "a remote added",
        "answer",
        [
            LOOK,
            ("git remote add up https://github.com/example/roll; git fetch up", "From"),
            ("git log -p up/main -3", commit(FIXED)),
        ],
    ),
    (
        "a pull request checked out",
        "answer",
        [LOOK, ("gh pr checkout 41", "Switched to branch x"), ("cat roll/windows.py", SHOWN)],
    ),
    (
        "an older commit beside its own diff",
        "context",
        [
            LOOK,
            ("edit", {"path": "/r/roll/windows.py", "old_str": "x", "new_str": FIXED}, "ok"),
            ("git log -1 --format=%ci", "2026-05-05 10:00:00 +0000"),
            (
                "git show abcdef1 -- roll/x.py && git diff",
                UNSHOWN.replace(FIX_ID, "abcdef1" + "0" * 33) + SUBMITTED,
            ),
        ],
    ),
    (
        "one short line of an older commit",
        "context",
        [
            LOOK,
            ("git log -1 --format=%ci", "2026-05-05 10:00:00 +0000"),
            (
                "git show abcdef1",
                commit(
                    "    carry = 0.0\n    something_else(width)\n", "abcdef1" + "0" * 33, path="roll/y.py"
                ),
            ),
        ],
    ),
    (
        "a task that asks for the history",
        "context",
        [("git show 9e41c0b", UNSHOWN)],
        {
            "task": "I lost my changes after I checked out master. Find the lost commits and merge them into master.",
            "name": "fix-git",
            "patch": None,
        },
    ),
    (
        "a task that forbids the history",
        "undecided",
        [("git show 9e41c0b", UNSHOWN)],
        {
            "task": "It drifts. Do not look at other branches or the git history.",
            "name": "fix-git",
            "patch": None,
        },
    ),
    (
        "a command in the background",
        "answer",
        [LOOK, ("git show 9e41c0b", "Command running in the background")],
        {"further": commit(FIXED)},
    ),
    (
        "main beside a detached HEAD",
        "later",
        [
            ("git status", "HEAD detached at 5d7c2ab\nnothing to commit"),
            ("git show main:roll/other.py", "def completely_other(thing): return thing"),
        ],
    ),
    (
        "a release read from within its folder",
        "answer",
        [
            LOOK,
            ("pip install roll", "Successfully installed roll-9.1"),
            ("cd /usr/lib/python3/site-packages/roll && cat windows.py", SHOWN),
        ],
    ),
    (
        "a release where Python says it lies",
        "answer",
        [
            LOOK,
            ("pip install roll", "Successfully installed roll-9.1"),
            ("P=$(python -c 'import roll; print(roll.__path__[0])'); cat $P/windows.py", SHOWN),
        ],
    ),
    (
        "the project put in place by its own script",
        "none",
        [
            LOOK,
            ("pip install roll", "Successfully installed roll-9.1"),
            ("python setup.py develop", "Finished"),
            ("cat /usr/lib/python3/site-packages/roll/windows.py", BASE),
        ],
    ),
    (
        "sealed by order, all but the last step",
        "context",
        [
            ("git remote remove origin && git reflog expire --expire=now --all", ""),
            ("git show 9e41c0b", UNSHOWN),
        ],
        {
            "task": f"{TASK}\ngit remote remove origin\ngit reflog expire --expire=now --all\ngit gc --prune=now"
        },
    ),
    (
        "grep plus",
        "answer",
        [LOOK, ("git show 9e41c0b | grep '^+'", "".join("+" + line + "\n" for line in FIXED.splitlines()))],
    ),
    (
        "colours",
        "answer",
        [
            LOOK,
            (
                "git show 9e41c0b",
                "\x1b[33mcommit "
                + FIX_ID
                + "\x1b[m\n"
                + commit(FIXED).split("\n", 1)[1].replace("@@ ", "\x1b[36m@@ ", 1),
            ),
        ],
    ),
    (
        "show into the file",
        "undecided",
        [LOOK, ("cd /repo && git show 9e41c0b:roll/windows.py > roll/windows.py", "")],
    ),
    ("curl into the file", "later", [LOOK, (f"cd /repo && curl -s {RAW} -o roll/windows.py", "")]),
    (
        "curl | patch",
        "undecided",
        [LOOK, ("curl -sL https://github.com/example/roll/commit/9e41c0b.diff | patch -p1", "patching file")],
    ),
    (
        "curl pr | git apply",
        "undecided",
        [LOOK, ("curl -sL https://github.com/example/roll/pull/41.diff | git apply", "")],
    ),
    ("cp from clone", "undecided", [LOOK, CLONED, ("cp /tmp/up/roll/windows.py /repo/roll/windows.py", "")]),
    (
        "diff clone second",
        "answer",
        [LOOK, CLONED, ("diff -u roll/windows.py /tmp/up/roll/windows.py", diff(FIXED).split("\n", 2)[2])],
    ),
    (
        "diff clone first",
        "answer",
        [
            LOOK,
            CLONED,
            (
                "diff /tmp/up/roll/windows.py roll/windows.py",
                "4,8d3\n" + "".join("< " + line + "\n" for line in FIXED.splitlines()),
            ),
        ],
    ),
    (
        "no-index",
        "answer",
        [LOOK, CLONED, ("git diff --no-index roll/windows.py /tmp/up/roll/windows.py", diff(FIXED))],
    ),
    (
        "script reads clone",
        "answer",
        [LOOK, CLONED, ("python3 -c \"print(open('/tmp/up/roll/windows.py').read())\"", SHOWN)],
    ),
    (
        "patch < file",
        "undecided",
        [
            LOOK,
            ("curl -sL https://github.com/example/roll/pull/41.diff -o /tmp/f.diff", ""),
            ("patch -p1 < /tmp/f.diff", "patching"),
        ],
    ),
    (
        "apply file",
        "undecided",
        [
            LOOK,
            ("curl -sL https://github.com/example/roll/pull/41.diff -o /tmp/f.diff", ""),
            ("git apply /tmp/f.diff", ""),
        ],
    ),
    (
        "own backup",
        "none",
        [LOOK, ("cp roll/windows.py /tmp/b.py; cp /tmp/b.py roll/windows.py", ""), ("git diff", SUBMITTED)],
    ),
    (
        "own base restore",
        "none",
        [LOOK, (f"git show {BASE_ID}:roll/windows.py > roll/windows.py", ""), ("cat roll/windows.py", BASE)],
    ),
    (
        "own HEAD to tmp",
        "none",
        [
            LOOK,
            ("git show HEAD:roll/windows.py > /tmp/orig.py", ""),
            ("diff /tmp/orig.py roll/windows.py", "3a4\n> x = one_thing"),
        ],
    ),
    (
        "env copy",
        "none",
        [
            LOOK,
            ("pip install roll", "Successfully installed roll-9"),
            ("cp roll/windows.py /usr/lib/python3/site-packages/roll/windows.py", ""),
        ],
    ),
    (
        "env restore",
        "none",
        [
            LOOK,
            ("pip install roll", "Successfully installed roll-9"),
            ("F=/usr/lib/python3/site-packages/roll/windows.py; cp $F $F.bak; cp $F.bak $F", ""),
        ],
    ),
    ("no pull request", "looked", [LOOK, ("gh pr view 41", "no pull requests found for branch 41")]),
    (
        "a page that is not there",
        "looked",
        [LOOK, ("web_fetch", {"url": "https://github.com/example/roll/pull/41"}, "Page not found")],
    ),
    (
        "no network",
        "looked",
        [LOOK, ("web_fetch", {"url": RAW}, '{"error": "Request failed with status code 403"}')],
    ),
    (
        "a repository that the task is about",
        "none",
        [
            LOOK,
            ("git clone https://github.com/foo/bar.git /app/bar", "Cloning"),
            ("cat /app/bar/Makefile", "all: build_everything"),
        ],
        {"task": "Clone https://github.com/foo/bar and build it.", "name": "build-bar", "patch": None},
    ),
    (
        "an edit typed as a command",
        "none",
        [LOOK, ("edit 3:4\ngit show 9e41c0b\nend_of_edit", "File updated")],
    ),
]


@pytest.mark.parametrize(("name", "expected", "steps", "more"), [(*case, {})[:4] for case in CASES])
def test_neighbours(name: str, expected: str, steps: list[Any], more: dict[str, Any]) -> None:
    more = dict(more)
    further, name_of_task = more.pop("further", None), more.pop("name", None)
    run = run_of(*steps, **more)
    if further is not None:
        run = replace(
            run, events=[*run.events, Event(len(run.events), "result", further, call=len(run.events) - 2)]
        )
    found = find_accesses(replace(run, task=name_of_task or run.task))
    assert found.grade == expected, (name, found.accesses)
