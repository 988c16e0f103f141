"""Learns dictionaries/confusions-*.tsv and spaces-*.tsv from readings and their truth, and measures them.

    python learn-tables.py learn MINUTES DEVSET RENDERED     writes the tables into dictionaries/
    python learn-tables.py strict MINUTES DEVSET RENDERED    the same without minutes after March 2024, written protocols and fixtures:
                                                             examples/calibrate.rs is run on those with these tables in place
    python learn-tables.py test MINUTES DEVSET RENDERED      how well they foretell pages never learned from
    python learn-tables.py curve MINUTES DEVSET RENDERED     the same after learning from 10, 30 and 100 % of the pages

MINUTES holds ks-DATE….gt.txt with .eng.txt and .swe.txt, DEVSET folders with pages/NNN.gold.txt and .eng.txt, .engstd.txt and
.swe.txt, RENDERED what render-pairs.py makes; the fixtures are found by themselves. Minutes after May 2024, five written
protocols and the rendered pages of odd number are for testing. Needs cargo.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
LEARN_UNTIL = "2024-05"
STRICT_UNTIL = "2024-03"
LEARN_PROTOCOLS = ("alvhytte", "orrboda", "ostra-skalinge", "raddningstjansten", "ramundsby")
TYPED_PROTOCOLS = ("alvhytte", "typewriter")
SOURCE = "Council minutes to May 2024, written protocols, fixtures, rendered pseudo-text"

# Table: (what it is, [(weight, kind of page, model, manner)]). Weights say what resembles the pages to come: real damage counts
# in full, pages made for the purpose less, since they are many and their fonts and scans were chosen by us. Of the two
# English models the standard one damages pages as the known cases are damaged.
TABLES = {
    "eng": ("English models, Debian's and the standard one.", [
        (1, "written", "engstd", None), (1, "minutes", "eng", None), (0.5, "written", "eng", None),
        (0.15, "rendered", "engstd", None), (0.15, "rendered", "eng", None)]),
    "swe": ("Swedish model.", [(1, "minutes", "swe", None), (1, "written", "swe", None), (0.15, "rendered", "swe", None)]),
    "typewriter-eng": ("English models, typewritten pages; others at a twentieth.", [
        (1, "written", "engstd", True), (1, "written", "eng", True), (1, "rendered", "engstd", True), (1, "rendered", "eng", True),
        (0.05, "minutes", "eng", None), (0.05, "written", "engstd", False), (0.05, "rendered", "engstd", False), (0.05, "rendered", "eng", False)]),
    "typewriter-swe": ("Swedish model, typewritten pages; others at a twentieth.", [
        (1, "written", "swe", True), (1, "rendered", "swe", True),
        (0.05, "minutes", "swe", None), (0.05, "written", "swe", False), (0.05, "rendered", "swe", False)]),
}
TESTS = {
    "eng": [("minutes", "eng", None), ("written", "eng", None), ("written", "engstd", None), ("rendered", "eng", None), ("rendered", "engstd", None)],
    "swe": [("minutes", "swe", None), ("written", "swe", None), ("rendered", "swe", None)],
    "typewriter-eng": [("rendered", "eng", True), ("rendered", "engstd", True)],
    "typewriter-swe": [("rendered", "swe", True)],
}


class Pages:
    def __init__(self, minutes, devset, rendered, until):
        self.until = until
        self.minutes, self.devset, self.rendered = Path(minutes), Path(devset), Path(rendered)

    def golds(self, kind, test):
        if kind == "minutes":
            return [p for p in sorted(self.minutes.glob("ks-*.gt.txt")) if (p.name[3:10] > self.until) == test]
        if kind == "rendered":
            return [p for p in sorted(self.rendered.glob("*.gold.txt")) if int(p.name.split("-")[-1][:-9]) % 2 == test]
        written = sorted(self.devset.glob("*/pages/*.gold.txt"))
        fixtures = [] if test else sorted((HERE.parent / "fixtures" / "protocols").glob("*/pages/*.gold.txt"))
        return [p for p in written if p.parts[-3].startswith(LEARN_PROTOCOLS) != test] + fixtures

    def pairs(self, kind, model, typed, test=False):
        def manner(path):
            folder = path.parts[-3] if kind == "written" else path.name
            return folder.startswith(TYPED_PROTOCOLS)

        out = []
        for gold in self.golds(kind, test):
            raw = gold.with_name(gold.name.replace(".gold.", f".{model}.").replace(".gt.", f".{model}."))
            if raw.exists() and typed in (None, manner(gold)):
                out.append(f"{raw}={gold}")
        return out


def tool(*args):
    done = subprocess.run(["cargo", "run", "-q", "--release", "-j1", "--example", "learn-confusions", "--", *map(str, args)],
                          cwd=HERE.parent, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def listed(lines):
    file = tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8")
    file.write("\n".join(lines) + "\n")
    file.flush()
    return file


def learn(pages, table, folder, share=100, strict=False):
    what, sources = TABLES[table]
    lines, count = [], 0
    for weight, kind, model, typed in sources:
        if strict and kind == "written":
            continue
        chosen = [p for i, p in enumerate(pages.pairs(kind, model, typed)) if (i * 37) % 100 < share]
        lines += [f"--weight {weight}", *chosen]
        count += len(chosen)
    spaces = f"spaces-{table}.tsv"
    with listed(lines) as file:
        print(tool("learn", folder / f"confusions-{table}.tsv", folder / spaces, f"{what} {SOURCE}; {count} pages.", f"@{file.name}"))
    if "typewriter" in table:  # spaces are lost no otherwise there
        (folder / spaces).unlink()


def test(pages, table, path):
    for kind, model, typed in TESTS[table]:
        with listed(pages.pairs(kind, model, typed, test=True)) as file:
            print(f"{kind:9}{model:7}", tool("test", path, f"@{file.name}").replace(f"{path}: ", ""))


def main(command, *places):
    strict = command == "strict"
    pages = Pages(*places, until=STRICT_UNTIL if strict else LEARN_UNTIL)
    for table in TABLES:
        if command in ("learn", "strict"):
            learn(pages, table, HERE, strict=strict)
        elif command == "test":
            print(table)
            test(pages, table, HERE / f"confusions-{table}.tsv")
        else:
            for share in (10, 30, 100):
                with tempfile.TemporaryDirectory() as folder:
                    print(f"{table}, {share} %")
                    learn(pages, table, Path(folder), share)
                    test(pages, table, Path(folder) / f"confusions-{table}.tsv")


if __name__ == "__main__":
    main(*sys.argv[1:])
