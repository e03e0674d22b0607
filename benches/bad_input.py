"""The part `badinput` of at_scale.py: queries nobody means, on the command line and in the box.

Not a program of its own.  Each query is answered with tasks (status 0) or with a sentence and a
caret (status 2) within the bar; what happens instead is printed and counts as not met.
"""
import os
import shlex
import statistics
import subprocess
import time

BAR_MS = 50
CHARACTERS = 10_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = "教师 园长 校长 培训 幼儿园 学前教育 义务教育 质量 财政 资金 安全 健康 卫生 乡村 振兴 建设".split()


def long_of(piece):
    return (piece * (CHARACTERS // len(piece) + 1))[:CHARACTERS]


# What is typed, and the status it must end with.
CASES = {
    "10,000 Hanzi": (long_of("教育"), 2),
    "10,000 letters": (long_of("jiaoyu"), 2),
    "10,000 combining marks": (long_of("e\u0301\u0323"), 2),
    "combining marks alone": ("\u0301\u0323\u0301", 0),
    "10,000 control characters": (long_of("\x01\x07\x7f"), 0),
    "one emoji": ("🎓", 0),
    "10,000 emoji": (long_of("🎓"), 2),
    "an emoji of three": ("👨\u200d👩\u200d👧", 0),
    "unbalanced quotes": ('教育 "双减', 2),
    "9,999 quotes": ('"' * (CHARACTERS - 1), 2),
    "quotes within quotes": (long_of('!"(|[“'), 2),
    "! alone": ("!", 2),
    "10,000 !": ("!" * CHARACTERS, 2),
    "a field that does not exist": ("颜色:红", 2),
    "a date that does not exist": ("期限:<2025-13", 2),
    "a date of 10,000 digits": (("期限:<" + long_of("2"))[:CHARACTERS], 2),
    "5,000 words": (long_of("a b c d e "), 2),
    "5,000 alternatives": (long_of("a|b|c|d|e|"), 2),
    "5,000 leaders": (("领导:" + long_of("a|b|c|d|e|"))[:CHARACTERS], 2),
    "5,000 exclusions": (long_of("!a !b !c "), 2),
    "10,000 bars": (("a" + "|" * CHARACTERS)[:CHARACTERS], 0),
    "as many words as may be": (" ".join(WORDS), 0),
    "as many, any of them": ("|".join(WORDS), 0),
    "as many letters, any of them": ("|".join(LETTERS[:16]), 0),
    "as many leaders as may be": ("领导:" + "|".join(one + two for one in "lzwc" for two in LETTERS[:16]), 0),
}


def listed(scale, query):
    """ms and the ended process of `duban list QUERY`."""
    argv = [scale.office.duban, "--ledger", scale.office.ledger, "list", "--limit", "200", "--format", "csv", "--", query]
    begun = time.perf_counter()
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env=scale.office.home(scale.office.folder))
    return (time.perf_counter() - begun) * 1e3, done


def trouble(done, code):
    """What is not as it should be; None when all is well."""
    if done.returncode != code:
        return f"status {done.returncode}, not {code}: {done.stderr[:200]}"
    if code == 0 and done.stderr:
        return f"result, but says: {done.stderr[:200]}"
    lines = done.stderr.splitlines()
    if code and not ("查询第" in lines[0] and any(line.strip() == "^" for line in lines) and len(done.stderr) < 1000):
        return f"no sentence with a caret: {done.stderr[:200]}"
    return None


def on_the_command_line(a, table, scale):
    table.part(f"Bad input, {scale.n} tasks: duban list QUERY --limit 200 --format csv, whole process, ms")
    for name, (query, code) in {"a plain word": ("教师", 0), **CASES}.items():
        listed(scale, query)
        runs = []
        for _ in range(max(3, a.runs)):
            if scale.bench.quiet:
                scale.bench.quiet.wait_quiet(limit=a.wait, span=0.2)
            ms, done = listed(scale, query)
            runs.append(ms)
        table.row(name, None, statistics.median(runs), limit=BAR_MS, fault=trouble(done, code))


def in_the_box(table, scale):
    """Every query pasted into the search box in turn, emptied before each; a sentence where one is due."""
    table.part(f"Bad input, {scale.n} tasks: pasted into the search box, key to last byte, ms")
    keys = [f"until:{scale.loaded} / quiet:300"]
    for name, (query, code) in CASES.items():
        check = "expect:查询第" if code else "reject:查询第"
        keys += ["<c-u>", shlex.quote(f"label:{name}"), shlex.quote(f"paste:{query}"), "label:", check]
    found = scale.bench.in_turn({"duban": scale.duban(" ".join(keys))})["duban"]
    for name in CASES:
        table.row(name, None, found["keys"][name]["last_ms"] or 0.0, limit=BAR_MS)


def badinput(a, table, scale):
    on_the_command_line(a, table, scale)
    in_the_box(table, scale)
