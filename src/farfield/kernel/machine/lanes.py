"""Eight numbers of 64 bits reckoned with at once: in compiled functions they mix with plain ones, unsigned."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeAlias

from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.extending import overload, register_model

from farfield.kernel.machine import instruction

LANES = 8

Lanes: TypeAlias = Any
"""Eight np.uint64, or what is done with each of them alike."""

SMALL, NUMBER = ir.IntType(32), ir.IntType(64)
SMALLS, NUMBERS = (ir.VectorType(kind, LANES) for kind in (SMALL, NUMBER))


class LanesType(types.Type):
    """The compiler's type for eight numbers of 64 bits."""

    def __init__(self) -> None:
        super().__init__("Lanes")


LANES_TYPE: Any = LanesType()


PrimitiveModel: Any = models.PrimitiveModel


@register_model(LanesType)
class _Model(PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, NUMBERS)


def _spread(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """A value as eight: of a plain number eight times the same."""
    if isinstance(kind, LanesType):
        return value
    number = context.cast(builder, value, kind, types.uint64)
    first = builder.insert_element(ir.Constant(NUMBERS, ir.Undefined), number, ir.Constant(SMALL, 0))
    return builder.shuffle_vector(first, first, ir.Constant(SMALLS, [0] * LANES))


def _of_lanes(write: Callable[..., Any], result: Any = LANES_TYPE) -> Callable[..., Any]:
    """The function for compiled ones that `write(builder, *lanes)` writes."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        each = zip(signature.args, arguments, strict=True)
        return write(builder, *(_spread(context, builder, kind, value) for kind, value in each))

    def one(_typing: Any, value: Any) -> Any:
        return result(value), generate

    def two(_typing: Any, left: Any, right: Any) -> Any:
        return result(left, right), generate

    return instruction(one if write.__code__.co_argcount == 2 else two)  # type: ignore[no-any-return]


def _overload_operators() -> None:
    def bind(symbol: Callable[..., Any], write: Callable[..., Any]) -> None:
        function = _of_lanes(write)

        @overload(symbol, strict=False)
        def choose(left: Any, right: Any) -> Any:
            of_lanes = LANES_TYPE in (left, right)
            return (lambda left, right: function(left, right)) if of_lanes else None  # noqa: PLW0108

    bind(operator.add, lambda builder, left, right: builder.add(left, right))
    bind(operator.sub, lambda builder, left, right: builder.sub(left, right))
    bind(operator.mul, lambda builder, left, right: builder.mul(left, right))
    bind(operator.and_, lambda builder, left, right: builder.and_(left, right))
    bind(operator.or_, lambda builder, left, right: builder.or_(left, right))
    bind(operator.xor, lambda builder, left, right: builder.xor(left, right))
    bind(operator.lshift, lambda builder, left, right: builder.shl(left, right))
    bind(operator.rshift, lambda builder, left, right: builder.lshr(left, right))
    invert = _of_lanes(lambda builder, value: builder.not_(value))

    @overload(operator.invert, strict=False)
    def choose(value: Any) -> Any:
        return (lambda value: invert(value)) if value == LANES_TYPE else None  # noqa: PLW0108


_overload_operators()

exceeding = _of_lanes(
    lambda builder, left, right: builder.sext(builder.icmp_unsigned(">", left, right), NUMBERS)
)
"""All bits of each lane where the left number is greater, else none."""

differing = _of_lanes(
    lambda builder, left, right: builder.sext(builder.icmp_unsigned("!=", left, right), NUMBERS)
)

marks = _of_lanes(
    lambda builder, value: builder.zext(
        builder.bitcast(
            builder.icmp_signed("<", value, ir.Constant(NUMBERS, [0] * LANES)), ir.IntType(LANES)
        ),
        NUMBER,
    ),
    types.uint64,
)
"""The highest bit of each lane, as a mask."""


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    return context.make_array(kind)(context, builder, array).data


def _size(kind: Any) -> int:
    return int(kind.dtype.bitwidth) // 8


@instruction
def gather(_typing: Any, array: Any, _places: Any) -> Any:
    """The eight bytes from each of eight places of an array, whatever it holds.

    One by one: what a machine has for all eight at once takes longer on some (on AMD's EPYC of 2022 splitting took a
    fifth less without).
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin = builder.ptrtoint(_data(context, builder, signature.args[0], arguments[0]), NUMBER)
        step = ir.Constant(NUMBERS, [_size(array)] * LANES)
        spread = _spread(context, builder, types.uint64, begin)
        addresses = builder.add(spread, builder.mul(arguments[1], step))
        found = ir.Constant(NUMBERS, ir.Undefined)
        for lane in range(LANES):
            address = builder.extract_element(addresses, ir.Constant(SMALL, lane))
            number = builder.load(builder.inttoptr(address, NUMBER.as_pointer()), align=1)
            found = builder.insert_element(found, number, ir.Constant(SMALL, lane))
        return found

    return LANES_TYPE(array, LANES_TYPE), generate


@instruction
def gather_two(_typing: Any, array: Any, places: Any, _at: Any) -> Any:
    """The numbers at each of eight places of an array of np.uint64, and those behind them. The places are those that
    `places` lists from `at` on: read from there, an address is at hand sooner than when it is taken out of eight."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        base = _data(context, builder, signature.args[0], arguments[0])
        listed = builder.gep(_data(context, builder, signature.args[1], arguments[1]), [arguments[2]])
        two = ir.VectorType(NUMBER, 2).as_pointer()
        parts = []
        for lane in range(LANES):
            place = builder.load(builder.gep(listed, [ir.Constant(SMALL, lane)]))
            parts.append(builder.load(builder.bitcast(builder.gep(base, [place]), two), align=8))
        while len(parts) > 1:
            width = 2 * parts[0].type.count
            both = ir.Constant(ir.VectorType(SMALL, width), list(range(width)))
            parts = [builder.shuffle_vector(*two, both) for two in zip(parts[::2], parts[1::2], strict=True)]
        picks = [ir.Constant(SMALLS, list(range(first, 2 * LANES, 2))) for first in (0, 1)]
        lanes = [builder.shuffle_vector(parts[0], parts[0], pick) for pick in picks]
        return context.make_tuple(builder, signature.return_type, lanes)

    pair: Any = types.UniTuple
    return pair(LANES_TYPE, 2)(array, places, types.int64), generate


@instruction
def gather_ends(_typing: Any, text: Any, _begin: Any, boundaries: Any, _at: Any) -> Any:
    """Of eight words the first eight bytes, and the last eight of those that have as many, else the first again.

    `boundaries` has from `at` on where each begins and ends in turn, in bytes behind `begin`.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        text, begin, boundaries, at = arguments
        base = builder.gep(_data(context, builder, signature.args[0], text), [begin])
        bounds = builder.gep(_data(context, builder, signature.args[2], boundaries), [at])
        found = [ir.Constant(NUMBERS, ir.Undefined)] * 2
        for lane in range(LANES):
            start, end = (
                builder.sext(builder.load(builder.gep(bounds, [ir.Constant(SMALL, 2 * lane + side)])), NUMBER)
                for side in (0, 1)
            )
            last = builder.sub(end, ir.Constant(NUMBER, LANES))
            last = builder.select(builder.icmp_signed(">", last, start), last, start)
            for side, place in enumerate((start, last)):
                pointer = builder.bitcast(builder.gep(base, [place]), NUMBER.as_pointer())
                number = builder.load(pointer, align=1)
                found[side] = builder.insert_element(found[side], number, ir.Constant(SMALL, lane))
        return context.make_tuple(builder, signature.return_type, found)

    pair: Any = types.UniTuple
    return pair(LANES_TYPE, 2)(text, types.int64, boundaries, types.int64), generate


@instruction
def take(_typing: Any, array: Any, _at: Any) -> Any:
    """Eight numbers of an array of np.uint64 from a place on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(_data(context, builder, signature.args[0], arguments[0]), [arguments[1]])
        return builder.load(builder.bitcast(place, NUMBERS.as_pointer()), align=8)

    return LANES_TYPE(array, types.int64), generate


@instruction
def take_small(_typing: Any, array: Any, _at: Any) -> Any:
    """Eight numbers of an array of np.int32, widened with their sign, or of np.uint8, from a place on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(_data(context, builder, signature.args[0], arguments[0]), [arguments[1]])
        each = ir.VectorType(ir.IntType(array.dtype.bitwidth), LANES)
        small = builder.load(builder.bitcast(place, each.as_pointer()), align=_size(array))
        return builder.sext(small, NUMBERS) if array.dtype.signed else builder.zext(small, NUMBERS)

    return LANES_TYPE(array, types.int64), generate


@instruction
def take_octets(_typing: Any, array: Any, _at: Any) -> Any:
    """Of sixteen numbers of an array of np.int32 from a place on each two as one, the second in its upper half."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(_data(context, builder, signature.args[0], arguments[0]), [arguments[1]])
        return builder.load(builder.bitcast(place, NUMBERS.as_pointer()), align=_size(array))

    return LANES_TYPE(array, types.int64), generate


@instruction
def put(_typing: Any, array: Any, _at: Any, _value: Any) -> Any:
    """Write eight numbers to an array of np.uint64 or np.int32 from a place on, their lower bits."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _, at, value = arguments
        data, size = _data(context, builder, signature.args[0], arguments[0]), _size(array)
        cut = value if size == 8 else builder.trunc(value, SMALLS)
        place = builder.bitcast(builder.gep(data, [at]), cut.type.as_pointer())
        builder.store(cut, place, align=size)
        return context.get_dummy_value()

    return types.void(array, types.int64, LANES_TYPE), generate


@instruction
def lane(_typing: Any, _value: Any, _number: Any) -> Any:
    """One of eight numbers."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.extract_element(*arguments)

    return types.uint64(LANES_TYPE, types.int64), generate
