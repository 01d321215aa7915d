"""All private names of other packages that sk_hpo uses, one file per module.

The rest of sk_hpo imports these names from here only. So a release of scikit-learn or
joblib that moves one of them requires a change in one file. A branch on a version says
which version it is for, and why.
"""
