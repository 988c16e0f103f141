"""Name and resolution of every page image in PAGES by its protocol's gold.json: `python dpi.py DEVSET PAGES`."""
import json
import sys
from pathlib import Path

for page in sorted(Path(sys.argv[2]).glob("*.png")):
    name, number = page.stem.rsplit("-", 1)
    scan = json.loads((Path(sys.argv[1]) / name / "gold.json").read_text())["scan"]["scan_pages"]
    print(page.stem, scan[int(number)]["dpi"][1])
