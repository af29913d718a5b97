"""The types of the keys: each a check from `values` beside its place in the JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from crawler import layouts, model, reference
from crawler.sources import secrets, values

_T = TypeVar("_T")

KINDS = tuple(model.Kind)
TELLS = ("session", "report", "notice", "update", "match", "source")


class _OneOrMore:
    """For the schema: one value is as good as a list of one, and null as good as none."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        listed = handler(core)
        return {"anyOf": [listed["items"], listed, {"type": "null"}]}


@dataclass(frozen=True)
class _Words:
    """For the schema: the words known at the time it is asked for."""

    known: Callable[[], Iterable[str]]

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {"enum": sorted(self.known())}


def _many(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _string(**more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **more})


_SPAN = _string(pattern=r"^[0-9]+(\.[0-9]+)?[smhd]$")
_URL = _string(pattern="^https?://")
_CA = {"type": "object", "properties": {"ca": {"type": "string"}}, "required": ["ca"], "additionalProperties": False}
_TLS = WithJsonSchema({"anyOf": [{"enum": ["strict", "legacy", "insecure"]}, _CA]})
_LEAST_TIMEOUT = timedelta(seconds=0.1)

Many = Annotated[tuple[_T, ...], BeforeValidator(_many), _OneOrMore()]
Text = Annotated[str, PlainValidator(values.line), _string()]
Id = Annotated[str, PlainValidator(values.identifier), _string(pattern="^[a-z0-9][a-z0-9._-]*$")]
Label = Annotated[str, PlainValidator(values.label), _string(pattern="^[^/:]{1,60}$")]
Span = Annotated[timedelta, PlainValidator(values.duration), _SPAN]
Deadline = Annotated[timedelta, PlainValidator(partial(values.duration, least=_LEAST_TIMEOUT)), _SPAN]
Url = Annotated[str, PlainValidator(values.url), _URL]
Proxy = Annotated[str, PlainValidator(values.proxy), _URL]
Agent = Annotated[str, PlainValidator(values.user_agent), _string(maxLength=200)]
Selector = Annotated[str, PlainValidator(values.selector), _string(maxLength=500)]
Day = Annotated[str, PlainValidator(values.day), _string(format="date")]
Keyword = Annotated[str, PlainValidator(values.keyword), _string()]
When = Annotated[str, PlainValidator(values.when), _string(pattern=values.WHEN)]
Quiet = Annotated[str, PlainValidator(values.quiet), _string(pattern=values.QUIET)]
Switch = Annotated[bool, PlainValidator(values.switch), WithJsonSchema({"type": "boolean"})]
Address = Annotated[str, PlainValidator(secrets.address), _string()]
Tell = Annotated[str, PlainValidator(partial(values.choice, options=TELLS)), _Words(lambda: TELLS)]
Kind = Annotated[str, PlainValidator(partial(values.choice, options=KINDS)), _Words(lambda: KINDS)]
Tls = Annotated[tuple[model.Tls, Path | None], PlainValidator(values.tls), _TLS]
Province = Annotated[str, PlainValidator(values.province), _Words(reference.provinces)]
CurrentProvince = Annotated[str, PlainValidator(values.current_province), _Words(reference.provinces)]
Layout = Annotated[str, PlainValidator(values.layout), _Words(layouts.layouts)]
