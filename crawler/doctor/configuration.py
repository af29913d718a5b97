"""sources.yaml, who may read it, and what alerts need: templates and channels."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from crawler import sources as configuration
from crawler.doctor.check import Check
from crawler.errors import PhienhopError
from crawler.model import Settings, Source


def load(path: Path, environ: Mapping[str, str]) -> tuple[Settings | None, Check]:
    """The configuration, if it can be used."""
    try:
        settings = configuration.load(path, environ)
    except PhienhopError as error:
        remedy = "mend the lines named; `phienhop sources schema` has every key"
        return None, Check("configuration", False, str(error), remedy)
    enabled = sum(source.enabled for source in settings.sources)
    return settings, Check("configuration", True, f"{path}: {len(settings.sources)} sources, {enabled} enabled")


def checks(path: Path, settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    """What a configuration without mistakes can still have wrong."""
    yield from (privacy(file) for file in (path, *settings.included))
    yield templates(environ.get("PHIENHOP_TEMPLATES"))
    yield channels(settings)
    if loose := [source for source in settings.sources if source.enabled and _loose(source)]:
        yield Check("tls exceptions", True, ", ".join(f"{s.id} ({_exception(s)})" for s in loose))
    if nowhere := [source.id for source in settings.sources if source.kind != "national" and not source.province]:
        said = "no province: what they report counts for the province that their text names, if any"
        yield Check("provinces", True, f"{', '.join(nowhere)}: {said}")


def privacy(path: Path) -> Check:
    """Who may change what is watched, and read the secrets written into it."""
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH:
        return Check("secrets", False, f"anybody may write {path}", f"chmod o-w {path}")
    written = configuration.load(path, None).recipients
    bare = [recipient.name for recipient in written if _bare(recipient.to)]
    if bare and mode & stat.S_IROTH:
        remedy = f"put them into the environment as ${{NAME}}, or chmod o-r {path}"
        return Check("secrets", False, f"anybody may read the addresses of {', '.join(bare)} in {path}", remedy)
    return Check("secrets", True, f"none that others may read in {path.name}")


def _bare(address: str) -> bool:
    """Whether it shows a password or a token."""
    scheme, _, rest = address.partition("://")
    return "${" not in address and ("@" in rest.partition("?")[0] or not scheme.startswith(("mailto", "json", "xml")))


def templates(folder: str | None) -> Check:
    """A message of every kind, as the user's own templates make it."""
    from crawler.notify.compose import message
    from crawler.notify.outbox import AlertRow

    if not folder:
        return Check("templates", True, "built in")
    if not Path(folder).is_dir():
        remedy = "make the folder, or unset PHIENHOP_TEMPLATES"
        return Check("templates", False, f"{folder}: no such folder; the built-in ones are used", remedy)
    specimen = AlertRow("specimen", "match", "Tin thử", {}, "2026-11-01T00:00:00.000Z")
    try:
        for kind in ("text", "mail", "telegram"):
            message([specimen], kind, folder=folder)
    except Exception as error:  # a template raises what it likes
        where = f"{getattr(error, 'name', None) or folder}:{getattr(error, 'lineno', '')}".rstrip(":")
        return Check("templates", False, f"{where}: {type(error).__name__}: {error}", "mend it, or take it away")
    return Check("templates", True, folder)


def channels(settings: Settings) -> Check:
    """Whether each recipient's address can be used; nothing is sent."""
    from crawler.notify.channels import open_channel

    if not settings.recipients:
        return Check("channels", True, "none configured: alerts go to the terminal")
    bad = []
    for recipient in settings.recipients:
        try:
            open_channel(recipient)
        except PhienhopError as error:
            bad.append(str(error))
    if bad:
        return Check("channels", False, "; ".join(bad), "mend the address; then `phienhop alerts test NAME`")
    names = ", ".join(recipient.name for recipient in settings.recipients)
    return Check("channels", True, f"{names}; `phienhop alerts test NAME` sends a specimen")


def _loose(source: Source) -> bool:
    return source.access.tls != "strict" or source.access.ca is not None


def _exception(source: Source) -> str:
    access = source.access
    return f"{access.tls}, ca" if access.ca else access.tls
