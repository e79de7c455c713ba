"""Messages as mailboxes and mail programs keep them, their bodies, and calendars and cards that are sent."""
