"""urlwatch and webchanges as their documents have them run: from cron, on pages as text, the clock taken out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.measure import Run, run

# Both filters are the documents' own: the page as text, and what changes all the time taken out of it.
_JOB = """\
url: "{url}/"
filter:
  - html2text
  - re.sub:
      pattern: '\\d\\d:\\d\\d:\\d\\d'
      repl: ''
"""


class Watcher:
    """One of the two, with folders of its own for each number of pages."""

    def __init__(self, command: str, folder: Path, urls: Sequence[str]) -> None:
        self._name, self._command, self._folder, self._urls = Path(command).name, command, folder, urls

    def __call__(self, count: int) -> Run:
        """Look at the first pages of the list; the first look at them is not counted."""
        place = self._folder / f"{self._name}-{count}"
        if not place.exists():
            self.first(count)
        return self._look(place)

    def first(self, count: int) -> Run:
        """The first look at them."""
        place = self._folder / f"{self._name}-{count}"
        place.mkdir()
        jobs = "---\n".join(_JOB.format(url=url) for url in self._urls[:count])
        (place / "jobs.yaml").write_text(jobs, encoding="utf-8")
        return self._look(place)

    def _look(self, place: Path) -> Run:
        words = {
            "urlwatch": ["--urls", "jobs.yaml", "--config", "config.yaml", "--hooks", "hooks.py", "--cache", "seen.db"],
            "webchanges": [
                "--jobs",
                "jobs.yaml",
                "--config",
                "config.yaml",
                "--hooks",
                "hooks.py",
                "--database",
                "seen.db",
            ],
        }[self._name]
        return run([self._command, *words], cwd=place, env={"HOME": str(place)})
