"""The places of the bits that are set in a mask, listed eight bits at a time or all together, free of branches.

Where a loop over the bits stops would be foretold wrongly nearly every time, which costs more than all of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, instruction, machine_has
from farfield.kernel.machine.lanes import LANES, put, take_small
from farfield.kernel.machine.vectors import BYTES, MASK, WIDTH, count_bits

PART = np.uint64((1 << LANES) - 1)
FEW = WIDTH // 2  # borders of words in 64 bytes: more are rare in any text


def _set_ones_first(mask: int) -> list[int]:
    return sorted(range(LANES), key=lambda place: not mask >> place & 1)


PLACES = np.array([_set_ones_first(mask) for mask in range(1 << LANES)], np.uint8).reshape(-1)
"""For each mask of LANES bits the places of those that are set, lowest first, in LANES numbers."""


@borrowing
def list_set_bits(out: NDArray[np.int32], at: Integer, first: Integer, mask: Integer) -> Integer:
    """Write the places of a mask's LANES bits, each plus `first`, from out[at] on; return where the next one goes.

    LANES numbers are written: those behind the last place mean nothing.
    """
    put(out, at, take_small(PLACES, np.int64(mask) * LANES) + np.uint64(first))
    return at + count_bits(mask)


@borrowing
def list_by_eights(out: NDArray[np.int32], at: Integer, first: Integer, mask: np.uint64) -> None:
    """Write the places of a mask's 64 bits, each plus `first`, from out[at] on, on any machine.

    Up to WIDTH numbers behind the last may be written: they mean nothing.
    """
    for part in range(0, WIDTH, LANES):
        at = list_set_bits(out, at, first + part, (mask >> np.uint64(part)) & PART)


@borrowing
def list_together(out: NDArray[np.int32], at: Integer, first: Integer, mask: np.uint64) -> None:
    """Write what list_by_eights does, in a fifth of the instructions where the machine compresses bytes (AVX512-VBMI2);
    elsewhere it is slow.
    """
    _write_places(out, at, first, mask)


@instruction
def _write_places(_typing: Any, out: Any, _at: Any, _first: Any, _mask: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, at, first, mask = arguments
        begin = builder.gep(context.make_array(signature.args[0])(context, builder, array).data, [at])
        each = ir.Constant(BYTES, list(range(WIDTH)))
        chosen = builder.bitcast(mask, ir.VectorType(ir.IntType(1), WIDTH))
        kind = ir.FunctionType(BYTES, [BYTES, chosen.type, BYTES])
        compress = builder.module.declare_intrinsic("llvm.experimental.vector.compress.v64i8", fnty=kind)
        places = builder.call(compress, [each, chosen, each])
        _write_widened(builder, places, first, begin, 0)
        many = builder.icmp_unsigned(">", builder.ctpop(mask), ir.Constant(MASK, FEW))
        with builder.if_then(many, likely=False):
            _write_widened(builder, places, first, begin, FEW)
        return context.get_dummy_value()

    return types.void(out, types.int64, types.int64, types.uint64), generate


def _write_widened(builder: Any, places: Any, first: Any, begin: Any, part: int) -> None:
    """Write FEW of 64 bytes, from `part` on, each plus `first`, as numbers of 32 bits."""
    small = ir.IntType(32)
    numbers, picked = ir.VectorType(small, FEW), ir.VectorType(small, FEW)
    half = builder.shuffle_vector(places, places, ir.Constant(picked, list(range(part, part + FEW))))
    one = builder.insert_element(
        ir.Constant(numbers, ir.Undefined), builder.trunc(first, small), ir.Constant(small, 0)
    )
    base = builder.shuffle_vector(one, one, ir.Constant(picked, [0] * FEW))
    target = builder.bitcast(builder.gep(begin, [ir.Constant(small, part)]), numbers.as_pointer())
    builder.store(builder.add(builder.zext(half, numbers), base), target, align=4)


list_places = list_together if machine_has("avx512vbmi2") else list_by_eights
"""List all bits of a mask, by whatever this machine does best."""
