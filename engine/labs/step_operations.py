"""What each operation of a step reads, and how its formula is written.

The letters are those of network.py, with the layer's number below them: x is what the network reads, h₀ that after
dropout, z₁, a₁ and h₁ the first layer's sums, activations and activations after dropout. Element by element is ∘.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from engine.labs.step_recording import Description, Operand
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.spec import NetworkSpec, TrainingSpec

PARTS = ("weight", "bias")
_LETTERS = {"weight": "W", "bias": "b"}
_MEMORY_LETTERS = {"velocity": "v", "square": "s", "mean": "m"}
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def below(number: int) -> str:
    """A number as an index."""
    return str(number).translate(_BELOW)


class Describer:
    """Describes the operations of a network's step, each when those before it are known."""

    def __init__(self, network: NetworkSpec, training: TrainingSpec, known: Container[str]) -> None:
        """`known` has the names of all arrays so far, and grows."""
        self._network = network
        self._training = training
        self._known = known

    def describe(self, name: str) -> Description:
        """The operation that makes the array `name`."""
        owner, _, rest = name.partition(".")
        if owner == "input":
            x, mask = Operand("x", "x"), Operand("input.mask", "mask₀", before=" ∘ ")
            return Description("dropped", "forward", None, "h₀", (x, mask))
        if owner == "loss":
            return self._of_loss(rest)
        number, _, what = rest.partition(".")
        layer = int(number)
        part, _, made = what.partition(".")
        if part in PARTS and made:
            return self._of_part(layer, part, made)
        makers: dict[str, Callable[[int], Description]] = {
            "z": self._sums,
            "a": self._activations,
            "dropped": self._dropped,
            "d_z": self._slopes_of_sums,
            "d_weight": self._slopes_of_weights,
            "d_bias": self._slopes_of_biases,
            "d_x": self._slopes_of_inputs,
        }
        return makers[what](layer)

    def incoming(self, layer: int) -> Operand:
        """What a layer receives."""
        before = "input.dropped" if layer == 0 else f"layers.{layer - 1}.dropped"
        if before in self._known:
            return Operand(before, f"h{below(layer)}")
        return Operand("x", "x") if layer == 0 else Operand(f"layers.{layer - 1}.a", f"a{below(layer)}")

    def gradient(self, layer: int, part: str, *, clipped: bool = True) -> Operand:
        """The gradient that the optimiser receives: with penalties and, unless that is left out, clipped."""
        name, symbol = f"layers.{layer}.d_{part}", f"d_{_LETTERS[part]}{below(layer + 1)}"
        for made, mark in (("clipped", "ᶜ"), ("penalized", "ᵖ"))[not clipped :]:
            if f"layers.{layer}.{part}.{made}" in self._known:
                return Operand(f"layers.{layer}.{part}.{made}", symbol + mark)
        return Operand(name, symbol)

    # Forward.

    def _sums(self, i: int) -> Description:
        operands = [self.incoming(i), Operand(f"layers.{i}.weight", f"W{below(i + 1)}", before=" · ")]
        if self._network.layers[i].bias:
            operands.append(Operand(f"layers.{i}.bias", f"b{below(i + 1)}", before=" + "))
        return Description("z", "forward", i, f"z{below(i + 1)}", tuple(operands))

    def _activations(self, i: int) -> Description:
        function = self._network.layers[i].activation
        before, after = ("", "") if function == "identity" else (f"{function}(", ")")
        operand = Operand(f"layers.{i}.z", f"z{below(i + 1)}", before, after)
        return Description("a", "forward", i, f"a{below(i + 1)}", (operand,))

    def _dropped(self, i: int) -> Description:
        a = Operand(f"layers.{i}.a", f"a{below(i + 1)}")
        mask = Operand(f"layers.{i}.mask", f"mask{below(i + 1)}", before=" ∘ ")
        return Description("dropped", "forward", i, f"h{below(i + 1)}", (a, mask))

    # The loss.

    def _of_loss(self, what: str) -> Description:
        last = len(self._network.layers) - 1
        output, y, c = Operand(f"layers.{last}.a", f"a{below(last + 1)}"), Operand("y", "y"), Operand("factor", "c")
        p, error = Operand("loss.p", "p"), Operand("loss.error", "e")
        loss = self._network.loss.name
        is_squared = loss == "squared_error"
        if what == "p":
            function = "softmax(" if LOSSES[loss].needs_labels else "sigmoid("
            return Description("p", "loss", None, "p", (output._replace(before=function, after=")"),))
        if what == "error":
            return Description("error", "loss", None, "e", (output, y._replace(before=" − ")))
        if what == "d_a":
            symbol = f"d_a{below(last + 1)}"
            if is_squared:
                operands = c._replace(before="2 · "), error._replace(before=" · ")
                return Description("d_a", "loss", None, symbol, operands)
            wrong = p._replace(before=" · ("), y._replace(before=" − ", after=")")
            return Description("d_a", "loss", None, symbol, (c, *wrong))
        value: tuple[Operand, ...] = (c, error._replace(before=" · Σ ", after="²"))
        if LOSSES[loss].needs_labels:
            value = c, y._replace(before=" · Σ −"), p._replace(before=" ∘ log ")
        elif not is_squared:
            inside = output._replace(before=" · Σ log(1 + exp ", after=")"), y._replace(before=" − ")
            value = c, *inside, output._replace(before=" ∘ ")
        return Description("value", "loss", None, "L", value)

    # Backward.

    def _slopes_of_sums(self, i: int) -> Description:
        is_last = i == len(self._network.layers) - 1
        operands = [Operand("loss.d_a" if is_last else f"layers.{i + 1}.d_x", f"d_a{below(i + 1)}")]
        if f"layers.{i}.mask" in self._known:
            # What comes back is the slope by the activations after dropout.
            operands = [operands[0]._replace(symbol=f"d_h{below(i + 1)}")]
            operands.append(Operand(f"layers.{i}.mask", f"mask{below(i + 1)}", before=" ∘ "))
        if self._network.layers[i].activation != "identity":
            operands.append(Operand(f"layers.{i}.slope", f"f′(z{below(i + 1)})", before=" ∘ "))
        return Description("d_z", "backward", i, f"d_z{below(i + 1)}", tuple(operands))

    def _slopes_of_weights(self, i: int) -> Description:
        d_z = Operand(f"layers.{i}.d_z", f"d_z{below(i + 1)}", before=" · ")
        operands = self.incoming(i)._replace(transposed=True), d_z
        return Description("d_weight", "backward", i, f"d_W{below(i + 1)}", operands)

    def _slopes_of_biases(self, i: int) -> Description:
        d_z = Operand(f"layers.{i}.d_z", f"d_z{below(i + 1)}", before="Σ rows of ")
        return Description("d_bias", "backward", i, f"d_b{below(i + 1)}", (d_z,))

    def _slopes_of_inputs(self, i: int) -> Description:
        weight = Operand(f"layers.{i}.weight", f"W{below(i + 1)}", before=" · ", transposed=True)
        letter = "h" if f"layers.{i - 1}.mask" in self._known else "a"
        operands = Operand(f"layers.{i}.d_z", f"d_z{below(i + 1)}"), weight
        return Description("d_x", "backward", i, f"d_{letter}{below(i)}", operands)

    # The update of a layer's weights or biases.

    def _of_part(self, i: int, part: str, made: str) -> Description:
        letter, training = _LETTERS[part] + below(i + 1), self._training
        own, own_name = Operand(f"layers.{i}.{part}", letter), f"layers.{i}.{part}"
        if made == "penalized":
            operands = [Operand(f"layers.{i}.d_weight", f"d_{letter}")]
            if training.l2:
                operands += [Operand("l2", "λ₂", before=" + "), own._replace(before=" · ")]
            if training.l1:
                operands += [Operand("l1", "λ₁", before=" + "), own._replace(before=" · sign(", after=")")]
            return Description("penalized", "update", i, f"d_{letter}ᵖ", tuple(operands))
        gradient = self.gradient(i, part, clipped=made != "clipped")
        if made == "clipped":
            operands = [Operand("clip", "k"), gradient._replace(before=" · ")]
            return Description("clipped", "update", i, f"d_{letter}ᶜ", tuple(operands))
        if made == "update":
            operands = [*self._update_operands(own_name, letter, gradient)]
            if part == "weight" and training.weight_decay:
                operands += [Operand("decay", "δ", before=" + "), own._replace(before=" · ")]
            return Description("update", "update", i, f"Δ{letter}", tuple(operands))
        if made == "after":
            delta = Operand(f"{own_name}.update", f"Δ{letter}", before=" − ")
            return Description("after", "update", i, f"{letter}′", (own, delta))
        memory = made.partition(".")[0]
        operands = list(self._memory_operands(f"{own_name}.{memory}", memory, letter, gradient))
        return Description(memory, "update", i, f"{_MEMORY_LETTERS[memory]}′({letter})", tuple(operands))

    def _memory_operands(self, name: str, memory: str, letter: str, gradient: Operand) -> tuple[Operand, ...]:
        """What an optimiser's memory becomes: the old memory, and the gradient or its square."""
        old = Operand(name, f"{_MEMORY_LETTERS[memory]}({letter})", before=" · ")
        if memory == "velocity":
            return Operand("momentum", "μ"), old, gradient._replace(before=" + ")
        if memory == "mean":
            return Operand("beta1", "β₁"), old, gradient._replace(before=" + (1 − β₁) · ")
        if self._training.optimizer == "adagrad":
            return old._replace(before=""), gradient._replace(before=" + ", after="²")
        return Operand("beta2", "β₂"), old, gradient._replace(before=" + (1 − β₂) · ", after="²")

    def _update_operands(self, name: str, letter: str, gradient: Operand) -> tuple[Operand, ...]:
        optimizer, rate, g = self._training.optimizer, Operand("rate", "η"), gradient._replace(before=" · ")
        memory = {
            slot: Operand(f"{name}.{slot}.after", f"{_MEMORY_LETTERS[slot]}′({letter})", before=" · ")
            for slot in OPTIMIZERS[optimizer].slot_names
        }
        if optimizer == "momentum":
            return rate, memory["velocity"]
        if optimizer == "nesterov":
            look = memory["velocity"]._replace(before=" · ", after=")")
            return rate, g._replace(before=" · ("), Operand("momentum", "μ", before=" + "), look
        if optimizer in ("adagrad", "rmsprop"):
            return rate, g, memory["square"]._replace(before=" / (√", after=" + ε)")
        if optimizer in ("adam", "adamw"):
            mean = memory["mean"]._replace(before=" · ", after="/(1 − β₁ᵗ)")
            return rate, mean, memory["square"]._replace(before=" / (√(", after="/(1 − β₂ᵗ)) + ε)")
        return rate, g
