"""What a search prints and logs while it runs, and how it says that it ended."""
