"""Networks: tensors in, tensors out; no noise-level arithmetic, no prompts except in `text`."""
