"""The page about performance: what is shown, and the tables that are put between its marks."""

import os
import platform
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/performance.md"


def show(headings: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in [headings, *rows]) for column in range(len(headings))]
    for row in [headings, ["-" * width for width in widths], *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def write(mark: str, caption: str, headings: list[str], rows: list[list[str]]) -> None:
    """Puts a table between the marks of its name."""
    lines = ["| " + " | ".join(cells) + " |" for cells in [headings, ["---"] * len(headings), *rows]]
    page = PAGE.read_text()
    begin, end = (f"<!-- {mark}: {word} -->" for word in ["begin", "end"])
    before, after = page.split(begin)[0], page.split(end)[1]
    PAGE.write_text(before + "\n".join([begin, caption, "", *lines, end]) + after)


def machine(threads: int) -> str:
    return f"{cpu()}, {threads} cores, {memory_mib() // 1024} GB."


def cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def memory_mib() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
