"""How many answers are kept of functions that are asked the same again and again, within a text and by the next one."""

HOSTS = 65_536  # on names of hosts and on what URLs lead to: as many as a long list has; 10 to 20 MB each at the most
WORDS = 4_096  # on single words and what stands beside them: more than ordinary mail has; some 2 MB each
RUNS = 1_024  # on runs of several words, with up to 5,000 characters: some 5 MB each at the most
