"""Which source files a computation is made of, and their state as one hash.

Machine code, checkpoints and rows of studies outlive the code that made them, so each is kept under this hash. The
files are followed through what each of them names: a list of rooms would miss a new folder, or one that was moved, and
serve what is out of date. Where the text doesn't tell for sure, too much counts rather than too little: a module that
is named in a string may be imported by it, and one in a comment costs a computation and no wrong result.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from farfield.storage.remembered import Seen, look, remembered

PACKAGE = __name__.partition(".")[0]

_FROM = re.compile(
    r"^[^\S\n]*from\s+(?P<dots>\.*)(?P<module>[\w.]*)(?:\s|\\\n)*import\s*(?P<names>\((?:[^()#]|#[^\n]*)*\)|(?:[^\n\\]|\\\n)*)",
    re.MULTILINE,
)
_PLAIN = re.compile(r"^[^\S\n]*import\s(?P<names>(?:[^\n\\]|\\\n)*)", re.MULTILINE)


class Sources:
    """The sources of some packages, given by their names and folders. Texts are read once."""

    def __init__(self, folders: dict[str, Path]) -> None:
        self.folders = folders
        self._texts: dict[Path, str] = {}
        self._named_by: dict[Path, set[Path]] = {}
        self._places = {
            path: place for name, folder in folders.items() for path, place in _walk(folder, name)
        }
        self._modules = {self._dotted_name(path): path for path in self.files()}
        self._dotted = re.compile(
            rf"\b(?:{'|'.join(map(re.escape, folders))})(?:\.\w+)+\b(?!/)"
        )  # a schema is no module

    def files(self) -> list[Path]:
        """All of them, sorted."""
        return sorted(self._places, key=str)

    def file_of(self, module: str) -> Path | None:
        """Where a module stands, by its full name."""
        return self._modules.get(module)

    def text(self, path: Path) -> str:
        if path not in self._texts:
            self._texts[path] = path.read_text(encoding="utf-8")
        return self._texts[path]

    def named_by(self, path: Path) -> set[Path]:
        """The files that one names: in imports, absolute or relative, lazy or for types alone, and in strings."""
        if path not in self._named_by:
            self._named_by[path] = self._find_named(path)
        return self._named_by[path]

    def _find_named(self, path: Path) -> set[Path]:
        text = self.text(path)
        found = {self._nearest(name) for name in self._dotted.findall(text)}
        for match in _FROM.finditer(text):
            module = self._absolute(path, match["dots"], match["module"])
            members = {self._modules.get(f"{module}.{name}") for name in re.findall(r"\w+", match["names"])}
            if (
                "." in module or None in members
            ):  # of the whole package only what is named, where all are modules
                found.add(self._modules.get(module))
            found |= members
        for match in _PLAIN.finditer(text):
            found |= {self._modules.get(name) for name in re.findall(r"[\w.]+", match["names"])}
        return {file for file in found if file is not None}

    def closure(self, starts: Iterable[Path]) -> list[Path]:
        """Some files and all that they name, and so on, sorted; with the `__init__.py` above each.

        Python runs those above too, but what they import for other people's sake is not followed.
        """
        waiting, found = list(starts), set[Path]()
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += self.named_by(path)
        return sorted(found | {above for path in found for above in self._above(path)}, key=str)

    def state(self, starts: Iterable[Path]) -> str:
        """The SHA-256 of all that some files are made of, with the places where it stands: 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for path in self.closure(starts):
            digest.update(self._place(path).encode() + b"\0" + self.text(path).encode() + b"\0")
        return digest.hexdigest()

    def _above(self, path: Path) -> set[Path]:
        parts = self._dotted_name(path).split(".")
        names = (".".join(parts[:size]) for size in range(1, len(parts)))
        return {self._modules[name] for name in names if name in self._modules}

    def _nearest(self, name: str) -> Path | None:
        """The file of a module, or of the one it is a member of; never of the whole package, which has other names."""
        while name.count("."):
            if name in self._modules:
                return self._modules[name]
            name = name.rpartition(".")[0]
        return None

    def _absolute(self, path: Path, dots: str, module: str) -> str:
        """The full name of what a file imports from; a relative one begins at the file's folder."""
        if not dots:
            return module
        above = self._place(path.parents[len(dots) - 1]).split("/")
        return ".".join([*above, module] if module else above)

    def _dotted_name(self, path: Path) -> str:
        return ".".join(self._place(path).removesuffix(".py").split("/")).removesuffix(".__init__")

    def _place(self, path: Path) -> str:
        """Where a file or folder stands, from its package's name on."""
        if path in self._places:
            return self._places[path]
        for name, folder in self.folders.items():
            if path.is_relative_to(folder):
                return "/".join((name, *path.relative_to(folder).parts))
        return path.name


def _walk(folder: Path, name: str) -> Iterator[tuple[Path, str]]:
    """The sources in a folder that is called so, each with the place where it stands."""
    for root, _folders, files in os.walk(folder):
        beneath = Path(root)
        place = "/".join((name, *beneath.relative_to(folder).parts))
        yield from ((beneath / file, f"{place}/{file}") for file in files if file.endswith(".py"))


@lru_cache
def state_of(*modules: str) -> str:
    """The state of all code that some modules are made of, here and in their own packages: 64 hexadecimal digits.

    The modules are those of this process; one that stands in no file (typed by hand) adds nothing.
    """
    starts = [Path(file) for module in modules if (file := getattr(sys.modules[module], "__file__", None))]
    folders = _folders([PACKAGE, *modules])
    if [*folders] == [PACKAGE]:
        what = f"state of {' '.join(map(str, starts))}"
        return _remembered(what, folders[PACKAGE], lambda: _house().state(starts))
    return Sources(folders).state(starts)


@lru_cache
def state_where(is_start: Callable[[Sources, Path], bool]) -> str:
    """The state of this package's files of a kind and of all that those are made of: 64 hexadecimal digits."""

    def find() -> str:
        sources = _house()
        return sources.state(path for path in sources.files() if is_start(sources, path))

    what = f"state where {is_start.__module__}.{is_start.__qualname__}"
    return _remembered(what, _folders([PACKAGE])[PACKAGE], find)


def _remembered(what: str, folder: Path, find: Callable[[], str]) -> str:
    """Of this package as it stood when it was first asked about: several states are asked for."""
    return remembered(what, folder, ".py", find, seen=_seen(folder))


@lru_cache(maxsize=1)
def _seen(folder: Path) -> list[Seen]:
    return look(folder, ".py")


@lru_cache(maxsize=1)
def _house() -> Sources:
    """The sources of this package, read once: several states are told of them."""
    return Sources(_folders([PACKAGE]))


def _folders(modules: Iterable[str]) -> dict[str, Path]:
    tops = {module.partition(".")[0] for module in modules}
    files = {top: getattr(sys.modules.get(top), "__file__", None) for top in tops}
    return {
        top: Path(file).parent for top, file in files.items() if file and Path(file).name == "__init__.py"
    }
