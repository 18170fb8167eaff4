"""A neural network from bare NumPy: specification, network, training, measurement, files.

Read in this order to learn backpropagation from it:

1. One concept each, ending in a table of names: `activations`, `losses`, `initializers`, `optimizers`, `schedules`;
   `dropout` beside them. `spec` puts them together: what a person designs; `playground` the data made for it,
   `own_data` those of one's own.
2. Backpropagation: `network` (forward, backward, and the derivation), with the arrays it works in, `workspace`.
3. Learning: `preparation`, `batches` and `feed` (how rows reach the network), `descent` (the update), `learner` (one
   step), `course` (step after step), `events` and `trainer` (the only loop).
4. Looking on: `recorder` and `history` (every step), `evaluation`, `metrics`, `statistics` and `judge` (every epoch),
   `statistics_log`, `follower` and `milestones` (over time), `early_stopping`, `review` (every row), `grid`, `scan` and
   `loss_surface` (every place of a plane), `insights` (what it all says).
5. Keeping: `randomness` (where chance comes from), `snapshot`, `checkpoint`, `good_state`, `persistence`,
   `statistics_tables`, `sharing`, `whole_file`; `export` (what other programs open).
6. Images: `ink`, `drawing`, `images`, `unusual`, `augmentation`, `warping`; `saliency` (the gradient carried on to the
   pixels), `own_digits` and `teaching` (a few samples more), `bundled`.

`gradcheck` proves that it is right; `python -m engine gradcheck` runs it.
"""
