"""The program to compare, as a process."""

import hashlib
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from lexicon import Missing


class Justera:
    """It takes and gives back whole documents and is timed as a process over a whole set at once, less what one word takes.
    No text is given to it twice in a timed run, since it remembers words."""

    def __init__(self, name, justera, lexicon):
        self.name = name
        # A copy, so that a build in the meantime does not mix two programs in one table.
        self.folder = tempfile.TemporaryDirectory()
        self.program = str(Path(self.folder.name, "justera"))
        try:
            shutil.copy(justera, self.program)
            version = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True).stdout
        except OSError as error:
            raise Missing(f"{error}; build it with cargo build --release, or give --justera PATH") from error
        digest = hashlib.sha256(Path(self.program).read_bytes()).hexdigest()
        self.version = f"{version.split()[-1]}, SHA-256 {digest[:12]}…"
        self.loading = min(self.timed("hej\n") for _ in range(5))

    def run(self, text, *options):
        return subprocess.run([self.program, "repair", *options], input=text, capture_output=True, text=True, check=True).stdout

    def timed(self, text, *options):
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.run(text, *options)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime

    def measure(self, documents):
        """Each document's pages repaired, a document at a time, and the CPU seconds for all at once."""
        outs = [self.run("\f".join(doc.raw)).rstrip("\n").split("\f") for doc in documents]
        return outs, self.seconds(documents)

    def seconds(self, documents):
        pages = [page for doc in documents for page in doc.raw]
        return max(self.timed("\f".join(pages), "--dedupe", "off") - self.loading, 0.001)
