"""A second process for what takes much memory or time: pictures, and figures of years of prices. The bot stays as small as it was.

    worker = Worker()
    png = worker.call(draw, numbers)   # `draw` runs in the other process; from any thread, blocks until it is there

`draw` is a function at the top of a module (it is found there by its name), pure but for what it reads itself; what it takes and gives is
plain data that can be pickled: numbers, bytes, dataclasses, a store's place. What it imports (matplotlib, pandas, numpy) it imports within,
or its module does, which then must not be imported here: name it in a function that the bot imports and let that one import it.

The process is started when it is needed, does one thing after the other, and ends when nothing was asked for a while, when it takes too
long, when this one ends however it does, and at `close`. What it gives wrongly or not at all costs that answer alone: `WorkerFailed`.
In a program that ends soon, and in tests, `here` does the same in place.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any, NoReturn, ParamSpec, Protocol, TypeVar

from bot.errors import WorkerFailed

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 60.0
"""So long an answer may take, by the clock, and of the processor."""
IDLE_SECONDS = 60.0
"""So long the process is kept after its last answer: who looks at one picture looks at another, and loading takes it a second."""
MOST_MEMORY = 1 << 30
"""Bytes of addresses, where the system holds a process to them (Linux does). Pictures and claims of eight years take half of it."""
LONGEST_ANSWER = 1 << 26
_LENGTH = 8
_CHILD = "from bot.worker import serve; serve({seconds}, {memory})"


class Call(Protocol):
    """`Worker.call`, or `here`."""

    def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...


def here(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """The work done in this process."""
    return work(*args, **kwargs)


class Worker:
    """At most one process, and the way to it."""

    def __init__(self, *, seconds: float = SECONDS, idle: float = IDLE_SECONDS, memory: int = MOST_MEMORY) -> None:
        """No process yet: that comes with the first call. `seconds` are an answer's, `idle` those without a question, `memory` bytes."""
        self._seconds, self._idle, self._memory = seconds, idle, memory
        self._calling = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rest: threading.Timer | None = None
        self._is_closed = False

    def call(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives, or raises, in the other process. Raises WorkerFailed when it comes to no answer."""
        asked = pickle.dumps((work, args, kwargs))
        with self._calling:
            if self._rest is not None:
                self._rest.cancel()
            given, value = self._answered(asked)
            self._rest = _timer(self._idle, self._end_idle)
        if not given:
            raise value
        answer: T = value
        return answer

    @property
    def pid(self) -> int | None:
        """The process that is there, if one is."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the process; who waits for an answer gets WorkerFailed, and so does who asks later."""
        self._is_closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._calling:
            if self._rest is not None:
                self._rest.cancel()
            self._end()

    def _answered(self, asked: bytes) -> tuple[bool, Any]:
        process = self._started()
        too_late = threading.Event()

        def give_up() -> None:
            too_late.set()
            process.kill()

        limit = _timer(self._seconds, give_up)
        try:
            assert process.stdin
            assert process.stdout
            _write(process.stdin, asked)
            given, value = pickle.loads(_read(process.stdout))  # noqa: S301 - of a process of our own
        except Exception as e:
            process.kill()
            code = self._end()
            late = f" within {self._seconds:g} s" if too_late.is_set() else ""
            raise WorkerFailed(f"the second process gave no answer{late} ({type(e).__name__}, exit {code})") from e
        finally:
            limit.cancel()
        return given, value

    def _started(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise WorkerFailed("the program ends")
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            command = [sys.executable, "-c", _CHILD.format(seconds=self._seconds, memory=self._memory)]
            try:
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
            except OSError as e:
                raise WorkerFailed(f"no second process can be started: {e.strerror}") from e
        return self._process

    def _end(self) -> int | None:
        """Let go of the process, which ends when nobody can ask it any more; gives its exit code."""
        process, self._process = self._process, None
        if process is None:
            return None
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was not written when it died
                pipe.close()  # type: ignore[union-attr]
        try:
            return process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _end_idle(self) -> None:
        if self._calling.acquire(blocking=False):  # else somebody asks, and it is kept
            try:
                self._end()
            finally:
                self._calling.release()


def _timer(seconds: float, act: Callable[[], Any]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer


def _environment() -> dict[str, str]:
    """Modules are found where they are found here, whatever the folder; one thread for linear algebra, which takes memory for each."""
    path = os.pathsep.join(place or os.getcwd() for place in sys.path)
    return os.environ | {"PYTHONPATH": path, "PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _write(pipe: IO[bytes], body: bytes) -> None:
    pipe.write(len(body).to_bytes(_LENGTH, "big") + body)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    """One message. Raises EOFError when there is none, or only a part of one, and ValueError when it is longer than any."""
    head = pipe.read(_LENGTH)
    length = int.from_bytes(head, "big")
    if length > LONGEST_ANSWER:
        raise ValueError("longer than any answer")
    body = pipe.read(length)
    if len(head) < _LENGTH or len(body) < length:
        raise EOFError
    return body


def serve(seconds: float, memory: int) -> NoReturn:
    """The other process: answers what it reads on standard input, until that ends; what is printed goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from the keyboard: the first process decides what ends
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _hold_to(memory)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions, waiting), daemon=True).start()
    while True:
        asked = waiting.get()
        _hold_to_time(seconds)
        answer = _answer(asked)
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()  # what was printed is there with the answer, not when the process ends
        _write(answers, answer)
        _hold_to_time(0)


def _listen(questions: IO[bytes], waiting: queue.SimpleQueue[bytes]) -> None:
    """Read while the work goes on: the end of the input is the end of the first process, whatever goes on here."""
    with contextlib.suppress(EOFError, ValueError, OSError):
        while True:
            waiting.put(_read(questions))
    os._exit(0)


def _answer(asked: bytes) -> bytes:
    """Pickled: whether it went well, and what was given or raised."""
    try:
        work, args, kwargs = pickle.loads(asked)  # noqa: S301 - by our own first process
        return pickle.dumps((True, work(*args, **kwargs)))
    except Exception as e:  # noqa: BLE001 - whoever asked shall have it
        try:
            body = pickle.dumps((False, e))
            pickle.loads(body)  # noqa: S301 - some errors cannot be made anew
        except Exception:  # noqa: BLE001
            body = pickle.dumps((False, WorkerFailed(f"{type(e).__name__}: {e}")))
        return body


def _hold_to(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _hold_to_time(seconds: float) -> None:
    """By the processor's clock, where there is one: its signal ends the process, whatever holds the interpreter's lock."""
    with contextlib.suppress(AttributeError, OSError):
        signal.setitimer(signal.ITIMER_PROF, seconds)
