"""What every connection has: TLS, the certificate of the other side, and why it failed."""
