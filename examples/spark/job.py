"""Spreads a batch of minutes over Spark.

    spark-submit examples/spark/job.py INPUT... --out OUT --shares 16 [--program justera] [-- options of justera run]

Every task does a share with `justera run --shard K/N`; the driver puts the shares together with `justera merge`. The result is byte for byte
that of one machine, with `--dedupe batch` too. Inputs and OUT are on a disk that all workers see. A task that is lost and
started anew by Spark goes on where it was.

With --records FILE, texts (*.txt) are also sent through `justera pipe` as Spark's own lines, and their records written to FILE as JSON lines:
the way for a job whose texts are not files.
"""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys

from pyspark.sql import SparkSession


def share(number, args, options):
    """Does one share; gives its number, exit code and last words."""
    out = pathlib.Path(args.out) / "shares" / str(number)
    command = [args.program, "run", *args.inputs, "--out", str(out), "--shard", f"{number}/{args.shares}", "--quiet"]
    done = subprocess.run(command + options, capture_output=True, text=True)
    return number, done.returncode, done.stderr[-2000:]


def requests(args):
    """The texts as requests, a line each."""
    paths = [p for i in map(pathlib.Path, args.inputs) for p in ([i] if i.is_file() else sorted(i.rglob("*.txt")))]
    return [json.dumps({"id": p.stem, "text": p.read_text("utf-8")}) for p in paths if p.suffix == ".txt"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--shares", type=int, default=16)
    parser.add_argument("--program", default="justera")
    parser.add_argument("--records")
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    args, options = parser.parse_args(given[:cut]), given[cut + 1 :]
    builder = SparkSession.builder.appName("justera")
    # Where nothing else is said, all cores of this machine.
    if os.environ.get("SPARK_MASTER"):
        builder = builder.master(os.environ["SPARK_MASTER"])
    spark = builder.getOrCreate().sparkContext
    done = spark.parallelize(range(1, args.shares + 1), args.shares).map(lambda n: share(n, args, options)).collect()
    for number, code, words in done:
        if code not in (0, 2):
            sys.exit(f"share {number}: exit code {code}: {words}")
    shares = [f"{args.out}/shares/{n}" for n in range(1, args.shares + 1)]
    merged = subprocess.run([args.program, "merge", *shares, "--into", f"{args.out}/whole"]).returncode
    if args.records:
        pipe = shlex.join([args.program, "pipe", *options])
        answers = spark.parallelize(requests(args), args.shares).pipe(pipe, checkCode=True).map(json.loads)
        records = answers.flatMap(lambda a: [(a["id"], r) for m in a.get("meetings", []) for r in m["records"]])
        with open(args.records, "w", encoding="utf-8") as file:
            for name, record in records.collect():
                file.write(json.dumps({"protocol_id": name, **record}, ensure_ascii=False) + "\n")
    sys.exit(merged)


if __name__ == "__main__":
    main()
