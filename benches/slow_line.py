#!/usr/bin/env python3
"""How long the screen goes on moving after a held key is let go, over slow lines.

    benches/slow_line.py --venv DIR [--duban target/release/duban] [--lines pty,ssh] [--rates 64000,9600]
    benches/slow_line.py --venv DIR --lines ssh --up        throttle what goes to the program as well

DIR is a virtual environment with pyte.  `j` is held for --hold seconds at 30 a second on the first
row of the five plans, at 80x24; the tail is the time from the last key to the last byte of the
answer.  Lines:
  pty    the program on a pty of which so many bits a second are read (ten a byte, as a modem has)
  mute   the same, and the terminal answers no status request
  ssh    sshd and ssh on this machine, in network namespaces of their own, joined by a link on which
         `tc tbf` lets so many bits a second pass; needs root, openssh-server and iproute2
  proxy  the same through a proxy in place of the namespaces; needs openssh-server

The terminal is this script: it answers `ESC [ 5 n` when it has read it.  At the end the screen must
show the row that so many keys lead to.  Exit status: 0 every bar is met, 1 one is not, 2 it could not
be measured.
"""
import argparse
import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

from probing import HERE, Office, libraries, stop

REQUEST, ANSWER = b"\x1b[5n", b"\x1b[0n"
BARS = {64000: 0.3, 9600: 2.0}
HERTZ = 30
# A screen that says nothing for so long is still; a slow line delivers at least something.
STILL = 6


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--venv", help="virtual environment with pyte")
    ap.add_argument("--duban", default=os.path.join(HERE, "../target/release/duban"))
    ap.add_argument("--probe", default=os.path.join(HERE, "../../shared/tools/ptyprobe.py"))
    ap.add_argument("--lines", default="pty,ssh")
    ap.add_argument("--rates", default="64000,9600", help="bits a second; 0 is as fast as it goes")
    ap.add_argument("--hold", type=float, default=4)
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--size", default="80x24")
    ap.add_argument("--key", default="j")
    ap.add_argument("--before", default="", help="keys before it, each sent on its own")
    ap.add_argument("--up", action="store_true", help="throttle the way of the keys too")
    ap.add_argument("--delay", type=int, default=0, help="ms that each way takes, with --lines ssh")
    ap.add_argument("--trace", help="write what came when to this file")
    return ap.parse_args()


class Terminal:
    """A child on a pty, what it wrote and when."""

    def __init__(self, argv, env, size, rate, answers=True):
        cols, rows = size
        self.rate, self.answers = rate, answers
        self.chunks, self.tail, self.asked = [], b"", 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
            os.execvpe(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.credit, self.filled = 0.0, time.monotonic()

    def pump(self, seconds):
        """Reads for so long, at most as fast as the line."""
        end = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            if now >= end:
                return
            room = 65536
            if self.rate:
                # Ten bits a byte; nothing is saved up while the line is idle.
                self.credit = min(self.credit + (now - self.filled) * self.rate / 10, max(8, self.rate / 500))
                self.filled = now
                if self.credit < 1:
                    time.sleep(min(0.001, end - now))
                    continue
                room = int(self.credit)
            if not select.select([self.fd], [], [], min(end - now, 0.005))[0]:
                continue
            try:
                data = os.read(self.fd, room)
            except OSError:
                return
            if not data:
                return
            self.credit -= len(data)
            self.chunks.append((time.monotonic(), data))
            seen = self.tail + data
            asked = seen.count(REQUEST)
            self.tail = seen[-3:] if REQUEST not in seen[-3:] else b""
            self.asked += asked
            if self.answers and asked:
                os.write(self.fd, ANSWER * asked)

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def text(self):
        return b"".join(data for _, data in self.chunks)

    def until_still(self, longest):
        """Reads until nothing has come for a while."""
        end = time.monotonic() + longest
        while time.monotonic() < end:
            self.pump(0.1)
            last = self.chunks[-1][0] if self.chunks else 0
            if self.chunks and time.monotonic() - last > STILL:
                return

    def close(self):
        for end in (signal.SIGHUP, signal.SIGKILL):
            try:
                os.kill(self.pid, end)
            except ProcessLookupError:
                break
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self.fd)
                    return
                time.sleep(0.02)
        os.close(self.fd)


