"""What the labs compute: each shows one idea behind training on the engine's own code."""
