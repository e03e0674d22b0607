"""The part `million` of at_scale.py: the screen on the largest ledger there is.

Not a program of its own.  Keys are sent 50 ms apart whatever the program does meanwhile, as
people type; what it answered is read back chunk by chunk afterwards.
"""
import statistics
import time

LETTERS = "教师培训"
GAP_S = 0.05
# How long after a letter Esc is pressed: in the midst of the search it began.
ESC_AFTER_S = 0.03
BAR_MS, BAR_MB = 60, 600
LARGEST = 1_000_000
BOX = 1


def millis(seconds):
    return seconds * 1e3


def resident_mb(leader, probe):
    """What the program and all it started hold now."""
    total = 0
    for pid in probe.session_pids(leader):
        with open(f"/proc/{pid}/status", encoding="utf-8") as f:
            total += sum(int(line.split()[1]) for line in f if line.startswith("VmRSS:"))
    return total / 1024


class Sitting:
    """One start of the program, driven by hand."""

    def __init__(self, scale):
        bench = scale.bench
        env, argv = scale.office.fresh(copied=False)
        options = bench.options(env, argv, "--ready", scale.first, "--max-ms", "120000")
        self.scale, self.run, self.watch = scale, bench.probe.Run(options), bench.watch()

    def __enter__(self):
        self.run.start()
        return self

    def __exit__(self, *_):
        self.run.close()

    def until(self, shown, since):
        """ms to the chunk after which the text is on the screen."""
        ms = self.run.wait_text(since, lambda: shown in self.run.term.screen.text(), 0.05)
        if ms is None:
            raise TimeoutError(f"{shown!r} never showed")
        return ms

    def press(self, key):
        """Sends a key; when."""
        at = time.monotonic()
        self.run.write(key.encode())
        return at

    def read_for(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.run.pump(left)

    def settle(self, since, quiet=1.5):
        """Reads until so many seconds of silence; ms to the last byte."""
        self.run.settle(time.monotonic(), quiet, quiet)
        return self.last_before(since, time.monotonic())

    def box(self):
        return self.run.term.screen.row_text(BOX).rstrip()

    def chunk_when(self, test, since):
        """ms to the first chunk not drawn yet after which the box stands as `test` wants it."""
        run = self.run
        while run.fed < len(run.chunks):
            at, data = run.chunks[run.fed]
            run.term.feed(data)
            run.fed += 1
            if test(self.box()):
                return millis(at - since)
        return None

    def last_before(self, since, end):
        """ms to the last byte that came before the next key."""
        times = [at for at, _ in self.run.chunks if since <= at < end]
        return millis(times[-1] - since) if times else 0.0


def load(sitting):
    """First rows, and everything searchable."""
    first = sitting.until(sitting.scale.first, sitting.run.t0)
    everything = sitting.until(sitting.scale.loaded, sitting.run.t0)
    sitting.settle(time.monotonic())
    return {"first": first, "everything": everything}


def typing(sitting):
    """The letters one after the other, faster than they can be searched for."""
    sitting.settle(sitting.press("/"))
    sitting.run.draw()
    sent = []
    for letter in LETTERS:
        sent.append(sitting.press(letter))
        sitting.read_for(GAP_S)
    settled = sitting.settle(sent[-1])
    found = {}
    for at, (letter, since) in enumerate(zip(LETTERS, sent)):
        typed = " / " + LETTERS[:at + 1]
        found[f"echo {letter}"] = sitting.chunk_when(lambda box, typed=typed: box.startswith(typed), since)
        end = sent[at + 1] if at + 1 < len(sent) else None
        found[f"last {letter}"] = sitting.last_before(since, end) if end else settled
    return found


def giving_up(sitting):
    """Esc in the midst of a search: the box is gone, and the rows are as before."""
    sitting.settle(sitting.press("\x1b"))
    sitting.settle(sitting.press("/"))
    sitting.run.draw()
    sitting.press(LETTERS[0])
    sitting.read_for(ESC_AFTER_S)
    since = sitting.press("\x1b")
    settled = sitting.settle(since)
    return {"esc": sitting.chunk_when(lambda box: not box.startswith(" /"), since), "esc settled": settled}


def once(scale):
    if scale.bench.quiet:
        scale.bench.quiet.wait_quiet(limit=scale.bench.wait)
    with Sitting(scale) as sitting:
        figures = {**load(sitting), **typing(sitting), **giving_up(sitting)}
        figures["rest"] = resident_mb(sitting.run.pid, scale.bench.probe)
        figures["peak"] = scale.bench.probe.usage(sitting.run.pid)["rss"] / 1024
        figures["others"] = sitting.watch.others() if sitting.watch else 0.0
    return figures


def million(a, table, scale):
    table.part(f"The screen on {scale.n} tasks, ms; memory in MB")
    runs = [scale.bench.quietest(lambda: once(scale)) for _ in range(max(2, a.runs // 2))]
    memory_bar = BAR_MB if scale.n >= LARGEST else None

    def row(title, name, limit=None, digits=1):
        values = [run[name] for run in runs]
        missing = "never seen" if None in values else None
        table.row(title, None, statistics.median([value or 0.0 for value in values]), limit=limit, digits=digits, fault=missing)

    row("memory, peak", "peak", memory_bar, 0)
    row("memory, at rest after the searches", "rest", memory_bar, 0)
    row("first rows", "first")
    row("everything searchable", "everything")
    for letter in LETTERS[:-1]:
        row(f"{letter}: its echo in the box", f"echo {letter}", BAR_MS)
        row(f"{letter}: last byte before the next key", f"last {letter}")
    row(f"{LETTERS[-1]}: its echo in the box", f"echo {LETTERS[-1]}", BAR_MS)
    row(f"{LETTERS[-1]}: last byte, all found", f"last {LETTERS[-1]}")
    row("Esc in a search: the box is gone", "esc", BAR_MS)
    row("Esc in a search: last byte", "esc settled")