class Server:
    """sshd for root with a key of its own, on a port of this machine or of a namespace."""

    def __init__(self, folder, inside=()):
        self.folder, self.inside = folder, list(inside)
        self.port = 40022
        key = os.path.join(folder, "key")
        for name in ("key", "host"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(folder, name)], check=True)
        shutil.copy(f"{key}.pub", os.path.join(folder, "authorized"))
        config = os.path.join(folder, "sshd_config")
        with open(config, "w", encoding="utf-8") as f:
            f.write(f"Port {self.port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
                    "PermitRootLogin prohibit-password\nStrictModes no\nUsePAM no\nUseDNS no\nPrintMotd no\n"
                    f"PidFile {folder}/pid\n")
        os.makedirs("/run/sshd", exist_ok=True)
        sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin") or stop("openssh-server is missing")
        self.process = subprocess.Popen([*self.inside, sshd, "-D", "-e", "-f", config], stderr=subprocess.DEVNULL)
        time.sleep(0.5)

    def client(self, inside, host, port, env, argv):
        words = " ".join(shlex.quote(f"{name}={value}") for name, value in env.items())
        command = f"env {words} {' '.join(map(shlex.quote, argv))}"
        return [*inside, "ssh", "-tt", "-q", "-p", str(port), "-i", os.path.join(self.folder, "key"),
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
                f"root@{host}", command]

    def close(self):
        self.process.terminate()
        self.process.wait()


class Namespaces:
    """Two network namespaces and the link between them."""

    def __init__(self):
        self.names = (f"slow-s{os.getpid()}", f"slow-c{os.getpid()}")
        server, client = self.names
        for name in self.names:
            self.run("ip", "netns", "add", name)
            self.run("ip", "-n", name, "link", "set", "lo", "up")
        self.run("ip", "link", "add", "slow0", "netns", server, "type", "veth", "peer", "name", "slow1", "netns", client)
        for name, device, address in ((server, "slow0", "10.99.7.1/30"), (client, "slow1", "10.99.7.2/30")):
            self.run("ip", "-n", name, "addr", "add", address, "dev", device)
            self.run("ip", "-n", name, "link", "set", device, "up")

    def run(self, *argv, check=True):
        done = subprocess.run(argv, capture_output=True, text=True)
        if check and done.returncode:
            stop(f"{' '.join(argv)}: {done.stderr.strip()}")

    def throttle(self, rate, up, delay):
        for name, device, is_on in ((self.names[0], "slow0", True), (self.names[1], "slow1", up)):
            self.run("tc", "-n", name, "qdisc", "del", "dev", device, "root", check=False)
            slow = f"rate {rate}bit burst 1540 latency 3s".split() if rate and is_on else []
            if delay:
                self.run("tc", "-n", name, "qdisc", "add", "dev", device, "root", "handle", "1:", "netem", "delay",
                         f"{delay}ms", "limit", "1000")
                if slow:
                    self.run("tc", "-n", name, "qdisc", "add", "dev", device, "parent", "1:1", "tbf", *slow)
            elif slow:
                self.run("tc", "-n", name, "qdisc", "add", "dev", device, "root", "tbf", *slow)

    def inside(self, which):
        return ["ip", "netns", "exec", self.names[which]]

    def close(self):
        for name in self.names:
            self.run("ip", "netns", "del", name, check=False)


