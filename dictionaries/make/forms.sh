#!/bin/sh
# Prints the word forms of the Swedish Hunspell dictionary (Debian package hunspell-sv; LGPL-3), compounds of its own left out:
#     apt-get install hunspell hunspell-sv hunspell-tools
#     sh dictionaries/make/forms.sh > forms.txt
#     cargo run --release --example build-forms -- forms.txt dictionaries/forms.fst
# Every form that the affix rules give is asked of Hunspell itself, which knows those that are only parts of compounds.
set -eu
export LC_ALL=C.UTF-8
folder=${1:-/usr/share/hunspell}
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
unmunch "$folder/sv_SE.dic" "$folder/sv_SE.aff" 2>/dev/null | grep -P '^\p{L}[\p{L}:-]*\p{L}$' | sort -u > "$work/all"
hunspell -d "$folder/sv_SE" -l < "$work/all" | sort -u > "$work/wrong"
comm -23 "$work/all" "$work/wrong"
