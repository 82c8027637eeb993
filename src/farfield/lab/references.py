"""Two subjects whose profile is known before they answer: everything, and nothing but the corpus.

Beside a trained model they show that every item can be solved, and what memory alone would score.
"""

from collections.abc import Iterable, Sequence

from farfield.lab.carry_world import Sum

EXACT_ALGORITHM = "exact algorithm (reference)"
LOOKUP_TABLE = "lookup table (reference)"
NO_ENTRY = "no entry"


def answer_by_algorithm(sums: Sequence[Sum]) -> list[str]:
    """Column addition with the carry-in: right at every distance."""
    return [_add_columns(one) for one in sums]


def _add_columns(one: Sum) -> str:
    x, y = str(one.x)[::-1], str(one.y)[::-1]
    carry, written = one.carry, ""
    for place in range(one.digits):
        carry, digit = divmod(int(x[place : place + 1] or 0) + int(y[place : place + 1] or 0) + carry, 10)
        written = f"{digit}{written}"
    return f"{carry}{written}" if carry else written


def answer_by_table(sums: Sequence[Sum], corpus: Iterable[Sum]) -> list[str]:
    """The answer that stands in the corpus beside the very question; elsewhere there is no entry."""
    table = {document.question: document.target for document in corpus}
    return [table.get(one.question, NO_ENTRY) for one in sums]
