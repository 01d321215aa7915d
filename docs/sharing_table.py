"""Writes the table of what candidates of each scikit-learn estimator share.

From the registry of `sk_hpo.sharing`; only the reasons why not are kept here.
"""

from importlib import import_module
from inspect import signature
from pathlib import Path

from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.utils import all_estimators

from sk_hpo.registry import variant_for

DRAWS = "each value starts from other random numbers: separate fits differ"
ITERATES = "the solver's state at another value is no solution of this one"
MEASURED = "a warm start changes the scores in the digits of the tolerance"
INNER = "its parts are fitted on data or targets that no other candidate has"
NO_PREDICTION = "it labels its own training data: a search can't score it on others"
LITTLE = (
    "no parameter along which one fit holds another; equal settings are fitted once"
)

# Names of estimators by the reason why fits with different settings are separate.
REASONS = {
    DRAWS: (
        *(
            "BernoulliRBM",
            "BayesianGaussianMixture",
            "BisectingKMeans",
            "EllipticEnvelope",
        ),
        *("FastICA", "GaussianMixture"),
        *(
            "KMeans",
            "MinCovDet",
            "MiniBatchKMeans",
            "PolynomialCountSketch",
            "RBFSampler",
        ),
        *(
            "RANSACRegressor",
            "RandomTreesEmbedding",
            "SkewedChi2Sampler",
            "TheilSenRegressor",
        ),
    ),
    ITERATES: (
        *(
            "ARDRegression",
            "BayesianRidge",
            "DictionaryLearning",
            "GammaRegressor",
        ),
        *("GraphicalLasso", "GraphicalLassoCV", "HuberRegressor", "LabelPropagation"),
        *("LabelSpreading", "MiniBatchDictionaryLearning", "MiniBatchNMF", "NMF"),
        *("MiniBatchSparsePCA", "NeighborhoodComponentsAnalysis"),
        *("PoissonRegressor", "QuantileRegressor", "SparsePCA", "TweedieRegressor"),
    ),
    MEASURED: ("LogisticRegression", "LogisticRegressionCV"),
    INNER: (
        *(
            "CalibratedClassifierCV",
            "FixedThresholdClassifier",
            "MultiOutputClassifier",
        ),
        *("MultiOutputRegressor", "OneVsOneClassifier", "OneVsRestClassifier"),
        *(
            "OutputCodeClassifier",
            "RFECV",
            "SelfTrainingClassifier",
            "StackingClassifier",
        ),
        *(
            "StackingRegressor",
            "TransformedTargetRegressor",
            "TunedThresholdClassifierCV",
        ),
        *("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV"),
        "HalvingRandomSearchCV",
    ),
    NO_PREDICTION: (
        *("AffinityPropagation", "AgglomerativeClustering", "DBSCAN", "HDBSCAN", "MDS"),
        *(
            "OPTICS",
            "SpectralBiclustering",
            "SpectralClustering",
            "SpectralCoclustering",
        ),
        *("ClassicalMDS", "SpectralEmbedding", "TSNE"),
    ),
}


def rows():
    """(estimator, along, how, class) of every estimator."""
    reasons = {name: reason for reason, names in REASONS.items() for name in names}
    for name, kind in all_estimators():
        home = ".".join(kind.__module__.split(".")[:2])
        if kind.__module__ != "sklearn.pipeline":  # make the public path known
            import_module(home)
        rule = variant_for("sk_hpo.sharing.rules", kind)
        composite = variant_for("sk_hpo.sharing.composites", kind)
        ignored = variant_for("sk_hpo.sharing.ignored", kind)
        if rule is not None:
            equal = "to rounding" if rule.rule.rounds else "bit for bit"
            named = signature(kind).parameters
            along = [one for one in rule.rule.along if one in named]
            yield name, ", ".join(along), rule.rule.how, equal
        elif composite is not None:
            yield name, "its parts", composite.composite.how, "as its parts"
        elif ignored is not None:
            said = ignored.__doc__.splitlines()[0].partition(": ")[2]
            why = f"{reasons[name]}; but " if name in reasons else ""
            yield name, "ignored parameters", f"{why}{said}", "bit for bit"
        else:
            yield name, "\u2014", reasons.get(name, LITTLE), ""


def write(app):
    """Write the table where the page includes it."""
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: 24 24 38 14", ""]
    for row in [("estimator", "along", "how, or why not", "equal"), *rows()]:
        first, *others = row
        lines.append(f"   * - {first}")
        lines += [f"     - {cell}" for cell in others]
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    (folder / "sharing_table.inc").write_text("\n".join([*lines, ""]), encoding="utf-8")
