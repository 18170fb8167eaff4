"""The course of a training: what is learnt from, the network that learns, and how far it has come.

This is all that decides the weights. What is measured on the way, recorded and judged is the trainer's.

A batch of more than `SLICE_ROWS` rows is computed in slices whose gradients add up, and only then are the weights
updated.
"""

from __future__ import annotations

from engine.batches import ChangeImages
from engine.events import Divergence
from engine.feed import Feed
from engine.learner import Learner, StepRecord
from engine.network import Network
from engine.randomness import Generators
from engine.spec import NetworkSpec, TrainingSpec
from engine.workspace import Workspace


class Course:
    """Takes a network from batch to batch and from epoch to epoch.

    Attributes:
        feed: The rows that come next.
        learner: Makes the steps.
        steps: Updates so far.
        epoch: Whole epochs so far.
    """

    def __init__(
        self, network: Network, workspace: Workspace, feed: Feed, generators: Generators, training: TrainingSpec
    ) -> None:
        self.feed = feed
        self.learner = Learner(network, workspace, training.optimizer)
        self.steps = 0
        self.epoch = 0
        self._network = network
        self._workspace = workspace
        self._generators = generators
        self.use(network.spec, training, None)

    def use(self, network: NetworkSpec, training: TrainingSpec, change_images: ChangeImages | None) -> None:
        """Learn with these settings from the next batch on.

        Args:
            network: That of the network but for the dropout rates, which may be others.
            training: The numbers that may be turned; the optimiser stays.
            change_images: Changes the images of a batch at random; None leaves them as they are.
        """
        self._training = training
        self._change_images = change_images
        self._network.input_dropout = network.input_dropout
        for layer, spec in zip(self._network.layers, network.layers, strict=True):
            layer.dropout = spec.dropout
        drops_units = network.input_dropout > 0.0 or any(spec.dropout > 0.0 for spec in network.layers)
        self._draws_from = ("dropout",) * drops_units + ("augmentation",) * (change_images is not None)

    def learn(self) -> bool:
        """Learn from a slice of a batch, which is the whole batch where it is small; True once it was the last slice.

        The gradient of the batch is then complete, with penalties, and `update` comes next.
        """
        feed = self.feed
        first = feed.rows_done == 0
        if first:
            feed.begin_batch(self._training.batch_size, self._draws_from)
        x, target, buffers = feed.next_slice(self._workspace, self._change_images)
        self.learner.learn(x, target, buffers, feed.batch_rows, first=first, dropout=self._generators.dropout)
        if feed.rows_done < feed.batch_rows:
            return False
        self.learner.add_penalties(self._training)
        return True

    def update(self) -> StepRecord | Divergence:
        """Change the weights at the end of a batch; where a number has run out of range, the batch comes again."""
        training, feed = self._training, self.feed
        progress = self.epoch + feed.position / feed.rows
        rate = training.schedule.rate(training.learning_rate, progress, training.epochs)
        made = self.learner.update(training, rate, self.steps)
        if isinstance(made, Divergence):
            feed.drop_batch()
            return made
        self.steps += 1
        feed.end_batch()
        return made

    @property
    def is_epoch_over(self) -> bool:
        """Whether every row was learnt from."""
        return self.feed.position >= self.feed.rows

    def end_epoch(self) -> None:
        """All rows come again."""
        self.epoch += 1
        self.feed.end_epoch()
