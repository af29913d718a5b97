"""What a site's script would ask for in the place of an address that shows nothing without it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from crawler.model import Post, Request


@dataclass(frozen=True, slots=True)
class Rule:
    """`at` is sought in an address; `url` and the values of `json` may hold `{name}`, what its named groups found.

    Without `json` it is a GET.
    """

    at: re.Pattern[str]
    url: str
    json: Mapping[str, str] = field(default_factory=dict)

    def request(self, url: str) -> Request | None:
        """The request in the place of this address; None when the rule is not about it."""
        found = self.at.search(url)
        if found is None:
            return None
        values = found.groupdict("")
        fields = {name: filled(value, values) for name, value in self.json.items()}
        return Request(urljoin(url, filled(self.url, values)), Post(fields, json=True) if fields else None)


def rules(rows: object) -> tuple[Rule, ...]:
    """A layout's `ask`: the first rule that is about an address holds."""
    listed = rows if isinstance(rows, list) else []
    return tuple(Rule(re.compile(row["at"]), row["url"], texts(row.get("json"))) for row in listed)


def texts(row: object) -> dict[str, str]:
    """A mapping of a YAML file, all of it as text."""
    return {str(k): str(v) for k, v in row.items()} if isinstance(row, Mapping) else {}


def filled(template: str, values: Mapping[str, str]) -> str:
    """Not `str.format`: an address may hold braces of its own."""
    return re.sub(r"\{([\w.]+)\}", lambda m: values.get(m[1], m[0]), template)
