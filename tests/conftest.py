"""For every test: property tests try the same cases on every machine, and none is judged by the clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("phienhop", deadline=None, derandomize=True)
settings.load_profile("phienhop")
