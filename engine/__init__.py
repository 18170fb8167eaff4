"""A neural network from bare NumPy: specification, network, training, measurement, files.

Read in this order to learn backpropagation from it: `activations`, `losses`, `initializers`, `optimizers` and
`schedules` (one concept each, each ending in a table of names), `spec` (what a person designs), `workspace` and
`network` (forward and backward), `descent` and `learner` (one step), `trainer` (the only loop), then `recorder`,
`history`, `evaluation`, `early_stopping` and `persistence`. `gradcheck` proves that it is right.
"""
