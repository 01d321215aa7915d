import numpy as np

from sk_hpo.gradients.outer.second_look import unseen_bounds


def test_bounds_in_line_with_the_end_that_no_point_is_near():
    X = np.array([[0.5, 0.5], [0.52, 0.95], [0.1, 0.45]])
    found = [x.tolist() for x in unseen_bounds(X, X[0], [0, 1])]
    assert found == [[1.0, 0.5], [0.5, 0.0]]
    assert [x.tolist() for x in unseen_bounds(X, X[0], [1])] == [[0.5, 0.0]]
    assert not list(unseen_bounds(X, X[0], []))
