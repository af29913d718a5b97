"""The figures of a report: numbers, what they count and how they compare, each in the clause that proves it."""

from crawler.session.figures.indicators import read

__all__ = ["read"]
