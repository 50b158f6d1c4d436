"""Training: generators of states, and what they optimise."""
