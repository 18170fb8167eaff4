"""The arrays a step writes to."""

from __future__ import annotations

import pytest

from engine.workspace import Workspace
from tests.helpers.small_runs import network_spec

SPEC = network_spec(4, 6, 3, dtype="float32")


@pytest.mark.parametrize("count", [1, 7, 16])
def test_that_every_view_has_the_rows_asked_for(count: int) -> None:
    buffers = Workspace(SPEC, 16).buffers(count)
    assert all(array.shape == (count, 4) for array in (buffers.x, buffers.mask, buffers.dropped))
    for layer, units in zip(buffers.layers, (6, 3), strict=True):
        arrays = (layer.a, layer.mask, layer.dropped, layer.d, layer.scratch)
        assert all(array.shape == (count, units) and array.dtype == "float32" for array in arrays)
        assert all(array.flags.c_contiguous for array in arrays)


def test_that_no_two_arrays_share_memory() -> None:
    buffers = Workspace(SPEC, 5).buffers(5)
    arrays = [buffers.x, buffers.mask, buffers.dropped]
    arrays += [a for layer in buffers.layers for a in (layer.a, layer.mask, layer.dropped, layer.d, layer.scratch)]
    for number, array in enumerate(arrays):
        array[...] = number
    assert [float(array.min()) for array in arrays] == [float(array.max()) for array in arrays]
    assert [float(array[0, 0]) for array in arrays] == list(range(len(arrays)))


def test_that_all_counts_are_views_of_the_same_rows() -> None:
    workspace = Workspace(SPEC, 16)
    few, many = workspace.buffers(3), workspace.buffers(16)
    many.layers[0].a[...] = 5.0
    assert (few.layers[0].a == 5.0).all()


def test_that_a_count_asked_for_again_costs_no_new_views() -> None:
    workspace = Workspace(SPEC, 16)
    assert workspace.buffers(7) is workspace.buffers(7)


def test_that_changing_batch_sizes_for_ever_keeps_memory_bounded() -> None:
    workspace = Workspace(SPEC, 64)
    for count in range(1, 65):
        assert workspace.buffers(count).x.shape == (count, 4)
    assert len(workspace._cache) <= 8


def test_that_gradient_and_scratch_fit_the_parameters() -> None:
    workspace = Workspace(SPEC, 1)
    assert workspace.gradient.shape == (SPEC.parameter_count,)
