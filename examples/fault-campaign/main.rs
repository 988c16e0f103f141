//! `cargo run --release --example fault-campaign -- [--kills 50] [--files 500] [--texts 60] [--seed 1] [--program target/release/justera]`
//!
//! Kills runs at random moments and breaks files in every way; prints how many documents were lost, files half-written, failures unnamed.
//! All three must be 0; the exit code is 1 where one is not.
#![allow(clippy::print_stdout, reason = "this is a program")]

mod chance;
mod inputs;
mod trials;

use std::path::PathBuf;
use std::time::Instant;

use chance::Chance;
use trials::Count;

fn main() -> std::io::Result<()> {
    let argument = |name: &str| std::env::args().skip_while(move |a| a != name).nth(1);
    let number = |name: &str, otherwise: usize| argument(name).and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    // Examples stand in a folder beside the program.
    let beside = std::env::current_exe()?.parent().and_then(|p| p.parent()).map(|p| p.join("justera"));
    let program = argument("--program").map(PathBuf::from).or(beside).unwrap_or_default();
    let mut chance = Chance::new(number("--seed", 1) as u64);
    let work = tempfile::tempdir()?;

    let (texts, begun) = (work.path().join("texts"), Instant::now());
    inputs::sound(&texts, number("--texts", 60))?;
    let kills = trials::kills(&program, &texts, &work.path().join("kills"), number("--kills", 50), &mut chance)?;
    let killing = begun.elapsed().as_secs_f64();

    let (bad, out, begun) = (work.path().join("bad"), work.path().join("out"), Instant::now());
    let files = inputs::broken(&bad, number("--files", 500), &mut chance)?;
    let child = trials::command(&program, &bad, &out).status()?;
    let unnamed = trials::unnamed(&out, &files)?;
    unnamed.iter().for_each(|p| println!("unnamed: {}", p.display()));
    let verified = std::process::Command::new(&program).arg("verify").arg(&out).output()?;
    let broken = Count {
        trials: files.len(),
        // The program must end by itself, with the code for inputs that failed, and what it wrote must hold together.
        lost: usize::from(child.code() != Some(2)) + usize::from(!verified.status.success()),
        half_written: trials::half_written(&out),
        unnamed: unnamed.len(),
    };
    println!("| trial | times | seconds | lost | half-written | unnamed |\n| --- | ---: | ---: | ---: | ---: | ---: |");
    for (name, count, seconds) in
        [("kill -9", &kills, killing), ("broken files", &broken, begun.elapsed().as_secs_f64())]
    {
        let Count { trials, lost, half_written, unnamed } = count;
        println!("| {name} | {trials} | {seconds:.0} | {lost} | {half_written} | {unnamed} |");
    }
    let sum = |c: &Count| c.lost + c.half_written + c.unnamed;
    std::process::exit(i32::from(sum(&kills) + sum(&broken) > 0))
}
