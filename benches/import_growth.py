#!/usr/bin/env python3
"""Measure how reading a document grows with its length, and what hostile files cost.

    benches/import_growth.py [FILE...] [--duban target/release/duban] [--runs 3] [--no-hostile]

Each FILE (benches/plan.txt, a plan of our own, when none is given) is read once, ten times and a
hundred times over, as `duban import --dry-run --format json`.  A file of less than 20 kB is laid
end to end first until it has as much, so that the start of the program does not count for most.
Growth is the time for ten times the length over ten times the time before: 1.0 is in proportion,
10 would be the square.  Times are CPU seconds, the least of the runs.

The hostile files are made up on the spot: lines and signs repeated without end, tables without
rows, random bytes, bombs.  Each has to come to a result or to a sentence and exit 6 within 10 s
and 500 MB, and where it is read its growth is shown in the same way.

Exit status: 0 every bar is met, 1 one is not, 2 it could not be measured.
"""
import argparse
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
FACTORS = (1, 10, 100)
MOST_GROWTH, MOST_SECONDS, MOST_MEGABYTES = 2.0, 10.0, 500
# Below it the start of the program is most of what is measured.
WORTH_A_RATIO = 0.02


def stop(sentence):
    print(f"import_growth: {sentence}", file=sys.stderr)
    sys.exit(2)


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("files", nargs="*", metavar="FILE")
    ap.add_argument("--duban", default=os.path.join(HERE, "../target/release/duban"))
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--no-hostile", action="store_true")
    return ap.parse_args()


class Bench:
    def __init__(self, duban, runs, folder):
        self.duban, self.runs, self.folder = duban, runs, folder
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "USER": "bench",
                    **{f"XDG_{kind}_HOME": folder for kind in ("DATA", "CONFIG", "STATE", "CACHE")}}

    def path(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, path, runs=None):
        """Least CPU seconds, peak megabytes and exit code of a dry run."""
        least, most, code = float("inf"), 0, 0
        for _ in range(runs or self.runs):
            process = subprocess.Popen([self.duban, "import", "--dry-run", "--format", "json", path], env=self.env,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)))
            _, status, usage = os.wait4(process.pid, 0)
            least = min(least, usage.ru_utime + usage.ru_stime)
            most = max(most, usage.ru_maxrss / 1024)
            code = os.waitstatus_to_exitcode(status)
        return least, most, code


def grown(before, after):
    return after / (10 * before) if before >= WORTH_A_RATIO else None


def shown(growth):
    return "   -" if growth is None else f"{growth:4.1f}"


