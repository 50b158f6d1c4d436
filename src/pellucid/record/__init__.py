"""Walks that were watched: states, files, pictures and distances."""
