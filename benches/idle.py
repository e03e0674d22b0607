"""The part `idle` of at_scale.py: what every screen costs while nobody does anything.

Not a program of its own.
"""
import os
import shlex

from probing import HERE

CPU_MS_IN_TEN_SECONDS, WAKEUPS_A_SECOND = 5, 3
# Name, keys that lead there from browse, and what must be on the screen then.
SCREENS = [
    ("browse", "j", "第 2 行"),
    ("browse, full width", "z j", "第 2 行"),
    ("browse with a query", "/ 教 <enter> quiet:1000 j", "Esc 退一步"),
    ("search box", "/ quiet:1000 教", "打字即筛"),
    ("search box, no query", "/ !", "查询第 1 字处"),
    ("page about queries", "/ ?", "+- 查询的写法"),
    ("task page", "<enter>", "Esc 退一步"),
    ("history", "5", "b 按人 d 按天"),
    ("help", "?", "+- 帮助"),
    ("palette", ":", "+- 命令"),
    ("status popup", "s", "按字母改"),
    ("progress", "p", "+- 进度"),
    ("note", "n", "+- 备注"),
    ("deadline", "d", "+- 时限"),
    ("new task", "c", "+- 登记任务"),
    ("edit", "e", "+- 编辑任务"),
    ("facet popup", "f l", "+- 责任领导"),
    ("conditions", "/ 教 <enter> quiet:1000 f <enter>", "+- 筛选"),
    ("order", "o", "+- 排序"),
    ("columns", ",", "+- 列"),
    ("saved views", "f f", "+- 保存的视图"),
    ("export", ": d c <enter>", "+- 导出"),
    ("ledger of a day", "@", "+- 看哪一天的台账"),
    ("import: which file", "6", "+- 要导入的文件"),
]
REVIEW = ("import: review", "6 {file} <enter> until:各栏与原文 quiet:1000 j", "各栏与原文")
PLAN = os.path.join(HERE, "plan.txt")
# Out of whatever is open; after the last of them nobody listens any more.
QUIT = "<esc> <esc> <esc> q"
QUIT_REVIEW = "<esc> <esc> q"


def measured(a, scale, keys, shown, leave):
    expected = shlex.quote(f"expect:{shown}") if shown else ""
    keys = f"until:{scale.loaded} {keys} sleep:1 {expected}"
    run = scale.bench.quietest(scale.duban(keys, "--idle", str(a.idle), "--max-ms", "60000", leave=leave))
    return scale.bench.probe.summary([run])["idle"]


def too_much(found, seconds):
    """What besides CPU is over its bar, in words."""
    faults = []
    if found["bytes"]:
        faults.append("writes")
    if found["wakeups"] / seconds > WAKEUPS_A_SECOND:
        faults.append("wakes up too often")
    return ", ".join(faults)


def idle(a, table, scale):
    table.part(f"Idle, {a.idle:.0f} s, {scale.n} tasks, over all threads: CPU in ms, 0 bytes, at most {WAKEUPS_A_SECOND} wake-ups a second")
    review = (REVIEW[0], REVIEW[1].format(file=shlex.quote(f"send:{PLAN}")), REVIEW[2], QUIT_REVIEW)
    for name, keys, shown, leave in [*((*screen, QUIT) for screen in SCREENS), review]:
        found = measured(a, scale, keys, shown, leave)
        name = f"{name}: {found['bytes']:.0f} bytes, {found['wakeups'] / a.idle:.1f} wake-ups"
        table.row(name, None, found["cpu_ms"], limit=CPU_MS_IN_TEN_SECONDS * a.idle / 10, fault=too_much(found, a.idle))
