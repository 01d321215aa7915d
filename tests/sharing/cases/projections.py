from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.random_projection import GaussianRandomProjection

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(GaussianRandomProjection(3, random_state=0), GaussianNB()),
        {
            "gaussianrandomprojection__n_components": [3, "auto"],
            "gaussianrandomprojection__eps": [0.1, 0.5, -1.0],
        },
        only=("dense", "two classes"),
    ),
]
