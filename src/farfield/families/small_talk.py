"""Turns of talk about nothing, which put a distance between what was said before and what is asked at last."""

from __future__ import annotations

import random
from collections.abc import Iterator

from farfield.families.family import Turn

_SAID = (
    ("The sky is quite clear today.", "That sounds pleasant."),
    ("My neighbour has planted tulips.", "How nice."),
    ("The train was late again.", "That happens."),
    ("I had soup for lunch.", "I hope it was good."),
    ("The library has new curtains.", "A fresh look, then."),
    ("My shoes are still wet.", "They will dry."),
    ("The bakery smells wonderful.", "Bread often does."),
    ("Our cat sleeps all day.", "Cats like that."),
    ("The river is high this week.", "It must have rained."),
    ("I forgot my coat.", "Better luck next time."),
    ("The market opens early.", "Good to know."),
    ("A friend sent me a postcard.", "What a kind thought."),
    ("The hills look green.", "A fine sight."),
    ("I am learning to juggle.", "Have fun with that."),
    ("The clock in the hall is slow.", "Somebody may wind it."),
    ("We painted the fence.", "That must have taken a while."),
    ("The tea is too hot.", "Let it stand."),
    ("Someone left a scarf here.", "They may come back for it."),
    ("The bridge is being mended.", "It will be safer."),
    ("I saw a heron by the pond.", "A lovely bird."),
)  # none holds a number, a name or a letter that is spelled


def small_talk(turns: int, rng: random.Random) -> Iterator[Turn]:
    """So many remarks of the user, each with what it was answered."""
    order = rng.sample(_SAID, len(_SAID))
    for at in range(turns):
        said, answered = order[at % len(order)]
        yield Turn("user", said)
        yield Turn("assistant", answered)
