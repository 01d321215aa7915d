"""A fixed budget of random searches, and that the fuzz finds what is wrong."""

import json

import pytest

from sk_hpo.sharing.rules import ridge
from tests.fuzz import exceptions
from tests.fuzz.case import Case, build
from tests.fuzz.digest import digest
from tests.fuzz.reproducer import reproducer
from tests.fuzz.run import run
from tests.fuzz.searches import case_for, families_by_name
from tests.fuzz.shrink import shrink
from tests.fuzz.verdict import judge

pytestmark = pytest.mark.filterwarnings("ignore")
SEED = 18
ANY = 60.0  # seconds: what is compared must not hang on how busy a machine is


def _assert_equal(summary, texts):
    assert not texts, f"{summary.text()}\n\n" + "\n\n".join(texts)
    assert not summary.kinds["invalid"]
    compared = summary.kinds["equal"] + summary.kinds["failed"]
    assert compared > 0.7 * sum(summary.kinds.values())


@pytest.mark.slow
def test_some_searches_are_equal():
    _assert_equal(*run(SEED, range(12), limit=ANY))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_many_searches_are_equal(part):
    # number 108 has pools in its fits, all of which fail, and takes as long as the rest
    _assert_equal(*run(SEED, range(110 + part, 230, 4), limit=ANY, shrinking=10.0))


@pytest.mark.parametrize("family", families_by_name())
def test_a_case_is_the_same_when_it_is_drawn_and_built_again(family):
    for number in range(5):
        case = case_for(SEED, number, family)
        assert case == case_for(SEED, number, family)
        assert case == Case.from_dict(json.loads(json.dumps(case.as_dict())))
    if not case.around:  # else it can be built in its context only
        assert digest(vars(build(case))) == digest(vars(build(case)))


RIDGES = Case(
    search="grid",
    estimator="Pipeline([('s', StandardScaler()), ('model', Ridge())])",
    grid=((("model__alpha", ("0.1", "1.0", "10.0")), ("s__with_std", ("True",))),),
    data="table('numbers', 40, 3, 0, 'ties')",
    options=(("cv", "3"), ("return_train_score", "True")),
)


def test_a_search_is_equal():
    verdict = judge(RIDGES)
    assert verdict.kind == "equal"
    assert "ridge" in verdict.rules


@pytest.fixture
def faulty(monkeypatch):
    """Ridge is fitted with an alpha that is off in the twelfth digit, where shared."""
    take = ridge.RidgePath.take

    def wrong(path, estimator):
        alpha = estimator.alpha
        estimator.alpha = alpha * (1 + 1e-12)
        take(path, estimator)
        estimator.alpha = alpha

    monkeypatch.setattr(ridge.RidgePath, "take", wrong)


def test_a_fault_in_a_rule_is_found(faulty):
    verdict = judge(RIDGES)
    assert verdict.kind == "different"
    assert "scores" in {one.what for one in verdict.found}
    smaller, found = shrink(RIDGES, verdict.found)
    assert "StandardScaler" not in smaller.estimator
    assert smaller.options == smaller.around == ()
    text = reproducer(smaller, found, "title")
    assert len(text.splitlines()) < 35
    assert "from sk_hpo import GridSearchCV2" in text


def test_a_run_keeps_what_it_finds(faulty, monkeypatch, tmp_path):
    monkeypatch.setattr("tests.fuzz.run.case_for", lambda *_: RIDGES)
    summary, texts = run(0, range(5), out=tmp_path, shrinking=0.0)
    assert summary.kinds == {"different": 5}
    assert len(summary.signatures) == 1
    assert len(texts) == len(list(tmp_path.glob("*.py"))) == 3
    with pytest.raises(AssertionError, match="RidgeXXX"):
        _assert_equal(summary, [text.replace("Ridge", "RidgeXXX") for text in texts])


def test_what_scikit_learn_gives_differently_each_time_is_not_compared():
    case = RIDGES.replace(
        estimator="Pipeline([('s', UniqueScale()), ('model', Ridge())])",
        grid=((("model__alpha", ("0.1", "1.0")),),),
    )
    assert judge(case).kind == "unstable"


def test_a_search_that_takes_long_is_abandoned():
    many = tuple(str(alpha) for alpha in range(1, 1000))
    long = RIDGES.replace(grid=((("model__alpha", many),),))
    assert judge(long, limit=0.2).kind == "abandoned"


TABLE = """
.. list-table::
   :header-rows: 1

   * - searches
     - why
   * - one
     - a reason
       of two lines
   * - two
     - another

After it.
"""


def test_the_table_of_exceptions_is_read():
    assert exceptions.table(TABLE) == {"one": "a reason of two lines", "two": "another"}
    assert exceptions.table("There are none.") == {}


def test_every_exception_of_the_docs_has_its_predicate():
    assert exceptions.table().keys() == exceptions.PREDICATES.keys()
    assert len(exceptions.PREDICATES) <= exceptions.MOST


@pytest.mark.parametrize(
    "family",
    [
        "suggested",
        "text",
        pytest.param("anything", marks=pytest.mark.slow),
        pytest.param("routing", marks=pytest.mark.slow),
    ],
)
def test_a_reproducer_runs_by_itself(family, capsys, monkeypatch):
    for number in range(50):
        case = case_for(SEED, number, family)
        verdict = judge(case)
        if verdict.kind == "equal":
            break
    for side in ([], ["theirs"]):
        monkeypatch.setattr("sys.argv", ["reproducer.py", *side])
        exec(reproducer(case, [], "title"), {})
        assert "test" in capsys.readouterr().out
