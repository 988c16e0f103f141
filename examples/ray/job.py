"""Spreads a batch of minutes over Ray.

    python examples/ray/job.py INPUT... --out OUT --shares 16 [--program justera] [-- options of justera run]

Every task does a share with `justera run --shard K/N`; the driver puts the shares together with `justera merge`. The result is byte for byte
that of one machine, with `--dedupe batch` too. Inputs and OUT are on a disk that all workers see. A task that is lost and
started anew by Ray goes on where it was.
"""

import argparse
import subprocess
import sys

import ray


@ray.remote(num_cpus=1, max_retries=3)
def share(number, args, options):
    """Does one share; gives its number, exit code and last words."""
    out = f"{args.out}/shares/{number}"
    command = [args.program, "run", *args.inputs, "--out", out, "--shard", f"{number}/{args.shares}", "--quiet"]
    done = subprocess.run(command + options, capture_output=True, text=True)
    return number, done.returncode, done.stderr[-2000:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--shares", type=int, default=16)
    parser.add_argument("--program", default="justera")
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    args, options = parser.parse_args(given[:cut]), given[cut + 1 :]
    ray.init(ignore_reinit_error=True, include_dashboard=False)
    numbers = range(1, args.shares + 1)
    for number, code, words in ray.get([share.remote(n, args, options) for n in numbers]):
        if code not in (0, 2):
            sys.exit(f"share {number}: exit code {code}: {words}")
    shares = [f"{args.out}/shares/{n}" for n in numbers]
    sys.exit(subprocess.run([args.program, "merge", *shares, "--into", f"{args.out}/whole"]).returncode)


if __name__ == "__main__":
    main()
