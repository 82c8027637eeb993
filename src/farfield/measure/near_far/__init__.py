"""Near and far: bands, gap, slope, curve and reach of a ruler."""
