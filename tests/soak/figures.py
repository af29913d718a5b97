"""What the soak measured, gathered for one table at its end: promises are numbered as in docs/reliability.md."""

from __future__ import annotations

FIGURES: list[tuple[int, str]] = []


def figure(promise: int, reached: str) -> None:
    """One figure reached, shown at once and again at the end."""
    FIGURES.append((promise, reached))
    print(f"\n{promise}: {reached}")


def summary() -> list[str]:
    """A line for each figure, in the order of the promises."""
    return [f"{promise:>3}  {reached}" for promise, reached in sorted(FIGURES)]
