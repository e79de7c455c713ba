"""Access tokens for the mailbox, where it does not take passwords (Microsoft 365, Google Workspace).

The grants are plain HTTPS forms (RFC 6749, 7523), so that they are sent here and not by the providers' libraries:
those fetch more documents from more hosts, keep tokens in their own ways, and know one provider each. The tests
hold what is sent against those libraries.
"""
