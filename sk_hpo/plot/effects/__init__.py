"""The effect of parameters on the modelled score, in numbers and drawn."""
