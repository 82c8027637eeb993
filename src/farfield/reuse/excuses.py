"""A call that displayed what may hold an answer excuses nothing: what it did and told counts where it accuses alone.

What a run has done so far lowers some grades (own commits, HEAD's past, a sealed history) and raises others (a clone,
HEAD on another commit). The state after such a call is the one before it, with only what raises added. So the run
without the call has no less that lowers and no more that raises, and no grade of it is higher.
"""

from __future__ import annotations

import re
from copy import copy, deepcopy

from farfield.records import Event
from farfield.reuse.scripts import code_commands
from farfield.reuse.story import Story

_SEVERAL = re.compile(r"[;|\n`]|&&|\$\(")


def may_excuse(call: Event) -> bool:
    """Whether a call may do more than the one thing by which it displayed something: a command alone does one."""
    return (
        bool(code_commands(call))
        if call.command is None
        else _SEVERAL.search(call.command.strip()) is not None
    )


def state_of(story: Story) -> Story:
    """The state as it stands, which later calls don't change."""
    kept = copy(story)
    for name, value in vars(story).items():
        if name not in ("run", "project"):
            setattr(kept, name, copy(value) if isinstance(value, dict | list | set) else value)
    for name in ("own", "ancestors", "later", "heads", "of_main", "made", "scripts", "seal"):
        setattr(kept, name, deepcopy(getattr(story, name)))
    return kept


def without_excuses(after: Story, before: Story) -> Story:
    """The state before a call, with what the call added to it that can only raise grades of later ones."""
    kept = state_of(before)
    kept.later = after.later
    kept.at_base = before.at_base or after.at_base
    kept.strayed = before.strayed or after.strayed
    kept.visited = after.visited or before.visited
    kept.moves += [one for one in after.moves if one not in before.moves]
    kept.imported = before.imported if before.imported is not None else after.imported
    kept.imports = after.imports
    kept.import_committed = before.import_committed or after.import_committed
    kept.outside += [one for one in after.outside if one.opening is not None and one not in before.outside]
    kept.downloads = after.downloads | before.downloads
    kept.page = after.page or before.page
    kept.names |= after.names
    kept.listed |= after.listed
    kept.unmerged |= after.unmerged
    kept.scripts.texts = after.scripts.texts | before.scripts.texts
    kept.begun = before.begun or after.begun
    kept.installed |= after.installed
    kept.install = after.install or before.install
    kept.image = after.image or before.image
    kept.beside_head &= after.beside_head
    kept.repositories &= after.repositories
    if after.seal.opened and not before.seal.opened:
        kept.seal.open()
    return kept
