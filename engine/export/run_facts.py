"""What is known of a run before it begins: which conditions in the engine's source are always or never true in it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.datasets import Split
from engine.export.pruning import Facts
from engine.export.repeat import ImageSettings, Run
from engine.feed import SLICE_ROWS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS


def facts_of(run: Run, rows: Split, scaling: str) -> Mapping[str, Facts]:
    """Of each definition in the engine's source what is known of the conditions in it.

    Args:
        run: With all settings it ever had.
        rows: Those to learn from, as they were before their preparation.
        scaling: Whether and how they are scaled.
    """
    networks = [settings.network for settings in run.settings]
    trainings = [settings.training for settings in run.settings]
    layers = [layer for network in networks for layer in network.layers]
    has_labels = rows.labels is not None
    has_bytes = rows.x.dtype == np.uint8
    needs_labels = LOSSES[networks[0].loss.name].needs_labels
    changes_images = any(isinstance(settings, ImageSettings) for settings in run.settings)
    sizes = [training.batch_size or rows.rows for training in trainings]
    decays = any(training.weight_decay for training in trainings)
    penalties = {
        "training.l2": any(training.l2 for training in trainings),
        "training.l1": any(training.l1 for training in trainings),
    }
    is_plain = OPTIMIZERS[trainings[0].optimizer].is_plain and not decays
    biases = {layer.bias for layer in layers}
    facts: dict[str, dict[str, bool]] = {
        # Where numbers run out of range, the script ends.
        "Course": {"feed.drop_batch()": False},
        "Feed": {"draws_from or self._batch_states": False},
        # The data fit the network: it has learnt from them.
        "encode_targets": {
            "split.labels is None": not has_labels,
            "needs_labels": needs_labels,
            "split.targets is None": has_labels,
            "split.targets.shape[1] != spec.outputs": False,
        },
        "RowSource": {"self._bytes is None": not has_bytes, "not np.isfinite(self._prepared).all()": False},
        "Preparation": {"raw.dtype == np.uint8": has_bytes, "self.scaling != 'none'": scaling != "none"},
        "Split": {"self.labels is not None": has_labels, "self.targets is not None": not has_labels},
        "make_generators": {"start_stream == 'randomstate'": run.start_stream == "randomstate"},
        "Network": {"d_x is not None": False},
        "Learner": {"self._keeps_gradient": False},
    }
    if not changes_images:
        facts["Feed"]["change_images is None"] = True
    if all(size >= rows.rows for size in sizes):
        facts["Feed"].update({"size < self.rows": False, "order is None": True})
    if all(min(size, rows.rows) <= SLICE_ROWS for size in sizes):
        facts["Course"]["feed.rows_done < feed.batch_rows"] = False
        facts["Learner"]["first"] = True
    if len(run.settings) == 1:
        facts["Workspace"] = {"len(self._cache) >= _CACHED_SIZES": False}
    if all(training.clip_norm is None for training in trainings):
        facts["Learner"]["training.clip_norm is not None"] = False
    if not any(penalties.values()):
        facts["Course"]["self.learner.add_penalties(self._training)"] = False
    facts["Learner"].update({penalty: False for penalty, is_on in penalties.items() if not is_on})
    if not any(layer.dropout for layer in layers):
        facts["Network"]["layer.dropout"] = False
    if not any(network.input_dropout for network in networks):
        facts["Network"]["self.input_dropout"] = False
    if len(biases) == 1:
        facts["Network"].update(dict.fromkeys(("layer.bias is not None", "wanted.bias is not None"), biases.pop()))
    if all(training.schedule.name == "constant" for training in trainings):
        facts["ScheduleSpec"] = {"self.name == 'constant'": True}
    if not decays:
        facts["Descent"] = {"decay": False, "is_plain": is_plain}
    return facts
