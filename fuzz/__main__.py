"""`python -m fuzz TARGET [libFuzzer options]`. Begins with the pages of the tests; what it finds new is not kept."""

from __future__ import annotations

import sys
import tempfile

import atheris

with atheris.instrument_imports(include=["crawler"]):
    from fuzz.targets import TARGETS

SEEDS = {"listing": ["tests/pages"], "article": ["tests/pages"], "session": ["tests/pages"], "stanzas": ["docs"]}

if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
    sys.exit(f"usage: python -m fuzz {'|'.join(TARGETS)} [-max_total_time=SECONDS]")
name, options = sys.argv[1], sys.argv[2:]
folders = [tempfile.mkdtemp(prefix="phienhop-fuzz-"), *SEEDS.get(name, [])]
atheris.Setup([sys.argv[0], "-max_len=40000", *options, *folders], TARGETS[name])
atheris.Fuzz()
