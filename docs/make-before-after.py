"""Draws docs/before-after.png from the fixtures: a scan, what an English model read, what Justera makes of it.

    cargo build --release && python3 docs/make-before-after.py     # needs Pillow and fonts-dejavu-core
"""
import json, pathlib, subprocess, tempfile
from PIL import Image, ImageDraw, ImageFont

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE, LINES, TEXT = 2, 17, 640
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
small, bold = ImageFont.truetype(FONT, 14), ImageFont.truetype(FONT.replace("Sans", "Sans-Bold"), 17)

raw = (ROOT / f"fixtures/protocols/federation/pages/{PAGE:03}.engstd.txt").read_text()
with tempfile.TemporaryDirectory() as tmp:
    edits = pathlib.Path(tmp) / "edits.jsonl"
    program = ROOT / "target/release/justera"
    subprocess.run([program, "repair", "--edits", edits], input=raw.encode(), check=True, capture_output=True)
    edits = [json.loads(line) for line in edits.read_text().splitlines()]
protocol = json.loads(subprocess.run([program, "segment", ROOT / "fixtures/protocols/federation/engstd.txt"],
                                     check=True, capture_output=True).stdout)
record = protocol["meetings"][0]["records"][0]
applied = [e for e in edits if e["applied"]]

scan = Image.open(sorted((ROOT / "fixtures/scans/federation").glob("*.png"), key=lambda p: int(p.stem[1:]))[PAGE - 1]).convert("L")
width = 520
scan = scan.resize((width, scan.height * width // scan.width)).crop((0, 0, width, 500))
picture = Image.new("RGB", (width + 2 * TEXT + 60, 560), "white")
draw = ImageDraw.Draw(picture)
picture.paste(scan, (20, 50))
for i, title in enumerate(["The scan", "As an English model read it", "Justera: repaired, and a record"]):
    draw.text(([20, 40 + width, 60 + width + TEXT][i], 15), title, font=bold, fill="black")

def line_of(n, text, x, y, side, colour):
    at = 0
    data = text.encode()
    for e in [e for e in applied if e["line"] == n]:
        for piece, fill in [(data[at:e["start"]].decode(), "black"), (e[side], colour)]:
            draw.text((x, y), piece, font=small, fill=fill)
            x += draw.textlength(piece, font=small)
        at = e["end"]
    draw.text((x, y), data[at:].decode(), font=small, fill="black")

shown = [(n, t) for n, t in enumerate(raw.splitlines()) if t.strip()][:LINES]
for row, (n, text) in enumerate(shown):
    line_of(n, text, 40 + width, 50 + row * 22, "from", "#c00000")
    if row < LINES - 6:
        line_of(n, text, 60 + width + TEXT, 50 + row * 22, "to", "#007a00")
fields = {k: record[k] for k in ("label", "dnr", "title", "decision")}
body = json.dumps(fields, ensure_ascii=False, indent=1).splitlines()
for row, text in enumerate(body):
    text = text if len(text) < 72 else text[:70] + "…"
    draw.text((60 + width + TEXT, 330 + row * 22), text, font=small, fill="#003a80")
picture.save(ROOT / "docs/before-after.png", optimize=True)
