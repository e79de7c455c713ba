"""Archives, and what is packed as one stream: each gives what is in it as documents of their own."""
