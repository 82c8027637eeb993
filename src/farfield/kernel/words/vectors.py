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
