"""Where what git prints goes instead of the screen, and what shows it there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from farfield.reuse.git_calls import GitCall, is_plain
from farfield.reuse.history import Git
from farfield.reuse.story import Story


def shows_working_tree(call: GitCall, story: Story) -> bool:
    """Whether what was put into the working tree comes onto the screen: as changes, or as the agent's own commit."""
    if call.titles_only or call.ranges:
        return False
    committed = story.import_committed and is_plain(call)
    return call.verb == "diff" or (
        committed and (call.verb == "show" or (call.verb == "log" and call.shows_patch))
    )


def archived_to(git: Git) -> str | None:
    """Where `git archive` is unpacked and `git worktree add` puts a commit: `.` where no folder is named."""
    call = git.call
    if call.verb == "worktree" and "add" in call.others:
        rest = [word for word in call.others if word != "add"]
        return rest[0] if rest else None
    if call.verb != "archive":
        return None
    for sink in git.command.sinks:
        for at, word in enumerate(sink[:-1]):
            if word in ("-C", "--directory"):
                return sink[at + 1]
        if sink[:1] in (("tar",), ("bsdtar",)):
            return "."
    return next(
        (option.partition("=")[2] for option in call.options if option.startswith(("-o=", "--output="))), None
    )


def unpacks_to_screen(words: Sequence[str]) -> bool:
    """Whether an archive's files are shown instead of written."""
    short = any(re.fullmatch(r"-?[a-zA-Z]*O[a-zA-Z]*", word) for word in words[1:3])
    return words[:1] in (("tar",), ("bsdtar",)) and (short or "--to-stdout" in words)
