"""Commands that move HEAD or name commits in ways that were missed, and tasks that only sound like work on history."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agent_runs import BASE, BASE_ID, FIX_ID, FIXED, LOOK, OLD_ID, OTHER, commit, diff, run_of
from farfield import audit
from farfield.records import AgentRun
from farfield.reuse import find_accesses
from farfield.reuse.lines import read_lines
from farfield.transcripts import iterate_runs

AT_BASE = ("git status", f"HEAD detached at {BASE_ID[:7]}")
MADE_ID = "ab" * 20


@pytest.mark.parametrize(
    "task",
    [
        "The repository is checked out at /testbed. Values drift.",
        "Both branches of the condition drift.",
        "Calling bisect on the result raises.",
        "Please merge the two dictionaries.",
        "The dangling pointer is freed twice.",
        "Rebase the offsets so that the first reading is zero.",
        "Merge conflicts between two keys of a dictionary are lost.",
        "rebase() of a branch of the tree drifts.",
        "Values drift since the merge conflict on the release branch was resolved.",
        "When I cherry-pick a commit of another branch, window_mean drifts.",
        "You can use git: rebase, reflog and cherry-pick are there.\nValues drift.",
        "Feel free to look at the git history. Values drift.",
        "I have checked out main in /app. Fix the failing test.",
        "I've checked out the main branch of the repo at /work; window_mean drifts.",
        "The repo is checked out on a feature branch. Please fix the bug below.",
        "Please commit your changes to the branch when you are done.",
        "Create a new branch, commit and push your changes, then open a pull request.",
        "Make sure that all commits are signed off.",
        "Do your work on the branch fix-drift and do not merge.",
        "Squash merge is used in this repo. Fix the bug.",
        "When done, run git diff main > patch.diff and submit.",
        "The bug was introduced in commit abc1234, according to git bisect.",
        "git bisect says the first bad commit is 1234567.",
        "Bug found with git bisect: 1234567",
        "Rebase-safe ids drift in the merge of branches of the tree.",
        "This regressed after the rebase onto main.",
        "Add a command `git-history` to the CLI that prints commit history.",
        "Implement a `rebase` subcommand for our VCS in repo.py",
        "Implement `cherry-pick` in dulwich's porcelain so that commits of another branch can be applied.",
        "porcelain.merge fails with merge conflicts if both branches delete a file",
        "`git merge` of two branches in GitPython raises",
        "Fix `Repo.branches` in gitlib: it doesn't list all commits",
        "The reflog of a bare repository is not written by Repo.reset",
        "Use git to look at the repository. Fix the issue.",
        "Look at the git history to understand the code style, then fix the issue.",
        "Check the commit history for conventions before committing.",
        "Merge your changes into main when you are done.",
        "When done, merge your branch into main.",
        "Find the bug in how branches are merged, and commit the fix.",
        "Restore the old behaviour of the tree's branches.",
        "Get the test suite of this git repository to pass.",
        "Delete all branches of the tree that are empty.",
        "get_branch() fails with a missing commit in the changes feed of git lfs",
        "Do not rebase or change the commit history. Values drift.",
    ],
)
def test_words_that_code_has_too_make_no_task_about_history(task: str) -> None:
    run = replace(run_of(LOOK, ("git show 9e41c0b", commit(FIXED)), task=task), task="values-drift")
    assert find_accesses(run).grade == "answer"


@pytest.mark.parametrize(
    "task",
    [
        "I made changes and checked out master, but now I can't find those changes.",
        "Merge the feature branch into main.",
        "Use git bisect to find the first bad commit.",
        "A git server that deploys two branches.",
        "Resolve the merge conflict in this repository.",
        "Rebase my feature branch onto main.",
        "While on dev, cherry-pick the last commit of main.",
        "Recover the file from the reflog of the repository.",
        "Remove the password from all commits of the repository.",
        "I lost my commits after git reset --hard, get them back from the reflog.",
        "Undo the last three commits on main but keep the changes.",
        "Find which commit introduced the regression with git bisect.",
        "Merge branch feature into main and resolve conflicts.",
        "Resolve the merge conflicts in /app/repo.",
        "Clean up the commit history: squash the last 5 commits.",
        "A secret was committed. Remove it from the git history of the repository in /app.",
        "Rebase the branch `feature` on main.",
        "My changes vanished after I checked out master; find them.",
        "Cherry-pick the hotfix commit from dev onto release.",
        "There is a dangling commit with the password in this git repository; find it.",
        "Someone force-pushed; recover the lost work from the git repository.",
        "The branch needs to be rebased onto main.",
        "Squash all the commits on this branch.",
    ],
)
def test_tasks_about_history_have_no_later_commits(task: str) -> None:
    run = replace(run_of(LOOK, ("git show 9e41c0b", commit(FIXED)), task=task), task="values-drift")
    assert find_accesses(run).grade == "context"


SYSTEM = "Tools: git (rebase a branch, cherry-pick commits, read the git history, resolve merge conflicts)."


@pytest.mark.parametrize("asked", ["Values drift.", "Rebase my branch onto main."])
def test_what_a_system_prompt_lists_asks_for_no_work_on_history(asked: str, tmp_path: Path) -> None:
    call = {"name": "bash", "arguments": json.dumps({"command": "git show 9e41c0b"})}
    said = [
        {"role": "user", "content": asked},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "a", "type": "function", "function": call}],
        },
        {"role": "tool", "tool_call_id": "a", "content": commit(FIXED)},
    ]
    runs = [{"messages": [{"role": "system", "content": SYSTEM}, *said]}]
    if asked == "Values drift.":
        runs.append({"system": SYSTEM, "messages": said})
        runs.append({"messages": [{"role": "developer", "content": SYSTEM}, *said]})
    for at, run in enumerate(runs):
        path = tmp_path / f"{at}.json"
        path.write_text(json.dumps({"instance_id": "values", "patch": diff(FIXED), **run}))
        (read,) = iterate_runs(str(path))
        assert find_accesses(read).grade == ("answer" if asked == "Values drift." else "context"), at


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (f"git cherry-pick -n {FIX_ID}", ""),
        (f"git reset --hard {FIX_ID}", "HEAD is now at 9e41c0b Exact sums (#41)"),
        ("git reset --hard origin/main", "HEAD is now at 381b48c Release"),
    ],
)
def test_a_commit_put_into_the_working_tree_unseen(command: str, shown: str) -> None:
    assert find_accesses(run_of(LOOK, AT_BASE, (command, shown))).grade in ("later", "undecided")


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (f"git reset --hard {BASE_ID}", f"HEAD is now at {BASE_ID[:7]} Base"),
        ("git reset --hard HEAD", f"HEAD is now at {BASE_ID[:7]} Base"),
        ("git reset --hard origin/main", f"HEAD is now at {BASE_ID[:7]} Base"),
        ("git reset --hard origin/main", "fatal: ambiguous argument 'origin/main'"),
    ],
)
def test_a_reset_to_the_base_brings_nothing(command: str, shown: str) -> None:
    assert not find_accesses(run_of(LOOK, AT_BASE, (command, shown), ("cat roll/windows.py", BASE))).accessed


@pytest.mark.parametrize("asked", ["HEAD..pr", "HEAD...pr", "..pr", "main..pr"])
def test_a_fetched_branch_in_a_range(asked: str) -> None:
    run = run_of(
        LOOK,
        ("git fetch origin pull/41/head:pr", "From https://github.com/example/roll"),
        (f"git diff {asked} -- roll", diff(FIXED)),
    )
    assert find_accesses(run).grade == "answer"


def test_a_commit_made_without_a_word_is_its_own_once_it_was_shown_at_head() -> None:
    steps = [
        LOOK,
        ("edit", {"path": "roll/windows.py", "new_str": FIXED}, "done"),
        ("git commit -qam fix", ""),
        ("git show HEAD", commit(FIXED, MADE_ID)),
        ("git log -p --all --author=agent", commit(FIXED, MADE_ID)),
    ]
    assert not find_accesses(run_of(*steps)).accessed


WROTE = ("edit", {"path": "roll/windows.py", "new_str": FIXED}, "done")
BY_SED = ("sed -i 's/total = .*/carry = 0.0/' roll/windows.py", "")
TODAY = "Mon Nov 30 10:00:00 2026 +0000"


def titled(title: str, shown: str = FIXED) -> str:
    return commit(shown, MADE_ID, TODAY).replace("Exact sums (#41)", title)


MADE = {
    "quietly": [BY_SED, ("git commit -qam 'Sum exactly'", "")],
    "with a body": [BY_SED, ("git commit -q -a -m 'Sum exactly' -m 'As it drifts.'", "")],
    "glued": [BY_SED, ("git commit -qa -m'Sum exactly'", "")],
    "by a long option": [BY_SED, ("git commit -qa --message='Sum exactly\n\nAs it drifts.'", "")],
    "from a here-document": [BY_SED, ("git add -A; git commit -qF - <<'E'\nSum exactly\n\nMore.\nE", "")],
    "in a substitution": [BY_SED, ("git commit -qm \"$(cat <<'EOF'\nSum exactly\nEOF\n)\"", "")],
    "amended": [
        BY_SED,
        ("git commit -qam wip", ""),
        ("git commit -q --amend -m 'Sum exactly'", ""),
    ],
    "into /dev/null": [BY_SED, ("git add . && git commit -m 'Sum exactly' > /dev/null 2>&1", "")],
    "by a script": [
        BY_SED,
        ("python3 -c \"import subprocess; subprocess.run(['git', 'commit', '-qam', 'Sum exactly'])\"", ""),
    ],
    "by a tool": [BY_SED, ("git_commit", {"message": "Sum exactly"}, "Changes committed")],
    "from a file": [WROTE, ("git commit -qa -F /tmp/message", "")],
    "rebased": [
        BY_SED,
        ("git commit -qam 'Sum exactly'", ""),
        ("git rebase -q main", ""),
    ],
    "picked again": [
        BY_SED,
        ("git checkout -qb fix && git commit -qam 'Sum exactly' && git checkout -q -", ""),
        ("git cherry-pick fix > /dev/null", ""),
    ],
}
SHOWING = [
    "git log -p --all",
    "git log --all --patch -3",
    f"git show {MADE_ID[:9]}",
    "git rev-list --all | xargs -n1 git show",
    "git log -p --reflog",
    "git log -g -p",
]


@pytest.mark.parametrize("asked", SHOWING)
@pytest.mark.parametrize("made", MADE)
def test_a_commit_of_its_own_that_no_output_named(made: str, asked: str) -> None:
    found = find_accesses(run_of(LOOK, *MADE[made], (asked, titled("Sum exactly"))))
    assert not found.accessed, found.accesses
    both = titled("Sum exactly") + commit(OTHER, FIX_ID)
    assert find_accesses(run_of(LOOK, *MADE[made], (asked, both))).grade == (
        "none" if asked == SHOWING[2] else "later"
    )
    assert find_accesses(run_of(LOOK, (asked, titled("Sum exactly")), *MADE[made])).grade == "answer"


def test_a_stash_and_what_git_calls_its_own_commits() -> None:
    for before, title in (
        ("git stash -q", "WIP on main: 5d7c2ab Base"),
        ("git stash push -q -m half", "On main: half"),
        ("git stash --include-untracked -q", "index on main: 5d7c2ab Base"),
        ("git revert --no-edit HEAD -q", 'Revert "Base"'),
        ("git checkout -qb fix; git checkout -q main; git merge -q --no-ff fix", "Merge branch 'fix'"),
    ):
        steps = [LOOK, BY_SED, (before, ""), ("git log -p --all", titled(title))]
        if "merge" in before:
            steps.insert(2, ("git status", "On branch main"))
        assert not find_accesses(run_of(*steps)).accessed, title
    for before in ("git stash list", "git stash pop", "git status"):
        steps = [LOOK, BY_SED, (before, ""), ("git log -p --all", titled("WIP on main: 5d7c2ab Base"))]
        assert find_accesses(run_of(*steps)).grade == "answer", before


def test_a_title_alone_is_not_enough_where_dates_or_words_speak_against_it() -> None:
    asked = ("git log -p --all", commit(FIXED).replace("Exact sums (#41)", "fix"))
    made = ("git commit -qam fix", "")
    assert find_accesses(run_of(LOOK, BY_SED, made, asked)).grade == "answer"
    assert not find_accesses(run_of(LOOK, WROTE, made, asked)).accessed
    steps = [LOOK, WROTE, ("git commit -qam 'Exact sums (#41)'", ""), ("git log -p --all", commit(FIXED))]
    run = run_of(*steps)
    assert not find_accesses(run).accessed
    timed = replace(run, events=[replace(one, time="2026-11-30T10:00:00Z") for one in run.events])
    assert find_accesses(timed).grade == "answer"


def test_commits_in_one_line_each() -> None:
    shown = f"abc1234 Sum exactly\n{diff(FIXED)}{BASE_ID[:7]} Base\n{diff(OTHER)}"
    steps = [LOOK, BY_SED, ("git commit -qam 'Sum exactly'", "")]
    assert not find_accesses(run_of(*steps, ("git log -p --all --oneline", shown))).accessed
    assert find_accesses(run_of(LOOK, ("git log -p --all --oneline", shown))).grade == "answer"
    bare = f"Sum exactly\n\n{diff(FIXED)}"
    assert not find_accesses(
        run_of(LOOK, WROTE, ("git commit -qam 'Sum exactly'", ""), ("git log -p --all --format=%s", bare))
    ).accessed


def test_branches_and_tags_of_its_own() -> None:
    for made in ("git branch release/mine", "git tag v9.9", f"git tag v9.9 {BASE_ID}", "git switch -c v9.9"):
        name = "v9.9" if "v9.9" in made else "release/mine"
        steps = [LOOK, WROTE, (made, ""), (f"git show {name}", titled("Base", OTHER))]
        assert not find_accesses(run_of(*steps)).accessed, made
    steps = [LOOK, ("git tag v9.9 9e41c0b", ""), ("git show v9.9", commit(FIXED))]
    assert find_accesses(run_of(*steps)).grade == "answer"


def test_what_was_taken_unseen_is_no_own_work_once_it_was_committed() -> None:
    taken = ("git checkout origin/main -- roll/windows.py", "Updated 1 path")
    for asked in ("git show HEAD", "git show", "git log -p -1"):
        run = run_of(
            LOOK, AT_BASE, taken, ("git commit -qam 'Sum exactly'", ""), (asked, titled("Sum exactly"))
        )
        found = find_accesses(run)
        assert 10 in found.graded_results(), asked
        assert found.accessed
    before = run_of(
        LOOK, AT_BASE, ("git commit -qam 'Sum'", ""), taken, ("git show HEAD", titled("Sum", OTHER))
    )
    assert 10 not in find_accesses(before).graded_results()


def test_hits_in_a_commit_are_the_lines_of_its_file() -> None:
    names = (f"{FIX_ID}:roll/windows.py", "origin/main:roll/windows.py", "HEAD~2:windows.py")
    for name in names:
        hits = f"{name}:3:    carry = 0.0\n{name}-4-    adjusted = value"
        assert [line.text for line in read_lines(hits)] == ["    carry = 0.0", "    adjusted = value"]
    hits = "".join(f"{FIX_ID}:roll/windows.py-{at}-{line}\n" for at, line in enumerate(FIXED.split("\n"), 5))
    assert (
        find_accesses(run_of(LOOK, ("git grep -A9 -n carry $(git rev-list --all)", hits))).grade == "answer"
    )


def test_runs_that_are_not_counted_again_are_told(tmp_path: Path) -> None:
    call = {
        "id": "a",
        "type": "function",
        "function": {"name": "bash", "arguments": '{"command": "cat a.py"}'},
    }
    messages = [
        {"role": "user", "content": "Mend it."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": BASE},
    ]
    for name in ("one", "two", "three"):
        run = {"instance_id": name, "messages": messages, "patch": diff(FIXED)}
        (tmp_path / f"{name}.json").write_text(json.dumps(run))
    result = audit(str(tmp_path), out=str(tmp_path / "out")).result
    assert result.read.repeated == 2
    assert any(one.endswith("not counted again: 2 runs") for one in result.warnings)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A call whose arguments are cut, a result of no call, and a submission that is no diff: two runs of three."""

    def written(name: str, arguments: str, answers: str, patch: str) -> None:
        function = {"name": "bash", "arguments": arguments}
        messages = [
            {"role": "user", "content": f"Mend {name}."},
            {"role": "assistant", "tool_calls": [{"id": "a", "type": "function", "function": function}]},
            {"role": "tool", "tool_call_id": answers, "content": f"{BASE}{name}"},
        ]
        run = {"instance_id": name, "messages": messages, "patch": patch}
        (tmp_path / f"{name}.json").write_text(json.dumps(run))

    written("cut", '{"command": "git sh', "a", diff(FIXED))
    written("astray", '{"command": "cat a.py"}', "b", "it is mended")
    written("whole", '{"command": "cat a.py"}', "a", diff(FIXED))
    told = audit(str(tmp_path), out=str(tmp_path / "out")).result.warnings
    assert any(one.startswith("in 2 runs the arguments of calls cannot be read, or their") for one in told)
    assert "what 1 run handed in is no diff that can be read: all of its text counts as new" in told


