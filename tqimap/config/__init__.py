"""The configuration: its file, what overrides it, and the values that say how to reach the two ends."""
