import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge

from sk_hpo.gradients.entry_names import (
    entry_name,
    flat,
    is_entry,
    key_of,
    nested,
    parameter_of,
    set_values,
)


@pytest.mark.parametrize("key", ["num", "it's", "a[b]", 'x"]', 0, -1.5, (1, "a")])
def test_names_of_entries_can_be_read_back(key):
    name = entry_name("ct__weights", key)
    assert is_entry(name)
    assert parameter_of(name) == "ct__weights"
    assert key_of(name) == key


def test_flat_and_back():
    params = {"a": 1.0, "w": {"x": 2.0, 0: 3.0}}
    assert flat(params) == {"a": 1.0, "w['x']": 2.0, "w[0]": 3.0}
    assert nested(flat(params)) == params


def test_values_are_set_and_other_entries_stay():
    columns = ColumnTransformer([], transformer_weights={"x": 1.0, "y": 2.0})
    before = columns.transformer_weights
    set_values(columns, {"transformer_weights['y']": 5.0, "sparse_threshold": 0.0})
    assert columns.transformer_weights == {"x": 1.0, "y": 5.0}
    assert columns.sparse_threshold == 0.0
    assert before == {"x": 1.0, "y": 2.0}
    assert set_values(Ridge(), {"alpha": 2.0}).alpha == 2.0
