"""What the layout says of a value, in all formats: where it ends, what it is called, and that it counts versions."""
