"""What is kept on disk: what was done with which message, attachments on their way, a lock."""
