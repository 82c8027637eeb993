"""What was found of files is remembered until one of them changes, and never in somebody else's words."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from farfield.storage.remembered import OLD_ENOUGH, look, remembered


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    files = tmp_path / "files"
    (files / "inner").mkdir(parents=True)
    for path in (files / "a.py", files / "inner" / "b.py", files / "c.txt"):
        path.write_text("one")
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 2 * OLD_ENOUGH)  # the files are old
    return files


def asked(folder: Path, what: str = "it") -> tuple[str, bool]:
    """What is told, and whether it had to be found."""
    found: list[int] = []

    def find() -> str:
        found.append(1)
        return "".join(path.read_text() for path in sorted(folder.rglob("*.py")))

    return remembered(what, folder, ".py", find), bool(found)


def states(tmp: Path) -> list[Path]:
    return [path for path in tmp.rglob("*") if path.is_file() and path.parent.name == "states"]


def test_it_is_found_once(folder: Path) -> None:
    assert [asked(folder) for _ in range(3)] == [("oneone", True), ("oneone", False), ("oneone", False)]
    assert asked(folder, "another")[1]
    (folder / "c.txt").write_text("another kind of file")
    assert asked(folder) == ("oneone", False)


def test_what_was_seen_before_is_looked_at_once_more_only_where_it_tells_nothing(folder: Path) -> None:
    seen = look(folder, ".py")
    assert remembered("it", folder, ".py", lambda: "first", seen) == "first"
    (folder / "a.py").write_text("three")  # after this process looked: it goes by what it began with
    assert remembered("it", folder, ".py", lambda: "second", seen) == "first"
    assert remembered("it", folder, ".py", lambda: "second") == "second"
    assert remembered("it", folder, ".py", lambda: "third", seen) == "second"
    assert remembered("it", folder, ".py", lambda: "third", look(folder, ".py")) == "second"


CHANGES: dict[str, Callable[[Path], object]] = {
    "longer": lambda folder: (folder / "a.py").write_text("three"),
    "as long": lambda folder: (folder / "inner" / "b.py").write_text("two"),
    "new": lambda folder: (folder / "inner" / "d.py").write_text("four"),
    "gone": lambda folder: (folder / "a.py").unlink(),
    "renamed": lambda folder: (folder / "a.py").rename(folder / "z.py"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(folder: Path, change: str) -> None:
    asked(folder)
    CHANGES[change](folder)
    told, looked = asked(folder)
    assert looked
    assert told == "".join(path.read_text() for path in sorted(folder.rglob("*.py")))


def test_a_change_that_keeps_size_and_date_is_seen(folder: Path) -> None:
    asked(folder)
    before = (folder / "a.py").stat()
    time.sleep(0.05)
    (folder / "a.py").write_text("two")
    os.utime(folder / "a.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert asked(folder) == ("twoone", True)


def test_what_is_younger_than_a_clock_can_tell_is_not_remembered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = max(path.stat().st_ctime_ns for path in folder.rglob("*.py"))
    monkeypatch.setattr(time, "time_ns", lambda: newest + OLD_ENOUGH // 2)
    assert [asked(folder)[1] for _ in range(2)] == [True, True]


def test_others_are_not_believed(folder: Path, tmp_path: Path) -> None:
    asked(folder)
    (kept,) = states(tmp_path)
    stamp, _, _ = kept.read_text().partition(" ")
    kept.write_text(f"{stamp} planted")
    assert asked(folder) == ("planted", False)  # one's own
    kept.chmod(kept.stat().st_mode | stat.S_IWOTH)
    assert asked(folder) == ("oneone", True)
    kept.parent.chmod(0o777)
    kept.write_text(f"{stamp} planted")
    assert asked(folder) == ("oneone", True)


@pytest.mark.parametrize("damage", ["", "nothing", "\xff"])
def test_a_damaged_file_is_made_anew(folder: Path, tmp_path: Path, damage: str) -> None:
    asked(folder)
    (kept,) = states(tmp_path)
    kept.write_bytes(damage.encode("latin-1"))
    assert [asked(folder) for _ in range(2)] == [("oneone", True), ("oneone", False)]


def test_without_a_place_to_keep_it_is_found_each_time(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    (tmp_path / "home").write_text("no folder")
    assert [asked(folder)[1] for _ in range(2)] == [True, True]