def test_each_commit_of_a_log_has_its_grade() -> None:
    tip, fix = commit(OTHER, "ee" * 20, path="roll/other.py"), commit(FIXED)
    base, old = commit("x = total_of_all", BASE_ID), commit(OTHER, OLD_ID)
    for asked in ("git log -p eeeeeeee -4", "git log -p origin/main -4", "git log -p HEAD..origin/main"):
        found = find_accesses(run_of(LOOK, AT_BASE, (asked, tip + fix + base + old)))
        assert found.grade == "answer", asked
        assert [one.commit for one in found.accesses if one.grade == "answer"] == [FIX_ID]
    known = ("git log --oneline -3", f"{BASE_ID[:9]} Base\n{OLD_ID[:9]} Old")
    for asked in (f"git log -p {OLD_ID[:9]} -3", f"git log -p {OLD_ID[:9]} -- roll/other.py"):
        older = tip.replace("total", "amount")
        assert find_accesses(run_of(LOOK, known, (asked, older + older))).grade == "context", asked


def test_a_name_that_shows_another_commit_is_not_nothing() -> None:
    tagged = "tag v9.9\nTagger: A. Person <a@example.org>\n\n    Release\n\n"
    for asked in ("git show 7a9c1d2", "git log -p -1 7a9c1d2 -- roll/windows.py"):
        assert find_accesses(run_of(LOOK, (asked, commit(FIXED)))).grade == "answer", asked
        assert find_accesses(run_of(LOOK, (asked, tagged + commit(FIXED)))).grade == "answer", asked


