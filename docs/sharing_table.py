"""Writes the tables of what candidates of each scikit-learn estimator share.

From the registry of `sk_hpo.sharing`; only the reasons why not are kept here.
"""

from importlib import import_module
from inspect import signature
from pathlib import Path

from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.utils import all_estimators

from sk_hpo.registry import variant_for
from sk_hpo.sharing.identity.ignored_registry import NOTHING, ignored_by

NONE = "\u2014"
EQUAL_FITS = "equal fits"

DRAWS = "with another value other random numbers are drawn: no fit holds another"
ITERATES = "the solver's state at another value is no solution of this one"
MEASURED = "a warm start changes the scores in the digits of the tolerance"
WHOLE = "it is fitted as a whole: what fits of its parts have in common is not shared"
NO_NEW_ROWS = "it says nothing of rows that it was not fitted on"
SPLITS = "the splits"
LITTLE = "no parameter along which one fit holds another"
CUTTING = "to take columns out of those of the largest takes as long as to make them"
NO_RULE = "there is no rule, though fits that differ in {} have work in common"

# Names of estimators by the reason why fits with different settings are separate.
REASONS = {
    DRAWS: """
        BayesianGaussianMixture BernoulliRBM BisectingKMeans FastICA GaussianMixture
        KMeans MinCovDet MiniBatchKMeans PolynomialCountSketch RANSACRegressor
        RBFSampler SkewedChi2Sampler TheilSenRegressor TruncatedSVD
    """,
    ITERATES: """
        ARDRegression AffinityPropagation BayesianRidge DictionaryLearning
        GammaRegressor GraphicalLasso GraphicalLassoCV HuberRegressor LabelPropagation
        LabelSpreading MiniBatchDictionaryLearning MiniBatchNMF MiniBatchSparsePCA NMF
        NeighborhoodComponentsAnalysis PoissonRegressor QuantileRegressor SparsePCA
        TweedieRegressor
    """,
    MEASURED: "LogisticRegression LogisticRegressionCV",
    WHOLE: """
        CalibratedClassifierCV FixedThresholdClassifier GridSearchCV
        HalvingGridSearchCV HalvingRandomSearchCV MultiOutputClassifier
        MultiOutputRegressor OneVsOneClassifier OneVsRestClassifier
        OutputCodeClassifier RFECV RandomizedSearchCV SelfTrainingClassifier
        StackingClassifier StackingRegressor TransformedTargetRegressor
        TunedThresholdClassifierCV
    """,
    NO_NEW_ROWS: """
        AgglomerativeClustering ClassicalMDS DBSCAN HDBSCAN MDS OPTICS
        SpectralBiclustering SpectralClustering SpectralCoclustering SpectralEmbedding
        TSNE
    """,
    CUTTING: "PolynomialFeatures",
    NO_RULE.format("alpha"): "LassoLars",
    NO_RULE.format("bandwidth"): "KernelDensity",
    NO_RULE.format("contamination"): "EllipticEnvelope",
    NO_RULE.format("criterion"): "LassoLarsIC",
    NO_RULE.format("n_clusters"): "Birch FeatureAgglomeration",
    NO_RULE.format("n_components"): "Isomap PLSSVD",
    NO_RULE.format("n_estimators"): "RandomTreesEmbedding",
    NO_RULE.format("n_neighbors"): """
        KNeighborsTransformer LocalOutlierFactor NearestNeighbors
    """,
    NO_RULE.format("n_nonzero_coefs"): "Lars",
    NO_RULE.format("nu or gamma"): "OneClassSVM",
    NO_RULE.format("reg_param"): "QuadraticDiscriminantAnalysis",
    NO_RULE.format("shrinkage"): "ShrunkCovariance",
}


def rows():
    """(estimator, along, how, class) of every estimator."""
    reasons = {
        name: reason for reason, names in REASONS.items() for name in names.split()
    }
    for name, kind in all_estimators():
        home = ".".join(kind.__module__.split(".")[:2])
        if kind.__module__ != "sklearn.pipeline":  # make the public path known
            import_module(home)
        rule = variant_for("sk_hpo.sharing.rules", kind)
        composite = variant_for("sk_hpo.sharing.composites", kind)
        ignored = ignored_by(kind)
        if rule is not None:
            equal = _equal(rule.rule, kind)
            named = signature(kind).parameters
            along = [one for one in rule.rule.along if one in named]
            # a rule along no parameter knows something of all rows
            yield name, ", ".join(along) or SPLITS, rule.rule.how, equal
        elif composite is not None:
            yield name, "its parts", composite.composite.how, "as its parts"
        elif ignored is not NOTHING:
            first_line = ignored.names.__doc__.splitlines()[0]
            said = first_line.removeprefix("Ignore ").rstrip(".")
            why = f"{said}; {reasons[name]}" if name in reasons else said
            yield name, EQUAL_FITS, why, "bit for bit"
        else:
            yield name, NONE, reasons.get(name, LITTLE), ""


def _equal(rule, kind):
    """How the scores of shared fits are equal to those of separate ones."""
    if not rule.rounds:
        return "bit for bit"
    own = kind().get_params(deep=False)
    others = {name: not value for name, value in own.items() if value in (True, False)}
    exact = [
        f"bit for bit with ``{name}={value}``"
        for name, value in others.items()
        if not rule.rounds_with(own | {name: value})
    ]
    return "; ".join(["to rounding", *exact])


def write(app):
    """Write the tables where the page includes them."""
    found = list(rows())
    shared = [row for row in found if row[1] not in (EQUAL_FITS, NONE)]
    equal = [row for row in found if row[1] == EQUAL_FITS]
    apart = [row for row in found if row[1] == NONE]
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    for name, head, columns, lines in (
        ("shared", ("estimator", "along", "how", "equal"), (0, 1, 2, 3), shared),
        (
            "equal",
            ("estimator", "what it ignores; why no more"),
            (0, 2),
            equal,
        ),
        ("apart", ("estimator", "why not"), (0, 2), apart),
    ):
        table = _table(head, [[row[column] for column in columns] for row in lines])
        path = folder / f"sharing_table_{name}.inc"
        path.write_text(table, encoding="utf-8")


def _table(head, lines):
    widths = "24 24 38 14" if len(head) == 4 else "30 70"
    text = [".. list-table::", "   :header-rows: 1", "   :class: stacked"]
    text += [f"   :widths: {widths}", ""]
    for first, *others in (head, *lines):
        text.append(f"   * - {first}")
        text += [f"     - {cell}" for cell in others]
    return "\n".join([*text, ""])
