"""Twins: items alike in all but their distance, compared within their sets."""

from farfield.measure.twins.pairing import add_twins, check_twins

__all__ = ["add_twins", "check_twins"]
