"""What a run of the fuzz has come to."""

import collections
from dataclasses import dataclass, field


@dataclass
class Summary:
    """Counts by verdict, findings by signature, exceptions by name."""

    kinds: collections.Counter = field(default_factory=collections.Counter)
    families: collections.Counter = field(default_factory=collections.Counter)
    excepted: collections.Counter = field(default_factory=collections.Counter)
    signatures: dict = field(default_factory=dict)
    seconds: float = 0.0

    def count(self, case, kind, excepted=None):
        self.kinds[kind] += 1
        self.families[case.family, kind] += 1
        if excepted:
            self.excepted[excepted] += 1

    def add(self, other):
        """Take in what another process has counted."""
        self.kinds += other.kinds
        self.families += other.families
        self.excepted += other.excepted
        for signature, numbers in other.signatures.items():
            self.signatures.setdefault(signature, []).extend(numbers)
        self.seconds = max(self.seconds, other.seconds)

    def text(self):
        n = sum(self.kinds.values())
        lines = [
            f"{n} searches in {self.seconds:.0f} s: "
            + ", ".join(f"{count} {kind}" for kind, count in self.kinds.most_common()),
        ]
        lines += [f"excepted: {count} {n}" for n, count in self.excepted.items()]
        by_size = sorted(self.signatures.items(), key=lambda one: -len(one[1]))
        for signature, numbers in by_size:
            lines.append(f"{len(numbers):4d} x {signature} ({numbers[:5]})")
        return "\n".join(lines)
