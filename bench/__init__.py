"""Benchmarks: `python -m bench`. Figures are ratios of things measured side by side in one run.

measure.py   a line of the table, and how things are measured
table.py     the table, on the terminal and in docs/performance.md
site.py      the local sites that ours and the peers read
peers/       what others would use instead, driven as their documents say, in `.venv-peers`

Each other module offers `lines()`, one subject of the table.
"""
