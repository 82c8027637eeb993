"""A market whose best reply is known, and how rules of conduct spread in it: arithmetic alone, no files, no models.

Demand and prices stand in `economy.py`, what firms do in `policies.py`, who is left in `selection.py`, what honesty is
worth in `honesty.py`, and what a change does in `changing.py` and `reach.py`. The next rule of conduct is a line of
`POLICIES`.
"""

from farfield.market.economy import (
    Economy,
    best_reply,
    monopoly_price,
    nash_price,
    profit_of,
    profits,
)

__all__ = ["Economy", "best_reply", "monopoly_price", "nash_price", "profit_of", "profits"]