CLONED = ("git clone -q https://github.com/example/roll /tmp/up", "")
SHOWN = BASE + FIXED


def bash(command: str, shown: str, **more: str) -> tuple[str, dict[str, str], str]:
    return ("bash", {"command": command, **more}, shown)


def in_shells(*steps: tuple[str, dict[str, str], str], **more: str) -> AgentRun:
    """A run whose calls of `bash` have arguments beside the command."""
    run = replace(run_of(LOOK, CLONED, *steps), **more)
    return replace(
        run,
        events=[
            replace(one, command=one.arguments["command"]) if one.tool == "bash" else one
            for one in run.events
        ],
    )


def test_a_shell_goes_on_where_it_stands_unless_each_command_starts_afresh() -> None:
    moved = bash("cd /tmp/up", "")
    log = bash("git log -p -3", commit(FIXED))
    assert find_accesses(in_shells(moved, log)).grade == "answer"
    assert find_accesses(in_shells(moved, log, format="swe-agent")).grade == "answer"
    once = bash("cd /tmp/up && ls", "roll")
    assert find_accesses(in_shells(once, log)).grade == "answer"
    for name in ("mini-swe-agent-1", "codex", "inspect", "openclaw"):
        assert not find_accesses(in_shells(once, log, format=name)).accessed, name
    again = [bash("cd /repo && ls", "roll"), bash("cd /repo && git status", "On branch fix"), once]
    assert not find_accesses(in_shells(*again, log)).accessed
    assert find_accesses(in_shells(*again, moved, log)).grade == "answer"


