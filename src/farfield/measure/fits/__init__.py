"""Fits of curves and regressions. They know arrays and options, and nothing of logs."""
