"""The city: skylines over water, streets in the rain."""
