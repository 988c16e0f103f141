#!/bin/sh
# Justera against Tesseract run file by file and OCRmyPDF, on written protocols scanned with known damage, in one run.
#   benches/ocr/run.sh DEVSET WORK     DEVSET: folders with scan.pdf, gold.json, pages/NNN.gold.txt; WORK: a folder for what is read
# Needs pdfimages (poppler-utils), tesseract with swe and eng, python3 with rapidfuzz; OCRmyPDF is left out where it is not installed.
# Each reader takes all pages with as many processes as there are cores. The table: benches/ocr/compare.py.
set -eu
devset=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
mkdir -p "$2"
cd "$2"
export OMP_THREAD_LIMIT=1
cores=$(nproc --all)  # plain nproc obeys OMP_THREAD_LIMIT
justera=${JUSTERA:-"$here/../../target/release/justera"}

mkdir -p pages scans
for folder in "$devset"/*/; do
  id=$(basename "$folder")
  mkdir -p "scans/$id"
  ln -sf "$folder/scan.pdf" "scans/$id/scan.pdf"
  [ -e "pages/$id-000.png" ] || pdfimages -png "$folder/scan.pdf" "pages/$id"
done

# The resolutions, so that nobody has to guess them.
python3 "$here/dpi.py" "$devset" pages > pages.list

timed() { # NAME COMMAND…: runs it, writes seconds to NAME.seconds
  name=$1; shift
  start=$(date +%s.%N)
  "$@"
  end=$(date +%s.%N)
  echo "$end $start" | awk '{printf "%.1f\n", $1 - $2}' > "$name.seconds"
}
file_by_file() { # NAME LANGUAGES
  mkdir -p "$1"
  xargs -P "$cores" -L 1 sh -c 'tesseract "pages/$2.png" "$0/$2" --dpi "$3" -l "$1" 2>/dev/null' "$1" "$2" < pages.list
}
timed swe file_by_file swe swe
timed justera "$justera" run scans --out justera --quiet
[ "${ONLY_TIMES:-}" ] || {
  timed eng file_by_file eng eng
  timed swe+eng file_by_file swe+eng swe+eng
  if command -v ocrmypdf > /dev/null; then
    mkdir -p ocrmypdf
    # Never /dev/null as the output: run as root, OCRmyPDF puts a plain file in its place.
    ocr() { for f in scans/*/scan.pdf; do ocrmypdf -q -l swe --jobs "$cores" --sidecar "ocrmypdf/$(basename "$(dirname "$f")").txt" "$f" ocrmypdf/out.pdf || true; done; }
    timed ocrmypdf ocr
  fi
}
python3 "$here/compare.py" "$devset" .
