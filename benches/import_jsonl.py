#!/usr/bin/env python3
"""Measure `duban import` of task lines beside the sqlite3 shell's `.import` of the same rows.

    benches/import_jsonl.py [--tasks 100000] [--runs 3] [--duban target/release/duban] [--corpus FILE]

The task lines are those of the project's gen_corpus.py (or FILE).  duban takes them into an empty
ledger: parsed, checked, chained by hashes, in one transaction.  Then every row of every table of
that ledger is dumped to CSV, and the shell imports it in one transaction, WAL, into tables with
the same columns, keys and indices.  What the shell cannot fill from CSV is left out of its tables,
to its advantage: STRICT, CHECK, references, columns that are computed, the packed rows, and the
hash as 64 hex digits instead of a blob.
Both sides begin with a cold file of their own and are measured in turn; figures are medians.

Bars: at most twice the shell's time, at most 200 MB.
Exit status: 0 both are met, 1 one is not, 2 it could not be measured.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MOST_TIME, MOST_MEMORY = 2.0, 200


def stop(sentence):
    print(f"import_jsonl: {sentence}", file=sys.stderr)
    sys.exit(2)


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--tasks", type=int, default=100_000)
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--duban", default=os.path.join(HERE, "../target/release/duban"))
    ap.add_argument("--corpus", help="task lines to take instead of made ones")
    ap.add_argument("--generator", default=os.path.join(HERE, "../../shared/tools/gen_corpus.py"))
    ap.add_argument("--folder", help="where the files are made; a temporary one when not given")
    return ap.parse_args()


def measured(argv, env, stdin=None):
    """Seconds and peak megabytes of a command that must succeed."""
    begun = time.monotonic()
    process = subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if stdin is not None:
        process.stdin.write(stdin)
    process.stdin.close()
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        stop(f"{argv[0]} failed: {said.decode(errors='replace')[-300:]}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024


def corpus(a, folder):
    if a.corpus:
        return os.path.abspath(a.corpus)
    if not os.path.exists(a.generator):
        stop(f"gen_corpus.py is not at {a.generator}; say where with --generator")
    file = os.path.join(folder, f"ledger-{a.tasks}.jsonl")
    if not os.path.exists(file):
        done = subprocess.run([sys.executable, a.generator, "--n", str(a.tasks), "--out", folder, "--ledger"],
                              capture_output=True, text=True)
        if done.returncode:
            stop(f"gen_corpus.py failed: {done.stderr[-300:]}")
    return file


def import_by_duban(duban, file, folder):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "USER": "bench",
           **{f"XDG_{kind}_HOME": folder for kind in ("DATA", "CONFIG", "STATE", "CACHE")}}
    ledger = os.path.join(folder, "ledger.db")
    measured([duban, "--ledger", ledger, "init", "--empty"], env)
    return ledger, measured([duban, "--ledger", ledger, "import", file], env)


def shell(ledger, *words):
    done = subprocess.run(["sqlite3", ledger, *words], capture_output=True, text=True)
    if done.returncode:
        stop(f"sqlite3 failed: {done.stderr[-300:]}")
    return done.stdout


def dump(ledger, folder):
    """Every row of every table as CSV; answers the tables and the statements that make them."""
    names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'packed%' ORDER BY rowid"
    tables = shell(ledger, names).split()
    for table in tables:
        columns = shell(ledger, f"SELECT name FROM pragma_table_info('{table}')").split()
        picked = ", ".join("hex(hash)" if name == "hash" else f'"{name}"' for name in columns)
        shell(ledger, "-csv", "-cmd", f".output {os.path.join(folder, table)}.csv", f"SELECT {picked} FROM {table}")
    made = shell(ledger, "SELECT sql || ';' FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'packed%'")
    made = re.sub(r",\s*\w+ \w+ AS\s*\(.*?\) VIRTUAL", "", made, flags=re.DOTALL)
    made = made.replace("number_length, number_text, deadline_heap", "number, deadline")
    made = re.sub(r"\bSTRICT, WITHOUT", "WITHOUT", made)
    made = re.sub(r"\)\s*STRICT", ")", made)
    made = re.sub(r"CHECK \((?:[^()]|\([^()]*\))*\)", "", made)
    made = re.sub(r"REFERENCES \w+ \(\w+\)", "", made)
    return tables, made.replace("BLOB", "TEXT")


def import_by_shell(tables, made, csv, folder):
    target = os.path.join(folder, "peer.db")
    shell(target, "PRAGMA journal_mode = WAL; " + made)
    script = "BEGIN;\n.mode csv\n" + "".join(f".import {csv}/{t}.csv {t}\n" for t in tables) + "COMMIT;\n"
    result = measured(["sqlite3", target], dict(os.environ), script.encode())
    return target, result


def main():
    a = arguments()
    duban = os.path.abspath(a.duban)
    if not os.path.exists(duban):
        stop(f"{duban} is not there: cargo build --release")
    if not shutil.which("sqlite3"):
        stop("the sqlite3 shell is missing: apt install sqlite3")
    with tempfile.TemporaryDirectory(dir=a.folder) as folder:
        file = corpus(a, folder)
        own, peer = [], []
        for run in range(a.runs):
            home = os.path.join(folder, f"run-{run}")
            os.mkdir(home)
            ledger, (seconds, megabytes) = import_by_duban(duban, file, home)
            own.append((seconds, megabytes))
            csv = os.path.join(home, "csv")
            os.mkdir(csv)
            tables, made = dump(ledger, csv)
            rows = [shell(ledger, f"SELECT count(*) FROM {t}").strip() for t in tables]
            target, result = import_by_shell(tables, made, csv, home)
            if [shell(target, f"SELECT count(*) FROM {t}").strip() for t in tables] != rows:
                stop("the shell did not import every row")
            peer.append(result)
            shutil.rmtree(home)
    seconds = statistics.median(s for s, _ in own)
    of_shell = statistics.median(s for s, _ in peer)
    memory = max(m for _, m in own)
    ratio = seconds / of_shell
    print(f"file                {os.path.basename(file)}, {a.runs} runs in turn")
    print(f"duban import        {seconds:7.2f} s   {memory:6.0f} MB at its peak")
    print(f"sqlite3 .import     {of_shell:7.2f} s   {max(m for _, m in peer):6.0f} MB at its peak")
    print(f"ratio               {ratio:7.2f}     bar {MOST_TIME:.1f}  {'met' if ratio <= MOST_TIME else 'NOT MET'}")
    print(f"memory              {memory:7.0f} MB  bar {MOST_MEMORY}  {'met' if memory <= MOST_MEMORY else 'NOT MET'}")
    return 0 if ratio <= MOST_TIME and memory <= MOST_MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
