"""Fits that write into what they are given, alone and within others."""

from tests.fuzz.estimators import OWN, single
from tests.fuzz.finish import finish
from tests.fuzz.meta import REGRESSORS, around, together
from tests.fuzz.options import weights
from tests.fuzz.part import Part
from tests.fuzz.pipelines import pipeline
from tests.fuzz.tables import data

WEIGHT = 5
NO_COPY = {
    "numbers": {
        "PLSRegression": "copy",
        "CCA": "copy",
        "PLSCanonical": "copy",
        "Ridge": "copy_X",
        "Lasso": "copy_X",
        "LinearRegression": "copy_X",
        "Lars": "copy_X",
        "LassoLars": "copy_X",
        "BayesianRidge": "copy_X",
        "ElasticNet": "copy_X",
        "KernelPCA": "copy_X",
    },
}
TRANSFORMERS = {
    "StandardScaler": "copy",
    "MinMaxScaler": "copy",
    "MaxAbsScaler": "copy",
    "RobustScaler": "copy",
    "Normalizer": "copy",
    "Binarizer": "copy",
    "PCA": "copy",
    "PLSSVD": "copy",
    "PLSRegression": "copy",
    "SimpleImputer": "copy",
    "PowerTransformer": "copy",
    "QuantileTransformer": "copy",
    "KernelPCA": "copy_X",
    "IncrementalPCA": "copy",
    "FactorAnalysis": "copy",
    "ScalesInPlace": "by",
    "ShiftsY": "by",
    "SpoilsWeights": "by",
}


def draw_case(draw):
    how = draw.one(["predictor", "transformer", "own", "weights"])
    fit = {}
    if how == "transformer":
        kind = draw.one(["two", "numbers"])
        part = pipeline(draw, kind, first=_without_copy(draw, TRANSFORMERS))
    elif how == "predictor":
        kind = "numbers"
        part = _within(draw, kind, _without_copy(draw, NO_COPY[kind]))
    else:
        kind = draw.one(["two", "numbers"])
        part = single(draw, draw.one(OWN[kind]), searched=(1, 2))
        if how == "weights" or draw.chance(0.4):
            fit = {"sample_weight": weights(draw)}
        part = part if fit else _within(draw, kind, part)
    columns = draw.one([(2, 4), (5, 8)])
    on = data(draw, kind, columns=columns, more=draw.chance(0.4))
    return finish(draw, part, kind, on=on, fit=fit)


def _without_copy(draw, table):
    name = draw.one(table)
    fixed = {} if table[name] == "by" else {table[name]: "False"}
    components = "n_components" if name in ("PLSRegression", "CCA", "PLSSVD") else None
    part = single(draw, name, searched=(0, 1), **fixed)
    if components and draw.chance(0.8):
        return Part(part.text, {components: ("1", "2"), **part.grid})
    if not part.grid:
        return single(draw, name, searched=(1, 1), **fixed)
    return part


def _within(draw, kind, part):
    how = draw.weighted({"alone": 3, "pipeline": 3, "target": 1, "vote": 1})
    if how == "pipeline":
        return pipeline(draw, kind, last=part)
    if how == "target" and kind == "numbers":
        return around(draw, "TransformedTargetRegressor", REGRESSORS, part)
    return together(draw, kind, part) if how == "vote" else part
