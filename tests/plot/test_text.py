"""Values and names in few characters."""

import pytest

from sk_hpo.plot.parameters.text import name_text, shortened, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1.0, "1.0"),
        (1, "1"),
        ("two\nlines", "two lines"),
        ("", "''"),
        ("a" * 30, f"{'a' * 12}\N{HORIZONTAL ELLIPSIS}{'a' * 7}"),
    ],
)
def test_values(value, text):
    assert value_text(value) == text


@pytest.mark.parametrize("longest", range(3, 12))
def test_the_middle_is_left_out(longest):
    text = shortened("abcdefghijk", longest)
    assert len(text) == min(longest, 11)
    assert text[0] == "a"
    assert text[-1] == "k"


@pytest.mark.parametrize("width", [4, 9, 20])
@pytest.mark.parametrize("lines", [1, 2, 5])
@pytest.mark.parametrize(
    "name",
    [
        "C",
        "columntransformer__num__imputer__strategy",
        "gradient_boosting_with_early_stopping__learning_rate_of_the_model",
        "a" * 50,
        "__a___b__",
        "_".join("a" * 50),
    ],
)
def test_names_fit(name, width, lines):
    found = name_text(name, width, lines).split("\n")
    assert len(found) <= lines
    assert max(map(len, found)) <= width
    if len(name) <= width:
        assert found == [name]


def test_a_word_that_is_too_long_is_divided_where_nothing_is_left_out():
    assert name_text("a__" + "b" * 9, 4).split("\n") == ["a__", "bbbb", "bbbb", "b"]
