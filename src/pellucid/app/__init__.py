"""Doors: the command line. Arguments are turned into recipes here, and nothing is diffused."""
