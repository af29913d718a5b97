"""Provinces as a reader means them: under any name, and across the mergers of 2025."""

from __future__ import annotations

from crawler import reference


def family(name: str) -> list[str] | None:
    """The slugs a province's name stands for: a former one and its successor, or today's and all it took over.

    None for a name that is no province's.
    """
    slug = reference.province_slug(name)
    if slug is None:
        return None
    provinces = reference.provinces()
    former = [p.slug for p in provinces.values() if p.successor == slug]
    return list(dict.fromkeys([slug, provinces[slug].successor or slug, *former]))


def province_name(slug: str | None) -> str | None:
    """The name of a slug."""
    province = reference.provinces().get(slug or "")
    return province.name if province else slug
