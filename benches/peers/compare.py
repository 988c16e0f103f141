"""Justera beside other spelling correctors: the same inputs, the same scoring, one run, one table. See README.md here.

    python benches/peers/compare.py [--justera PATH] [--tools justera,symspell,…] [--sets …] [--repeat 3]
"""

import argparse
import os
import platform
import sys

# Before any library starts threads.
for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OMP_THREAD_LIMIT"):
    os.environ[name] = "1"

from pathlib import Path
from statistics import median

import base
import inputs
import peers
import scoring
from lexicon import Lexicon, Missing

# A tool that needs more than this for a set, in CPU seconds, is timed once.
LONG = 10

ROOT = Path(__file__).resolve().parents[2]


def one_core():
    """Keeps this process and its children on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--justera", default=str(ROOT / "target/release/justera"), help="program to measure (default: %(default)s)")
    parser.add_argument("--shared", default=str(ROOT.parent / "shared"), help="development material (default: %(default)s)")
    parser.add_argument("--tools", help="comma-separated names of tools (default: all but symspell-1)")
    parser.add_argument("--sets", help="comma-separated names of sets (default: all but 'tune')")
    parser.add_argument("--repeat", type=int, default=3, help="timed runs of each tool on each set; the median counts")
    parser.add_argument("--no-lists", action="store_true", help="give the peers the n-gram counts' words alone, without dictionaries/words")
    parser.add_argument("--skip-figures", action="store_true", help="leave the peers no token with a figure in it")
    parser.add_argument("--broken", type=int, default=0, metavar="N", help="also show the N words most often broken")
    return parser.parse_args()


def load_tools(args):
    """The tools that can be loaded, each with its loading time; what cannot is said on standard error."""
    wanted = args.tools.split(",") if args.tools else peers.DEFAULT
    lexicon = Lexicon(Path(args.shared) / "lm/unigrams.tsv.zst", None if args.no_lists else ROOT / "dictionaries/words")
    tools = []
    for name in wanted:
        if name not in peers.TOOLS:
            sys.exit(f"no such tool: {name}; there are {', '.join(peers.TOOLS)}")
        try:
            tools.append(peers.TOOLS[name](name, justera=args.justera, lexicon=lexicon))
        except Missing as why:
            print(f"left out: {name}: {why}", file=sys.stderr)
    return tools


def measured(tool, documents, repeat):
    """What `tool` makes of `documents`, and the CPU seconds: the median of `repeat` runs, or one run where that takes long."""
    outs, first = tool.measure(documents)
    if first > LONG:
        return outs, first
    return outs, median([first, *(tool.seconds(documents) for _ in range(repeat - 1))])


def main():
    args = parse_args()
    one_core()
    base.Peer.figures = not args.skip_figures
    wanted = args.sets.split(",") if args.sets else None
    sets = inputs.load(ROOT, Path(args.shared), wanted)
    tools = load_tools(args)
    if not sets or not tools:
        sys.exit("nothing to compare")

    print("| tool | version | loading, CPU s |")
    print("| --- | --- | ---: |")
    for tool in tools:
        print(f"| {tool.name} | {tool.version} | {tool.loading:.2f} |")
    print(f"\nPython {platform.python_version()}, {platform.machine()}, one core, median of {args.repeat} runs\n")

    print("| on | tool | words | word errors before | after | right words broken | words per CPU s |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    rows = []
    for name, documents in sets:
        before = [scoring.align_pages(doc.gold, doc.raw) for doc in documents]
        words = sum(len(page.split()) for doc in documents for page in doc.raw)
        results = []
        for tool in tools:
            outs, seconds = measured(tool, documents, args.repeat)
            result = scoring.score(documents, before, outs)
            results.append(result)
            print(
                f"| {name} | {tool.name} | {result.words:,} | {percent(result.before, result.words)} | {percent(result.after, result.words)} "
                f"| {percent(result.broken, result.right)} ({result.broken:,} of {result.right:,}) | {words / seconds:,.0f} |",
                flush=True,
            )
            for (gold, out), n in result.worst.most_common(args.broken):
                print(f"    {n} × {gold} → {out}")
        rows.append((name, results))
    print_short(tools, rows)


def print_short(tools, rows):
    """The errors and broken words again, a set a line."""
    print("\nWord errors after / right words broken:\n")
    print("| on | words | before | " + " | ".join(tool.name for tool in tools) + " |")
    print("| --- |" + " ---: |" * (len(tools) + 2))
    for name, results in rows:
        cells = [f"{percent(r.after, r.words)} / {percent(r.broken, r.right)}" for r in results]
        print(f"| {name} | {results[0].words:,} | {percent(results[0].before, results[0].words)} | " + " | ".join(cells) + " |")


def percent(part, whole):
    return f"{100 * part / max(whole, 1):.2f} %"


if __name__ == "__main__":
    main()
