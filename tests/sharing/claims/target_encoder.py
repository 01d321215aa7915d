"""Target encoding: nothing is ignored; fit_transform draws if it shuffles."""

from sklearn.preprocessing import TargetEncoder

from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        TargetEncoder(cv=3),
        switches={"shuffle": [False, True]},
        data="ties",
        draws={"shuffle": True},
    ),
]
