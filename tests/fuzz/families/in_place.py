"""Fits that write into what they are given, alone and within others."""

from tests.fuzz.estimators import OWN, predictor, single, steady
from tests.fuzz.finish import finish
from tests.fuzz.meta import REGRESSORS, around, together
from tests.fuzz.options import weights
from tests.fuzz.part import Part
from tests.fuzz.pipelines import pipeline
from tests.fuzz.tables import data

WEIGHT = 5
PREDICTORS = {
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
    "ElasticNetCV": "copy_X",
}
COMPONENTS = ("PLSRegression", "CCA", "PLSCanonical", "PLSSVD")
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
    how = draw.weighted({"predictor": 3, "transformer": 2, "own": 2, "weights": 1})
    fit = {}
    if how == "transformer":
        kind = draw.one(["two", "numbers"])
        first = without_copy(draw, TRANSFORMERS)
        last = predictor(draw, kind, searched=(1, 2), own=0.0)
        part = pipeline(draw, kind, first=first, last=last)
    elif how == "predictor":
        kind = "numbers"
        part = _within(draw, kind, without_copy(draw, PREDICTORS))
    else:
        kind = draw.one(["two", "numbers"])
        part = single(draw, draw.one(OWN[kind]), searched=(1, 1))
        if how == "weights":
            name = {"two": "ScalesWeightsOfClasses", "numbers": "ScalesWeights"}[kind]
            part = single(draw, name, searched=(1, 1))
            first, weighted = steady(draw, searched=(0, 0)), weights(draw)
            part = pipeline(draw, kind, first=first, last=part)
            fit = {"model__sample_weight": weighted}
        else:
            part = _within(draw, kind, part)
    columns = draw.one([(2, 4), (5, 8)])
    on = data(draw, kind, columns=columns, more=draw.chance(0.25))
    return finish(draw, part, kind, on=on, fit=fit)


def without_copy(draw, table):
    """Any of a table, with its copies switched off."""
    name = draw.one(table)
    fixed = {} if table[name] == "by" else {table[name]: "False"}
    if name in COMPONENTS:
        part = single(draw, name, searched=(0, 1), **fixed)
        return Part(part.text, {**part.grid, "n_components": ("1", "2")})
    return single(draw, name, searched=(1, 1), **fixed)


def _within(draw, kind, part):
    how = draw.weighted({"alone": 2, "pipeline": 4, "target": 1, "vote": 1})
    if how == "pipeline":
        first = steady(draw, searched=(0, 0))
        return pipeline(draw, kind, first=first, last=part)
    if how == "target" and kind == "numbers":
        part = around(draw, "TransformedTargetRegressor", REGRESSORS, part)
    elif how == "vote":
        part = together(draw, kind, part)
    if how != "alone" and draw.chance(0.5):
        first = steady(draw, searched=(0, 0))
        return pipeline(draw, kind, first=first, last=part)
    return part
