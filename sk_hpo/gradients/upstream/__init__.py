"""Gradients in the parameters of the steps before the model."""
