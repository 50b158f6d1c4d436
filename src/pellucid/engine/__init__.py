"""Recipes become walks: engines, plans, backends and weights."""
