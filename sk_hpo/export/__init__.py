"""What a search has found, in the formats of other packages; one format per file."""
