#!/usr/bin/env python3
"""Repeated pages by MinHash and LSH as others do it, on the pages of `dedupe-scale --dump`.

    cargo run --release --example dedupe-scale -- 10000 --dump pages.jsonl
    pip install datasketch rensa
    python benches/peers/repeats.py pages.jsonl --tool rensa --threshold 0.5

Each page is looked up among those before it and then put in; what LSH gives back is a candidate, and one whose estimated resemblance reaches the
threshold is a match. A page with matches counts as a repeat of the best of them. After `--seconds` no more pages are read, and the figures are of those read.
Only the counting is ours; memory is that of the whole process, the counting's truth included.
"""

import argparse
import json
import resource
import time

# The folding of `src/layout/coarse.rs`, for `--fold`.
FOLD = {c: "a" for c in "aeod06&4åäöéáàóæø"} | {c: "i" for c in "ilj1|[!"}


def shingles(text, length, fold):
    letters = [c for c in text.lower() if not c.isspace()]
    if fold:
        letters = [c for c in (FOLD.get(c, c) for c in letters) if c.isalnum()]
    run = "".join(letters)
    return {run[i : i + length] for i in range(max(1, len(run) - length + 1))}


class Datasketch:
    def __init__(self, perms, threshold, _bands):
        from datasketch import MinHash, MinHashLSH

        self.new = lambda: MinHash(num_perm=perms)
        self.lsh = MinHashLSH(threshold=threshold, num_perm=perms)
        self.bands = f"{self.lsh.b} bands of {self.lsh.r}"

    def sketch(self, tokens):
        sketch = self.new()
        sketch.update_batch([t.encode() for t in tokens])
        return sketch

    def query(self, sketch):
        return self.lsh.query(sketch)

    def insert(self, key, sketch):
        self.lsh.insert(key, sketch, check_duplication=False)


class Rensa:
    def __init__(self, perms, threshold, bands):
        from rensa import RMinHash, RMinHashLSH

        self.new = lambda: RMinHash(num_perm=perms, seed=42)
        self.lsh = RMinHashLSH(threshold=threshold, num_perm=perms, num_bands=bands)
        self.bands = f"{bands} bands of {perms // bands}"

    def sketch(self, tokens):
        sketch = self.new()
        # In a set's order, which does not matter here, but changes from run to run.
        sketch.update(sorted(tokens))
        return sketch

    def query(self, sketch):
        return self.lsh.query(sketch)

    def insert(self, key, sketch):
        self.lsh.insert(key, sketch)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages")
    parser.add_argument("--tool", choices=["datasketch", "rensa"], default="rensa")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--perms", type=int, default=128)
    parser.add_argument("--bands", type=int, default=32, help="rensa's; datasketch finds its own")
    parser.add_argument("--length", type=int, default=8, help="letters of a shingle")
    parser.add_argument("--fold", action="store_true", help="fold the letters as Justera does")
    parser.add_argument("--seconds", type=float, default=480)
    args = parser.parse_args()
    tool = {"datasketch": Datasketch, "rensa": Rensa}[args.tool](args.perms, args.threshold, args.bands)

    sketches, holds = [], []
    repeats = near = right = wrong = candidates = 0
    begun = time.monotonic()
    with open(args.pages, encoding="utf-8") as file:
        for key, line in enumerate(file):
            page = json.loads(line)
            sketch = tool.sketch(shingles(page["text"], args.length, args.fold))
            found = tool.query(sketch)
            matches = [(sketch.jaccard(sketches[k]), -k) for k in found]
            matches = [m for m in matches if m[0] >= args.threshold]
            tool.insert(key, sketch)
            sketches.append(sketch)
            own = frozenset(page["holds"])
            holds.append(own)
            candidates += len(found)
            true = own != {page["page"]}
            repeats += true
            near += true and any(own & holds[k] for k in found)
            if matches:
                meets = bool(own & holds[-max(matches)[1]])
                right += meets and true
                wrong += not meets
            if time.monotonic() - begun > args.seconds:
                print(f"stopped after {args.seconds:.0f} s")
                break
    seconds = time.monotonic() - begun
    pages = len(sketches)
    share = lambda n: n / max(repeats, 1)
    print(f"{args.tool} {args.perms} permutations, {tool.bands}, threshold {args.threshold}, shingles of {args.length}{', folded' if args.fold else ''}")
    print(f"pages {pages}, repeats {repeats}, {seconds:.1f} s, {pages / seconds:.0f} pages/s")
    print(f"candidates {candidates}, candidate recall {share(near):.4f}, recall {share(right):.4f}, precision {right / max(right + wrong, 1):.5f} ({wrong} wrong)")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss} kB")


if __name__ == "__main__":
    main()
