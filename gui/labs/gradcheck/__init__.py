"""The gradient check lab: gradients against measurements, and the clinic of bugs."""
