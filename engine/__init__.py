"""A neural network from bare NumPy: specification, network, training, measurement, files.

Read in this order to learn backpropagation from it: `activations`, `losses`, `initializers`, `optimizers`
(one concept each, each ending in a table of names), `spec` (what a person designs), `workspace` and `network`
(forward and backward), `trainer` (the only loop), then `history`, `evaluation` and `persistence`.
"""
