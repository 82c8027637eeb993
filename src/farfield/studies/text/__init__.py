"""Real text whose corpus is in hand: rungs of models on two halves of it, asked for words near to and far from each."""

from farfield.studies.text.study import TextStudy

__all__ = ["TextStudy"]
