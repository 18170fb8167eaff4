from __future__ import annotations

import dataclasses

from engine.spec import ExperimentSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec
from gui.design.fitting import DataShape
from gui.design.wish import HISTORY_LENGTH, Wish, new_layer


def make_spec() -> ExperimentSpec:
    layers = (LayerSpec(32, dropout=0.2), LayerSpec(16), LayerSpec(10, "identity"))
    return ExperimentSpec("digits", "digits", NetworkSpec(64, layers))


def test_that_a_possible_wish_is_its_spec() -> None:
    spec = make_spec()
    assert Wish(spec).check() == (spec, {})


def test_that_every_impossible_entry_is_named_not_only_the_first() -> None:
    wish = Wish(make_spec())
    wish.change("network.layers.0.units", 0)
    wish.change("network.layers.1.dropout", 1.0)
    wish.change("network.layers.1.units", "many")
    spec, problems = wish.check()
    assert spec is None
    assert set(problems) == {"network.layers.0.units", "network.layers.1.dropout", "network.layers.1.units"}


def test_that_an_impossible_schedule_hides_no_other_problem() -> None:
    wish = Wish(make_spec())
    wish.change("training.schedule.every", 0)
    wish.change("training.schedule.factor", -1)
    wish.change("training.clip_norm", 0)
    assert set(wish.check()[1]) == {"training.schedule.every", "training.schedule.factor", "training.clip_norm"}
    wish.change("training.schedule", "none")
    wish.change("training.l1", -1)
    assert set(wish.check()[1]) == {"training.schedule", "training.clip_norm", "training.l1"}
    assert Wish(make_spec()).check() == (make_spec(), {})


def test_that_looking_for_problems_leaves_the_wish_as_it_was_typed() -> None:
    wish = Wish(make_spec())
    wish.change("network.layers.0.units", "many")
    wish.check()
    assert wish.network["layers"][0]["units"] == "many"


def test_that_a_problem_that_nothing_mends_is_reported_and_ends_the_search() -> None:
    wish = Wish(make_spec())
    wish.change("name", " ")
    assert list(wish.check()[1]) == ["name"]


def test_that_what_is_possible_and_live_holds_although_something_else_is_impossible() -> None:
    spec = make_spec()
    wish = Wish(spec)
    wish.change("network.layers.0.units", "many")
    wish.change("training.schedule", "none")
    wish.change("training.learning_rate", 0.2)
    wish.change("network.layers.1.dropout", 0.3)
    wish.change("network.layers.1.units", 8)

    part = wish.live_part(spec, wish.check()[1])

    assert part == spec.with_value("training.learning_rate", 0.2).with_value("network.layers.1.dropout", 0.3)
    assert wish.live_part(spec, {"training.learning_rate"}).training.learning_rate == spec.training.learning_rate


def test_that_a_wish_that_nothing_mends_changes_nothing() -> None:
    wish = Wish(make_spec())
    wish.change("name", " ")
    wish.change("training.learning_rate", 0.2)
    assert wish.live_part(make_spec(), wish.check()[1]) == make_spec()


def test_that_a_loss_on_logits_sets_the_output_to_the_plain_sums() -> None:
    wish = Wish(make_spec())
    wish.choose_loss("squared_error")
    wish.change("network.layers.2.activation", "sigmoid")
    assert wish.check()[1] == {}
    wish.choose_loss("softmax_cross_entropy")
    assert wish.check()[1] == {}
    assert wish.network["layers"][-1]["activation"] == "identity"


def test_that_undo_and_redo_walk_through_the_changes() -> None:
    wish = Wish(make_spec())
    wish.change("network.layers.0.units", 7)
    wish.change("training.epochs", 3)
    wish.undo()
    wish.undo()
    assert wish.check()[0] == make_spec()
    assert not wish.can_undo
    wish.redo()
    assert wish.network["layers"][0]["units"] == 7
    assert wish.can_redo


def test_that_a_new_change_ends_the_way_forward() -> None:
    wish = Wish(make_spec())
    wish.change("training.epochs", 3)
    wish.undo()
    wish.change("training.epochs", 4)
    assert not wish.can_redo


def test_that_merged_changes_of_one_entry_are_one_step_back() -> None:
    wish = Wish(make_spec())
    for epochs in (11, 12, 13):
        wish.change("training.epochs", epochs, merge=True)
    wish.change("training.l2", 0.1, merge=True)
    wish.undo()
    wish.undo()
    assert wish.check()[0] == make_spec()


def test_that_what_others_own_is_not_undone() -> None:
    wish = Wish(make_spec())
    wish.change("training.epochs", 3)
    wish.adopt("training.learning_rate", 0.5)
    wish.fit_to_data(DataShape(784, 4, images=True))
    wish.undo()
    spec, _ = wish.check()
    assert spec is not None
    assert (spec.training.epochs, spec.training.learning_rate) == (TrainingSpec().epochs, 0.5)
    assert (spec.network.inputs, spec.network.outputs) == (784, 4)


def test_that_data_without_classes_get_a_loss_that_needs_none() -> None:
    wish = Wish(make_spec())
    wish.fit_to_data(DataShape(1, 1, classes=False))
    assert wish.network["loss"]["name"] == "squared_error"


def test_that_the_history_is_bounded() -> None:
    wish = Wish(make_spec())
    for epochs in range(1, HISTORY_LENGTH + 50):
        wish.change("training.epochs", epochs)
    for _ in range(HISTORY_LENGTH):
        wish.undo()
    assert not wish.can_undo


def test_that_replacing_by_the_same_design_keeps_the_history() -> None:
    wish = Wish(make_spec())
    wish.change("training.epochs", 3)
    spec, _ = wish.check()
    assert spec is not None
    wish.replace(spec)
    assert wish.can_undo
    wish.replace(make_spec())
    assert not wish.can_undo


def test_that_a_new_layer_is_like_its_neighbour_unless_that_is_impossible() -> None:
    layer = Wish(make_spec()).network["layers"][0]
    assert new_layer(layer) == layer
    broken = {**layer, "units": ""}
    assert new_layer(broken)["units"] > 0
    assert new_layer(None)["units"] > 0


def test_that_the_scale_and_reduction_of_a_loss_survive_its_change() -> None:
    loss = LossSpec("squared_error", "sum", 0.5)
    spec = make_spec()
    wish = Wish(dataclasses.replace(spec, network=dataclasses.replace(spec.network, loss=loss)))
    wish.choose_loss("softmax_cross_entropy")
    assert wish.network["loss"] == {"name": "softmax_cross_entropy", "reduction": "sum", "scale": 0.5}


def test_that_a_batch_larger_than_the_data_becomes_one_of_all_rows() -> None:
    wish = Wish(make_spec().with_value("training.batch_size", 32))
    wish.fit_to_data(DataShape(3, 2, rows=4))
    spec, problems = wish.check()
    assert spec is not None and not problems
    assert spec.training.batch_size is None
