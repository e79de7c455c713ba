"""A run over the unread mail: fetch, read, plan, deliver, record, mark."""
