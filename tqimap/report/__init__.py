"""What is told of a run: while it goes on, at its end, to monitoring, and in full."""
