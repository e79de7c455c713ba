"""Code in any document: its strings, and what is hidden in them."""
