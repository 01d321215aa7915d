"""What a notebook shows of a fitted search: its result, as HTML without scripts."""
