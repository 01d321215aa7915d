"""Differentiable models, one a file, each as ``inner_map.Model`` says.

A file is registered by existing, and the contract suite tests it.
"""
