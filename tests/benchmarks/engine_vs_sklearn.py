"""Our epoch against that of scikit-learn's MLPClassifier."""

from __future__ import annotations

import warnings
from functools import partial

from engine.blas import available_cores, set_blas_threads
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options, Skipped
from tests.benchmarks.subjects import BATCH, learn_batch, mnist_spec, pixels
from tests.benchmarks.timing import compare, timed, timed_for
from tests.benchmarks.torch_peer import prepared_rows

_SECONDS = 0.4


def _run(options: Options) -> Figures:
    try:
        from sklearn.neural_network import MLPClassifier
    except ImportError:
        raise Skipped("scikit-learn is not installed: `make bench` installs it.") from None
    warnings.filterwarnings("ignore", module="sklearn")
    spec = mnist_spec(dropout=False)
    trainer = Trainer(spec, pixels())
    x, labels = prepared_rows(trainer), trainer.dataset.train.labels
    hidden = spec.network.sizes[1:-1]
    figures: Figures = {}
    for threads in range(1, min(available_cores(), 2) + 1):
        set_blas_threads(threads)
        peer = MLPClassifier(
            hidden_layer_sizes=hidden,
            solver="sgd",
            momentum=0.0,
            nesterovs_momentum=False,
            alpha=0.0,
            batch_size=BATCH,
            learning_rate_init=spec.training.learning_rate,
            random_state=0,
        )

        def peer_epoch(peer: MLPClassifier = peer) -> float:
            # One epoch a call, the rows in a new order as ours are; they are prepared already, ours are not.
            peer.partial_fit(x, labels, classes=range(10))
            return float(len(x))

        seen = compare(timed_for(_SECONDS, partial(learn_batch, trainer)), timed(peer_epoch), options.count(9, 3))
        figures |= {
            f"{threads}_threads_ratio": seen.ratio,
            f"{threads}_threads_ratio_spread": seen.spread,
            f"{threads}_threads_samples_per_second": seen.our_speed,
            f"{threads}_threads_sklearn_samples_per_second": seen.their_speed,
        }
    return figures


ENGINE_VS_SKLEARN = Benchmark(
    name="engine_vs_sklearn",
    measures="an epoch of 784-512-256-10 without dropout against scikit-learn's MLPClassifier (sgd, float32)",
    bars={f"{threads}_threads_ratio": Bar(at_least=1.5) for threads in (1, 2)},
    run=_run,
)
