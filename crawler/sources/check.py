"""One pass that finds every mistake: of form (pydantic), between keys (rules), and keys that stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from crawler.sources import rules, stanza
from crawler.sources.mistakes import Mistake, suggest, tell
from crawler.sources.tree import Tree

_MODELS: Mapping[str, type[BaseModel]] = {
    "defaults": stanza.Defaults,
    "bodies": stanza.BodyStanza,
    "sources": stanza.SourceStanza,
    "alerts": stanza.AlertStanza,
    "select": stanza.Select,
}


def check(
    tree: Tree, name: str, environ: Mapping[str, str] | None, base: Path, bodies: Iterable[str] = ()
) -> stanza.File:
    """The file as stanzas; raises Mistakes. No value that may be secret gets into them. `bodies` are the ids of those
    that included files add."""
    form: list[Mistake] = []
    try:
        file = stanza.File.model_validate(tree.values, context={"environ": environ, "base": base})
    except ValidationError as error:
        form = list(_of_form(error))
    mistakes = [*tree.mistakes, *form, *rules.broken(tree.values, tree.lines, bodies)]
    if mistakes:
        raise tell(name, tree.lines, tree.values, mistakes)
    return file


def _of_form(error: ValidationError) -> Iterator[Mistake]:
    for detail in error.errors(include_url=False, include_input=False):
        yield Mistake(detail["loc"], _what(detail["type"], detail["loc"], detail.get("ctx", {})))


def _what(kind: str, path: tuple[str | int, ...], context: Mapping[str, Any]) -> str:
    match kind:
        case "value_error":
            return str(context["error"])
        case "extra_forbidden":
            return _unknown(str(path[-1]), _model(path[:-1]))
        case "missing":
            key = str(path[-1])
            return f"is missing; write `{key}: {(_model(path[:-1]).model_fields[key].examples or [''])[0]}`"
        case "list_type":
            return "wants a list; begin each entry with `- `"
        case _:  # a list or a word where a mapping belongs
            return "wants keys with their values, such as `every: 30m`"


def _unknown(key: str, model: type[BaseModel]) -> str:
    return "is not known" + (suggest(key.lower(), model.model_fields) or f"; known are {', '.join(model.model_fields)}")


def _model(path: tuple[str | int, ...]) -> type[BaseModel]:
    """The model whose keys stand at a path."""
    names = [step for step in path if isinstance(step, str)]
    return _MODELS[names[-1]] if names else stanza.File
