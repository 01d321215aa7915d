"""Single estimators: which there are for a kind of target, and one of them drawn.

What the boosting packages have is added where they are installed.
"""

from functools import cache

from sklearn.utils import all_estimators

from tests.fuzz import values
from tests.fuzz.names import namespace, where
from tests.fuzz.part import Part, call
from tests.fuzz.words import words

# Made of others, or of their own kind of rows: see meta.py, pipelines.py, families/.
MADE_OF_OTHERS = words("""
    BaggingClassifier BaggingRegressor CalibratedClassifierCV ClassifierChain
    ColumnTransformer FeatureUnion FixedThresholdClassifier FrozenEstimator GridSearchCV
    HalvingGridSearchCV HalvingRandomSearchCV MultiOutputClassifier
    MultiOutputRegressor OneVsOneClassifier OneVsRestClassifier OutputCodeClassifier
    Pipeline RandomizedSearchCV RegressorChain RFE RFECV SelectFromModel
    SelfTrainingClassifier SequentialFeatureSelector StackingClassifier
    StackingRegressor TransformedTargetRegressor TunedThresholdClassifierCV
    VotingClassifier VotingRegressor
""")
OTHER_ROWS = words("""
    CountVectorizer DictVectorizer FeatureHasher HashingVectorizer KernelCenterer
    LabelBinarizer LabelEncoder MultiLabelBinarizer PatchExtractor TfidfVectorizer
    SparseCoder SpectralBiclustering SpectralCoclustering TSNE IsotonicRegression
    MDS ClassicalMDS
""")
SLOW = words(
    "GraphicalLassoCV MultiTaskElasticNetCV MultiTaskLassoCV TheilSenRegressor"
)
SEVERAL = words("""
    DecisionTreeRegressor ExtraTreesRegressor RandomForestRegressor KNeighborsRegressor
    Ridge Lasso ElasticNet MultiTaskLasso MultiTaskElasticNet PLSRegression CCA
    PLSCanonical LinearRegression KernelRidge MLPRegressor DummyRegressor
    GaussianProcessRegressor RidgeCV
""")
LABELS = words("""
    DecisionTreeClassifier ExtraTreesClassifier RandomForestClassifier
    KNeighborsClassifier MLPClassifier RidgeClassifier DummyClassifier
""")
NO_TARGET = words("""
    KernelDensity GaussianMixture BayesianGaussianMixture IsolationForest OneClassSVM
    LocalOutlierFactor KMeans MiniBatchKMeans BisectingKMeans PCA FactorAnalysis
    EmpiricalCovariance LedoitWolf OAS ShrunkCovariance MinCovDet EllipticEnvelope
    Birch MeanShift AffinityPropagation DBSCAN AgglomerativeClustering
    SpectralClustering LatentDirichletAllocation BernoulliRBM GraphicalLasso
    IncrementalPCA NMF TruncatedSVD KernelPCA SGDOneClassSVM
""")
OWN = {
    "two": words("""
        CentersX CentersXWhenAsked ScalesWeightsOfClasses KeepsRows RaisesAbove
        RaisesWhenAsked ScoresIntoY ScoresIntoX LeavesNoTraceOfMeans
    """),
    "numbers": words("""
        CentersY ScalesWeights CountsPredictions DrawsPredictions ChangesItself
        ScoresIntoNumbers ScoresIntoRows SolvesEquations CentersAndSolves
        LeavesNoTrace ReturnsAnother ReturnsNothing
    """),
}
BOOSTERS = {
    "two": ["LGBMClassifier", "XGBClassifier"],
    "numbers": ["LGBMRegressor", "XGBRegressor"],
}
OWN_TRANSFORMERS = words("""
    ScalesInPlace ShiftsY SpoilsWeights CountsTransforms AddsNoise AddsGlobalNoise
    UpdatesMean RefusesLarge RefusesRows LeavesNoTraceOfScales
""")
KEEPERS = words("""
    KeepsGiven KeepsGivenWithin KeepsAnswer KeepsFirstAnswer GivesBuffer PassesOn
    KeepsTargets
""")
OWN_TRANSFORMERS += KEEPERS
STEADY = words("""
    StandardScaler MinMaxScaler MaxAbsScaler RobustScaler PCA SelectKBest
    VarianceThreshold QuantileTransformer PolynomialFeatures Normalizer
""")
WILLING = {
    "two": words("""
        LogisticRegression SVC RidgeClassifier GaussianNB KNeighborsClassifier
        LinearDiscriminantAnalysis DecisionTreeClassifier RandomForestClassifier
        GradientBoostingClassifier
    """),
    "numbers": words("""
        Ridge Lasso SVR KNeighborsRegressor DecisionTreeRegressor KernelRidge
        RandomForestRegressor ElasticNet LinearRegression PLSRegression
    """),
}
# Grids of classes that declare nothing.
OWN_GRIDS = {
    "shrink": ("0.0", "0.2", "0.5", "0.9"),
    "alpha": ("0.1", "1.0", "10.0"),
    "by": ("1.0", "1.3", "2.0"),
    "learning_rate": ("0.1", "0.5"),
    "num_leaves": ("4", "8"),
    "reg_lambda": ("0.0", "1.0"),
}
# Along these, fits of many classes have most in common.
TELLING = {
    *("n_estimators", "max_iter", "n_neighbors", "alpha", "C", "gamma", "kernel"),
    *("n_components", "k", "percentile", "threshold", "ccp_alpha", "max_depth"),
    *("weights", "var_smoothing", "shrink", "by", "l1_ratio", "n_nonzero_coefs"),
}


