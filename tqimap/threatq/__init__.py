"""ThreatQ's REST API, as far as the connector needs it: sign in, register, Files, indicators, relations.

``client`` says what can be asked of ThreatQ, ``session`` keeps a token and repeats what failed, ``transport``
speaks HTTPS. ``payloads`` and ``replies`` are the shapes on the wire as pure functions.
"""
