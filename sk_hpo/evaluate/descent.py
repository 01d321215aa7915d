"""Run a descent, in a worker."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from joblib import cpu_count
from sklearn.base import clone

from sk_hpo.descent_path import Path
from sk_hpo.evaluate.workplace import Workplace, caller_settings
from sk_hpo.one_thread import one_thread
from sk_hpo.pool import heartbeat
from sk_hpo.trial import Descent


def follow(
    workplace: Workplace, descent: Descent, seconds: float = math.inf
) -> Iterator[Path]:
    """Run a descent and yield its path, which has no end if there is no gradient.

    The descents that may run at once divide as many threads as there are workers. A
    time limit applies to each step of one, and to the preparation of the first.
    """
    # Imported here, because not every search has a descent.
    from sk_hpo.gradients.bilevel import BilevelProblem
    from sk_hpo.gradients.data.cv_data import CVData
    from sk_hpo.gradients.descent.descend import descend
    from sk_hpo.gradients.entry_names import set_values
    from sk_hpo.gradients.types import NotDifferentiableError

    problem = workplace.problem
    n_threads = min(workplace.n_workers, cpu_count())
    with caller_settings(workplace), one_thread():
        try:
            # parameters of a chosen estimator are set in a copy of it
            fixed = {n: clone(v, safe=False) for n, v in descent.fixed.items()}
            estimator = set_values(clone(problem.estimator), fixed)
            path = descend(
                BilevelProblem.of(estimator, descent.scorer),
                CVData(
                    problem.X,
                    problem.y,
                    problem.splits,
                    problem.fit_params,
                    problem.score_params,
                ),
                descent.ranges,
                start=descent.start,
                scan=descent.scan,
                beat=descent.beat,
                n_jobs=max(1, n_threads // descent.n_beside),
                seconds=seconds,
                on_step=heartbeat,
            )
        except NotDifferentiableError as reason:
            path = Path((), (), str(reason), exact=False)
        yield replace(path, fixed=descent.fixed)
