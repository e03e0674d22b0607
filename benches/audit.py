#!/usr/bin/env python3
"""Measure `duban audit` beside SQLite's own quick check of the same file.

    benches/audit.py --work DIR [--tasks 100000] [--runs 5] [--duban target/release/duban] [--changes]

DIR is a scratch folder outside the project.  A ledger of so many tasks is made there by
gen_corpus.py of the project's shared tools and `duban import`; with --changes every task is
assigned as well, so that each has two entries.  The quick check is that of Python's sqlite3, in a
process of its own as the audit is; both are run in turn and the medians compared.

The bars: without the check of the file at most as long as it, with it at most twice as long, at most
150 MB; doctor at most 0.3 s.

Exit status: 0 every bar is met, 1 one is not, 2 it could not be measured.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CHECK = """
import sqlite3, sys
conn = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
sys.exit(conn.execute("PRAGMA quick_check").fetchone()[0] != "ok")
"""
BAR_MB, BAR_DOCTOR_S = 150, 0.3


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--work", required=True, help="scratch folder; made when it is not there")
    ap.add_argument("--duban", default=os.path.join(HERE, "../target/release/duban"))
    ap.add_argument("--tools", default=os.path.join(HERE, "../../shared/tools"), help="folder of gen_corpus.py")
    ap.add_argument("--tasks", type=int, default=100_000)
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--changes", action="store_true", help="a second entry for every task")
    return ap.parse_args()


def call(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        print(f"{' '.join(argv)}: {done.stderr.strip()}", file=sys.stderr)
        sys.exit(2)
    return done.stdout


def ledger_of(a):
    """The ledger, made if it is not there."""
    name = f"audit-{a.tasks}{'-changed' if a.changes else ''}.db"
    ledger = os.path.join(a.work, name)
    if os.path.exists(ledger):
        return ledger
    os.makedirs(a.work, exist_ok=True)
    rows = os.path.join(a.work, f"ledger-{a.tasks}.jsonl")
    if not os.path.exists(rows):
        call(sys.executable, os.path.join(a.tools, "gen_corpus.py"), "--n", str(a.tasks), "--out", a.work, "--ledger")
    duban = [a.duban, "--ledger", ledger, "--user", "bench"]
    call(*duban, "init", "--empty")
    call(*duban, "import", rows, "--region", "敖汉旗", *(["--assign"] if a.changes else []))
    return ledger


def timed(argv):
    """Seconds from start to end."""
    start = time.monotonic()
    call(*argv)
    return time.monotonic() - start


def peak_mb(argv):
    """What a program held at most."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(argv[0], argv)
    _, status, used = os.wait4(pid, 0)
    if status:
        print(f"{' '.join(argv)} failed", file=sys.stderr)
        sys.exit(2)
    return used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def main():
    a = arguments()
    a.duban = os.path.abspath(a.duban)
    ledger = ledger_of(a)
    duban = [a.duban, "--ledger", ledger]
    kinds = {
        "quick_check": [sys.executable, "-c", CHECK, ledger],
        "audit --no-file-check": [*duban, "audit", "--no-file-check"],
        "audit": [*duban, "audit"],
        "doctor": [*duban, "doctor"],
    }
    seconds = {kind: [] for kind in kinds}
    for _ in range(a.runs):
        for kind, argv in kinds.items():
            seconds[kind].append(timed(argv))
    median = {kind: statistics.median(found) for kind, found in seconds.items()}
    size = os.path.getsize(ledger) / 1e6
    print(f"{a.tasks} tasks, {size:.0f} MB, {os.cpu_count()} processors, median of {a.runs} runs")
    bars = {"audit --no-file-check": 1.0, "audit": 2.0}
    is_met = True
    for kind, argv in kinds.items():
        line = f"  {kind:22} {median[kind]:7.3f} s"
        if kind != "quick_check":
            held = peak_mb(argv)
            line += f"  {median[kind] / median['quick_check']:5.2f} x  {held:6.1f} MB"
            is_met &= held <= BAR_MB and median[kind] <= bars.get(kind, 1e9) * median["quick_check"]
        print(line)
    is_met &= median["doctor"] <= BAR_DOCTOR_S
    print("every bar is met" if is_met else "a bar is not met")
    return 0 if is_met else 1


if __name__ == "__main__":
    # What is measured must not run out of what this shell allows.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
