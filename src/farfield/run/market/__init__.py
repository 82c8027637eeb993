"""Firms that a model runs in a market over generations: one sample of Inspect is a market through one of them.

What a firm is told stands in `situations.py`, what it answers in `reading.py`, how a generation passes in `living.py`,
who follows it in `inheriting.py`; `asking.py` puts it to a model, and `firms.py` has known subjects.
"""
