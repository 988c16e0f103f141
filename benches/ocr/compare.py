"""The table of benches/ocr/run.sh: word errors and § recall of each reader by damage profile and style.

    python compare.py DEVSET WORK

A word is what stands between white space; word errors are the edit distance of the page's words over the words printed. A § counts as
found where the alignment of words, each § taken as a word of its own, pairs it with a §.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from rapidfuzz.distance import Levenshtein

HELD_OUT = ("nasakra", "region", "saltinge", "tranvika", "varberga")


def signs(gold, read):
    apart = lambda text: re.findall(r"§|[^\s§]+", text)
    g, r = apart(gold), apart(read)
    blocks = Levenshtein.opcodes(g, r)
    found = sum(min(g[b.src_start:b.src_end].count("§"), r[b.dest_start:b.dest_end].count("§")) for b in blocks)
    return found, g.count("§"), r.count("§")


def main(devset, work):
    sums = defaultdict(lambda: defaultdict(lambda: [0] * 5))
    for folder in sorted(p for p in Path(devset).iterdir() if p.is_dir()):
        gold = json.loads((folder / "gold.json").read_text())
        out = work / "justera" / "protocols" / f"{folder.name}__scan.json"
        protocol = json.loads(out.read_text()) if out.exists() else None
        sidecar = work / "ocrmypdf" / f"{folder.name}.txt"
        sidecar = sidecar.read_text().split("\f") if sidecar.exists() else None
        repaired = mended(protocol) if protocol else None
        for i, scan in enumerate(gold["scan"]["scan_pages"]):
            printed = (folder / "pages" / f"{i + 1:03d}.gold.txt").read_text()
            readings = {}
            for name in ("swe", "eng", "swe+eng"):
                file = work / name / f"{folder.name}-{i:03d}.txt"
                if file.exists():
                    readings[f"tesseract -l {name}"] = file.read_text()
            if sidecar:
                readings["ocrmypdf sidecar"] = sidecar[i]
            if protocol:
                readings["justera, as read"] = protocol["pages"][i]["raw"]
                readings["justera, repaired"] = repaired[i]
            half = "held out" if folder.name.startswith(HELD_OUT) else "tuned on"
            for name, text in readings.items():
                words = printed.split()
                row = (Levenshtein.distance(words, text.split()), len(words), *signs(printed, text))
                for group in ("all", half, scan["profile"], gold["style"]):
                    sums[group][name] = [a + b for a, b in zip(sums[group][name], row)]
    names = list(sums["all"])
    print("| pages | words | " + " | ".join(f"{n}" for n in names) + " |")
    print("| --- |" + " ---: |" * (len(names) + 1))
    for group, rows in sums.items():
        cells = [f"{100 * e / w:.2f} % / {found}" if w else "–" for e, w, found, _, _ in (rows[n] for n in names)]
        first = rows[names[0]]
        print(f"| {group} | {first[1]}, {first[3]} § | " + " | ".join(cells) + " |")
    for name in names:
        _, _, found, _, said = sums["all"][name]
        print(f"{name}: § precision {found / max(said, 1):.4f}")
    for file in sorted(work.glob("*.seconds")):
        print(file.stem, file.read_text().strip(), "s")


def mended(protocol):
    """The text of every page with all applied edits, furniture included: `raw` with the edits put in."""
    lines = [page["raw"].split("\n") for page in protocol["pages"]]
    for edit in sorted(protocol["edits"], key=lambda e: -e["start"]):
        if edit["applied"]:
            raw = lines[edit["page"]][edit["line"]].encode()
            lines[edit["page"]][edit["line"]] = (raw[: edit["start"]] + edit["to"].encode() + raw[edit["end"]:]).decode()
    return ["\n".join(page) for page in lines]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
