"""PyTorch as a judge that shares no line with the engine: forward, slopes and a hundred steps in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS as OURS
from engine.events import BatchDone
from engine.losses import LOSSES
from engine.network import Network, parameters_on
from engine.optimizers import OPTIMIZERS as OUR_OPTIMIZERS
from engine.spec import NetworkSpec
from engine.trainer import Trainer
from engine.workspace import Workspace
from tests.helpers.small_runs import blobs, curve, experiment, network_spec

torch: Any = pytest.importorskip("torch", reason="PyTorch is an extra judge: the extra `peers` brings it")

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "elu": torch.nn.functional.elu,
    "softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),
    "gelu": lambda z: torch.nn.functional.gelu(z, approximate="tanh"),
    "silu": torch.nn.functional.silu,
}
OPTIMIZERS = {
    "sgd": lambda p, rate: torch.optim.SGD(p, lr=rate),
    "momentum": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9),
    "nesterov": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9, nesterov=True),
    "adagrad": lambda p, rate: torch.optim.Adagrad(p, lr=rate, eps=1e-8),
    "rmsprop": lambda p, rate: torch.optim.RMSprop(p, lr=rate, alpha=0.999, eps=1e-8),
    "adam": lambda p, rate: torch.optim.Adam(p, lr=rate, betas=(0.9, 0.999), eps=1e-8),
    # Its own decay is switched off here: it would shrink the biases too. The test shrinks the weights itself.
    "adamw": lambda p, rate: torch.optim.AdamW(p, lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0),
}


class Twin:
    """The same network in PyTorch, from a copy of the same parameters."""

    def __init__(self, network: Network) -> None:
        self.spec = network.spec
        self.weights = [torch.tensor(layer.weight.copy(), requires_grad=True) for layer in network.layers]
        self.biases = [
            None if layer.bias is None else torch.tensor(layer.bias.copy(), requires_grad=True)
            for layer in network.layers
        ]

    def parameters(self) -> list[Any]:
        return [p for pair in zip(self.weights, self.biases, strict=True) for p in pair if p is not None]

    def forward(self, x: Any) -> Any:
        for spec, weight, bias in zip(self.spec.layers, self.weights, self.biases, strict=True):
            z = x @ weight if bias is None else x @ weight + bias
            x = ACTIVATIONS[spec.activation](z)
        return x

    def loss(self, output: Any, target: Any) -> Any:
        spec = self.spec.loss
        if spec.name == "softmax_cross_entropy":
            return spec.scale * torch.nn.functional.cross_entropy(output, target, reduction=spec.reduction)
        functions = {
            "squared_error": torch.nn.functional.mse_loss,
            "sigmoid_cross_entropy": torch.nn.functional.binary_cross_entropy_with_logits,
        }
        losses = functions[spec.name](output, target, reduction="none").sum(dim=1)
        return spec.scale * (losses.mean() if spec.reduction == "mean" else losses.sum())

    def flat(self, what: str = "data") -> np.ndarray:
        return np.concatenate([getattr(p, what).numpy().ravel() for p in self.parameters()])


def drawn(spec: NetworkSpec, rows: int = 9) -> tuple[Network, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    network = Network(spec)
    network.parameters[...] = rng.normal(0.0, 0.5, spec.parameter_count)
    labels = network.loss.needs_labels
    target = rng.integers(0, spec.outputs, rows) if labels else rng.random((rows, spec.outputs))
    return network, rng.normal(size=(rows, spec.inputs)), target


def test_that_torch_judges_every_activation_and_optimizer() -> None:
    assert OURS.keys() == ACTIVATIONS.keys()
    assert OUR_OPTIMIZERS.keys() == OPTIMIZERS.keys()


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_forward_and_slopes_agree_with_torch(activation: str, loss: str, reduction: str, bias: bool) -> None:
    last = activation if loss == "squared_error" else "identity"
    spec = network_spec(
        4, 8, 6, 5, activation=activation, last=last, loss=loss, reduction=reduction, scale=0.7, bias=bias
    )
    network, x, target = drawn(spec)
    twin, twin_x = Twin(network), torch.tensor(x, requires_grad=True)
    twin_output = twin.forward(twin_x)
    twin_loss = twin.loss(twin_output, torch.tensor(target))
    twin_loss.backward()

    buffers = Workspace(spec, len(x)).buffers(len(x))
    output = network.forward(x, buffers)
    factor = 0.7 / len(x) if reduction == "mean" else 0.7
    value = factor * network.loss.value_and_gradient(output, target, factor, buffers.layers[-1].d)
    flat, d_x = np.empty_like(network.parameters), np.empty_like(x)
    network.backward(x, buffers, parameters_on(spec, flat), d_x=d_x)

    close(output, twin_output.detach().numpy())
    assert value == pytest.approx(twin_loss.item(), rel=1e-12)
    close(flat, twin.flat("grad"))
    close(d_x, twin_x.grad.numpy())


PENALTIES: dict[str, dict[str, float]] = {
    "bare": {},
    "l2": {"l2": 0.01},
    "l1 and clipping": {"l1": 0.005, "clip_norm": 0.2},
    "decay": {"weight_decay": 0.05},
}


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "squared_error"])
@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_a_hundred_steps_agree_with_torch(optimizer: str, penalty: str, loss: str) -> None:
    """Mini-batches with a short last one; torch is given the very rows of each batch."""
    knobs = PENALTIES[penalty]
    labels = loss == "softmax_cross_entropy"
    data = blobs(50, inputs=4) if labels else curve(50, inputs=4, outputs=3)
    rate = 0.01 if optimizer in ("adam", "adamw", "rmsprop") else 0.05
    spec = experiment(
        network_spec(4, 8, 3, loss=loss), optimizer=optimizer, learning_rate=rate, batch_size=12, epochs=20, **knobs
    )
    trainer = Trainer(spec, data)
    twin = Twin(trainer.network)
    judge = OPTIMIZERS[optimizer](twin.parameters(), rate)
    orders = trainer_orders(trainer, 20)

    seen = 0
    for event in trainer.run():
        if isinstance(event, BatchDone):
            start = event.position - (12 if event.position % 12 == 0 else event.position % 12)
            index = orders[event.epoch][start : event.position]
            target = data.train.labels[index] if labels else data.train.targets[index]
            judge.zero_grad()
            value = twin.loss(twin.forward(torch.tensor(data.train.x[index])), torch.tensor(target))
            value.backward()
            with torch.no_grad():
                for weight in twin.weights:
                    weight.grad += knobs.get("l2", 0.0) * weight + knobs.get("l1", 0.0) * torch.sign(weight)
                    weight *= 1.0 - rate * knobs.get("weight_decay", 0.0)
            if "clip_norm" in knobs:
                # By hand, for PyTorch's own adds 1e-6 to the norm.
                norm = torch.cat([p.grad.ravel() for p in twin.parameters()]).norm()
                for parameter in twin.parameters():
                    parameter.grad *= min(1.0, knobs["clip_norm"] / norm.item())
            judge.step()
            assert event.loss == pytest.approx(value.item(), abs=1e-9)
            np.testing.assert_allclose(trainer.network.parameters, twin.flat(), rtol=0, atol=1e-9)
            seen += 1
    assert seen == 100


def test_that_softmax_probabilities_at_extreme_logits_agree_with_torch() -> None:
    logits = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 1e4, 0.0], [745.0, 0.0, -745.0]])
    network = Network(network_spec(3, 3, bias=False))
    network.parameters[...] = np.eye(3).ravel()
    expected = torch.softmax(torch.tensor(logits), dim=1).numpy()
    np.testing.assert_allclose(network.predict(logits), expected, rtol=1e-13, atol=0)
    losses = torch.nn.functional.cross_entropy(torch.tensor(logits), torch.tensor([1, 1, 1, 1]), reduction="none")
    found = network.loss.row_losses(logits, np.array([1, 1, 1, 1]))
    np.testing.assert_allclose(found, losses.numpy(), rtol=1e-13)


def trainer_orders(trainer: Trainer, epochs: int) -> list[np.ndarray]:
    """The order of the rows in each epoch, drawn from a copy of the trainer's own generator."""
    generator = np.random.default_rng()
    generator.bit_generator.state = trainer.generators.order.bit_generator.state
    return [generator.permutation(trainer.dataset.train.rows) for _ in range(epochs)]


def close(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
