"""What one more costs: the cost of many less that of few, so that the start of a process counts for nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from bench.measure import Run, say

Job = Callable[[int], Run]


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds for one: CPU of all its processes, and on the wall."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Task:
    """A job that is told how many, and between which two numbers it is measured."""

    job: Job
    few: int
    many: int
    each: int = 1  # so many things are done for each
    rounds: int = 3

    def cost(self) -> Cost:
        small, large = self.job(self.few), self.job(self.many)
        ms = 1000 / ((self.many - self.few) * self.each)
        return Cost((large.cpu - small.cpu) * ms, (large.wall - small.wall) * ms)


def costs(tasks: Mapping[str, Task]) -> dict[str, Cost]:
    """The median cost of one, for each task; rounds alternate between those that have some left."""
    found: dict[str, list[Cost]] = {name: [] for name in tasks}
    for number in range(max(task.rounds for task in tasks.values())):
        for name, task in tasks.items():
            if number < task.rounds:
                say(f"  {name}, round {number + 1} of {task.rounds}")
                found[name].append(task.cost())
    return {name: Cost(median(c.cpu for c in some), median(c.wall for c in some)) for name, some in found.items()}
