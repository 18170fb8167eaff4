"""The microscope: one training step, operation by operation."""
