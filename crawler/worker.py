"""The processes that read pages. A page can neither hang nor bloat the service: a child has a
memory limit and is killed when it takes too long; that costs one failed page.

Children are forked from a server that has imported everything already, so a killed one is
replaced in milliseconds. What it answers is unpickled with nothing but our own nouns allowed:
a page that took over the child could not run code here.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing as mp
import os
import pickle
import queue
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any

from crawler import model
from crawler.errors import PhienhopError, ReadFailed
from crawler.model import Body, Link, Listing, Page, Reading, Source

SECONDS = 5.0
STARTED_WITHIN = 60.0  # seconds, on a machine with much else to do
MEMORY = 512 << 20  # address space, bytes
REQUEST_LIMIT = 64 << 20
LARGE = 10 << 20  # bytes of a request: each so many get the time again, as a sitemap may have fifty megabytes
_NEEDED = ("PATH", "PYTHON", "LANG", "LC_", "TZ", "TMPDIR", "HOME", "VIRTUAL_ENV", "COVERAGE")


class Worker:
    """Some reading processes, each started when it is first needed; calls from a loop queue up for an idle one."""

    def __init__(
        self, *, bodies: Sequence[Body] = (), children: int = 1, seconds: float = SECONDS, memory: int = MEMORY
    ) -> None:
        self._bodies = tuple(bodies)
        self._threads = ThreadPoolExecutor(children, thread_name_prefix="reading")
        self._children = tuple(_Child(seconds, memory) for _ in range(children))
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()  # the last one used is the warmest
        for child in self._children:
            self._idle.put(child)

    async def listing(self, page: Page, source: Source) -> Listing:
        """The links of a page; ReadFailed when it cannot be read."""
        found: Listing = await self._run("read_listing", page.url, page, source)
        return found

    async def article(self, page: Page, source: Source | None, link: Link | None = None) -> Reading:
        """The reading of an article page; ReadFailed when it cannot be read."""
        read: Reading = await self._run("read_article", page.url, page, source, link, self._bodies)
        return read

    async def call(self, name: str, what: str, *args: object, **options: object) -> Any:
        """Any function of `crawler.reading`, by name; `what` names the input in errors."""
        return await self._run(name, what, *args, **options)

    def call_now(self, name: str, what: str, *args: object, **options: object) -> Any:
        """The same without a loop, for commands."""
        return self._call(name, what, args, options)

    def close(self) -> None:
        """End the children."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.kill()

    async def _run(self, name: str, what: str, *args: object, **options: object) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._call, name, what, args, options)

    def _call(self, name: str, what: str, args: tuple[object, ...], options: dict[str, object]) -> Any:
        request = pickle.dumps((name, args, options), protocol=pickle.HIGHEST_PROTOCOL)
        if len(request) > REQUEST_LIMIT:
            raise ReadFailed(f"{what}: too large to be read ({len(request) >> 20} MiB)")
        child = self._idle.get()
        try:
            status, answer = child.exchange(request)
        finally:
            self._idle.put(child)
        if status == "ok":
            return answer
        raise ReadFailed(f"{what}: {answer}")


class _Child:
    """One reading process, used by one thread at a time, and replaced when it had to be killed."""

    _context = mp.get_context("forkserver")
    _starting = threading.Lock()  # `multiprocessing` counts its processes in one list

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds, self._memory = seconds, memory
        self._context.set_forkserver_preload(["crawler.warm"])
        with _bare_environment():
            forkserver.ensure_running()
        self._process: mp.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def exchange(self, request: bytes) -> tuple[str, Any]:
        """The answer as ("ok", value), or ("failed", why)."""
        try:
            pipe = self._started()
            pipe.send_bytes(request)
            patience = self._seconds * (1 + len(request) // LARGE)
            if pipe.poll(patience):
                return _loads(pipe.recv_bytes())
            why = f"reading took more than {patience:g} s"
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            process = self._process
            if process is not None:
                process.join(1)
            code = process.exitcode if process is not None else None
            why = f"reading crashed (exit {code}, {type(error).__name__})"
        self.kill()
        return "failed", why

    def kill(self) -> None:
        """End the process; the next exchange starts another."""
        with self._starting:
            if self._process is not None:
                self._process.kill()
                self._process.join()
            if self._pipe is not None:
                self._pipe.close()
            self._process = self._pipe = None

    def _started(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.kill()
        with self._starting:
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(theirs, self._memory), daemon=True)
            process.start()
            theirs.close()
            self._process, self._pipe = process, ours
        if not ours.poll(STARTED_WITHIN):  # no page's time: the first one waits until all is imported
            raise OSError("the reading process does not start")
        ours.recv_bytes()
        return ours


@contextlib.contextmanager
def _bare_environment() -> Iterator[None]:
    """What is started here inherits no secret: whoever takes over a reading process finds none in its environment."""
    kept = dict(os.environ)
    for name in kept:
        if not name.startswith(_NEEDED):
            del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(kept)


def _serve(pipe: Connection, memory: int) -> None:
    """The child: one request, one answer, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from crawler import reading  # already imported by the fork server

    pipe.send_bytes(b"")  # ready
    while True:
        try:
            request = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        _limit_cpu()
        with contextlib.suppress(OSError):
            pipe.send_bytes(_answer(reading, request))


def _limit_cpu() -> None:
    """A child whose parent is gone must not spin for ever: some seconds of CPU for each page."""
    soft = int(time.process_time()) + 2 * int(SECONDS) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _answer(reading: object, request: bytes) -> bytes:
    try:
        name, args, options = pickle.loads(request)  # noqa: S301 - comes from our own parent
        function: Callable[..., object] = getattr(reading, name)
        answer = ("ok", function(*args, **options))
    except MemoryError:
        answer = ("failed", "reading needs too much memory")
    except PhienhopError as error:
        answer = ("failed", str(error))
    except Exception as error:
        answer = ("failed", f"{type(error).__name__}: {error}"[:300])
    return pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)


class _Nouns(pickle.Unpickler):
    """Reads back the nouns of `crawler.model` and plain values, and nothing that could act."""

    def find_class(self, module: str, name: str) -> Any:
        found = vars(model).get(name)  # no dotted name gets through
        if isinstance(found, type) and found.__module__ == module and module.startswith("crawler.model."):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a noun")


def _loads(answer: bytes) -> tuple[str, Any]:
    status, value = _Nouns(io.BytesIO(answer)).load()
    return str(status), value
