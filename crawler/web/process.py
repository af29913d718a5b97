"""The web page as a child process of the service: its own interpreter, so that no page slows a poll."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

STOP = 8.0  # seconds for the answers in flight


def start(state: Path, sources: Path, host: str, port: int, *, metrics: bool = False) -> subprocess.Popen[bytes]:
    """`phienhop serve` on the same archive; ends with `stop`, or by itself when this process is gone."""
    command = [sys.executable, "-m", "crawler", "--state", str(state), "--sources", str(sources)]
    command += ["serve", "--host", host, "--port", str(port), "--child", *(["--metrics"] if metrics else [])]
    return subprocess.Popen(command, stdin=subprocess.PIPE)


def stop(process: subprocess.Popen[bytes]) -> int:
    """End it: kindly, then for certain. Its exit code."""
    process.terminate()
    try:
        return process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
    finally:
        if process.stdin:
            process.stdin.close()
