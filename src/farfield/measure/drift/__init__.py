"""Drift: when a subject lives, what a reminder mends, what it loses, and how long it lasts.

`dates.py` reads dates, `inner_date.py` and `cutoff.py` are the two estimators of when. A further kind of outcome goes
into `outcomes.py`, a further figure into `profile.py`, which puts all of it together.
"""
