"""A part of an estimator: its text, and what may be searched of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """`grid` has the texts of values by the names of parameters."""

    text: str
    grid: dict = field(default_factory=dict)

    def under(self, prefix):
        """What may be searched of it where it is a part of something else."""
        return {f"{prefix}__{name}": values for name, values in self.grid.items()}


def call(name, arguments):
    """The text that makes an object."""
    return f"{name}({', '.join(f'{key}={value}' for key, value in arguments.items())})"


def chain(*parts):
    """A Pipeline of just these: steps s0, s1 and so on, the last is "model"."""
    names = [f"s{i}" for i in range(len(parts) - 1)] + ["model"]
    steps = list(zip(names, parts, strict=True))
    listed = ", ".join(f"({name!r}, {part.text})" for name, part in steps)
    grid = {k: v for name, part in steps for k, v in part.under(name).items()}
    return Part(f"Pipeline([{listed}])", grid)
