"""The texts to measure on. A document is a list of pages as read and the same pages as printed."""

import sys
from dataclasses import dataclass

# Page pairs up to May 2024 taught Justera's confusion tables; from August on they are the test half.
TEST_FROM = "2024-08"


@dataclass
class Document:
    raw: list
    gold: list


def text_of(path):
    return path.read_text(encoding="utf-8")


def seed_lines(shared):
    rows = [line.split("\t") for line in text_of(shared / "gold/protocol-2024-03-05-ocr.lines.tsv").splitlines() if not line.startswith("#")]
    rows = [row for row in rows if len(row) == 2 and row[1] != "?"]
    return [Document(["\n".join(raw for raw, _ in rows)], ["\n".join(gold for _, gold in rows)])]


def pairs(shared, model, test):
    documents = []
    for path in sorted((shared / "ocr-pairs").glob("ks-*.gt.txt")):
        if (path.name[3:10] >= TEST_FROM) == test:
            raw = path.with_name(path.name.replace(".gt.", f".{model}."))
            documents.append(Document([text_of(raw)], [text_of(path)]))
    if not documents:
        raise FileNotFoundError(shared / "ocr-pairs")
    return documents


def clean_seed(shared):
    text = text_of(shared / "seeds/protocol-2024-04-04.txt")
    return [Document([text], [text])]


def fixtures(root, model):
    documents = []
    for folder in sorted((root / "fixtures/protocols").iterdir()):
        pages = sorted((folder / "pages").glob("*.gold.txt"))
        documents.append(Document([text_of(p.with_name(p.name.replace(".gold.", f".{model}."))) for p in pages], [text_of(p) for p in pages]))
    return documents


def load(root, shared, wanted):
    """(name, documents) of each set that is there; what is not is said on standard error."""
    known = {
        "seed": ("OCR seed, gold lines", lambda: seed_lines(shared)),
        "pairs-eng": ("page pairs, test half, English model", lambda: pairs(shared, "eng", True)),
        "pairs-swe": ("page pairs, test half, Swedish model", lambda: pairs(shared, "swe", True)),
        "fixtures-engstd": ("fixtures, standard English model", lambda: fixtures(root, "engstd")),
        "fixtures-swe": ("fixtures, Swedish model", lambda: fixtures(root, "swe")),
        "fixtures-gold": ("fixtures, as printed", lambda: fixtures(root, "gold")),
        "clean": ("clean seed", lambda: clean_seed(shared)),
        "tune": ("page pairs, training half, English model", lambda: pairs(shared, "eng", False)),
    }
    sets = []
    for key in wanted or [key for key in known if key != "tune"]:
        if key not in known:
            sys.exit(f"no such set: {key}; there are {', '.join(known)}")
        name, read = known[key]
        try:
            sets.append((name, read()))
        except FileNotFoundError as missing:
            print(f"left out: {name}: no {missing.filename or missing}", file=sys.stderr)
    return sets
