"""What each study asks, in a sentence: to be listed where nothing can be trained.

Apart from the list of studies, so that a study is not made of the code of all others.
"""

from __future__ import annotations

QUESTIONS: dict[str, str] = {
    "scale": "Do more data and a larger model carry further, or only score better near home?",
    "widen": "How much variation along a frozen axis turns hyperpolation into interpolation?",
    "environments": "How far does a skill learned in some environments carry, and what does it cost to cover them all?",
    "progress": "Of the progress from an old model to a new one, how much was data, how much recipe, how much compute?",
    "science_loop": "How far does a model get that trains on a choice of its own attempts, and what does it lose on "
    "the way?",
    "model_loop": "What does a real language model gain that trains on a choice of its own attempts, beyond what a "
    "prompt draws out of it?",
    "imitation": "Where does a model trained on a learner's transcripts still learn as the learner does?",
    "market": "In an economy of firms with like heuristics, who is left: honest ones, those that change little, those "
    "alike?",
    "text": "On real text whose corpus is in hand: do larger models, or more text, raise the near field, the far field "
    "or the gap between them?",
}
