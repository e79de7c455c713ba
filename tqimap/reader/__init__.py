"""Reading mail without trusting it: MIME, texts, documents and the engine, in processes that may die.

Nothing is imported here: the helper and its children, which are in this package too, need no more than they use.
"""
