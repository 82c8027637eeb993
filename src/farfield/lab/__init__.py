"""Worlds whose support is known, a tiny transformer, its training and its answers.

Importing this room loads no jax: `transformer`, `training` and `answering` do, when a model is trained.
"""

from farfield.lab.data import LabData, LabProgress, Place, write_lab_data
from farfield.lab.options import DrawOptions, LabOptions, TrainingOptions

__all__ = [
    "DrawOptions",
    "LabData",
    "LabOptions",
    "LabProgress",
    "Place",
    "TrainingOptions",
    "write_lab_data",
]
