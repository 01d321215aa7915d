import numpy as np

from sk_hpo.gradients.outer.second_look import unseen_in_line


def test_bounds_in_line_with_the_end_that_no_point_is_near():
    X = np.array([[0.5, 0.5], [0.52, 0.95], [0.1, 0.45], [0.7, 0.5], [0.5, 0.7]])
    found = [x.tolist() for x in unseen_in_line(X, X[0], [0, 1])]
    assert found == [[0.25, 0.5], [1.0, 0.5], [0.5, 0.0], [0.5, 0.25]]
    assert [x.tolist() for x in unseen_in_line(X, X[0], [1])] == found[2:]
    assert not list(unseen_in_line(X, X[0], []))


def test_the_middle_of_a_range_that_is_empty_up_to_its_bound():
    X = np.array([[0.2, 0.9], [0.25, 0.05]])
    found = [x.tolist() for x in unseen_in_line(X, X[0], [1])]
    assert found == [[0.2, 0.45]]
