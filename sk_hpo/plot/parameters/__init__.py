"""The parameters of a space on an axis: which there are, their values, and ticks."""
