"""The same network in PyTorch, written as its users write it, learning the same rows from the same start weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.batches import RowSource
from engine.datasets import Split
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Skipped


def import_torch() -> Any:
    """PyTorch.

    Raises:
        Skipped: it is not installed.
    """
    try:
        import torch
    except ImportError:
        raise Skipped("PyTorch is not installed: `make bench` installs it.") from None
    return torch


class TorchPeer:
    """Trains `trainer`'s network on `trainer`'s data, eager on the CPU, with plain gradient descent.

    Images are bytes in memory; a batch is gathered and scaled as ours is. With `records` each step also measures what
    ours does: the loss, and of each layer the norms of its gradient and of its parameters.
    """

    def __init__(self, trainer: Trainer, *, records: bool = False) -> None:
        torch = self.torch = import_torch()
        spec, start = trainer.spec, trainer.network
        self._batch = spec.training.batch_size or trainer.dataset.train.rows
        self._factor, self._offset = _scaling(trainer)
        self._x, self._labels = self._tensors(trainer.dataset.train)
        modules: list[Any] = [torch.nn.Dropout(start.input_dropout)] if start.input_dropout else []
        for layer in start.layers:
            linear = torch.nn.Linear(*layer.weight.shape)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(layer.weight.T.copy()))
                linear.bias.copy_(torch.from_numpy(np.array(layer.bias)))
            modules.append(linear)
            if layer is not start.layers[-1]:
                modules.append(torch.nn.ReLU())
            if layer.dropout:
                modules.append(torch.nn.Dropout(layer.dropout))
        self.model = torch.nn.Sequential(*modules)
        self._optimizer = torch.optim.SGD(self.model.parameters(), lr=spec.training.learning_rate)
        self._loss = torch.nn.CrossEntropyLoss()
        self._epochs = self._endless()
        self._records = records
        self._linears = [module for module in modules if isinstance(module, torch.nn.Linear)]
        self.measured: list[Any] = []

    def learn_batch(self) -> float:
        """Train the next batch; returns the rows learnt from."""
        index = next(self._epochs)
        x, target = self._prepared(self._x[index]), self._labels[index]
        self._optimizer.zero_grad()
        loss = self._loss(self.model(x), target)
        loss.backward()
        if self._records:
            self.measured = [loss.item(), *map(self._measure, self._linears)]
        self._optimizer.step()
        return float(len(index))

    def evaluate(self, split: Split, rows_at_once: int = 1000) -> tuple[float, float]:
        """Mean loss and accuracy on a split."""
        x, labels = self._tensors(split)
        loss, right = 0.0, 0
        self.model.eval()
        with self.torch.no_grad():
            for start in range(0, len(x), rows_at_once):
                target = labels[start : start + rows_at_once]
                output = self.model(self._prepared(x[start : start + rows_at_once]))
                loss += float(self._loss(output, target)) * len(target)
                right += int((output.argmax(dim=1) == target).sum())
        self.model.train()
        return loss / len(x), right / len(x)

    def _measure(self, linear: Any) -> tuple[float, float]:
        """Norm of the gradient, and of the parameters; with plain descent the update is the rate times the first."""
        parts = linear.weight, linear.bias
        norms = [
            self.torch.cat([self.torch.linalg.vector_norm(a)[None] for a in arrays]).norm().item()
            for arrays in ([part.grad for part in parts], [part.detach() for part in parts])
        ]
        return norms[0], norms[1]

    def _endless(self) -> Iterator[Any]:
        while True:
            yield from self.torch.randperm(len(self._x)).split(self._batch)

    def _prepared(self, raw: Any) -> Any:
        return raw.to(self.torch.float32).mul_(self._factor).add_(self._offset)

    def _tensors(self, split: Split) -> tuple[Any, Any]:
        return self.torch.from_numpy(split.x.copy()), self.torch.from_numpy(np.array(split.labels))


def _scaling(trainer: Trainer) -> tuple[float, float]:
    """Factor and offset of the trainer's preparation: x = raw * factor + offset."""
    preparation = trainer.preparation
    factor = 1.0 / (preparation.value_range * float(preparation.deviation[0]))
    return factor, -float(preparation.mean[0]) / float(preparation.deviation[0])


def prepared_rows(trainer: Trainer) -> np.ndarray[Any, np.dtype[Any]]:
    """All training rows as the trainer's network gets them, (rows, inputs)."""
    split, spec = trainer.dataset.train, trainer.spec.network
    source = RowSource(split, trainer.preparation, spec, needs_labels=True)
    return source.span(0, split.rows, np.empty(split.x.shape, spec.dtype))[0]
