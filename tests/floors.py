"""Scores the command on labelled reports against `floors.json`, and imports sample texts.

    python -m tests.floors LABELLED_FOLDER TEXTS_FOLDER

LABELLED_FOLDER holds `score.py` and `reports.jsonl`. Floors move up freely, down only on purpose.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = Path(sys.executable).with_name("phienhop")
FLOORS = Path(__file__).with_name("floors.json")


def main(labelled: Path, texts: Path) -> int:
    failures = below_floors(scores(labelled)) + import_twice(texts)
    print("\n".join(failures) or "all figures at or above their floors")
    print(f"{0 if failures else 1} passed, {len(failures)} failed")
    return bool(failures)


def scores(labelled: Path) -> dict[str, float]:
    """The figures `score.py` measures, by name."""
    done = subprocess.run(
        [sys.executable, str(labelled / "score.py"), "--command", str(COMMAND), "--json"],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"scoring failed: {done.stderr or done.stdout}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def below_floors(figures: dict[str, float]) -> list[str]:
    """One line for each figure below its floor."""
    floors = json.loads(FLOORS.read_text())
    for name, floor in floors.items():
        print(f"{name:45} {figures.get(name, 0):6.3f}   floor {floor:.3f}")
    return [f"{n}: {figures.get(n, 0)} is below {f}" for n, f in floors.items() if figures.get(n, 0) < f]


def import_twice(texts: Path) -> list[str]:
    """Importing the texts archives each under a name its bytes prove; a second time adds nothing."""
    with tempfile.TemporaryDirectory() as state:
        run = [str(COMMAND), "--state", state, "import", str(texts), "--json"]
        environ = {**os.environ, "PHIENHOP_SOURCES": "/nonexistent"}
        first, second = (
            json.loads(subprocess.run(run, capture_output=True, check=True, env=environ).stdout) for _ in "12"
        )
        names = sorted((Path(state) / "articles").iterdir())
        wrong = [
            f"{n.name}: not its hash" for n in names if hashlib.sha256(n.read_bytes()).hexdigest()[:16] not in n.name
        ]
    if first["new"] != len(list(texts.glob("*.txt"))) or second["new"]:
        wrong.append(f"imports took {first['new']}, then {second['new']} texts as new")
    return wrong


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