@cache
def names(kind):
    """Classes for targets of a kind, and "transformer"."""
    apart = {*MADE_OF_OTHERS, *OTHER_ROWS, *SLOW}
    if kind in ("two", "three"):
        found = _of_type("classifier", apart) + BOOSTERS["two"]
    elif kind in ("numbers", "counts"):
        found = _of_type("regressor", apart) + BOOSTERS["numbers"]
    elif kind == "transformer":
        found = [*_of_type("transformer", apart), "IterativeImputer"]
        found = [n for n in found if not n.endswith(("Classifier", "Regressor"))]
    else:
        found = {"several": SEVERAL, "labels": LABELS, "none": NO_TARGET}[kind]
    return [name for name in found if name in where()]


def _of_type(kind, apart):
    return [name for name, _ in all_estimators(type_filter=kind) if name not in apart]


def single(draw, name, *, searched=(0, 2), also=(), **fixed):
    """One estimator with unusual settings now and then.

    Parameters
    ----------
    draw : Draw
    name : str
    searched : (int, int)
        How many parameters may be searched.
    also : iterable of str
        Parameters that are searched whatever is drawn.
    **fixed : str
        Texts of settings.
    """
    own = [p for p in _undeclared(name) if p in OWN_GRIDS]
    known = [p for p in values.parameters(name) if p not in own]
    arguments = values.base(name, draw)
    for parameter in draw.some(known, 0, 2) if draw.chance(0.5) else ():
        arguments[parameter] = values.value(draw, name, parameter)
    arguments |= fixed
    telling = [p for p in known if p in TELLING]
    pool = known if draw.chance(0.4) or not telling else telling
    chosen = draw.some([*pool, *own], *searched)
    grid = {}
    for parameter in dict.fromkeys([*also, *chosen]):
        if parameter in OWN_GRIDS and parameter in own:
            grid[parameter] = tuple(draw.some(OWN_GRIDS[parameter], 2, 3))
        else:
            grid[parameter] = values.values(draw, name, parameter)
    return Part(call(name, arguments), grid)


def _undeclared(name):
    """Names of all parameters, for classes that declare none."""
    kind = namespace()[name]
    return [] if hasattr(kind, "_parameter_constraints") else kind().get_params()


def predictor(draw, kind, *, own=0.06, **options):
    """Any that fits the targets; sometimes one of those that misbehave."""
    if kind in OWN and draw.chance(own):
        return single(draw, draw.one(OWN[kind]), **options)
    return single(draw, draw.one(names(kind)), **options)


def willing(draw, kind, **options):
    """A predictor that takes any numbers, so that what is before it matters."""
    return single(draw, draw.one(WILLING[kind]), **options)


def steady(draw, **options):
    """A transformer that takes any numbers, so that what follows is reached."""
    return single(draw, draw.one(STEADY), **options)


def transformer(draw, *, own=0.08, **options):
    name = draw.one(OWN_TRANSFORMERS if draw.chance(own) else names("transformer"))
    return single(draw, name, **options)
