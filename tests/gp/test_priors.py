import numpy as np

from sk_hpo.gp.priors import Prior


def test_gradient_and_bounds():
    prior = Prior.default(3)
    theta = np.linspace(-2, 1, 5)
    _, gradient = prior.penalty(theta)
    h = 1e-6
    for j, step in enumerate(h * np.eye(5)):
        up, down = prior.penalty(theta + step)[0], prior.penalty(theta - step)[0]
        np.testing.assert_allclose(gradient[j], (up - down) / (2 * h), atol=1e-7)
    low, high = np.array(prior.bounds).T
    assert (low < prior.mean).all()
    assert (prior.mean < high).all()


def test_length_scales_grow_with_the_parameters_beyond_a_few():
    means = {p: Prior.default(p).mean for p in (1, 6, 24)}
    assert means[1][0] == means[6][0]
    np.testing.assert_allclose(means[24][:24] - means[6][0], np.log(2))
    np.testing.assert_array_equal(means[24][24:], means[6][6:])
