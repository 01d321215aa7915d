"""Differentiable models, one in each file, with the interface `inner.base.Model`.

A file is registered by existing, and the contract suite tests it.
"""
