"""What 64 bytes are to a JSON string and to UTF-8, and copying as many."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from farfield.kernel.machine import instruction
from farfield.kernel.machine.vectors import BYTES, MASK, every, place_of


@instruction
def special_bytes(_typing: Any, text: Any, _at: Any) -> Any:
    """Of the 64 bytes text[at : at + 64], as a mask of bits: quotes, backslashes and control characters."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte = builder.load(place_of(context, builder, text, *arguments), align=1)
        special = builder.icmp_unsigned("<", byte, every(ord(" ")))
        for letter in b'"\\':
            special = builder.or_(special, builder.icmp_unsigned("==", byte, every(letter)))
        return builder.bitcast(special, MASK)

    return types.uint64(text, types.int64), generate


@instruction
def copy_bytes(_typing: Any, text: Any, _at: Any, out: Any, _put: Any) -> Any:
    """Write the 64 bytes text[at : at + 64] to out[put : put + 64]."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        source = place_of(context, builder, text, *arguments[:2])
        target = place_of(context, builder, out, *arguments[2:])
        builder.store(builder.load(source, align=1), target, align=1)
        return context.get_dummy_value()

    return types.void(text, types.int64, out, types.int64), generate


@instruction
def resolve_bytes(_typing: Any, text: Any, _at: Any, out: Any, _put: Any) -> Any:
    """Write the 64 bytes text[at : at + 64] to `out` from `put`, escapes of two bytes as what they stand for.

    Returns as masks of bits those to stop before, and the backslashes, which are left out. To stop before are quotes
    that are not escaped, control characters, and what follows a backslash and is itself one, or makes no escape of two
    bytes with it. Fast where the machine compresses bytes (AVX512-VBMI2), else slow.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte = builder.load(place_of(context, builder, text, *arguments[:2]), align=1)

        def is_byte(value: int) -> Any:
            return builder.icmp_unsigned("==", byte, every(value))

        backslash, quote = is_byte(ord("\\")), is_byte(ord('"'))
        backslashes = builder.bitcast(backslash, MASK)
        escaped = builder.bitcast(builder.shl(backslashes, ir.Constant(MASK, 1)), backslash.type)
        special = builder.or_(quote, builder.icmp_unsigned("<", byte, every(ord(" "))))
        known, resolved = builder.or_(quote, is_byte(ord("/"))), byte
        for letter, meant in zip(b"bfnrt", b"\b\f\n\r\t", strict=True):
            found = is_byte(letter)
            known = builder.or_(known, found)
            resolved = builder.select(builder.and_(found, escaped), every(meant), resolved)
        stops = builder.select(escaped, builder.not_(known), special)
        kind = ir.FunctionType(BYTES, [BYTES, backslash.type, BYTES])
        compress = builder.module.declare_intrinsic("llvm.experimental.vector.compress.v64i8", fnty=kind)
        kept = builder.call(compress, [resolved, builder.not_(backslash), resolved])
        builder.store(kept, place_of(context, builder, out, *arguments[2:]), align=1)
        masks = [builder.bitcast(stops, MASK), backslashes]
        return context.make_tuple(builder, signature.return_type, masks)

    pair: Any = types.UniTuple
    return pair(types.uint64, 2)(text, types.int64, out, types.int64), generate


@instruction
def beyond_ascii(_typing: Any, text: Any, _at: Any) -> Any:
    """Of the 64 bytes text[at : at + 64], as a mask of bits: those above 127."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte = builder.load(place_of(context, builder, text, *arguments), align=1)
        return builder.bitcast(builder.icmp_signed("<", byte, every(0)), MASK)

    return types.uint64(text, types.int64), generate


@instruction
def utf8_bytes(_typing: Any, text: Any, _at: Any) -> Any:
    """Of the 64 bytes text[at : at + 64], as masks of bits: those that go on in a character, those that begin one of
    two bytes or more, of three or more, of four, and those that cannot stand where they do whatever follows."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte = builder.load(place_of(context, builder, text, *arguments), align=1)

        def mask(comparison: str, value: int) -> Any:
            return builder.bitcast(builder.icmp_unsigned(comparison, byte, every(value)), MASK)

        def behind(value: int, wrong: Any) -> Any:
            return builder.and_(builder.shl(mask("==", value), ir.Constant(MASK, 1)), wrong)

        begins = [mask(">=", first) for first in (0xC0, 0xE0, 0xF0)]
        goes_on = builder.and_(mask(">=", 0x80), builder.not_(begins[0]))
        wrong = builder.or_(mask(">=", 0xF5), builder.and_(begins[0], mask("<", 0xC2)))
        for value, second in (
            (0xE0, mask("<", 0xA0)),  # longer than it need be
            (0xF0, mask("<", 0x90)),
            (0xED, mask(">=", 0xA0)),  # a surrogate
            (0xF4, mask(">=", 0x90)),  # beyond the last code point
        ):
            wrong = builder.or_(wrong, behind(value, second))
        return context.make_tuple(builder, signature.return_type, [goes_on, *begins, wrong])

    masks: Any = types.UniTuple
    return masks(types.uint64, 5)(text, types.int64), generate
