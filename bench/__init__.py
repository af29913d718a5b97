"""Benchmarks: `python -m bench`. Figures are ratios of things measured side by side in one run."""
