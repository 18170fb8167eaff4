"""The named experiments are what their sources say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.datasets import DATASETS, load_dataset
from engine.errors import EngineError
from engine.experiments import DEFAULT_EXPERIMENT, EXPERIMENTS, find_experiment
from engine.trainer import Trainer


def test_that_every_experiment_is_found_by_its_name() -> None:
    for name, experiment in EXPERIMENTS.items():
        assert find_experiment(name) is experiment and experiment.name == experiment.spec.name == name


def test_that_a_misspelt_name_gets_the_nearest() -> None:
    with pytest.raises(EngineError, match="no experiment 'mnist_fcn'; did you mean 'mnist-fcnn'"):
        find_experiment("mnist_fcn")


def test_that_the_default_needs_no_download() -> None:
    assert DATASETS[EXPERIMENTS[DEFAULT_EXPERIMENT].spec.dataset].download is None


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_that_every_experiment_speaks_to_a_person(name: str) -> None:
    experiment = EXPERIMENTS[name]
    assert experiment.title and experiment.summary.endswith(".") and experiment.speed >= 0
    assert experiment.spec.dataset in DATASETS


def test_that_mnist_fcnn_has_the_articles_sizes_and_rates() -> None:
    spec = EXPERIMENTS["mnist-fcnn"].spec
    network, training = spec.network, spec.training
    assert network.sizes == (784, 512, 256, 10)
    assert [layer.activation for layer in network.layers] == ["relu", "relu", "identity"]
    assert (network.input_dropout, *(layer.dropout for layer in network.layers)) == (0.4, 0.2, 0.1, 0.0)
    assert (network.loss.name, network.loss.reduction) == ("softmax_cross_entropy", "mean")
    assert (training.optimizer, training.learning_rate, training.batch_size, training.epochs) == ("sgd", 0.08, 120, 50)
    assert spec.scaling == "global"
    assert [layer.initializer.name for layer in network.layers] == ["he_fan_out", "he_fan_out", "uniform"]
    # A uniform distribution over -limit..limit has the deviation limit / sqrt(3): 0.01 here.
    assert network.layers[2].initializer.effective_scale / math.sqrt(3) == pytest.approx(0.01)


def test_that_xor_starts_from_the_articles_weights() -> None:
    """The article draws both matrices with 2 * numpy.random.random - 1 after numpy.random.seed(1)."""
    trainer = Trainer(EXPERIMENTS["xor"].spec, load_dataset("xor"))
    article = np.random.RandomState(1)
    for layer, shape in zip(trainer.network.layers, [(3, 4), (4, 1)], strict=True):
        np.testing.assert_array_equal(layer.weight, 2 * article.random(shape) - 1)
        assert layer.bias is None


def test_that_one_step_of_xor_is_the_articles_own_code() -> None:
    trainer = Trainer(EXPERIMENTS["xor"].spec, load_dataset("xor"))
    x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    y = np.array([[0, 1, 1, 0]]).T
    syn0, syn1 = (layer.weight.copy() for layer in trainer.network.layers)
    l1 = 1 / (1 + np.exp(-(np.dot(x, syn0))))
    l2 = 1 / (1 + np.exp(-(np.dot(l1, syn1))))
    l2_delta = (y - l2) * (l2 * (1 - l2))
    l1_delta = l2_delta.dot(syn1.T) * (l1 * (1 - l1))
    syn1 += l1.T.dot(l2_delta)
    syn0 += x.T.dot(l1_delta)
    trainer.step()
    np.testing.assert_allclose(trainer.network.layers[0].weight, syn0, rtol=1e-13)
    np.testing.assert_allclose(trainer.network.layers[1].weight, syn1, rtol=1e-13)
