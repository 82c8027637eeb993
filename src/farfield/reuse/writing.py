"""Which commands of a shell write into files."""

from __future__ import annotations

import re

from farfield.reuse.shell import Command

WRITING = frozenset({"tee", "patch", "ed", "ex"})
_IN_PLACE = re.compile(r"-[nErszupalw0-9]*i.*|--in-place.*")


def edits_in_place(command: Command) -> bool:
    """Whether a command writes what it makes of a file into that file."""
    if command.name in ("sed", "gsed", "perl"):
        return any(_IN_PLACE.fullmatch(word) for word in command.words[1:])
    return command.name in ("awk", "gawk") and "inplace" in command.words


def writes_files(command: Command) -> bool:
    """Whether a command writes into files."""
    if any(not place.startswith("/dev/") for place in command.outputs) or command.name in WRITING:
        return True
    if edits_in_place(command):
        return True
    script = command.document or (
        " ".join(command.words) if command.name.startswith(("python", "node", "ruby")) else ""
    )
    return "write" in script or "'w'" in script or '"w"' in script or command.words[:2] == ("git", "apply")
