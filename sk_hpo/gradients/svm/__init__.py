"""Support vector machines: the equations of their fits, with and without a kernel."""
