"""What stands in a text without a scheme: names and addresses of hosts, of networks, of devices and of mail."""
