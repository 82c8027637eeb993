"""The kit that every chart is drawn with: scales, axes, marks, legends, colours. It knows numbers, and no results."""