def measure_document(bench, name, content):
    """One line a factor; whether growth and limits are kept."""
    content += b"" if content.endswith(b"\n") else b"\n"
    content *= max(1, -(-20_000 // len(content)))
    fine, before = True, None
    for factor in FACTORS:
        path = os.path.join(bench.folder, "document.txt")
        apart(lambda: bench.path("document.txt", content * factor))
        seconds, megabytes, code = bench.read(path)
        growth = grown(before, seconds) if before else None
        before = seconds
        kept = code == 0 and seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES and (growth or 0) <= MOST_GROWTH
        fine &= kept
        print(f"{name[:24]:24} {factor:4}x {len(content) * factor / 1e6:7.2f} MB {seconds:7.2f} s  growth {shown(growth)} "
              f"{megabytes:5.0f} MB  {'met' if kept else f'NOT MET (exit {code})'}")
    return fine


def repeated():
    """Texts of about `size` characters each, by name."""
    words = "加强学校建设推进教育高质量发展落实责任"
    return {
        "one line of Hanzi": lambda size: (words * (size // 19 + 1))[:size],
        "open brackets": lambda size: "（" * size,
        "1.1.1.": lambda size: "1." * (size * 3 // 2),
        "a million short lines": lambda size: "建设\n" * (size // 3),
        "rows of a table": lambda size: "序号\t工作任务\t责任单位\n" + "".join(
            f"{n}\t推进第{n}项\t县教育局\n" for n in range(size // 15)),
        "heads without rows": lambda size: "序号\n工作任务\n责任单位\n" * (size // 14),
        "rules of tables": lambda size: "|---|\n" * (size // 6),
        "labels": lambda size: "责任单位：县教育局\n" * (size // 10),
        "headings": lambda size: "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n" * (size // 20),
        "no punctuation": lambda size: (words + "\n") * (size // 20),
        "commas at line ends": lambda size: "1.任务" + (words + "，\n") * (size // 21),
        "lines of dates": lambda size: "2024年3月5日\n" * (size // 10),
        "signatures": lambda size: "某县人民政府\n2024年3月5日\n" * (size // 17),
        "spaces between words": lambda size: "加 强 建 设 " * (size // 8),
        "a list of units": lambda size: "1.任务\n责任单位：" + "".join(f"县教育局{n}、" for n in range(size // 8)),
        "figures": lambda size: "1.任务。" + "达到95%以上，" * (size // 9),
        "parts of a paragraph": lambda size: "1.任务。" + "建设学校。（责任单位：县教育局）" * (size // 17),
        "steps of one item": lambda size: "1.任务。建设。\n" + "（1）建设学校，改善条件，落实各项责任\n" * (size // 20),
        "deadlines of one item": lambda size: "1.任务。建设。\n" + "".join(
            f"完成时限：2024年{n}日。" for n in range(size // 13)),
        "leads of one list": lambda size: "1.任务\n责任单位：" + "".join(f"县教育局{n}（牵头）、" for n in range(size // 13)),
        "leaders": lambda size: "1.任务\n责任领导：" + "".join(
            f"张{chr(0x4E00 + n % 20000)}{chr(0x4E00 + n // 20000)}、" for n in range(size // 4)),
        "brackets of an item": lambda size: "1.任务。建设" + "（" * size,
        "nested brackets": lambda size: "1.任务。建设" + ("（" * 600 + "）" * 600) * (size // 1200),
        "quoted": lambda size: "1.任务。建设" + "“《" * (size // 2),
        "parentheses": lambda size: "1.任务。" + "（责任单位：县教育局）" * (size // 11),
    }


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


def word(body, declared=""):
    return zipped({"word/document.xml": f"{declared}<w:document><w:body>{body}</w:body></w:document>"})


def workbook(rows):
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    to = lambda kind, target: (f'<Relationships><Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
                               "</Relationships>")
    return zipped({
        "_rels/.rels": to("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": to("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"})


def single():
    """Files that are tried once, by name."""
    noise = random.Random(1).randbytes
    entities = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    cells = "".join(f'<row r="{r}">' + f"<c><v>{r}</v></c>" * 100 + "</row>" for r in range(1, 10_001))
    sound = word("<w:p><w:r><w:t>一、任务</w:t></w:r></w:p>" * 1_000)
    yield "50 MB of text.txt", "一、加强学校建设，责任单位：县教育局。\n".encode() * 900_000
    yield "10 MB line.txt", "加强学校建设".encode() * 555_555
    yield "50 MB of rows.csv", "序号,工作任务,责任单位\n".encode() + "1,办好学校,县教育局\n".encode() * 1_800_000
    yield "50 MB of lists.json", b"[" + b"[]," * 16_000_000 + b"[]]"
    yield "50 MB line.jsonl", b'{"title":"' + b"a" * 50_000_000 + b'"}'
    for ending in ("txt", "docx", "xlsx", "csv", "json", "jsonl"):
        yield f"random bytes.{ending}", noise(10_000_000)
    yield "bomb.docx", word("<w:p><w:r><w:t>" + "0" * 300_000_000 + "</w:t></w:r></w:p>")
    yield "entities.docx", word("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", entities)
    yield "10,000 deep.docx", word("<w:tbl><w:tr><w:tc>" * 10_000 + "</w:tc></w:tr></w:tbl>" * 10_000)
    yield "cut.docx", sound[:len(sound) // 2]
    yield "1,000,000 cells.xlsx", workbook(cells)
    yield "empty.txt", b""


def apart(work):
    """Does the work in a process of its own: what it takes of memory would count for those started later."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        stop("the files could not be made")


def measure_hostile(bench):
    fine = True
    for name, made in repeated().items():
        line, before, kept = f"{name:24}", None, True
        for size in (33_000, 330_000, 3_300_000):
            path = os.path.join(bench.folder, "hostile.txt")
            apart(lambda: bench.path("hostile.txt", made(size)))
            seconds, megabytes, code = bench.read(path, 1)
            # What is refused before it is read has no growth to show.
            growth = grown(before, seconds) if before else None
            before = seconds
            kept &= (code in (0, 6) and seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES
                     and (growth or 0) <= MOST_GROWTH)
            line += f" {seconds:6.2f} s {shown(growth)} {megabytes:4.0f} MB exit {code} |"
        print(f"{line} {'met' if kept else 'NOT MET'}")
        fine &= kept
    apart(lambda: [bench.path(name, content) for name, content in single()])
    files = [(name, os.path.join(bench.folder, name)) for name in sorted(os.listdir(bench.folder))
             if os.path.isfile(os.path.join(bench.folder, name)) and name not in ("document.txt", "hostile.txt")]
    folder, pipe = os.path.join(bench.folder, "folder.txt"), os.path.join(bench.folder, "pipe.txt")
    os.mkdir(folder)
    os.mkfifo(pipe)
    for name, path in [*files, ("folder", folder), ("pipe", pipe)]:
        seconds, megabytes, code = bench.read(path, 1)
        kept = code in (0, 6) and seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES
        print(f"{name:24} {seconds:6.2f} s {megabytes:9.0f} MB exit {code}   {'met' if kept else 'NOT MET'}")
        fine &= kept
    return fine


def main():
    a = arguments()
    duban = os.path.abspath(a.duban)
    if not os.path.exists(duban):
        stop(f"{duban} is not there: cargo build --release")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(duban, a.runs, folder)
        fine = True
        for file in a.files or [os.path.join(HERE, "plan.txt")]:
            try:
                with open(file, "rb") as source:
                    content = source.read()
            except OSError as error:
                stop(str(error))
            fine &= measure_document(bench, os.path.basename(file), content)
        if not a.no_hostile:
            fine &= measure_hostile(bench)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
