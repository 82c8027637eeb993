"""The files of a run, which take the places of an earlier run's together, and only once all of them are whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from farfield.records import FarfieldError
from farfield.storage.addresses import require_local
from farfield.storage.locking import hold
from farfield.storage.writing import make_folder, move, remove

UNFINISHED = ".unfinished"


class Stage:
    """`folder`: where the files are made, inside of the one they are for."""

    def __init__(self, target: Path) -> None:
        self._target, self.folder = target, target / UNFINISHED

    def publish(self, names: Sequence[str]) -> None:
        """Move the files to their places; those of `names` that were not made are removed there.

        The last name goes first and comes last: where it stands, all the others belong to it.
        Raises FarfieldError where a file can't be moved.
        """
        remove(self._target / names[-1])
        for name in names:
            if (self.folder / name).exists():
                move(self.folder / name, self._target / name)
            else:
                remove(self._target / name)


@contextmanager
def stage_in(target: Path) -> Iterator[Stage]:
    """Hold a folder and make room in it for the files of a run; what is not published is removed.

    Raises FarfieldError where nothing can be written there, or another run is at work there.
    """
    require_local(target)
    is_new = not target.exists()
    make_folder(target)
    with _held(target):
        stage = Stage(target)
        try:
            refuse_link(stage.folder)
            shutil.rmtree(stage.folder, ignore_errors=True)  # of a run that was killed
            make_folder(stage.folder)
            yield stage
        finally:
            shutil.rmtree(stage.folder, ignore_errors=True)
            if is_new:
                with suppress(OSError):  # it holds what is finished of the scan
                    target.rmdir()


def refuse_link(folder: Path) -> None:
    """Raises FarfieldError where a folder of Farfield's own making is a link: what it leads to is somebody's."""
    if folder.is_symlink():
        raise FarfieldError(
            "is a link, which no run of Farfield makes",
            where=str(folder),
            remedy="Remove it, or name another folder with --out.",
        )


@contextmanager
def _held(target: Path) -> Iterator[None]:
    try:
        with hold(target, wait=False):
            yield
    except BlockingIOError as error:
        raise FarfieldError(
            "another run is writing here",
            where=str(target),
            remedy="Wait until it has ended, or name another folder with --out.",
        ) from error
