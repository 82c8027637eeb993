"""The one door to numba: compiled once, kept on disk, typed for the rest of the house."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import numba
import numba.core.codegen
import numba.extending
import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine.code_cache import CodeCache
from farfield.kernel.machine.deferred import Deferred
from farfield.kernel.machine.linking import waiting
from farfield.storage.sources import Sources, state_where

SCRATCH = "farfield-"
"""Begins the name of a folder of compiled code that ends with the process."""

Integer: TypeAlias = Any
"""An integer of whatever width the compiler infers."""

SHARED = stat.S_IWGRP | stat.S_IWOTH

Text: TypeAlias = NDArray[np.uint8]

_MARK = re.compile(r"@(?:\w+\.)*(?:compiled|borrowing|inlined|instruction)\b")

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile to machine code on first use and cache it, so that a second run compiles nothing."""
    return _compile(function, makes_arrays=True)


def borrowing(function: Function) -> Function:
    """Compile, as `compiled` does, a function that makes no arrays and hands none on but what it was given.

    Then it need not count who uses an array. Counting costs more than the work itself where named tuples of many
    arrays are passed for every few words: each array is counted up and down again, which no core does out of turn.
    """
    return _compile(function, makes_arrays=False)


def inlined(function: Function) -> Function:
    """As `borrowing`, for what is called for every few words with named tuples: its code stands in that of its caller.

    Else each array of them is written to the stack for the call, five numbers each: of a window of near duplicates of
    which no more was asked than whether it is spent, that was half of the time.
    """
    return _compile(function, makes_arrays=False, in_caller=True)


def _compile(function: Function, makes_arrays: bool, in_caller: bool = False) -> Function:
    options: dict[str, Any] = {
        "_nrt": makes_arrays,
        "forceinline": in_caller,
        "nogil": True,  # while one thread scans, another reads on
        "no_cfunc_wrapper": True,  # no C calls it by a pointer
    }
    njit: Any = numba.njit

    def make() -> Any:
        kernel = _kept(njit(**options)(function), "")
        _lend(kernel, lambda: _kept(njit(no_cpython_wrapper=True, **options)(function), "inner"))
        return kernel

    return cast(Function, Deferred(function, make))


def _kept(kernel: Any, kind: str) -> Any:
    """A function whose code is kept on disk: what njit(cache=True) sets, forgiving."""
    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, cache_folder()  # nobody else's is touched
    try:
        kernel._cache = CodeCache(kernel.py_func, kind)
    finally:
        config.CACHE_DIR = before
    kernel._compilation_chain_init_hook = _wait_for_packages
    kernel.compile = _compile_waiting(kernel, kernel.compile)
    return kernel


def _compile_waiting(kernel: Any, compile_it: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """How numba compiles a function for types of arguments, with what it calls waiting for machine code."""

    def compile_once(signature: Any) -> Any:
        found = kernel.overloads.get(signature) if type(signature) is tuple else None
        # numba looks too, but after much else, each time a function is called by another.
        if found is not None:
            return found.entry_point
        with waiting(kernel.targetctx.codegen()):
            return compile_it(signature)

    return compile_once


def _wait_for_packages() -> None:
    """numba asks all installed packages for what they bring to its compiler before it looks whether code is kept; the
    cache asks for them where none is."""


def _lend(kernel: Any, make_inner: Callable[[], Any]) -> None:
    """Where a compiled function calls `kernel`, it takes code of the same without a door to Python.

    Of three functions two are called by compiled ones alone. Their doors, which take arguments apart and put results
    together, were a fourth of the first run. What has no door is made when it is asked for: most runs compile nothing.
    """
    inner = lru_cache(maxsize=1)(make_inner)
    kernel.get_call_template = _whatever_its_numbers(lambda args, kws: inner().get_call_template(args, kws))
    kernel.get_overload = lambda signature: inner().get_overload(signature)


def _whatever_its_numbers(find: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Where a compiled function calls this one with a number written out, it takes the code for any number.

    numba compiles a function anew for each number that stands in a call, as the 2 of `hash_gram(ids, at, 2)`. Calls are
    inlined with their numbers either way, so that costs a tenth of the first run, and no run gains by it.
    """
    plain: Any = numba.types.unliteral

    def find_plain(args: Any, kws: Any) -> Any:
        return find(tuple(map(plain, args)), {name: plain(kind) for name, kind in kws.items()})

    return find_plain


def instruction(function: Callable[..., Any]) -> Any:
    """A function for compiled ones to call, in terms of the machine: it returns its signature and what writes it.

    (An intrinsic, as numba calls it: its first argument is the typing context.)
    """
    return numba.extending.intrinsic(function)


def machine_has(feature: str) -> bool:
    """Whether code is compiled for a machine that has what LLVM calls so. Compiled code is kept for each kind apart."""
    codegen: Any = numba.core.codegen
    chosen: str | None = numba.config.CPU_FEATURES  # type: ignore[attr-defined]
    features: str = codegen.get_host_cpu_features() if chosen is None else chosen
    return f"+{feature}" in features.split(",")


def is_own(folder: Path) -> bool:
    """Whether nobody but this user can write into a folder: code that is found there is run."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & SHARED)


def _keeps_names(folder: Path) -> bool:
    """Whether nobody else can put another folder in the place of one in it: that takes a folder of their own."""
    found = folder.stat()
    owners = (0, os.getuid()) if hasattr(os, "getuid") else (found.st_uid,)
    return found.st_uid in owners and (not found.st_mode & stat.S_IWOTH or bool(found.st_mode & stat.S_ISVTX))


def holds_compiled(sources: Sources, path: Path) -> bool:
    """Whether a file can hold compiled functions: it wears a mark of this door, or imports the door itself."""
    text = sources.text(path)
    door = __name__.rpartition(".")[2]
    return bool(_MARK.search(text)) or (door in text and sources.file_of(__name__) in sources.named_by(path))


@lru_cache(maxsize=1)
def cache_folder() -> str:
    """Where compiled code is kept: one folder for each state of the sources.

    Compiled functions contain those they call from other files, and numba looks at one file's date alone: after an
    update it would mix old code with new. A folder that others can write to is not used: what stands there would run
    as this user.
    """
    home = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        folder = Path(home).expanduser() / "farfield" / f"{state_where(holds_compiled)[:16]}-own"
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.access(folder, os.W_OK) and is_own(folder) and _keeps_names(folder.parent):
            return str(folder)
    except (OSError, RuntimeError):  # RuntimeError: no home
        pass
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(folder)  # for the processes that this one starts
    return str(folder)
