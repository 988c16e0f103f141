//! Diarienummer in many forms, damaged by the confusion table, a document each: how many are read as printed.

use justera::pipeline::Pipeline;
use rayon::prelude::*;

use crate::channel::Channel;
use crate::dice::Dice;
use crate::{Made, through, words};

/// Forms: `{y}` the year, `{n}` a number, `{z}` one with zeros.
const FORMS: &[&str] = &[
    "KS {y}/{n}",
    "KS {y}/{z}",
    "KS/{y}:{n}-041",
    "MBN-{y}-{n}",
    "MBN {y}-{z}",
    "BYGG.{y}.{n}",
    "{y}-{z}",
    "{y}/{n}",
    "RS {y}-{z}",
    "SN {y}/{z}",
    "SBN{y}/{n}",
    "KS {y}.{z}",
    "112/{n}",
    "Dir {y}/{n}",
    "Kn {y}/{n}",
];
const INTRODUCED: &[&str] =
    &["Dnr ", "Dnr: ", "Diarienr ", "Diarienummer: ", "Ärendenr ", "Ärendenummer ", "DNR ", "D.nr "];
/// Where it stands: beside the label, above the title, below it, at its end, in brackets.
const PLACES: usize = 5;

fn document(form: &str, word: &str, place: usize, worse: usize, seed: u64) -> (Made, Vec<String>) {
    let mut dice = Dice::new(seed);
    let channel = Channel::new(worse);
    let mut made = Made { lines: Vec::new(), tried: Vec::new() };
    let mut wanted = Vec::new();
    let year = 2008 + dice.roll(15);
    for k in 0..10 {
        let n = 10 + dice.roll(480);
        let number =
            form.replace("{y}", &year.to_string()).replace("{n}", &n.to_string()).replace("{z}", &format!("{n:05}"));
        let title = format!("Ansökan om {}", words::MATTERS[(k + dice.roll(3)) % words::MATTERS.len()]);
        let label = format!("§ {}", 31 + k);
        let said = format!("{word}{number}");
        // The label stays as it is: what is tried is the number.
        let (said, title) = (channel.read(&said, &mut dice), channel.read(&title, &mut dice));
        match place {
            0 => made.lines.extend([format!("{label} {said}"), title]),
            1 => made.lines.extend([label, said, title]),
            2 => made.lines.extend([label, title, said]),
            3 => made.lines.extend([label, format!("{title} {said}")]),
            _ => made.lines.extend([format!("{label} ({said})"), title]),
        }
        made.lines.push(String::new());
        for t in ["Beslut", "Nämnden beslutar att bifalla ansökan.", ""] {
            made.lines.push(channel.read(t, &mut dice));
        }
        wanted.push(number);
    }
    (made, wanted)
}

/// Tried and exact.
type Counts = [usize; 2];

pub fn measure(pipeline: &Pipeline<'_>, shown: bool) -> Vec<(usize, Counts)> {
    let mut out = Vec::new();
    for worse in [1, 4] {
        let cases: Vec<(usize, usize, usize)> = (0..FORMS.len())
            .flat_map(|f| (0..INTRODUCED.len()).flat_map(move |w| (0..PLACES).map(move |p| (f, w, p))))
            .filter(|(f, w, p)| (f + w + p) % 3 == 0)
            .collect();
        let all: Vec<(Counts, Vec<String>)> = cases
            .into_par_iter()
            .map(|(f, w, p)| {
                let (made, wanted) = document(FORMS[f], INTRODUCED[w], p, worse, (f * 100 + w * 10 + p) as u64);
                let read = through(pipeline, &made);
                let records: Vec<_> = read.meetings.iter().flat_map(|m| &m.records).collect();
                let mut told = Vec::new();
                let mut counts: Counts = [wanted.len(), 0];
                for (k, want) in wanted.iter().enumerate() {
                    let own = records.iter().find(|r| r.number as usize == 31 + k);
                    let right = own.is_some_and(|r| r.dnr == [want.clone()]);
                    counts[1] += usize::from(right);
                    if !right {
                        let lines = made.lines.iter().skip_while(|l| !l.starts_with(&format!("§ {}", 31 + k)));
                        let lines: Vec<&str> = lines.take(3).map(String::as_str).collect();
                        told.push(format!("{want:<16} {:?} from {lines:?}", own.map(|r| (&r.dnr, &r.title))));
                    }
                }
                (counts, told)
            })
            .collect();
        let sum = all.iter().fold([0; 2], |a, (c, _)| [a[0] + c[0], a[1] + c[1]]);
        if shown {
            all.iter().flat_map(|(_, t)| t).for_each(|t| println!("    {worse} {t}"));
        }
        out.push((worse, sum));
    }
    out
}
