"""The figures of all soaks, once more at the end, where they are found."""

from __future__ import annotations

import pytest

from tests.soak.figures import summary


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := summary():
        terminalreporter.section("reached, by promise of docs/reliability.md")
        for line in lines:
            terminalreporter.write_line(line)
