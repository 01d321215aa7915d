from sklearn.decomposition import KernelPCA
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(KernelPCA(kernel="rbf"), GaussianNB()),
        {
            "kernelpca__n_components": [2, 6, 3],
            "gaussiannb__var_smoothing": [1e-9, 0.1],
        },
    ),
    Case(
        make_pipeline(
            KernelPCA(eigen_solver="dense", remove_zero_eig=True), GaussianNB()
        ),
        {
            "kernelpca__n_components": [2, 20, None, 4],
            "kernelpca__kernel": ["linear", "poly"],
        },
    ),
    Case(
        make_pipeline(KernelPCA(3, eigen_solver="dense"), GaussianNB()),
        {"kernelpca__tol": [0, 0.1], "gaussiannb__var_smoothing": [1e-9, 0.1]},
    ),
]
