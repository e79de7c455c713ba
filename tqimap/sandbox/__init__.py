"""A ThreatQ and a mailbox to play with: what a newcomer, a demonstration and the tests run against.

Nothing of the product imports this package (only ``tqimap --demo`` loads it, when asked), and it imports nothing of
the product but its version number, so that it cannot share a fault with what it checks.
"""
