"""Difficulty: a column or the other subjects' answers, its noise, and a difficulty that nobody measured."""