def test_only_calls_that_open_nothing_tell_where_a_shell_stands() -> None:
    unpacked = (
        "cd /tmp && wget https://github.com/example/roll/archive/refs/heads/main.zip && unzip -q main.zip",
        "",
    )
    read = ("cat roll/windows.py", SHOWN)
    here = [("cd /repo && ls", "roll"), ("cd /repo && python -m pytest", "3 passed")]
    for ordinary, grade in (([], "answer"), (here, "looked")):
        assert find_accesses(run_of(*ordinary, unpacked, unpacked, read)).grade == grade
        assert find_accesses(run_of(*ordinary, unpacked, read)).grade == grade


def test_a_session_goes_on_beside_commands_that_start_afresh() -> None:
    moved = ("bash_session", {"command": "cd /tmp/up && ls"}, "roll")
    log = "git log -p -3"

    def graded(tool: str) -> str:
        steps = [LOOK, CLONED, moved, bash("ls", "x"), (tool, {"command": log}, commit(FIXED))]
        run = run_of(*steps, format="inspect")
        events = [replace(one, command=one.arguments.get("command", one.command)) for one in run.events]
        return find_accesses(replace(run, events=events)).grade

    assert graded("bash_session") == "answer"
    assert graded("bash") == "looked"


def test_a_call_that_names_its_folder_stands_there() -> None:
    for name in ("workdir", "cwd"):
        log = bash("git log -p -3", commit(FIXED), **{name: "/tmp/up"})
        assert find_accesses(in_shells(log, format="codex")).grade == "answer"
        assert not find_accesses(in_shells(bash("git log -p -3", commit(FIXED), **{name: "/repo"}))).accessed


@pytest.mark.parametrize(
    "shown",
    [
        "bash: gh: command not found",
        "GraphQL: Could not resolve to a PullRequest with the number of 41.",
        "no git remotes found",
        "To get started with GitHub CLI, please run:  gh auth login",
    ],
)
def test_a_pull_request_that_could_not_be_checked_out(shown: str) -> None:
    steps = [LOOK, ("gh pr checkout 41", shown), ("cat roll/windows.py", SHOWN)]
    assert find_accesses(run_of(*steps)).grade == "looked"
    came = [LOOK, ("gh pr checkout 41", "Switched to branch 'exact'")]
    assert find_accesses(run_of(*came)).grade == "undecided"
    assert find_accesses(run_of(*came, ("cat roll/windows.py", SHOWN))).grade == "answer"
