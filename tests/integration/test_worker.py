"""The second process: what it gives, and that whatever becomes of it costs one answer."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.errors import WorkerFailed
from bot.worker import Worker, here
from tests.builders import work


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(seconds=30, idle=30)
    yield worker
    worker.close()


def is_running(pid: int) -> bool:
    """Whether there is such a process, a dead one that nobody has let go of too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_work_is_done_in_another_process_and_again_in_the_same(worker: Worker) -> None:
    assert worker.pid is None, "started when it is needed"
    assert worker.call(work.doubled, 21) == 42 == here(work.doubled, 21)
    first = worker.call(work.process_id)
    assert first != os.getpid()
    assert worker.call(work.process_id) == first == worker.pid
    assert worker.call(work.doubled, number=4) == 8


def test_what_it_loads_is_not_loaded_here(worker: Worker) -> None:
    assert "this" not in sys.modules
    assert worker.call(work.loaded, "this")
    assert "this" not in sys.modules


def test_what_is_printed_is_no_answer(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    assert worker.call(work.prints, "to whom it may concern") == "to whom it may concern"
    assert worker.call(work.doubled, 1) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.count("to whom it may concern") == 2


def test_what_is_raised_is_raised_here(worker: Worker) -> None:
    with pytest.raises(ValueError, match=r"^wrong figure$"):
        worker.call(work.fails, "wrong figure")
    with pytest.raises(WorkerFailed, match="Odd: odd"):
        worker.call(work.fails_oddly)
    pid = worker.pid
    assert worker.call(work.process_id) == pid, "an error is an answer: the process lives on"


@pytest.mark.parametrize("death", [work.dies, work.crashes, work.talks_past_us])
def test_a_process_that_dies_or_talks_nonsense_costs_one_answer(worker: Worker, death: Callable[[], None]) -> None:
    first = worker.call(work.process_id)
    with pytest.raises(WorkerFailed, match="no answer"):
        worker.call(death)
    assert not is_running(first), "nor is it left behind"
    assert worker.call(work.process_id) not in (first, os.getpid())


def test_one_that_died_in_between_is_not_noticed(worker: Worker) -> None:
    first = worker.call(work.process_id)
    os.kill(first, signal.SIGKILL)
    assert until(lambda: worker._process is None or worker._process.poll() is not None)
    assert worker.call(work.doubled, 3) == 6


@pytest.mark.parametrize("hanging", [work.sleeps, work.spins])
def test_one_that_hangs_is_ended(hanging: Callable[[Path], None], tmp_path: Path) -> None:
    note = tmp_path / "pid"
    worker = Worker(seconds=3)
    with pytest.raises(WorkerFailed, match="within 3 s"):
        worker.call(hanging, note)
    assert not is_running(int(note.read_text()))
    assert worker.call(work.doubled, 3) == 6
    worker.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no other system holds a process to its memory")
def test_too_much_memory_costs_one_answer(worker: Worker) -> None:
    assert worker.call(work.takes, 100_000_000) == 100_000_000
    with pytest.raises(MemoryError):
        worker.call(work.takes, 2 << 30)
    assert worker.call(work.doubled, 3) == 6


def test_an_answer_longer_than_any_is_refused(worker: Worker) -> None:
    assert len(worker.call(work.gives, 10_000_000)) == 10_000_000
    with pytest.raises(WorkerFailed, match="no answer"):
        worker.call(work.gives, (1 << 26) + 1)
    assert worker.call(work.doubled, 3) == 6


def test_it_ends_when_nobody_asks_and_leaves_nothing_behind() -> None:
    worker = Worker(idle=0.2)
    first = worker.call(work.process_id)
    assert until(lambda: not is_running(first))
    assert worker.pid is None
    assert worker.call(work.process_id) != first
    worker.close()


def test_closing_ends_it_at_once_whatever_it_does(tmp_path: Path) -> None:
    worker, note = Worker(), tmp_path / "pid"
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            worker.call(work.sleeps, note)
        except WorkerFailed as e:
            raised.append(e)

    asking = threading.Thread(target=ask)
    asking.start()
    assert until(lambda: note.exists() and note.read_text() != "")
    worker.close()
    asking.join(timeout=20)
    assert len(raised) == 1
    assert not is_running(int(note.read_text()))
    with pytest.raises(WorkerFailed, match="the program ends"):
        worker.call(work.doubled, 1)


def test_questions_from_many_threads_wait_for_their_turn(worker: Worker) -> None:
    found: dict[int, int] = {}

    def ask(number: int) -> None:
        found[number] = worker.call(work.doubled, number)

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert found == {number: 2 * number for number in range(8)}


def test_no_process_to_be_had_is_said(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(WorkerFailed, match="no second process can be started"):
        worker.call(work.doubled, 1)


PARENT = """
import sys, threading, time
from bot.worker import Worker
from tests.builders import work
worker = Worker()
print(worker.call(work.process_id), flush=True)
if sys.argv[1] == "busy":
    from pathlib import Path
    threading.Thread(target=worker.call, args=(work.sleeps, Path(sys.argv[2])), daemon=True).start()
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("state", ["idle", "busy"])
def test_it_ends_with_the_first_process_however_that_ends(how: signal.Signals, state: str, tmp_path: Path) -> None:
    note = tmp_path / "note"
    with subprocess.Popen([sys.executable, "-c", PARENT, state, str(note)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert state == "idle" or until(note.exists)
        assert is_running(child)
        parent.send_signal(how)
        parent.wait()
    assert until(lambda: not is_running(child) or is_zombie(child))


def is_zombie(pid: int) -> bool:
    """Dead, and not let go of by whoever inherits orphans here: that is no matter of ours."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


LOOKING_BACK = """
import sys
from bot.evidence.looking_back import LookingBack
from bot.store import open_store
from bot.worker import Worker, here
from rules.measured import shipped_statistics
from tests.builders.past import NOW, prices_of, weeks_of_sheets

store = open_store("sqlite:///" + sys.argv[1])
store.backfill("fed.balance_sheet", weeks_of_sheets(), NOW)
prices_of(store)
heavy = {"numpy", "pandas", "scipy", "matplotlib"}
worker = Worker()
before = heavy & set(sys.modules)
asked = ["record", "claims", "picture balance-sheet", "picture reliability"]

def answers(call):
    past = LookingBack(store, shipped_statistics, call)
    return [getattr(past, one.split()[0])(*one.split()[1:]) for one in asked]

apart = answers(worker.call)
after = heavy & set(sys.modules)
worker.close()
print(before, after, [one is not None for one in apart], apart == answers(here), sorted(heavy & set(sys.modules)))
"""


def test_record_claims_and_pictures_leave_nothing_loaded_here(tmp_path: Path) -> None:
    """And they are the same as worked out in place, which loads it all: the test would see it."""
    command = [sys.executable, "-c", LOOKING_BACK, str(tmp_path / "past.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    everything = "['matplotlib', 'numpy', 'pandas', 'scipy']"
    assert done.stdout.strip() == f"set() set() [True, True, True, True] True {everything}", done.stderr
