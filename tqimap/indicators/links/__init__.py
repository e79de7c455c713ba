"""URLs: with a scheme, rewritten by a service, as targets of links; and what stands in one that has no scheme."""
