"""Counts what party letters in brackets are read as, over the learning pages of learn-tables.py.

    python party-misreadings.py MINUTES DEVSET RENDERED      writes dictionaries/party-misreadings.tsv

One letter in brackets gives a model no context: the Swedish model reads "(S)" wrong on every second page. Words are paired by
a diff with party letters masked, so that a reading is counted whatever it is.
"""

import difflib
import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTY = re.compile(r"^[(/]([SMCLV]|KD|MP|SD)[)/]$")
SHORT = re.compile(r"^[^\w\s]?[^\s]{1,2}[^\w\s]$")
ENDS = ".,;:"
HEAD = """# Party letters in brackets as the models read them. Counted by make/party-misreadings.py over council minutes to May 2024, written protocols,
# fixtures and rendered pseudo-text. Columns: model (eng: both English ones), what is printed, read as, times seen, times printed. Read right is left out.
"""


def words(path):
    return [w.rstrip(ENDS) for w in Path(path).read_text(encoding="utf-8").split()]


def masked(tokens):
    return ["(?)" if PARTY.match(w) or SHORT.match(w) and w[-1] in ")}/]" else w for w in tokens]


def main(minutes, devset, rendered):
    spec = importlib.util.spec_from_file_location("tables", HERE / "learn-tables.py")
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    pages, seen, of = tables.Pages(minutes, devset, rendered), Counter(), Counter()
    for model in ("eng", "engstd", "swe"):
        for kind in ("minutes", "written", "rendered"):
            for pair in pages.pairs(kind, model, None):
                raw, gold = map(words, pair.split("="))
                matcher = difflib.SequenceMatcher(None, masked(gold), masked(raw), autojunk=False)
                for at, to, length in matcher.get_matching_blocks():
                    for truth, reading in zip(gold[at:at + length], raw[to:to + length]):
                        if PARTY.match(truth):
                            of[model[:3], truth] += 1
                            seen[model[:3], truth, reading] += 1
    rows = [(m, t, r, n, of[m, t]) for (m, t, r), n in sorted(seen.items()) if t != r and n >= 2 and r[0] != "/"]  # one face prints brackets as strokes
    text = HEAD + "".join("\t".join(map(str, row)) + "\n" for row in rows)
    (HERE.parent / "party-misreadings.tsv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main(*sys.argv[1:])
