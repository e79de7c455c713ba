"""Files in which programs keep what they know: databases and property lists."""
