"""What a command opens, before anybody looked at what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from farfield.records import Event
from farfield.reuse.access import Way
from farfield.reuse.revisions import Revision

Asks = Literal["content", "titles", "search", "import"]
"""`content`: a diff or a file; `titles`: titles, names, counts; `search`: hits among the content of many commits;
`import`: nothing on the screen, but files of the working tree become those of another commit."""

Origin = Literal["unknown", "later", "past", "own", "project", "page", "issue", "elsewhere", "copy"]
"""What the command alone tells. `later`: not in HEAD's history; `past`: in it; `own`: HEAD, the base and the agent's
own; `project`: a file, commit or pull request at the project's own address; `issue`: an issue there; `page`: any other
page there; `elsewhere`: an address that is not the project's; `copy`: of the project, of a release that nothing
tells, as the one that was installed before."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing that one command opens or looks for."""

    call: Event
    result: Event | None
    way: Way
    text: str
    """The command as typed."""
    asks: Asks
    origin: Origin = "unknown"
    revision: Revision | None = None
    marks: tuple[str, ...] = ("plain", "added")
    """Which lines of a diff it would bring: of `git diff main` the removed ones."""
    path: str | None = None
    url: str | None = None
    number: str | None = None
    """Of a pull request or an issue."""
    sealed: bool = False
    """Whether the history was sealed before."""
    alone: bool = True
    """Whether no other command of the call prints."""
    own_diff: bool = False
    """Whether another command of the call shows what the agent itself changed."""
    place: str | None = None
    """The folder or file below which its content lies, of a clone or a download."""
    told: str = ""
    """Why it is `later` or `past`."""
    many: bool = False
    """Whether it shows commits before the named one too, as a log does."""

    derived: bool = False
    """Whether it is one only by what an earlier call did, as reading a file that was put into the working tree."""

    def is_of_same(self, other: Opening) -> bool:
        """Whether another opening is of the same commit, file, address or request, whichever call made it."""
        return (self.way, self.origin, self.revision, self.url, self.number, self.path, self.sealed) == (
            (other.way, other.origin, other.revision, other.url, other.number, other.path, other.sealed)
        )

    @property
    def several(self) -> bool:
        """Whether it may show many commits, each of which has a grade."""
        return self.many or (self.revision is not None and self.revision.kind == "variable")
