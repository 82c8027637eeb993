"""Which checkout holds the base of which run: `--repo DIR`, or `--repo NAME=DIR` for the tasks of one repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from farfield.records import AgentRun, FarfieldError
from farfield.reuse.given import Given, holds_commit
from farfield.reuse.repository import Repository
from farfield.reuse.tasks import repository_of


@dataclass(frozen=True)
class Checkouts:
    """Checkouts by the name of the repository; the one without a name is for all others."""

    named: Mapping[str, Repository] = field(default_factory=dict)
    other: Repository | None = None

    def of(self, task: str) -> Repository | None:
        """The checkout for a task; None where none was named for it."""
        repository = plain(repository_of(task))
        short = repository.rpartition("__")[2]
        return self.named.get(repository) or self.named.get(short) or self.other

    def given(self, run: AgentRun, background: Sequence[Path], base: str | None) -> Given:
        """What stood there before a run; its base only where a checkout holds it."""
        repository = self.of(run.task)
        if repository is None or base is None or not holds_commit(Path(repository.folder), base):
            return Given(background)
        return Given(background, Path(repository.folder), base)


def plain(name: str) -> str:
    """A repository's name as tasks are named after it: `Django/django` is `django__django`."""
    return name.replace("/", "__").lower()


def read_checkouts(entries: Sequence[str]) -> Checkouts:
    """Raises FarfieldError for two of one name, and for what is no folder or no repository."""
    named: dict[str, Repository] = {}
    for entry in entries:
        name, equals, folder = entry.partition("=")
        name, folder = (plain(name), folder) if equals and not Path(entry).is_dir() else ("", entry)
        if name in named:
            raise FarfieldError(
                f"--repo names {'two checkouts of ' + name if name else 'two checkouts without a name'}",
                remedy="Name each as NAME=DIR, as --repo django/django=checkouts/django.",
            )
        if not Path(folder).is_dir():
            raise FarfieldError("no such folder", where=folder, remedy="--repo names a git checkout.")
        named[name] = Repository(folder)
    return Checkouts({name: one for name, one in named.items() if name}, named.get(""))
