"""The part `engine` of at_scale.py: the search alone beside nucleo, its answers beside fzf's.

Not a program of its own.  benches/search.rs measures; this says the bars, and asks fzf how many
lines it finds (`fzf --filter`, fuzzy, as people use it).
"""
import os
import subprocess

from probing import HERE, stop

# From so many rows on the bars hold.
LARGE = 100_000
NAMES = ("nucleo", "plain", "ledger", "pinyin")


def measured(a, sizes):
    """What the bench prints: its own table, and by size and query what stands in its lines for programs."""
    env = {**os.environ, "DUBAN_BENCH_CORPUS": os.path.join(a.work, "corpus")}
    argv = ["cargo", "bench", "--quiet", "--bench", "search", "--", "--ratios", *map(str, sizes)]
    done = subprocess.run(argv, cwd=os.path.join(HERE, ".."), env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        stop(f"{' '.join(argv)} failed: {done.stderr[-400:]}")
    shown, found = [], {n: {} for n in sizes}
    for line in done.stdout.splitlines():
        kind, *fields = line.split("\t")
        if kind != "measured":
            shown.append(line)
            continue
        rows, query, *ms = fields[:6]
        found[int(rows)][query] = {
            **dict(zip(NAMES, map(float, ms))), "nucleo hits": int(fields[6]), "hits": int(fields[7]), "scores": fields[8]}
    if not all(found.values()):
        stop(f"benches/search.rs printed no line that begins with 'measured' for some of {sizes}")
    return "\n".join(shown), found


def speed(table, n, queries):
    table.part(f"Engine alone, {n} rows, two threads, beside nucleo, ms")
    is_large = n >= LARGE
    for name in ("plain", "ledger"):
        by_ratio = sorted(queries, key=lambda query: queries[query][name] / queries[query]["nucleo"])
        for what, query, bar in (("worst", by_ratio[-1], 0.25), ("median", by_ratio[len(by_ratio) // 2], 0.05)):
            at = queries[query]
            table.row(f"{n}: {name}, {what}: {query}", at["nucleo"], at[name], bar if is_large else None, 3)
    worst = max(queries, key=lambda query: queries[query]["pinyin"] / queries[query]["nucleo"])
    at = queries[worst]
    table.row(f"{n}: pinyin, worst: for {worst}", at["nucleo"], at["pinyin"], 0.5 if is_large else None, 3)


def fzf_hits(fzf, query, tsv):
    with open(tsv, "rb") as rows:
        done = subprocess.run([fzf, "--filter", query], stdin=rows, capture_output=True, check=False)
    # 1: nothing found
    if done.returncode not in (0, 1):
        stop(f"fzf --filter {query} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.count(b"\n")


def answers(table, n, queries, scale):
    table.part(f"Same answers, {n} rows: hits of fzf and of the plain engine, best 200 scores as SkimMatcherV2's")
    for query, at in queries.items():
        theirs = fzf_hits(scale.fzf, query, scale.tsv)
        faults = []
        if theirs != at["hits"]:
            faults.append("other hits")
        if at["scores"] != "same":
            faults.append("other scores")
        table.row(f"{n}: {query}", theirs, at["hits"], digits=0, fault=", ".join(faults))


def engine(a, table, scales):
    """The engine alone beside nucleo and fzf, at every size."""
    text, found = measured(a, list(scales))
    print(f"\n```\n{text}\n```")
    for n, queries in found.items():
        speed(table, n, queries)
        answers(table, n, queries, scales[n])
