"""Worlds whose support is known, a tiny transformer, its training and its answers.

Importing this room loads no jax: `transformer`, `training` and `answering` do, when the demo is run.
"""

from farfield.lab.demo import DemoData, DemoProgress, write_demo_data
from farfield.lab.options import DemoOptions, TrainingOptions

__all__ = ["DemoData", "DemoOptions", "DemoProgress", "TrainingOptions", "write_demo_data"]
