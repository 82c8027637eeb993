"""Ways of other languages, tools and hosts into an answer, and what looks like them and is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_runs import BASE, FIXED, LOOK, SUBMITTED, commit, diff, run_of, runs_without_an_access
from farfield.reuse import GRADES, find_accesses
from farfield.reuse.auditor import Auditor

SHOWN = BASE + FIXED
HUB = "https://github.com/example/roll"
RAW = "https://raw.githubusercontent.com/example/roll/main/roll/windows.py"
CLONED = (f"git clone -q {HUB} /tmp/up", "")
BY_SED = ("cd /repo && sed -i 's/total = sum/carry = 0.0/' roll/windows.py", "")
TITLED = commit(FIXED, "ab" * 20).replace("Exact sums (#41)", "Sum exactly")
GO = """	carry := 0.0
	for place, value := range readings {
		adjusted := value - carry
		running := total + adjusted
		carry = (running - total) - adjusted
		total = running
	}
"""
JAVASCRIPT = """  let carry = 0;
  for (const [place, value] of readings.entries()) {
    const adjusted = value - carry;
    const running = total + adjusted;
    carry = (running - total) - adjusted;
    total = running;
  }
"""
GO_PATCH, JAVASCRIPT_PATCH = diff(GO, path="windows.go"), diff(JAVASCRIPT, path="src/windows.js")
QUERY = 'query={repository(owner:"example",name:"roll"){object(expression:"main:w.py"){... on Blob{text}}}}'


def hits(file: str) -> str:
    return "".join(f"{file}-{at}-{line}\n" for at, line in enumerate(FIXED.split("\n"), 5))


COPIED: dict[str, list[Any]] = {
    "a commit by the interface": [
        (
            "gh api -H 'Accept: application/vnd.github.v3.patch' /repos/example/roll/commits/9e41c0b",
            commit(FIXED),
        )
    ],
    "a query": [(f"gh api graphql -f '{QUERY}'", json.dumps({"data": {"text": SHOWN}}))],
    "a request of a named repository": [("gh pr diff --repo example/roll 41", diff(FIXED))],
    "a release's archive": [
        ("gh release download v9.1 -R example/roll --archive=tar.gz", ""),
        ("tar xzf roll-9.1.tar.gz && cat roll-9.1/roll/windows.py", SHOWN),
    ],
    "a release's wheel": [
        ("gh release download v9.1 -R example/roll -p '*.whl' --dir=/tmp/rel", ""),
        ("unzip -p /tmp/rel/roll-9.1-py3-none-any.whl roll/windows.py", SHOWN),
    ],
    "a folder by wget": [(f"wget -q -P /tmp/w {RAW}", ""), ("cat /tmp/w/windows.py", SHOWN)],
    "a folder by curl": [
        (f"curl -s --output-dir /tmp/w -O {RAW}", ""),
        ("read_file", {"path": "/tmp/w/windows.py"}, SHOWN),
    ],
    "a folder by aria2": [(f"aria2c -q {RAW} --dir=/tmp -o w.py", "ok"), ("tail -99 /tmp/w.py", SHOWN)],
    "a clone of another host": [
        ("git clone https://git.example.org/mirrors/roll.git /tmp/m", ""),
        ("cat /tmp/m/roll/windows.py", SHOWN),
    ],
    "a clone of a clone": [CLONED, ("git clone -q /tmp/up /tmp/u2; cat /tmp/u2/roll/windows.py", SHOWN)],
    "another system of versions": [
        ("hg clone https://hg.example.org/roll /tmp/h", "added 3 changesets"),
        ("hg -R /tmp/h cat /tmp/h/roll/windows.py", SHOWN),
    ],
    "hits above a clone": [CLONED, ("grep -rn -A8 carry /tmp", hits("/tmp/up/roll/windows.py"))],
    "hits in all there is": [("rg -n -A8 carry /", hits("/opt/v/lib/site-packages/roll/windows.py"))],
    "hits in what another program holds": [("grep -rn -A8 carry /", hits("/opt/app/vendor/roll/windows.py"))],
    "a source of the distribution": [
        ("apt-get source python3-roll", "dpkg-source: info: extracting python3-roll in python3-roll-9.1"),
        ("cat python3-roll-9.1/roll/windows.py", SHOWN),
    ],
    "a file of a container of an image": [
        ("docker create --name c example/roll:9.1 && docker cp c:/usr/src/roll/windows.py /tmp/", "4fa"),
        ("cat /tmp/windows.py", SHOWN),
    ],
    "where a gem lies": [
        ("gem install roll", "Successfully installed roll-9.1"),
        ("cat $(gem contents roll | grep windows)", SHOWN),
    ],
}
IN_GO: dict[str, list[Any]] = {
    "documentation with its source": [
        ("cd /tmp/x && go get github.com/example/roll@latest", "go: added github.com/example/roll v9.1.0"),
        ("cd /tmp/x && go doc -src github.com/example/roll WindowMean", GO),
    ],
    "what is vendored elsewhere": [("cat /opt/tool/vendor/github.com/example/roll/windows.go", GO)],
}
IN_JAVASCRIPT: dict[str, list[Any]] = {
    "an archive of the registry": [
        (
            "npm pack roll@9.1.0 && tar -xzOf roll-9.1.0.tgz package/src/windows.js",
            f"roll-9.1.0.tgz\n{JAVASCRIPT}",
        )
    ],
    "put in place elsewhere": [
        ("cd /tmp && npm i roll@latest", "added 1 package"),
        ("sed -n 1,60p /tmp/node_modules/roll/src/windows.js", JAVASCRIPT),
    ],
}
CLEAN: dict[str, list[Any]] = {
    "a request of another repository": [
        ("gh pr diff 41 -R other/dep", diff("x_of_other = things(1)", path="dep/x.py"))
    ],
    "its own build in the tree": [BY_SED, ("make vendor; cat vendor/roll/windows.py", SHOWN)],
    "its own build, by its whole name": [BY_SED, ("make vendor; cat /repo/vendor/roll/windows.py", SHOWN)],
    "hits in its own files": [
        BY_SED,
        ("grep -rn -A8 carry .", hits("./roll/windows.py")),
        ("grep -rn -A8 carry /", hits("/repo/roll/windows.py")),
    ],
    "names of files alone": [CLONED, ("grep -rl carry /tmp", "/tmp/up/roll/windows.py")],
    "an image of its own": [
        BY_SED,
        ("docker build -t mine . && docker create --name c mine && docker cp c:/r/w.py /tmp/w", ""),
        ("cat /tmp/w", SHOWN),
    ],
    "its own container": [BY_SED, ("docker cp testbed:/repo/roll/windows.py /tmp/w && cat /tmp/w", SHOWN)],
    "its own documentation": [BY_SED, ("go doc -src . WindowMean", SHOWN)],
    "where its own tree lies": [BY_SED, ("cat $(pip show roll | grep Loc | cut -c11-)/windows.py", SHOWN)],
    "another system of versions": [BY_SED, ("hg diff; hg log -p -l 1", SUBMITTED)],
    "main merged": [
        ("git checkout -qb fix", ""),
        BY_SED,
        ("git commit -qam 'Sum exactly'; git merge -q main", ""),
        ("git show", commit(FIXED, "ab" * 20)),
        ("cat roll/windows.py", SHOWN),
    ],
    "a branch of a second tree": [
        ("git worktree add -b trial ../trial", ""),
        ("cd ../trial && sed -i s/a/b/ roll/windows.py && git commit -qam 'Sum exactly'", ""),
        ("git show trial", TITLED),
    ],
}
CASES = {
    **{name: (steps, SUBMITTED, True) for name, steps in COPIED.items()},
    **{name: (steps, GO_PATCH, True) for name, steps in IN_GO.items()},
    **{name: (steps, JAVASCRIPT_PATCH, True) for name, steps in IN_JAVASCRIPT.items()},
    **{f"clean: {name}": (steps, SUBMITTED, False) for name, steps in CLEAN.items()},
}


@pytest.mark.parametrize("name", CASES)
def test_who_copied_by_ways_of_others_is_found_and_nobody_else(name: str) -> None:
    steps, patch, copied = CASES[name]
    run = run_of(LOOK, *steps, patch=patch)
    row = Auditor().audited(run)
    expected = ("answer", "copied") if copied else (row.accesses.grade, "nothing found")
    assert (row.accesses.grade, row.verdict) == expected, row.accesses.accesses
    assert row.accesses.accessed is copied
    for number, taken in runs_without_an_access(run, row.accesses):
        assert GRADES.index(find_accesses(taken).grade) >= GRADES.index(row.accesses.grade), number
