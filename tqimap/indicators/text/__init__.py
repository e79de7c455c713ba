"""Texts as such: characters made plain, pieces replaced without losing their places, and what stands round a place."""
