"""Signals that end the program: in order, so that nothing unfinished stays, and with 128 and their number as its status."""

from __future__ import annotations

import os
import signal
import sys
from threading import Event, Thread, current_thread, main_thread
from types import FrameType
from typing import Self

from compliance.base.atomic import discard_all
from compliance.cli.streams import silence

HAS_HANGUP = hasattr(signal, "SIGHUP")  # where it is not, no signal but Ctrl-C reaches a program from outside
ENDING = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if HAS_HANGUP else []))
PATIENCE = 0.5


class Ending:
    """While it lasts, the signals raise KeyboardInterrupt; `status` is then the program's exit status, else 0."""

    def __init__(self) -> None:
        self.status = 0
        self.raised = Event()
        self.before: dict[int, signal._HANDLER] = {}
        self.writer = -1

    def __enter__(self) -> Self:
        if current_thread() is main_thread():
            for number in ENDING:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):  # what nohup has switched off stays off
                    self.before[number] = signal.signal(number, self.stop)
            if HAS_HANGUP:
                self.listen()
        return self

    def __exit__(self, *raised: object) -> None:
        if self.writer >= 0:
            signal.set_wakeup_fd(-1)
            os.close(self.writer)
        for number, handler in self.before.items():
            signal.signal(number, handler)
        discard_all()

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Python's own handler: unwinds the main thread."""
        self.raised.set()
        if number == signal.SIGINT or not self.status:
            self.status = self.status or 128 + number
            if number != signal.SIGINT:
                silence(
                    sys.stderr
                )  # nobody waits for words, and an engine that is stopped within our code panics loudly
            raise KeyboardInterrupt

    def listen(self) -> None:
        """Has every signal written to a pipe too, which a thread reads."""
        reader, self.writer = os.pipe()
        os.set_blocking(self.writer, False)
        signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)
        Thread(target=self.watch, args=(reader,), daemon=True).start()

    def watch(self, reader: int) -> None:
        """Ends an engine's work: while it lasts no handler of Python's runs, but the engine heeds SIGINT."""
        with os.fdopen(reader, "rb", buffering=0) as stream:
            while data := stream.read(1):
                if data[0] in ENDING[1:] and not self.raised.wait(PATIENCE):
                    self.status = 128 + data[0]
                    os.kill(os.getpid(), signal.SIGINT)
