#!/bin/sh
# Installs the peers beside the build (target/peers), builds what is Rust, and compares: benches/peers/run.sh [options of compare.py]
set -eu
here=$(dirname "$0")
venv="$here/../../target/peers"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
cargo build --release --quiet --manifest-path "$here/symspell-rs/Cargo.toml"
exec "$venv/bin/python" "$here/compare.py" "$@"
