"""How novel ideas are, and of which kind: their concepts counted in dated prior work, and the passages nearest to them.

`prior_work.py` turns a dated corpus into numbers, `reading.py` reads what is judged, `postings.py` finds concepts
in the one, `rule.py` tells the kind of the other; `profile.py` puts them in order. A further kind or measure is a
file of its own beside these, and a field of `results/novelty.py`.
"""
