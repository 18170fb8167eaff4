"""The bundled model: digits from paper and from a tablet, none of them seen twice, in a file of 3 MB.

The recipe of `mnist-best` with layers as wide as the file allows: every image is turned, scaled and bent anew in every
epoch, and the learning rate ends at zero.
"""

from __future__ import annotations

from engine.augmentation import AugmentationSpec
from engine.experiments.experiment import Experiment, Goal
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, NetworkSpec, ScheduleSpec, TrainingSpec

PEN_DIGITS = Experiment(
    spec=ExperimentSpec(
        name="pen-digits",
        dataset="mnist+pen",
        network=NetworkSpec(
            inputs=784,
            layers=(
                LayerSpec(650, "relu"),
                LayerSpec(320, "relu"),
                LayerSpec(10, "identity", initializer=InitializerSpec("xavier")),
            ),
        ),
        training=TrainingSpec(
            optimizer="momentum",
            learning_rate=0.05,
            batch_size=128,
            epochs=100,
            schedule=ScheduleSpec("cosine", factor=0.0),
            record_every=5000,
        ),
        augmentation=AugmentationSpec(shift=1.0, rotation=10.0, scale=0.12, shear=8.0, elastic=1.1, elastic_sigma=5.0),
    ),
    title="MNIST and pen, 784-650-320-10",
    summary="784-650-320-10 on digits from paper and tablet: how the bundled model was made.",
    chapter="digits",
    goal=Goal("validation", "accuracy", 0.99, at_least=True),
)
