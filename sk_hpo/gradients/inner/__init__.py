"""Inner maps: the fit of a model on one fold, as equations."""
