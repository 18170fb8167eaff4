"""Gradient descent on curves and surfaces."""
