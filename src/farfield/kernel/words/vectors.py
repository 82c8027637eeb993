"""Which of 64 bytes may stand in a word, and which begin a character."""

from __future__ import annotations

from typing import Any

from numba import types

from farfield.kernel.machine import instruction
from farfield.kernel.machine.vectors import MASK, every, place_of


@instruction
def word_bytes(_typing: Any, text: Any, _at: Any) -> Any:
    """Of the 64 bytes text[at : at + 64], as two masks of bits: those that may stand in a word (letters, digits and
    "_" of ASCII, every byte above 127), and those above 127."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte = builder.load(place_of(context, builder, text, *arguments), align=1)
        lower = builder.or_(byte, every(0x20))
        high = builder.icmp_signed("<", byte, every(0))
        inside = high
        for test in (
            builder.icmp_unsigned("<", builder.sub(lower, every(ord("a"))), every(26)),
            builder.icmp_unsigned("<", builder.sub(byte, every(ord("0"))), every(10)),
            builder.icmp_unsigned("==", byte, every(ord("_"))),
        ):
            inside = builder.or_(inside, test)
        masks = [builder.bitcast(mask, MASK) for mask in (inside, high)]
        return context.make_tuple(builder, signature.return_type, masks)

    pair: Any = types.UniTuple
    return pair(types.uint64, 2)(text, types.intp), generate


@instruction
def first_bytes(_typing: Any, text: Any, _at: Any) -> Any:
    """Of the 64 bytes text[at : at + 64], as a mask of bits: those that begin a character beyond ASCII."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte = builder.load(place_of(context, builder, text, *arguments), align=1)
        return builder.bitcast(builder.icmp_unsigned(">=", byte, every(0xC0)), MASK)

    return types.uint64(text, types.intp), generate


@instruction
def equal_bytes(_typing: Any, text: Any, _at: Any, other: Any, _place: Any) -> Any:
    """Of the 64 bytes text[at : at + 64], as a mask of bits: those that are the same in other[place : place + 64]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds = (signature.args[0], signature.args[2])
        places = (arguments[:2], arguments[2:])
        one, two = (
            builder.load(place_of(context, builder, kind, *place), align=1)
            for kind, place in zip(kinds, places, strict=True)
        )
        return builder.bitcast(builder.icmp_unsigned("==", one, two), MASK)

    return types.uint64(text, types.intp, other, types.intp), generate


@instruction
def copy_bytes(_typing: Any, text: Any, _at: Any, out: Any, _place: Any) -> Any:
    """Write the 64 bytes text[at : at + 64] to out[place : place + 64]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin = place_of(context, builder, signature.args[0], *arguments[:2])
        to = place_of(context, builder, signature.args[2], *arguments[2:])
        builder.store(builder.load(begin, align=1), to, align=1)
        return context.get_dummy_value()

    return types.void(text, types.intp, out, types.intp), generate
