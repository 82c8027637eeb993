"""Time as an interrupted series: the trend before the cutoff, the break at it, controls beside it."""
