"""The chain rule on a computation graph."""
