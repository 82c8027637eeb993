"""Command lines of agents: what is run with which arguments, and nothing that is only written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.reuse.shell import read_commands
from farfield.reuse.shell.commands import MOST_COMMANDS


def words_of(line: str) -> list[tuple[str, ...]]:
    return [command.words for command in read_commands(line)[0]]


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("git show abc | head -5; pwd", [("git", "show", "abc"), ("head", "-5"), ("pwd",)]),
        ("git commit -m 'git show abc; curl x'", [("git", "commit", "-m", "git show abc; curl x")]),
        ('git commit -m "Fix 0.5 && git show"', [("git", "commit", "-m", "Fix 0.5 && git show")]),
        ("git clone URL x 2>&1 | tail", [("git", "clone", "URL", "x"), ("tail",)]),
        ("git show abc >/tmp/f 2>/dev/null", [("git", "show", "abc")]),
        ("cat > f.py <<'EOF'\ngit show abc\nEOF\ngit diff", [("cat",), ("git", "diff")]),
        ("cat <<-A <<B\n\tone\n\tA\ngit show x\nB\nls", [("cat",), ("ls",)]),
        ("# git show abc\nls # git log", [("ls",)]),
        ("echo a#b", [("echo", "a#b")]),
        ("git show \\\n  abc", [("git", "show", "abc")]),
        ("if [ -d x ]; then git fetch; else ls; fi", [("[", "-d", "x", "]"), ("git", "fetch"), ("ls",)]),
        ("for c in a1 b2; do git show $c; done", [("git", "show", "a1"), ("git", "show", "b2")]),
        ("X=abc; git show ${X}:f.py", [("git", "show", "abc:f.py")]),
        ("git show $X", [("git", "show", "$X")]),
        ("git show $(git rev-parse main)", [("git", "rev-parse", "main"), ("git", "show", "$()")]),
        ("git show `git rev-parse main`", [("git", "rev-parse", "main"), ("git", "show", "$()")]),
        ("echo \"$(git show x)\" '$(git show y)'", [("git", "show", "x"), ("echo", "$()", "$(git show y)")]),
        ("bash -c 'git show a && ls'", [("git", "show", "a"), ("ls",)]),
        ('bash -lc "git log -p"', [("git", "log", "-p")]),
        ("bash <<X\ngit show a\nX", [("git", "show", "a")]),
        ("sudo -u me timeout 9 env A=1 git log", [("git", "log")]),
        ("GIT_PAGER=cat git log", [("git", "log")]),
        (
            "git rev-list --all | xargs -n1 git show",
            [("git", "rev-list", "--all"), ("git", "show", "$xargs")],
        ),
        ("find . -name x -exec git blame {} \\;", [("git", "blame", "{}")]),
        ("(cd a && git log) && ls", [("cd", "a"), ("git", "log"), ("ls",)]),
        ("case $x in a) git show q;; esac", [("a",), ("git", "show", "q")]),
        ("f() { git show $1; }", [("f",), ("git", "show", "$1")]),
        ("eval 'git show a'", [("git", "show", "a")]),
        ("bash -c $'git show \\'a b\\'\\nls'", [("git", "show", "a b"), ("ls",)]),
        ("echo \"$'x'\" $'un", [("echo", "$'x'", "un")]),
        ("screen -S x -p 0 -X stuff 'git show a^M'", [("git", "show", "a")]),
        ("screen -X stuff \"git show a$(printf '\\\\r')\"", [("printf", "\\\\r"), ("git", "show", "a")]),
        ("screen -L -Logfile f -dmS x git show a", [("git", "show", "a")]),
        ("screen -S x -X hardcopy f", [("screen", "-S", "x", "-X", "hardcopy", "f")]),
        ("diff <(git show a:f) f", [("git", "show", "a:f"), ("diff", "$()", "f")]),
        ("python3 - <<'P'\nimport os\nP", [("python3", "-")]),
        ("git show 'abc", [("git", "show", "abc")]),
        ("", []),
    ],
)
def test_simple_commands(line: str, commands: list[tuple[str, ...]]) -> None:
    assert words_of(line) == commands


def test_a_loop_over_lines_knows_where_they_come_from() -> None:
    line = "git log --all | while read h m; do git show $h -- f | grep -A5 x; done"
    show = next(command for command in read_commands(line)[0] if command.words[1:2] == ("show",))
    assert show.words == ("git", "show", "$h", "--", "f")
    assert show.sources == (("git", "log", "--all"),)
    assert show.sinks == (("grep", "-A5", "x"),)


def test_the_folder_is_followed() -> None:
    commands, folder = read_commands("cd /a/b && cd ../c; (cd d; ls); pwd", None)
    assert [command.folder for command in commands] == [None, "/a/b", "/a/c", "/a/c/d", "/a/c"]
    assert folder == "/a/c"
    assert read_commands("cat f", "/x")[0][0].folder == "/x"
    assert read_commands("cd $Y")[1] is None


@pytest.mark.parametrize(
    ("line", "outputs"),
    [
        ("git show a > f", [("f",)]),
        ("git show a 2> f", [()]),
        ("git show a 2>> f 1> g", [("g",)]),
        ("git show a > f 2>&1", [("f",)]),
        ("git show a &> f", [("f",)]),
        ("(git show a) 2> f", [()]),
        ("git show a | cat > f", [("f",), ("f",)]),
        ("git show a | tee f", [(), ()]),
        ("git show a | tee f > /dev/null", [("/dev/null", "f"), ("/dev/null",)]),
    ],
)
def test_where_the_output_of_a_pipeline_goes(line: str, outputs: list[tuple[str, ...]]) -> None:
    assert [command.outputs for command in read_commands(line)[0]] == outputs


def test_files_written_and_here_documents_are_kept_apart() -> None:
    (command,) = read_commands("cat > a.py <<'E'\nx = 1\nE")[0]
    assert command.outputs == ("a.py",)
    assert command.document == "x = 1\n"
    assert read_commands("(git log; ls) > out")[0][0].outputs == ("out",)


def test_a_variable_that_doubles_itself_stays_small() -> None:
    line = "a=xxxxxxxxxxxxxxxx;" + "a=$a$a;" * 200 + "echo $a"
    assert sum(len(word) for words in words_of(line) for word in words) < 300_000
    loops = "for a in 1 2 3 4 5 6 7 8; do " * 12 + "echo $a" + "; done" * 12
    assert len(words_of(loops)) <= MOST_COMMANDS


PIECES = [
    "git",
    " ",
    "show",
    "'",
    '"',
    "\\",
    "$(",
    ")",
    "(",
    "`",
    "|",
    "||",
    "&&",
    ";",
    "\n",
    "<<E",
    "E",
    "${",
    "}",
    "{",
    "for a in b c",
    "; do ",
    "; done",
    "while read x",
    "if ",
    " then ",
    " fi",
    "case x in ",
    "esac",
    "$a",
    "2>&1",
    ">f",
    "<(",
    "#",
    "bash -c ",
    "xargs ",
    "env A=b ",
    "eval ",
    "�",
    "\x00",
    "a=$a$a",
    "é",
    "\r\n",
]
SHELLISH = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(SHELLISH | st.text(max_size=200))
def test_no_line_is_an_error(line: str) -> None:
    commands, _ = read_commands(line)
    assert len(commands) <= MOST_COMMANDS
    assert all(command.words for command in commands)


REPEATED = [
    "$(",
    "`",
    "'",
    '"',
    "((",
    "a|",
    "bash -c '",
    "<<E\n",
    "${a",
    "if ",
    "{ ",
    "for a in b; do ",
    "x=$x$x;",
    "a ",
    "\\",
    "$(a)",
    '"$(',
    "a&&",
    "eval ",
    "xargs ",
    "sudo ",
    "<(",
    "case x in ",
    ")",
    "done;",
    "2>",
    "a=b ",
]


@pytest.mark.parametrize("piece", REPEATED)
def test_time_is_linear(piece: str) -> None:
    def took(length: int) -> float:
        line = piece * (length // len(piece))
        begin = time.process_time()
        read_commands(line)
        return time.process_time() - begin

    took(1000)
    # the square would be 100; other work on this machine slows one of the three
    assert any(took(20_000) < max(40 * took(2000), 0.1) for _ in range(3))
