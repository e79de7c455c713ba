"""Names and addresses of hosts: which of them can be one in the world, and what only looks like one."""
