"""MNIST as well as a fully connected network can in half an hour: three wide layers that never see an image twice.

After Ciresan, Meier, Gambardella, Schmidhuber 2010 (arXiv:1003.0358), whose plain networks of 1 to 12 million weights
reach errors of 0.49 to 0.32 % in a day: no dropout and no penalty, but every image turned, scaled and bent anew in
every epoch, and a learning rate that ends near zero. Their elastic field (alpha 36 to 38, sigma 5 to 6) displaces
pixels by 1.0 to 1.2.
"""

from __future__ import annotations

from engine.augmentation import AugmentationSpec
from engine.experiments.experiment import Experiment, Goal
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, NetworkSpec, ScheduleSpec, TrainingSpec

MNIST_BEST = Experiment(
    spec=ExperimentSpec(
        name="mnist-best",
        dataset="mnist",
        network=NetworkSpec(
            inputs=784,
            layers=(
                LayerSpec(1500, "relu"),
                LayerSpec(1000, "relu"),
                LayerSpec(500, "relu"),
                LayerSpec(10, "identity", initializer=InitializerSpec("xavier")),
            ),
        ),
        training=TrainingSpec(
            optimizer="momentum",
            learning_rate=0.05,
            batch_size=128,
            epochs=130,
            schedule=ScheduleSpec("cosine", factor=0.0),
            record_every=2000,
        ),
        augmentation=AugmentationSpec(shift=1.0, rotation=12.0, scale=0.15, shear=8.0, elastic=1.1, elastic_sigma=5.0),
    ),
    title="MNIST, as well as it gets",
    summary="784-1500-1000-500-10 on digits that are bent anew in every epoch: half an hour of training.",
    chapter="digits",
    goal=Goal("test", "accuracy", 0.994, at_least=True),
)
