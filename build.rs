//! Gives the program a name for the very sources it was built from: `justera run` goes on with what an earlier run left only where the same
//! program made it, and the version alone does not say so while the program is being worked on. It reads the project's files and nothing else.

use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for name in ["src", "dictionaries", "Cargo.lock", "Cargo.toml"] {
        println!("cargo:rerun-if-changed={name}");
        gather(&root.join(name), &mut files);
    }
    files.sort();
    let mut digest = Fnv(0xcbf2_9ce4_8422_2325);
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        digest.update(name.as_bytes());
        digest.update(&std::fs::read(&file).unwrap_or_default());
    }
    println!("cargo:rustc-env=JUSTERA_BUILD={:016x}", digest.0);
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.filter_map(Result::ok).for_each(|e| gather(&e.path(), files)),
        Err(_) if path.is_file() => files.push(path.into()),
        Err(_) => {}
    }
}

/// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): two builds are told apart, nobody is kept from forging one.
struct Fnv(u64);

impl Fnv {
    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
