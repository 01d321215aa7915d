"""The parts of the picture of descents."""
