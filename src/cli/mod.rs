//! The command line.

pub mod eval;

use std::process::ExitCode;

/// Parses the arguments and runs the command. The exit code is that of the output contract.
pub fn main() -> ExitCode {
    use std::io::Read;
    let mut t = String::new();
    std::io::stdin().read_to_string(&mut t).unwrap();
    let th: f64 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(0.85);
    let mut pages: Vec<crate::page::Page> = t.split('\u{c}').enumerate().map(|(i, p)| crate::page::Page::from_text(i, crate::page::Origin::Text, "swe", p)).collect();
    let s = std::time::Instant::now();
    crate::repair::Repairer::new(th).unwrap().repair(&mut pages).unwrap();
    eprintln!("{:?} {:?}", s.elapsed(), pages[0].signature);
    let out: Vec<String> = pages.iter().map(|p| p.text_with_furniture()).collect();
    println!("{}", out.join("\u{c}"));
    ExitCode::SUCCESS
}
