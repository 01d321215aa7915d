"""Values of a parameter, from what its class declares and what keeps fits small."""

import inspect
import math
from functools import cache
from numbers import Integral

from tests.fuzz.names import namespace
from tests.fuzz.small import OF_CLASS, SMALL
from tests.sklearn_private import make_constraint

UNUSUAL = ("True", "-0.0", "1.0", "np.float64(1.0)", "np.True_", "-1", "'no'", "0")
NUMBERS = (-1, 0, 1e-12, 1e-3, 0.05, 0.1, 0.25, 0.5, 0.9, 1, 1.5, 2, 3, 5, 10, 50)


def parameters(name):
    """Names of the parameters of a class that have values to draw."""
    kind = namespace()[name]
    declared = _declared(kind)
    known = [p for p in _signature(kind) if p in declared or p in SMALL]
    return [p for p in known if _texts(name, p)]


def base(name, draw):
    """What is set of an estimator before anything is searched: {parameter: text}."""
    found = {}
    for parameter in _signature(namespace()[name]):
        first = OF_CLASS.get((name, parameter), SMALL.get(parameter, (None,)))[0]
        if parameter == "random_state":
            found[parameter] = random_state(draw)
        elif first is not None:
            found[parameter] = first
    return found


def random_state(draw):
    """Mostly a number: what is drawn anew is often not to be compared."""
    others = SMALL["random_state"][1:]
    return "0" if draw.chance(0.7) else draw.one(others)


def value(draw, name, parameter):
    """The text of one value."""
    if draw.chance(0.03):
        return draw.one(UNUSUAL)
    return draw.one(_texts(name, parameter))


def values(draw, name, parameter, low=2, high=4):
    """Several, now and then one of them twice."""
    found = draw.some(_texts(name, parameter), low, high)
    if draw.chance(0.06):
        found.append(draw.one(UNUSUAL))
    if draw.chance(0.05):
        found.append(found[0])
    return tuple(found)


@cache
def _texts(name, parameter):
    declared = _declared(namespace()[name]).get(parameter)
    known = OF_CLASS.get((name, parameter)) or SMALL.get(parameter)
    if known is not None:
        texts = [text for text in known if text is not None]
        return [text for text in texts if _accepted(declared, text)]
    if not isinstance(declared, list):
        return []
    return list(dict.fromkeys(t for c in declared for t in _of_constraint(c)))


def _accepted(declared, text):
    """Whether a class says that it takes a value; True where it says nothing."""
    if not isinstance(declared, list):
        return True
    value = eval(text, namespace())
    return any(make_constraint(one).is_satisfied_by(value) for one in declared)


def _of_constraint(constraint):
    """Texts of values that fulfil a constraint; none if they can not be guessed."""
    if hasattr(constraint, "left"):
        return _of_interval(constraint)
    if hasattr(constraint, "options"):
        return sorted(repr(one).replace("inf", "np.inf") for one in constraint.options)
    if hasattr(constraint, "constraint"):  # hidden from messages, but accepted
        return []
    return {
        "boolean": ["True", "False", "np.True_"],
        "verbose": ["0"],
        None: ["None"],
        bool: ["True", "False"],
    }.get(constraint if isinstance(constraint, str | type | None) else 0, [])


def _of_interval(interval):
    if interval.type is Integral:
        found = sorted({*_ends(interval), 1, 2, 3, 5, 10} - {-math.inf, math.inf})
        texts = [repr(int(number)) for number in found if number in interval]
        return [*texts, f"np.int64({texts[-1]})"] if texts else []
    found = sorted({*_ends(interval), *NUMBERS} - {-math.inf, math.inf})
    texts = [repr(float(number)) for number in found if float(number) in interval]
    return [*texts, f"np.float64({texts[-1]})"] if texts else []


def _ends(interval):
    return {end for end in (interval.left, interval.right) if end is not None}


def _signature(kind):
    return [
        name
        for name, parameter in inspect.signature(kind).parameters.items()
        if parameter.kind is not parameter.VAR_KEYWORD
    ]


def _declared(kind):
    declared = getattr(kind, "_parameter_constraints", {})
    return declared if isinstance(declared, dict) else {}
