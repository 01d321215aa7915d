"""Inner maps: the fit of a model on one split, as equations."""
