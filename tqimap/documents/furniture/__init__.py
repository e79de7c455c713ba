"""What stands in the body of a mail beside what was written for it."""
