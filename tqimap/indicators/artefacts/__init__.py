"""What an attack leaves on a machine or is known by: paths, names that a text gives them, numbers with a label."""
