"""What numba has no words for: 64 bytes looked at together, the lowest bit of a mask, and reading ahead."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from farfield.kernel.machine import instruction

WIDTH = 64  # bytes looked at together: a text needs as many behind its end

BYTES = ir.VectorType(ir.IntType(8), WIDTH)
MASK = ir.IntType(WIDTH)


@instruction
def lowest_bit(_typing: Any, _mask: Any) -> Any:
    """The place of the lowest bit that is set in a mask, WIDTH where none is."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


@instruction
def count_bits(_typing: Any, _mask: Any) -> Any:
    """How many bits of a mask are set."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@instruction
def fetch(_typing: Any, array: Any, _at: Any) -> Any:
    """Tell the machine that an array will soon be read at a place, so that it need not be waited for."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(begin, [arguments[1]]), ir.IntType(8).as_pointer())
        small = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, small, small, small])
        function = builder.module.declare_intrinsic("llvm.prefetch.p0", fnty=kind)
        to_read, keep, data = (ir.Constant(small, value) for value in (0, 3, 1))
        builder.call(function, [place, to_read, keep, data])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


@instruction
def move_bytes(_typing: Any, target: Any, _to: Any, source: Any, _begin: Any, _count: Any) -> Any:
    """Copy so many bytes of an array of np.uint8 from a place on to a place of another, or of the same where they may
    overlap: not by slices, for which numba compiles two seconds of messages on shapes that differ."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        into, to, of, begin, count = arguments
        ends = [
            builder.gep(context.make_array(kind)(context, builder, array).data, [at])
            for kind, array, at in ((signature.args[0], into, to), (signature.args[2], of, begin))
        ]
        kinds = [ends[0].type, ends[1].type, count.type, ir.IntType(1)]
        function = builder.module.declare_intrinsic(
            "llvm.memmove.p0.p0.i64", fnty=ir.FunctionType(ir.VoidType(), kinds)
        )
        builder.call(function, [*ends, count, ir.Constant(ir.IntType(1), 0)])
        return context.get_dummy_value()

    return types.void(target, types.int64, source, types.int64, types.int64), generate


def place_of(context: Any, builder: Any, text: Any, array: Any, at: Any) -> Any:
    """A pointer to the 64 bytes from `at` of an array whose type is `text`."""
    begin = context.make_array(text)(context, builder, array).data
    return builder.bitcast(builder.gep(begin, [at]), BYTES.as_pointer())


def every(value: int) -> Any:
    """64 bytes of one value."""
    return ir.Constant(BYTES, [value] * WIDTH)
