"""What was found: values taken and dropped, by allow-lists and by where they stood."""
