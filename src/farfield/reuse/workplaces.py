"""Where the agent works: in the tree that was there, in a clone that it made, or among the installed packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farfield.reuse.opening import Opening
from farfield.reuse.reading import VENDORED
from farfield.reuse.story import Story, within


@dataclass(frozen=True)
class Workplaces:
    """What the calls of a run open, and the files that they write into, each with the number of its call."""

    story: Story
    edited: Sequence[tuple[int, str]]
    opened: Sequence[Opening]

    @property
    def clones(self) -> frozenset[str]:
        """The clones that the agent works in, and works on the project's files nowhere else."""
        cloned = self.story.downloads.items()
        return frozenset(place for place, opening in cloned if self._is_base(place, opening))

    def holds(self, opening: Opening) -> bool:
        """Whether what is opened lies where the agent works, so that its own lines stand there."""
        place = opening.place
        if opening.origin == "copy":
            edits = self._edits(opening)
            return any("-packages/" in path for path in edits) or self._is_vendored_there(opening, edits)
        if place is None or opening.way != "download":
            return False
        project = self.story.project
        edited = [path for path in self._edits(opening) if not project.files or project.is_file(path)]
        if any(within(path, place) for path in (*edited, *self.story.workplaces)):
            return True
        return place in self.story.first_clones and not self._is_elsewhere(opening)

    def _is_base(self, place: str, opening: Opening) -> bool:
        begun_with = place in self.story.first_clones
        edited = any(
            self.story.project.is_file(path) and within(path, place) for path in self._edits(opening)
        )
        return (begun_with or edited) and self.holds(opening) and not self._is_elsewhere(opening)

    def _is_elsewhere(self, opening: Opening) -> bool:
        """Whether files of the project are written outside of a place, on whatever line: that excuses nothing."""
        place, is_file = opening.place or "", self.story.project.is_file
        return any(
            path.startswith("/") and is_file(path) and not within(path, place) for _, path in self.edited
        )

    def _is_vendored_there(self, opening: Opening, edits: Sequence[str]) -> bool:
        """Whether a copy lies among what the working tree holds of others, where a build may put its own files."""
        place, project = opening.place or "", self.story.project
        found = VENDORED.match(place)
        if found is None or not place.startswith(("/", "~")):
            return found is not None
        return any(path.startswith(f"{found[1]}/") and project.is_file(path) for path in edits)

    def _edits(self, opening: Opening) -> Sequence[str]:
        """The files that calls write into which open nothing elsewhere: taking an access away must change no grade."""
        told = (opening.place, opening.origin)
        foreign = {one.call.number for one in self.opened if (one.place, one.origin) != told}
        return [path for number, path in self.edited if number not in foreign]
