"""What compiled functions call is linked into them and becomes machine code there and not before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from farfield.kernel.machine import borrowing, compiled
from farfield.kernel.machine.linking import (
    ALONE,
    ENVIRONMENT,
    NOT_THERE,
    RECURSIVE,
    Codegen,
    Environment,
    Library,
    WaitingLibrary,
)

NUMBAS_RUNTIME = "nrt"
"""Compiled by numba before all else in a process."""

MODULE = """
import sys
import numpy as np
from numba.core import event
from farfield.kernel.machine import borrowing, compiled


@borrowing
def told(number):
    print("constant", "of", number)
    return number + 1


@borrowing
def between(number):
    return told(number) * 2


@compiled
def one(number):
    return between(number)


@compiled
def other(number):
    return between(number) + told(number)


if __name__ == "__main__":
    with event.install_recorder("numba:compile") as recorder:
        print({"one": one, "other": other}[sys.argv[1]](20))
    names = [found.data["dispatcher"].__name__ for _, found in recorder.buffer if found.is_start]
    print(*(name for name in names if name in globals()))
"""

THEMSELVES = """
import numba
from farfield.kernel.machine import compiled
from farfield.kernel.machine.linking import WaitingLibrary

made = set()
make = WaitingLibrary._finalize_final_module


def note(library):
    made.add(library.name.rpartition(".")[2])
    make(library)


WaitingLibrary._finalize_final_module = note


@numba.njit
def factorial(number):
    return 1 if number < 2 else number * factorial(number - 1)


@numba.njit
def is_even(number):
    return number == 0 or is_odd(number - 1)


@numba.njit
def is_odd(number):
    return number != 0 and is_even(number - 1)


@compiled
def outer(number):
    return is_even(number) + factorial(number) + is_odd(number)


if __name__ == "__main__":
    print([outer(number) for number in (1, 5, 6)])
    print(sorted(made & {"factorial", "is_even", "is_odd"}))
"""


@borrowing
def lowest(number):
    """One more."""
    return number + 1


@borrowing
def low(numbers):
    """By the one above."""
    return lowest(len(numbers))


def fresh(function: Callable[..., Any]) -> Any:
    """A compiled function whose code is neither kept nor loaded."""
    made = compiled(function)
    made._cache.disable()
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what becomes machine code."""
    names: list[str] = []
    before = WaitingLibrary._finalize_final_module

    def make(library: Any) -> None:
        names.append(library.name.rpartition(".")[2])
        before(library)

    monkeypatch.setattr(WaitingLibrary, "_finalize_final_module", make)
    return names


def test_only_what_python_calls_becomes_machine_code(made: list[str]) -> None:
    def high(numbers):
        return low(numbers) + lowest(1)

    assert fresh(high)(np.arange(3)) == 4 + 2
    assert set(made) - {NUMBAS_RUNTIME} == {"high"}


def test_numbas_own_functions_call_what_waited(made: list[str]) -> None:
    def inner_one(number):
        print("waited", "for", number)
        return number + 1

    inner = borrowing(inner_one)

    def high(number):
        return inner(number) * 2

    assert fresh(high)(1) == 4
    assert set(made) - {NUMBAS_RUNTIME} == {"high"}
    plain: Any = numba.njit(lambda number: inner(number) * 3)
    assert plain(1) == 6
    assert set(made) - {NUMBAS_RUNTIME} == {"high", "inner_one"}
    library = plain.overloads[plain.signatures[0]].library
    assert type(library) is Library
    assert Codegen.set_env is type(library.codegen).set_env
    assert "set_env" not in vars(library.codegen)


@pytest.mark.parametrize("fails", [False, True])
def test_numba_is_as_it_was_behind_a_function_that_does_not_compile(fails: bool) -> None:
    def odd(number):
        return number.nothing if fails else number

    function = fresh(odd)
    if fails:
        with pytest.raises(numba.TypingError):
            function(1)
    else:
        assert function(1) == 1
    codegen = function.targetctx.codegen()
    assert codegen._library_class is Library
    assert "set_env" not in vars(codegen)


def test_functions_that_call_themselves_are_made_for_their_address(tmp_path: Path) -> None:
    """No function of ours can, but those of numba may, that it compiles for ours. In a process that compiled nothing
    else, where numba's runtime waits too."""
    (tmp_path / "themselves.py").write_text(THEMSELVES)
    assert told_by(tmp_path / "themselves.py", tmp_path) == [
        "[2, 121, 721]",
        "['factorial', 'is_even', 'is_odd']",
    ]


def told_by(module: Path, folder: Path, *arguments: str) -> list[str]:
    """Lines that a module prints that runs in a process of its own and keeps compiled code in the folder."""
    keeps = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept")}
    typed = [sys.executable, str(module), *arguments]
    return subprocess.run(typed, env=keeps, capture_output=True, text=True, check=True).stdout.splitlines()


def test_code_that_waits_is_kept_with_its_constants(tmp_path: Path) -> None:
    """Three processes: one compiles, one links what the first left to more, one loads what both left."""
    (tmp_path / "two.py").write_text(MODULE)

    def run(name: str) -> list[str]:
        return told_by(tmp_path / "two.py", tmp_path, name)

    told = "constant of 20"
    assert run("one") == [told, "42", "one between told"]
    assert run("other") == [told, told, "63", "other"]
    assert run("other") == [told, told, "63", ""]
    assert run("one") == [told, "42", ""]


def test_numba_puts_libraries_together_as_ours_rests_on() -> None:
    """Fails where a version of numba has other parts than `kernel/machine/linking.py` names."""
    inner: Any = numba.njit(lambda number: number + 1)
    outer: Any = numba.njit(lambda number: inner(number) * 2)
    assert outer(1) == 4
    result = outer.overloads[outer.signatures[0]]
    library = result.library
    assert type(library) is Library
    assert inner.overloads[inner.signatures[0]].library in library._linking_libraries
    assert not library._dynamic_globals
    assert library._finalized
    assert library._shared_module is None
    for name in ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals",
                 "_get_module_for_linking", "_get_compiled_object", "_ensure_finalized"):  # fmt: skip
        assert callable(getattr(Library, name)), name
    assert library.codegen._library_class is Library
    manager, builder = library.codegen._module_pass_manager(
        opt=ALONE, loop_vectorize=False, slp_vectorize=False
    )
    manager.run(library._final_module.clone(), builder)
    assert library._final_module.data_layout == library.codegen._data_layout
    assert library.codegen._engine.is_symbol_defined(result.fndesc.llvm_func_name)
    assert result.fndesc.env_name.startswith(ENVIRONMENT)
    assert Environment._memo[result.fndesc.env_name] is result.environment
    assert numba.core.codegen.RuntimeLinker.PREFIX == RECURSIVE
    assert numba.core.runtime.nrt.rtsys.library.get_pointer_to_function(NOT_THERE)
    assert isinstance(library.codegen, Codegen)
