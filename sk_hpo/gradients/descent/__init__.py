"""Follow the gradient of the cross-validated score from starts to ends."""
