"""Typed expressions: what is read, what is refused in words, and their derivatives."""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest

from engine.errors import EngineError
from engine.labs.expression import Expression, ExpressionError
from engine.labs.graph import build_graph
from engine.labs.operations import FUNCTIONS
from engine.labs.parser import LONGEST, parse_expression

NAMES = ("k", "m")
NASTY = (
    "__import__('os').system('true')",
    "(lambda: k)()",
    "k.__class__",
    "9**9**9**9",
    "1e999*k",
    "(" * 200,
    "(" * 90 + "k" + ")" * 90,
    "-" * 199 + "k",
    "é + k",
    "k\0",
    "k if m else 1",
    "[k for k in m]",
    "exp(exp(exp(k)))",
    "k" * 200,
    "٣ * k",
    "ｋ + 1",
    "k;m",
    "f'{k}'",
    "k := 3",
    "0x1f * k",
    "1j * k",
    "log(0)*k",
    "'k'",
    "k\n+m\\",
    "\ud800",
    "k/0",
    "k/(1-1)",
    "0/0*k",
    "1/(k-1)",
)


def read(text: str) -> Expression:
    return parse_expression(text, NAMES)


def hostile(count: int) -> list[str]:
    """Valid and nasty expressions with characters exchanged, doubled, dropped and shuffled."""
    chance = random.Random(7)
    seeds = [*NASTY, "(3*k + 8*m)*(5*m + 2)", "sin(k)**2 + cos(m)**2", "sigmoid(0.5*k - m)/sqrt(k*k + 1)"]
    alphabet = "km0123456789.eE+-*/()_,:;'\"\\[]{}=<>@#^%&|~! \t\n\0é²·ｋ🙂\u202e"
    texts = []
    for index in range(count):
        text = list(seeds[index % len(seeds)])
        for _ in range(chance.randrange(0, 6)):
            at = chance.randrange(len(text) + 1)
            act = chance.choice(["insert", "drop", "double", "join"])
            if act == "insert":
                text.insert(at, chance.choice(alphabet))
            elif act == "drop" and text:
                text.pop(min(at, len(text) - 1))
            elif act == "double":
                text[at:at] = text[max(0, at - 20) : at]
            else:
                text.extend(chance.choice(seeds))
        texts.append("".join(text))
    return texts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(3*k + 8*m)*(5*m + 2)", 459.0),
        ("-k**2", -1.0),
        ("2**3**2/512 + k*0", 1.0),
        ("m**-1 * 3", 1.0),
        ("--k", 1.0),
        ("1 - 2 - 3 + k", -3.0),
        ("12 / 3 / m", 12 / 9),
        ("3 · k − 1 × m", 0.0),
        ("square(m) + abs(-k) + relu(-m)", 10.0),
        ("log(e)*k + cos(pi)*m", -2.0),
        (".5e1*k + 2.", 7.0),
    ],
)
def test_that_arithmetic_has_the_usual_order(text: str, value: float) -> None:
    assert read(text).evaluate({"k": 1.0, "m": 3.0}) == pytest.approx(value, abs=1e-13)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no expression yet"),
        ("3k", "Before “k” at place 2 a sign is missing"),
        ("k + ", "Something is missing at the end, after +"),
        ("9**9**9", "The exponent 3.8742e+08 after ** at place 2 is too large"),
        ("k**m", "The exponent after ** at place 2 must be a plain number"),
        ("1e999", "The number 1e999 at place 1 is too large"),
        ("x.real", "“.” at place 2 has no meaning"),
        ("q + k", "There is no “q” (place 1)"),
        ("sinn(k)", "did you mean 'sin'?"),
        ("é", "“é” at place 1 has no meaning"),
        ("k\0", "U+0000 at place 2"),
        ("k^2", "a power is written **"),
        ("sin k", "After the function sin at place 1 a ( is missing"),
        ("(k", "The ( at place 1 is never closed"),
        ("5", "There is no variable in it"),
        ("1/0 + k", "At place 2, 1 / 0 has no value"),
        ("k" + "+k" * 100, f"has 201 characters; at most {LONGEST}"),
        ("(" * 60 + "k" + ")" * 60, "nested too deeply"),
    ],
)
def test_that_a_refusal_names_what_was_found_and_where(text: str, words: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        read(text)

    assert words in str(refused.value)


def test_that_nothing_typed_does_harm_and_each_refusal_is_a_sentence() -> None:
    texts, refused = hostile(250), 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in texts:
            try:
                expression = read(text)
                expression.slope([1.0, 3.0][: len(expression.variables)])
                expression.on({name: np.linspace(-2.0, 2.0, 5) for name in NAMES})
                assert np.isfinite(build_graph(expression, {"k": 1.0, "m": 3.0}).result.value)
                assert np.isfinite(expression.evaluate({"k": 1.0, "m": 3.0}))
            except EngineError as error:
                refused += 1
                sentence = str(error)
                assert sentence[0].isupper() or sentence[0] in "“zu", sentence
                assert sentence.endswith((".", "?")) and len(sentence) < 300 and sentence.isprintable()
    assert 150 < refused < len(texts)


@pytest.mark.parametrize("text", ["sqrt(k - 2)", "log(k - 1)", "1/(m - 3)", "exp(300*m)", "relu(k)/(k - 1)"])
def test_that_no_value_is_said_in_words_and_without_a_warning(text: str) -> None:
    expression = read(text)
    with pytest.raises(ExpressionError, match="has no value"):
        expression.evaluate({"k": 1.0, "m": 3.0})
    with pytest.raises(ExpressionError, match=r"u₁|z = "):
        build_graph(expression, {"k": 1.0, "m": 3.0})


@pytest.mark.parametrize("text", ["k/0", "k/(1-1)", "0/0*k", "0*k/0", "k - 3/(k*0)", "m**2/0 + k", "1/(k/0)", "k/-0"])
def test_that_a_division_by_a_written_zero_is_said_in_words_and_without_a_warning(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            expression = read(text)
        except ExpressionError as refused:
            assert "0 / 0 has no value" in str(refused)
            return
        height, gradients = expression.slope([1.0] * len(expression.variables))
        assert not np.isfinite([height, *gradients]).all()
        assert expression.on({name: np.linspace(-1, 1, 5) for name in NAMES}).shape == (5,)
        with pytest.raises(ExpressionError, match="has no"):
            build_graph(expression, {"k": 1.0, "m": 3.0})


def test_that_an_infinite_derivative_is_said_in_words() -> None:
    with pytest.raises(ExpressionError, match=r"z = sqrt\(k\) has no derivative by k, at k = 0"):
        build_graph(read("sqrt(k)"), {"k": 0.0})


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_that_each_function_agrees_with_central_differences(name: str) -> None:
    expression, step = read(f"{name}(k)"), 1e-5
    for k in (0.3, 0.9, 1.7):
        height, (slope,) = expression.slope([k])
        wanted = (expression.evaluate({"k": k + step}) - expression.evaluate({"k": k - step})) / (2 * step)

        assert height == expression.evaluate({"k": k})
        # Beside pi / 2 the tangent is steep, and so is its third derivative.
        assert slope == pytest.approx(wanted, rel=2e-8 if name == "tan" else 1e-8, abs=1e-8)


@pytest.mark.parametrize(
    "text",
    ["(3*k + 8*m)*(5*m + 2)", "k/m - m/k + k**3*m**-2", "tanh(k*m)*sigmoid(m - k)", "-(k - 2)**2 + k*k*m + m**0"],
)
def test_that_gradients_agree_with_central_differences(text: str) -> None:
    expression, at, step = read(text), {"k": 0.7, "m": 1.3}, 1e-5
    graph = build_graph(expression, at)
    for name in NAMES:
        ends = [expression.evaluate({**at, name: at[name] + sign * step}) for sign in (1, -1)]
        wanted = (ends[0] - ends[1]) / (2 * step)

        assert graph.gradient_of(name) == pytest.approx(wanted, rel=1e-8, abs=1e-8)
        assert sum(way.product for way in graph.ways(name)) == pytest.approx(graph.gradient_of(name), abs=1e-13)


def test_that_arrays_are_evaluated_element_by_element() -> None:
    x, y = np.linspace(-1, 1, 5)[None, :], np.linspace(0, 2, 4)[:, None]
    expression = parse_expression("sqrt(x) + y*0 + exp(-y)", ("x", "y"))
    values = expression.on({"x": x, "y": y})

    assert values.shape == (4, 5) and np.isnan(values[:, :2]).all()
    assert values[3, 4] == pytest.approx(expression.evaluate({"x": 1.0, "y": 2.0}), abs=1e-15)
    assert parse_expression("y", ("x", "y")).on({"x": x, "y": y}).shape == (4, 5)
