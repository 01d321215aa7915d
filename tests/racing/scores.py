"""Simulated scores of candidates on splits, and races on them."""

import numpy as np

from sk_hpo.racing.listed_race import ListedRace


def simulated(kind, rng, n=40, K=5):
    """Scores (n, K): a mean for each candidate, an effect of each split, and noise."""
    if kind == "0 or 1":
        logits = 1.5 + 0.8 * rng.normal(size=(n, 1)) + 2 * rng.normal(size=K)
        return (logits + rng.logistic(size=(n, K)) > 0).astype(float)
    noise = {
        "normal": lambda: 0.5 * rng.normal(size=(n, K)),
        "t3": lambda: 0.3 * rng.standard_t(3, size=(n, K)),
        "tied": lambda: 50 * rng.normal(size=(n, K)),
    }[kind]()
    return rng.normal(size=(n, 1)) + rng.normal(size=K) + noise


def run(race, S):
    """Tell a race what it needs, until it is over; return how many scores."""
    told = set()
    while units := needed(race, told, len(S)):
        for candidate, split in units:
            told.add((candidate, split))
            race.tell(candidate, split, S[candidate, split])
    return len(told)


def needed(race, told, n):
    """The scores that a race needs now and was not told, in its order of the splits."""
    return [
        (candidate, split)
        for split in race.order.tolist()
        for candidate in range(n)
        if race.wants(candidate, split) and (candidate, split) not in told
    ]


def raced(S, probability=0.05):
    race = listed(S, probability)
    return race, run(race, S)


def listed(S, probability=0.05):
    race = ListedRace(S.shape[1], probability)
    race.open(len(S))
    return race


def is_lost(race, S):
    """Whether a stopped candidate beats the best by a tenth of its standard error."""
    means = S.mean(axis=1)
    stopped = list(race.stopped)
    complete = [one for one in range(len(S)) if one not in race.stopped]
    best = max(complete, key=lambda one: means[one])
    error = S[best].std(ddof=1) / np.sqrt(S.shape[1])
    return bool(stopped) and means[stopped].max() > means[best] + error / 10
