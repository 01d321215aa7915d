"""Select members of an ensemble: what they contribute, and how it is scored."""
