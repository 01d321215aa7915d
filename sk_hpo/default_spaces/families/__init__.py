"""One family of estimators per file: what is worth searching of its parameters.

A file has the paths of the classes, ``handles``, and a function that returns one
alternative or a list of them::

    handles = ("sklearn.linear_model.Ridge",)


    def space(estimator, data):
        return {"alpha": loguniform(1e-3, 1e3)}

A comment beside each range has its source. An estimator that has others inside yields
them in a second function, ``parts(estimator, data)``.

``unset`` is a dict of numbers that parameters have if they are None, or if get_params
does not list them: so a range needs no alternative for None. The number is None if it
depends on the data.
"""
