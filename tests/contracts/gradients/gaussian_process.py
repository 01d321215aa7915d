from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    RBF,
    ConstantKernel,
    DotProduct,
    Exponentiation,
    ExpSineSquared,
    Matern,
    RationalQuadratic,
    WhiteKernel,
)

from tests.contracts.gradients.case import (
    REGRESSION_SCORES,
    Case,
    regression,
    three_targets,
)


def small():
    return regression(n=50, p=3)


# it takes no weights and no sparse data
PLAIN = {"weights": False, "kinds": ("dense",)}
R2 = ("r2",)

CASES = [
    Case(
        GaussianProcessRegressor(kernel, optimizer=None, normalize_y=True),
        small,
        theta,
        R2,
        **PLAIN,
    )
    for kernel, theta in (
        (None, {"alpha": 0.3}),
        (
            ConstantKernel(2.0, constant_value_bounds="fixed") * RBF(1.5)
            + WhiteKernel(0.3),
            {
                "kernel__k1__k1__constant_value": 2.0,
                "kernel__k1__k2__length_scale": 1.5,
                "kernel__k2__noise_level": 0.3,
            },
        ),
        # lengths of each column are an array, which has no name of its own
        (ConstantKernel(2.0) * Matern([1.0, 2.0, 3.0], nu=1.5), {"alpha": 0.2}),
        (Matern(nu=2.5), {"kernel__length_scale": 2.0, "alpha": 0.2}),
        (
            RationalQuadratic(),
            {"kernel__length_scale": 2.0, "kernel__alpha": 0.7, "alpha": 0.5},
        ),
        (
            ExpSineSquared(),
            {"kernel__length_scale": 1.5, "kernel__periodicity": 20.0, "alpha": 0.5},
        ),
        (
            Exponentiation(DotProduct(), 2),
            {"kernel__kernel__sigma_0": 1.5, "alpha": 0.5},
        ),
    )
] + [
    Case(
        GaussianProcessRegressor(RBF(), optimizer=None, normalize_y=normalised),
        three_targets,
        {"kernel__length_scale": 3.0, "alpha": 0.5},
        REGRESSION_SCORES,
        **PLAIN,
    )
    for normalised in (False, True)
]
