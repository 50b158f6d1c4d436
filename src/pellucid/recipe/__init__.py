"""A picture as data: recipes, edits, pictures in and out. Nothing here imports torch."""