class Proxy:
    """A port of this machine that leads to another one, so many bits a second."""

    def __init__(self, to, rate, up):
        self.to, self.down, self.up = to, rate, rate if up else 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.socket()
            # What the line has not taken yet must wait on the far side, as it would.
            far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            far.connect(("127.0.0.1", self.to))
            for a, b, rate in ((far, near, self.down), (near, far, self.up)):
                a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self.copy, args=(a, b, rate), daemon=True).start()

    @staticmethod
    def copy(a, b, rate):
        try:
            while True:
                data = a.recv(max(16, rate // 500) if rate else 65536)
                if not data:
                    break
                if rate:
                    time.sleep(len(data) * 8 / rate)
                b.sendall(data)
        except OSError:
            pass
        for s in (a, b):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


def environment(office):
    env, argv = office.fresh()
    keep = {name: env[name] for name in env if name.startswith(("XDG_", "DUBAN_")) or name in ("HOME", "TERM", "LANG")}
    return {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"], **keep}, argv


def place(probe, terminal, size):
    """The number of the row that the screen says it is on."""
    term = probe.Term(size[1], size[0])
    term.feed(terminal.text())
    found = re.findall(r"第 (\d+) 行 / (\d+)", term.screen.text())
    return (int(found[-1][0]), int(found[-1][1])) if found else None


def hold(a, probe, terminal, size):
    """Holds the key; answers the tail, the bytes, and whether the screen is right."""
    terminal.until_still(120)
    for key in shlex.split(a.before):
        terminal.send(key)
        terminal.until_still(60)
    before = place(probe, terminal, size)
    if not before:
        stop(f"the list did not come: {terminal.text()[-300:]!r}")
    count, start = int(a.hold * HERTZ), time.monotonic()
    bytes_before, asked_before = len(terminal.text()), terminal.asked
    for n in range(count):
        due = start + n / HERTZ
        terminal.pump(max(0, due - time.monotonic()))
        terminal.send(a.key)
    released = time.monotonic()
    terminal.until_still(120)
    last = terminal.chunks[-1][0]
    after = place(probe, terminal, size)
    wanted = min(before[0] + count, before[1]) if a.key == "j" else None
    came = [(at - released, len(data)) for at, data in terminal.chunks if at > start]
    if a.trace:
        with open(a.trace, "a", encoding="utf-8") as f:
            f.writelines(f"{at:.3f} {n}\n" for at, n in came)
            f.write("\n")
    longest = max((b - a for (a, _), (b, _) in zip(came, came[1:]) if b <= 0), default=0)
    return {"tail": max(0.0, last - released), "bytes": len(terminal.text()) - bytes_before,
            "asked": terminal.asked - asked_before, "still": longest,
            "right": wanted is None or bool(after) and after[0] == wanted, "place": after}


def measure(a, probe, office, line, rate, size, servers):
    env, argv = environment(office)
    closing = []
    try:
        if line in ("pty", "mute"):
            terminal = Terminal(argv, env, size, rate, line == "pty")
        else:
            if line == "ssh":
                spaces = servers.setdefault("spaces", None) or Namespaces()
                servers["spaces"] = spaces
                server = servers.setdefault("ssh", None) or Server(tempfile.mkdtemp(prefix="slow-"), spaces.inside(0))
                servers["ssh"] = server
                spaces.throttle(rate, a.up, a.delay)
                argv = server.client(spaces.inside(1), "10.99.7.1", server.port, env, argv)
            else:
                server = servers.setdefault("proxy", None) or Server(tempfile.mkdtemp(prefix="slow-"))
                servers["proxy"] = server
                proxy = Proxy(server.port, rate, a.up)
                closing.append(proxy)
                argv = server.client([], "127.0.0.1", proxy.port, env, argv)
            terminal = Terminal(argv, dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8"), size, 0)
        closing.insert(0, terminal)
        return hold(a, probe, terminal, size)
    finally:
        for thing in closing:
            thing.close()


def main():
    a = arguments()
    probe, _ = libraries(a)
    size = tuple(map(int, a.size.split("x")))
    duban = os.path.abspath(a.duban)
    if not os.path.exists(duban):
        stop(f"{duban} is not there: cargo build --release")
    servers, met = {}, True
    with tempfile.TemporaryDirectory(prefix="slow-line-") as folder:
        office = Office(duban, None, folder)
        print("| line | bits a second | tail, s | worst | bar | longest still while held, s | bytes | asked | |")
        print("|---|---|---|---|---|---|---|---|---|")
        try:
            for line in a.lines.split(","):
                for rate in map(int, a.rates.split(",")):
                    runs = [measure(a, probe, office, line, rate, size, servers) for _ in range(a.runs)]
                    tails = [run["tail"] for run in runs]
                    bar = BARS.get(rate) if size == (80, 24) and line != "mute" else None
                    is_right = all(run["right"] for run in runs)
                    is_met = is_right and (bar is None or statistics.median(tails) <= bar)
                    met = met and is_met
                    middle = lambda what: statistics.median(run[what] for run in runs)
                    verdict = "wrong row" if not is_right else "" if bar is None else "met" if is_met else "NOT MET"
                    print(f"| {line} | {rate or 'fast'} | {statistics.median(tails):.2f} | {max(tails):.2f} | {bar or ''} | "
                          f"{middle('still'):.2f} | {middle('bytes'):.0f} | {middle('asked'):.0f} | {verdict} |", flush=True)
        finally:
            for name in ("ssh", "proxy", "spaces"):
                if servers.get(name):
                    servers[name].close()
                    if name != "spaces":
                        shutil.rmtree(servers[name].folder, ignore_errors=True)
    return 0 if met else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
