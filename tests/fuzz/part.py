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
