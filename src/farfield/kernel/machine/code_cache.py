"""Compiled code on disk. What can't be kept or is damaged costs time, and no run.

Loading code asks nothing of what numba needs for compiling: laying out all that its compiler knows, and reading what
other functions would inline of this one, took three times as long as loading the code of a whole run. Whoever compiles
does both, when it does.
"""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from zlib import crc32

import llvmlite.binding
import numba.core.caching
import numba.core.codegen
import numba.core.entrypoints
import numba.core.environment
import numba.core.runtime
import numba.core.serialize

from farfield.kernel.machine.linking import WaitingLibrary
from farfield.storage.locking import hold

FunctionCache: Any = numba.core.caching.FunctionCache
ResultCache: Any = numba.core.caching.CompileResultCacheImpl
UserProvidedCacheLocator: Any = numba.core.caching.UserProvidedCacheLocator
CodeLibrary: Any = numba.core.codegen.CodeLibrary
Library: Any = numba.core.codegen.JITCodeLibrary
Environment: Any = numba.core.environment.Environment


class KeptLibrary(Library):  # type: ignore[misc]
    """Machine code that was kept. Compiled functions call the same without a door to Python."""

    def __init__(self, codegen: Any, name: str) -> None:
        """Without the empty module of numba's own: nothing is compiled into this one."""
        CodeLibrary.__init__(self, codegen, name)
        self._linking_libraries: list[Any] = []
        self._final_module = self._shared_module = None
        self._disable_inspection = True

    @classmethod
    def _unserialize(cls, codegen: Any, state: Any) -> Any:
        name, kind, code = state
        if kind == "bitcode":
            return WaitingLibrary.of_bitcode(codegen, name, code)
        machine_code, defined = code
        library = cls(codegen, name)
        engine = codegen._engine
        engine._ee.add_object_file(llvmlite.binding.ObjectFileRef.from_data(machine_code))
        engine.finalize_object()
        engine._defined_symbols.update(defined)
        library._finalized = True
        return library

    def _get_module_for_linking(self) -> Any:
        raise RuntimeError(f"of {self.name} machine code is kept, which can't be linked into other code")


class KeptEnvironment(NamedTuple):
    """What a function's machine code asks of Python: constants. `module`: where the function stands."""

    module: str
    constants: list[Any]
    name: str

    def there(self) -> Any:
        """As numba has it, but the module is not loaded for it: those of numba's own functions, as of a sort, load
        scipy's linear algebra, and only code that runs as Python does asks for their globals."""
        found = Environment._memo.get(self.name)
        if found is not None:
            return found
        module = sys.modules.get(self.module)
        made = Environment({"__name__": self.module} if module is None else module.__dict__)
        made.consts[:] = self.constants
        made.env_name = self.name
        Environment._memo[self.name] = made
        return made


def _without_environments(value: Any) -> Any:
    """Parts of a compiled function with what is kept of each environment in its place."""
    if isinstance(value, Environment):
        return KeptEnvironment(value.globals["__name__"], list(value.consts), value.env_name)
    return tuple(map(_without_environments, value)) if type(value) is tuple else value


def _with_environments(value: Any) -> Any:
    if isinstance(value, KeptEnvironment):
        return value.there()
    return tuple(map(_with_environments, value)) if type(value) is tuple else value


class KeptPlace(UserProvidedCacheLocator):  # type: ignore[misc]
    """Where a function's code is kept. Whether one can write there was seen of the whole folder: numba's own writes a
    file for each function to see it again."""

    def ensure_cache_path(self) -> None:
        with suppress(OSError):  # then nothing is kept
            Path(self.get_cache_path()).mkdir(parents=True, exist_ok=True)


class KeptResults(ResultCache):  # type: ignore[misc]
    """How a compiled function is written and read: as numba does, machine code or bitcode alone, with a checksum, as
    LLVM ends the process at code that was damaged, or the process runs it."""

    _locator_classes: ClassVar = [KeptPlace]

    def reduce(self, cres: Any) -> Any:
        parts = super().reduce(cres._replace(library=cres.library.to_keep()))
        written: bytes = numba.core.serialize.dumps(tuple(map(_without_environments, parts)))  # type: ignore[no-untyped-call]
        return crc32(written), written

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        checksum, written = payload
        if crc32(written) != checksum:
            raise ValueError("code was damaged where it is kept")
        codegen = target_context.codegen()
        before, codegen._library_class = codegen._library_class, KeptLibrary
        try:
            return super().rebuild(target_context, _with_environments(pickle.loads(written)))
        finally:
            codegen._library_class = before


@lru_cache(maxsize=1)
def name_runtime() -> None:
    """Tell the linker where numba's runtime is, which counts who uses an array; compiling does the same, and more."""
    helpers: dict[str, int] = numba.core.runtime._nrt_python.c_helpers  # type: ignore[attr-defined]
    for name, address in helpers.items():
        llvmlite.binding.add_symbol(name if name.startswith("_") else f"NRT_{name}", address)


class Machine(NamedTuple):
    """What code is compiled for, asked of LLVM once a process and not for each function."""

    told: Any

    @classmethod
    @lru_cache(maxsize=1)
    def of(cls, codegen: Any) -> Machine:
        return cls(codegen.magic_tuple())

    def magic_tuple(self) -> Any:
        return self.told


def ask_packages() -> None:
    """Have installed packages bring what they have to numba's compiler, once a process."""
    numba.core.entrypoints.init_all()  # type: ignore[no-untyped-call]


class CodeCache(FunctionCache):  # type: ignore[misc]
    """numba's own, but for what the module says, for full disks, damaged files, and processes that compile the same
    function for different types at once: without a lock the index of one would name the code of the other.

    `kind` tells codes of one function apart that differ in more than the types of its arguments.
    """

    _impl_class = KeptResults

    def __init__(self, function: Any, kind: str = "") -> None:
        super().__init__(function)
        self._kind = kind

    def _index_key(self, signature: Any, codegen: Any) -> Any:
        return (*super()._index_key(signature, Machine.of(codegen)), self._kind)

    def load_overload(self, signature: Any, context: Any) -> Any:
        """Not by numba's own, which lays out what its compiler knows first: that is done where nothing is kept."""
        name_runtime()
        found = None
        try:
            found = self._load_overload(signature, context)
        except Exception:  # whatever a damaged file makes of its reader
            with suppress(OSError):
                self.flush()
        if found is None:
            ask_packages()
        return found

    def save_overload(self, signature: Any, data: Any) -> None:
        with suppress(OSError), hold(Path(self.cache_path), wait=True):
            super().save_overload(signature, data)
