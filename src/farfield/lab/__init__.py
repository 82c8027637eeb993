"""Worlds whose support is known, a tiny transformer, its training and its answers.

Importing this room loads no jax: only `transformer`, `training` and `answering` do.
"""
