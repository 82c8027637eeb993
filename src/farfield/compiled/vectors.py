"""What numba has no words for: 64 bytes looked at together, and the lowest bit of a mask."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from farfield.compiled import instruction

WIDTH = 64  # bytes looked at together: a text needs as many behind its end

BYTES = ir.VectorType(ir.IntType(8), WIDTH)
MASK = ir.IntType(WIDTH)


@instruction
def lowest_bit(_typing: Any, _mask: Any) -> Any:
    """The place of the lowest bit that is set in a mask that is not 0."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


def place_of(context: Any, builder: Any, text: Any, array: Any, at: Any) -> Any:
    """A pointer to the 64 bytes from `at` of an array whose type is `text`."""
    begin = context.make_array(text)(context, builder, array).data
    return builder.bitcast(builder.gep(begin, [at]), BYTES.as_pointer())


def every(value: int) -> Any:
    """64 bytes of one value."""
    return ir.Constant(BYTES, [value] * WIDTH)
