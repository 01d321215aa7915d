"""The tables of a checkpoint file: see docs/development/architecture/journal.rst."""

# "skhp", in the field of SQLite's header that says which program made the file.
APPLICATION_ID = 0x736B6870
VERSION = 2

CREATE = """
CREATE TABLE problems (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL,
    versions TEXT NOT NULL,
    estimator TEXT NOT NULL,
    n_splits INTEGER NOT NULL,
    error_score NOT NULL,
    train_scores INTEGER NOT NULL,
    UNIQUE (content, versions)
);
CREATE TABLE searches (
    id INTEGER PRIMARY KEY,
    problem INTEGER NOT NULL REFERENCES problems,
    content TEXT NOT NULL,
    class TEXT NOT NULL,
    settings TEXT NOT NULL,
    seed INTEGER,
    begun TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (problem, content)
);
CREATE TABLE params (
    id INTEGER PRIMARY KEY,
    problem INTEGER NOT NULL REFERENCES problems,
    params TEXT NOT NULL,
    UNIQUE (problem, params)
);
CREATE TABLE candidates (
    search INTEGER NOT NULL REFERENCES searches,
    number INTEGER NOT NULL,
    params INTEGER NOT NULL REFERENCES params,
    note TEXT,
    PRIMARY KEY (search, number)
) WITHOUT ROWID;
CREATE TABLE fits (
    params INTEGER NOT NULL REFERENCES params,
    split INTEGER NOT NULL,
    test_scores NOT NULL,
    train_scores,
    n_test_samples INTEGER NOT NULL,
    fit_time REAL,
    score_time REAL,
    error TEXT,
    sharing TEXT,
    time_limit REAL,
    PRIMARY KEY (params, split)
) WITHOUT ROWID;
CREATE TABLE paths (
    search INTEGER NOT NULL REFERENCES searches,
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (search, number)
) WITHOUT ROWID;
CREATE TABLE stops (
    search INTEGER NOT NULL REFERENCES searches,
    number INTEGER NOT NULL,
    splits TEXT NOT NULL,
    probability REAL NOT NULL,
    leader INTEGER NOT NULL,
    error REAL,
    PRIMARY KEY (search, number)
) WITHOUT ROWID;
CREATE TABLE objects (
    content TEXT PRIMARY KEY,
    text TEXT NOT NULL
) WITHOUT ROWID;
CREATE VIEW results AS
    SELECT
        candidates.search, candidates.number, params.params, fits.split,
        fits.test_scores, fits.train_scores, fits.fit_time, fits.error
    FROM candidates
    JOIN params ON params.id = candidates.params
    LEFT JOIN fits ON fits.params = params.id;
"""

# Made when responses are first stored. Files without it stay valid, and a version that
# does not read responses can use files that have it.
CREATE_RESPONSES = """
CREATE TABLE IF NOT EXISTS responses (
    params INTEGER NOT NULL REFERENCES params,
    split INTEGER NOT NULL,
    method TEXT NOT NULL,
    coded INTEGER NOT NULL,
    response BLOB,
    PRIMARY KEY (params, split, method)
)
"""
