"""What an OpenBLAS that is older than the processor can't do."""

import pytest
import scipy.linalg  # noqa: F401  loads its OpenBLAS
from threadpoolctl import threadpool_info

# An OpenBLAS takes these kernels for processors that it does not know. They round
# products of a matrix and a vector otherwise, so KernelPCA's rule declines.
UNKNOWN = "Prescott"
needs_known_processor = pytest.mark.skipif(
    any(one.get("architecture") == UNKNOWN for one in threadpool_info()),
    reason="OpenBLAS does not know this processor: set OPENBLAS_CORETYPE=Haswell",
)
