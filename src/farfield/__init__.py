"""Farfield."""
