"""The engines that a recipe can name, a file each; `recipe/engines.py` finds them.

A file here imports torch and networks only where its `make` needs them.
"""
