"""Time and peak memory of a process, and of questions to one that is up.

This file and those that import it stay without numpy or pandas: the peak of a child is counted from the size of the
process that started it.
"""

import json
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

# What takes longer than this in its first run is not repeated: the machine's noise is small beside it.
SECONDS_REPEATED_MAX = 120.0


@dataclass
class Measured:
    """The runs of one piece of work."""

    seconds: list[float] = field(default_factory=list)
    peak_mib: float = 0.0
    answer: object = None

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def as_json(self) -> dict:
        return {"median_s": self.median, "seconds": self.seconds, "peak_mib": round(self.peak_mib)}


class Failed(Exception):
    """What was measured did not do its work."""


def process(command: list, repeats: int, before=lambda: None) -> Measured:
    """Runs a command to its end, `repeats` times after a run that only fills the file cache; with 0 that run counts."""
    command = [str(word) for word in command]
    measured = Measured()
    for turn in range(repeats + 1):
        before()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            began = time.perf_counter()
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
            _, status, used = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - began
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            errors.seek(0)
            if child.returncode != 0:
                said = errors.read().decode(errors="replace")
                raise Failed(f"`{' '.join(command)}` failed ({child.returncode})\n{said}")
            measured.answer = out.read().decode()
        measured.peak_mib = max(measured.peak_mib, used.ru_maxrss / 1024)
        if turn > 0 or repeats == 0 or seconds > SECONDS_REPEATED_MAX:
            measured.seconds.append(seconds)
        if seconds > SECONDS_REPEATED_MAX:
            break
    return measured


class Server:
    """`vaarwel serve` on a free port, with a key that may read."""

    def __init__(self, program: Path, data: Path):
        key = [program, "key", "create", "--data", data, "--scope", "read", "--quiet"]
        self.key = subprocess.run(key, check=True, capture_output=True, text=True).stdout.strip()
        serve = [program, "serve", "--data", data, "--port", "0"]
        self.child = subprocess.Popen(serve, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        first = self.child.stdout.readline()
        found = re.search(r"http://[0-9.]+:\d+", first)
        if not found:
            self.child.kill()
            raise Failed(f"`vaarwel serve` said `{first.strip()}` and no address")
        self.address = found.group()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.child.terminate()
        self.child.wait(timeout=30)

    def ask(self, path: str) -> tuple[float, dict]:
        """The seconds and the answer of one question."""
        request = urllib.request.Request(self.address + path, headers={"Authorization": f"Bearer {self.key}"})
        began = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=600) as response:
                body = response.read()
        except urllib.error.HTTPError as error:
            raise Failed(f"{path} answered {error.code}: {error.read().decode(errors='replace')}") from error
        return time.perf_counter() - began, json.loads(body)

    def peak_mib(self) -> float:
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024
