"""The contract of default spaces, for the boosting packages."""

import pytest

from tests.contracts.default_spaces import test_default_spaces as contract

pytestmark = pytest.mark.thirdparty
PATHS = [path for path in contract.PATHS if not path.startswith("sklearn.")]
CHECKS = [
    contract.test_the_own_settings_are_in_the_space,
    contract.test_a_space_is_made_of_distributions_and_lists,
    contract.test_candidates_can_be_fitted,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__[5:])
@pytest.mark.parametrize("path", PATHS)
def test_default_spaces(path, check):
    check(path)
