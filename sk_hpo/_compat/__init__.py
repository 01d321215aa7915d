"""All private names of other packages that sk_hpo uses, one file per module.

The rest of sk_hpo imports these names from here only, so that a release of
scikit-learn or joblib that moves one is mended in one place. A branch on a version
says which version it serves and why.
"""
