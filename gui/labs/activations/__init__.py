"""The activations lab: functions with their slopes, and where the sums of a network lie on them."""
