"""Run many searches, and keep what differs."""

import json
import re
import time
import warnings
from dataclasses import dataclass, field

from tests.fuzz.exceptions import exception_for
from tests.fuzz.reproducer import reproducer
from tests.fuzz.searches import case_for
from tests.fuzz.shrink import shrink
from tests.fuzz.signature import signature
from tests.fuzz.summary import Summary
from tests.fuzz.verdict import judge

KEPT = 3  # reproducers of a signature


@dataclass
class Findings:
    """What differs, made smaller, by signature.

    Parameters
    ----------
    summary : Summary
    out : Path or None
        The folder for reproducers.
    shrinking : float
        Seconds for making one smaller.
    say : callable
        Given a line for each.
    """

    summary: Summary
    out: object
    shrinking: float
    say: object
    texts: list = field(default_factory=list)
    known: dict = field(default_factory=dict)

    def add(self, title, number, case, found):
        first = signature(case, found)  # as it was drawn
        seen = self.known.setdefault(first, [])
        if len(seen) >= KEPT:
            self.summary.signatures[seen[0]].append(number)
            return
        smaller, found = shrink(case, found, self.shrinking)
        name = signature(smaller, found)
        seen.append(name)
        same = self.summary.signatures.setdefault(name, [])
        same.append(number)
        if len(same) <= KEPT:
            self.texts.append(reproducer(smaller, found, f"{name}; {title}"))
            self._write(title, name, case)
        one = found[0]
        self.say(f"{name}; {title}\n    {one.what} {one.where}: {one.text[:200]}")

    def _write(self, title, name, case):
        if self.out is None:
            return
        stem = re.sub(r"[^\w]+", "_", f"{title} {name}")[:120]
        (self.out / f"{stem}.py").write_text(self.texts[-1], encoding="utf-8")
        case = json.dumps(case.as_dict())
        (self.out / f"{stem}.json").write_text(case, encoding="utf-8")


def run(
    seed,
    numbers,
    *,
    limit=5.0,
    end=None,
    out=None,
    family=None,
    shrinking=30.0,
    say=None,
    tell=None,
):
    """Judge searches until the numbers or the time are over.

    Parameters
    ----------
    seed : int
    numbers : iterable of int
    limit : float
        Seconds after which a search is abandoned.
    end : float or None
        When to stop, by ``time.monotonic``.
    out : Path or None
        The folder for reproducers.
    family : str or None
        The only one to draw from.
    shrinking : float
        Seconds for making a finding smaller.
    say : callable or None
        Given a line for each finding.
    tell : callable or None
        Given the number and the summary after each search.

    Returns
    -------
    (Summary, list of str)
        And the reproducers.
    """
    summary, begun = Summary(), time.monotonic()
    findings = Findings(summary, out, shrinking, say or (lambda line: None))
    for number in numbers:
        if end is not None and time.monotonic() > end:
            break
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is built while it is drawn
            case = case_for(seed, number, family)
        verdict = judge(case, limit)
        differs = verdict.kind == "different"
        excepted = exception_for(case, verdict.found) if differs else None
        summary.count(case, "excepted" if excepted else verdict.kind, excepted)
        if verdict.kind == "invalid":
            findings.say(f"search {number} ({case.family}): {verdict.error}")
        elif differs and not excepted:
            title = f"seed {seed} search {number} ({case.family})"
            findings.add(title, number, case, verdict.found)
        summary.seconds = time.monotonic() - begun
        if tell:
            tell(number, summary)
    return summary, findings.texts
