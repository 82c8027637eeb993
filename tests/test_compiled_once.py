"""What makes the first run on a machine slow: the same function compiled twice, and what nobody will call or read."""

from __future__ import annotations

import ast
import pickle
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numba.core import event

import farfield
from farfield.kernel.machine import borrowing, compiled
from farfield.kernel.machine.deferred import Deferred

ROOT = Path(farfield.__file__).parent


@borrowing
def plus(numbers, number):
    """The sum, and as many times one as there are numbers."""
    total = number
    for one in numbers:
        total += one
    return total


@compiled
def thrice(numbers):
    """Calls with two numbers that are written out, and with one that is not."""
    return plus(numbers, 1) + plus(numbers, 2) + plus(numbers, len(numbers))


@contextmanager
def compilations() -> Iterator[Counter[str]]:
    """How often each function was compiled, by its name, once the block has ended."""
    found: Counter[str] = Counter()
    with event.install_recorder("numba:compile") as recorder:  # type: ignore[no-untyped-call]
        yield found
    found.update(one.data["dispatcher"].__name__ for _, one in recorder.buffer if one.is_start)


def test_a_number_that_is_written_out_compiles_nothing_anew() -> None:
    thrice._cache.disable()  # type: ignore[attr-defined]
    with compilations() as found:
        assert thrice(np.array([10, 20])) == 31 + 32 + 32
    assert found["plus"] <= 1  # 0 where its code is kept from an earlier run
    assert found["thrice"] == 1


def test_a_function_that_compiled_ones_call_answers_python_too() -> None:
    assert thrice(np.array([1])) == 2 + 3 + 2
    assert plus(np.array([1, 2]), 3) == 6


def test_what_compiled_functions_call_has_no_door_to_python() -> None:
    def once(number):
        return number + 1

    inner = borrowing(once)

    def twice(number):
        return inner(inner(number))

    outer = compiled(twice)
    for one in (inner, outer):
        one._cache.disable()  # type: ignore[attr-defined]
    assert outer(1) == 3
    assert outer.signatures  # type: ignore[attr-defined]
    assert not inner.signatures  # type: ignore[attr-defined]
    code = outer.inspect_llvm(outer.signatures[0])  # type: ignore[attr-defined]
    assert "cfunc" not in code
    assert code.count("@_ZN7cpython") > 0


def test_numba_hears_of_a_function_when_it_is_called() -> None:
    def more(number):
        """Adds one."""
        return number + 1

    deferred: Any = compiled(more)
    deferred.__qualname__ = "more"
    assert (deferred.__name__, deferred.__doc__) == ("more", "Adds one.")
    assert "numbas" not in vars(deferred)
    assert not hasattr(deferred, "__array__")  # numpy asks, and numba need not answer
    assert "numbas" not in vars(deferred)
    assert deferred(1) == 2
    assert deferred(number=2) == 3
    assert deferred.py_func is more


def test_threads_that_call_at_once_make_one() -> None:
    made: list[object] = []

    def make() -> Callable[[int], int]:
        time.sleep(0.05)
        made.append(None)
        return lambda number: number + 1

    deferred = Deferred(compiled_functions, make)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(deferred, [1, 2, 3, 4])) == [2, 3, 4, 5]
    assert len(made) == 1


def test_a_compiled_function_goes_to_another_process_by_its_name() -> None:
    assert pickle.loads(pickle.dumps(thrice)) is thrice


def test_code_that_was_kept_is_linked_into_what_is_compiled_after_it() -> None:
    """What a function of another process left is called by one that is compiled in this one."""
    numbers = np.arange(4)
    assert plus(numbers, 1) == 7
    kept: Any = plus

    def around(numbers):
        return plus(numbers, 2) + plus(numbers, 3)

    outer: Any = compiled(around)
    outer._cache.disable()
    with compilations() as found:
        assert outer(numbers) == 8 + 9
    assert found["around"] == 1
    assert kept.signatures


def compiled_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                marks = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
                if marks & {"compiled", "borrowing", "inlined"}:
                    yield f"{path.relative_to(ROOT)}: {node.name}", node


def targets_of(node: ast.Assign) -> list[ast.expr]:
    """What an assignment writes to, each part of a tuple by itself."""
    return [
        part
        for target in node.targets
        for part in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]


def test_no_compiled_function_writes_an_array_into_a_slice() -> None:
    """The first of them in a program costs two seconds: numba compiles a message on shapes that differ."""
    functions = dict(compiled_functions())
    assert len(functions) > 100
    slow = [
        name
        for name, function in functions.items()
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant)
        for target in targets_of(node)
        if isinstance(target, ast.Subscript)
        and any(isinstance(part, ast.Slice) for part in ast.walk(target.slice))
    ]
    assert not slow
