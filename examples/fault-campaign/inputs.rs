//! Inputs to hurt: a batch of sound texts, and files broken in every way that files are broken.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::chance::Chance;

/// A file of the project's `fixtures/`.
fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

/// Writes `count` sound texts of some pages into `folder`, no two the same.
pub fn sound(folder: &Path, count: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let readings = ["gold", "swe", "eng", "engstd"];
    for n in 0..count {
        let id = ["modern", "federation", "typewriter", "old"][n % 4];
        let text = std::fs::read_to_string(fixture(&format!("protocols/{id}/{}.txt", readings[n / 4 % 4])))?;
        std::fs::write(folder.join(format!("{id}-{n:04}.txt")), format!("{text}\n\nÄrende {n}\n"))?;
    }
    Ok(())
}

/// Writes `count` files into `folder`, broken in turn in every way; gives their names as bytes on one line each.
pub fn broken(folder: &Path, count: usize, chance: &mut Chance) -> std::io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)?;
    let whole = [
        "text/clean.txt",
        "scans/modern.pdf",
        "images/grey.jp2",
        "images/grey-jpeg.tif",
        "images/bits-group4.tif",
        "images/grey16.png",
        "images/turned.jpg",
        "images/colour.webp",
        "images/bits.pbm",
        "foreign/federation.hocr",
        "foreign/federation.tsv",
        "foreign/alto/p8.xml",
        "foreign/page/p8.xml",
    ];
    let whole: Vec<(PathBuf, Vec<u8>)> =
        whole.iter().map(|n| fixture(n)).filter_map(|p| std::fs::read(&p).ok().map(|b| (p, b))).collect();
    let mut all = Vec::new();
    for n in 0..count {
        let (path, bytes) = &whole[chance.below(whole.len())];
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let mut bytes = bytes.clone();
        let mut name = format!("{n:04}.{extension}");
        match n % 10 {
            0 => bytes.truncate(chance.below(bytes.len())),
            1 => (0..20).for_each(|_| {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }),
            2 => name = format!("{n:04}.{}", ["pdf", "txt", "tif", "xml", "zip", "png"][chance.below(6)]),
            3 => name = odd_name(n, &extension),
            4 => {
                bytes = zip_bomb();
                name = format!("{n:04}.zip");
            }
            5 => bytes = (0..chance.below(5000)).map(|_| chance.below(256) as u8).collect(),
            6 => bytes = entity_bomb(),
            7 => {
                let at = chance.below(bytes.len());
                bytes.splice(at..at, std::iter::repeat_n(0, 1 + chance.below(3000)));
            }
            8 => {
                let path = folder.join(format!("{n:04}-ring"));
                make_loop(folder, &path)?;
                all.push(path);
                continue;
            }
            _ => bytes.clear(),
        }
        let path = folder.join(name);
        std::fs::write(&path, bytes)?;
        if n % 40 == 9 {
            forbid(&path)?;
        }
        all.push(path);
    }
    Ok(all)
}

/// Names with blanks, line ends, control signs, å as one letter and as two, what leads out of a folder elsewhere, and 255 bytes.
fn odd_name(n: usize, extension: &str) -> String {
    let odd = [
        "med blank  två",
        "rad\nbruten",
        "M\u{e5}l",
        "Ma\u{30a}l",
        "a:b*c?",
        "ut\\..\\..",
        "-o",
        "\u{1b}[31mröd",
        "§ 1 %2e%2e",
    ];
    let name = format!("{}-{n:04}.{extension}", odd[n / 10 % odd.len()]);
    if n / 10 % 10 < 9 { name } else { format!("{}{name}", "x".repeat(255 - name.len())) }
}

/// A thousand to one: a hundred megabytes and one of nothing.
fn zip_bomb() -> Vec<u8> {
    let write = || -> zip::result::ZipResult<Vec<u8>> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("a.txt", zip::write::SimpleFileOptions::default())?;
        let some = vec![b' '; 1 << 20];
        for _ in 0..101 {
            zip.write_all(&some)?;
        }
        Ok(zip.finish()?.into_inner())
    };
    static BOMB: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BOMB.get_or_init(|| write().unwrap_or_default()).clone()
}

/// The billion laughs, and a file of this machine as an entity.
fn entity_bomb() -> Vec<u8> {
    let mut text = String::from(
        "<?xml version=\"1.0\"?><!DOCTYPE alto [<!ENTITY f SYSTEM \"file:///etc/passwd\"><!ENTITY a0 \"ha\">",
    );
    for n in 1..20 {
        text.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)));
    }
    text.push_str(
        "]><alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\"><Layout><Page><PrintSpace><TextBlock><TextLine>",
    );
    text.push_str("<String CONTENT=\"&a19;&f;\"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>");
    text.into_bytes()
}

#[cfg(unix)]
fn make_loop(folder: &Path, path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(folder, path)
}

#[cfg(not(unix))]
fn make_loop(_: &Path, path: &Path) -> std::io::Result<()> {
    std::fs::write(path, "")
}

/// Takes away the permission to read; root reads all the same.
#[cfg(unix)]
fn forbid(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o0))
}

#[cfg(not(unix))]
fn forbid(_: &Path) -> std::io::Result<()> {
    Ok(())
}
