//! Ways in which minutes from about 1970 on print who was there. Those of [`OPEN`] are for tuning; [`CLOSED`] only tells totals.

use crate::roster::{Person, Roster, beside, rows, wrap};

pub type Layout = (&'static str, fn(&Roster) -> (String, Vec<Person>));

fn serving(p: &Person, word: &str) -> String {
    format!("{}{word}{}", p.np(), p.serves_for)
}

fn lines(list: Vec<String>) -> String {
    list.join("\n")
}

fn official(p: &Person) -> String {
    p.npr(", ")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// The two columns of a region's list: members, and substitutes with the serving ones first.
fn region(r: &Roster, joint: &str, word: &str) -> Vec<Vec<String>> {
    let right = [rows(&r.serving, |p| serving(p, word)), rows(&r.substitutes, Person::np)].concat();
    vec![rows(&r.members, |p| p.npr(joint)), right]
}

fn with_head(mut columns: Vec<Vec<String>>, heads: &[&str]) -> Vec<Vec<String>> {
    for (c, h) in columns.iter_mut().zip(heads) {
        c.insert(0, (*h).to_string());
    }
    columns
}

pub const OPEN: [Layout; 27] = [
    ("region: columns by spaces", |r| {
        let c = with_head(region(r, ", ", ", tjänstgörande ersättare för "), &["Ledamöter", "Ersättare"]);
        let text =
            format!("Närvarande\n\n{}\nÖvriga närvarande\n{}\n", beside(&c, 46), lines(rows(&r.officials, official)));
        (text, r.all())
    }),
    ("region: columns by tabs", |r| {
        let c = with_head(region(r, " ", " tjg ers för "), &["Ledamöter", "Ersättare"]);
        (format!("Närvarande\n{}\nTjänstemän\n{}\n", beside(&c, 0), lines(rows(&r.officials, official))), r.all())
    }),
    ("region: columns by one space", |r| {
        let c = with_head(region(r, ", ", ", för "), &["Ledamöter", "Ersättare"]);
        let height = c[0].len().max(c[1].len());
        let line = |i: usize| c.iter().filter_map(|c| c.get(i)).cloned().collect::<Vec<_>>().join(" ");
        let list: Vec<String> = (0..height).map(line).collect();
        (format!("Närvarande\n{}\n\nÖvriga\n{}\n", lines(list), lines(rows(&r.officials, official))), r.all())
    }),
    ("region: shorter member column", |r| {
        let all = [rows(&r.serving, |p| serving(p, ", tjänstgörande för ")), rows(&r.substitutes, Person::np)].concat();
        let c = with_head(vec![rows(&r.members[..3], |p| p.npr(", ")), all], &["Ledamöter", "Ersättare"]);
        let kept = [r.members[..3].to_vec(), r.serving.clone(), r.substitutes.clone(), r.officials.clone()].concat();
        (format!("{}\nÖvriga deltagare\n{}\n", beside(&c, 44), lines(rows(&r.officials, official))), kept)
    }),
    ("region: column after column", |r| {
        let c = region(r, ", ", ", tjänstgörande ersättare för ");
        let text = format!(
            "Närvarande\nLedamöter\nErsättare\nÖvriga närvarande\n\n{}\n\n{}\n\n{}\n",
            lines(c[0].clone()),
            lines(c[1].clone()),
            lines(rows(&r.officials, official))
        );
        (text, r.all())
    }),
    ("a label for each office", |r| {
        let m = &r.members;
        let text = format!(
            "Närvarande\nOrdförande {}\n1:e vice ordförande {}\n2:e vice ordförande {}\nLedamöter {}\nTjänstgörande ersättare {}\nErsättare {}\nTjänstemän {}\nSekreterare {}\n",
            m[0].np(),
            m[1].np(),
            m[2].np(),
            lines(rows(&m[3..], Person::np)),
            lines(rows(&r.serving, |p| serving(p, " för "))),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials[..r.officials.len() - 1], |p| p.npr(" "))),
            r.secretary().name
        );
        (text, r.all())
    }),
    ("a label for each office, colons", |r| {
        let m = &r.members;
        let text = format!(
            "Ordförande: {}\nVice ordförande: {}\nÖvriga ledamöter: {}\nErsättare: {}\nFrånvarande: {}\nSekreterare: {}\n",
            m[0].np(),
            m[1].np(),
            wrap(&rows(&m[2..], Person::np).join(", "), 70),
            rows(&r.substitutes, Person::np).join(", "),
            r.absent.join(", "),
            r.secretary().name
        );
        (text, [m.clone(), r.substitutes.clone(), vec![r.secretary().clone()]].concat())
    }),
    ("running, ersätter", |r| {
        let list = [rows(&r.members, |p| p.npr(" ")), rows(&r.serving, |p| serving(p, " ersätter "))].concat();
        let text = format!(
            "Närvarande: {}\nErsättare: {}\nÖvriga: {}\n",
            wrap(&list.join(", "), 80),
            wrap(&rows(&r.substitutes, Person::np).join(", "), 80),
            wrap(&rows(&r.officials, official).join(", "), 80)
        );
        (text, r.all())
    }),
    ("labels under labels", |r| {
        let text = format!(
            "Beslutande\nLedamöter {}\n\nTjänstgörande ersättare\n{}\n\nÖvriga närvarande\nErsättare\n{}\n\nTjänstemän\n{}\n",
            wrap(&rows(&r.members, |p| p.npr(", ")).join(", "), 72),
            wrap(&rows(&r.serving, |p| serving(p, " ersätter ")).join(", "), 72),
            wrap(&rows(&r.substitutes, Person::np).join(", "), 72),
            wrap(&capital(&rows(&r.officials, |p| format!("{} {}", p.role, p.name)).join(", ")), 72),
        );
        (text, r.all())
    }),
    ("beslutande och tjänstgörande ersättare", |r| {
        let list = [rows(&r.members, |p| p.npr(", ")), rows(&r.serving, |p| serving(p, " tjg. för "))].concat();
        let text = format!(
            "Beslutande och tjänstgörande ersättare\n{}\n\nNärvarande ersättare\n{}\n\nÖvriga deltagande\n{}\n",
            lines(list),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, official))
        );
        (text, r.all())
    }),
    ("stars for those who serve", |r| {
        let list = [rows(&r.members, |p| p.npr(", ")), rows(&r.serving, |p| format!("*{}", p.np()))].concat();
        let text = format!(
            "Beslutande {}\n* = tjänstgörande ersättare\n\nErsättare {}\n\nÖvriga närvarande {}\n",
            lines(list),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, official))
        );
        (text, r.all())
    }),
    ("three lists, labels first", |r| {
        let text = format!(
            "Beslutande ledamöter\nEj tjänstgörande ersättare\nÖvriga närvarande\n\n{}\n\n{}\n\n{}\n",
            lines([rows(&r.members, |p| p.npr(", ")), rows(&r.serving, |p| serving(p, " ersätter "))].concat()),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, |p| format!("{} ({})", p.name, p.role)))
        );
        (text, r.all())
    }),
    ("times beside names", |r| {
        let time = |p: &Person, i: usize| match i % 3 {
            1 => format!("{}, kl. 09.00–10.15", p.npr(", ")),
            2 => format!("{} kl 9.00-11.30", p.npr(", ")),
            _ => p.npr(", "),
        };
        let list: Vec<String> = r.deciding().iter().enumerate().map(|(i, p)| time(p, i)).collect();
        let text = format!(
            "Beslutande {}\n\nErsättare {}\n\nÖvriga deltagande {}\n",
            lines(list),
            lines(rows(&r.substitutes, |p| format!("{} från kl 10.00", p.np()))),
            lines(rows(&r.officials, official))
        );
        (text, r.all())
    }),
    ("roll with crosses", |r| {
        let mut rows: Vec<String> = r.members.iter().map(|p| format!("{:<36}X", p.npr(", "))).collect();
        rows.insert(2, format!("{:<48}X", r.absent[0]));
        let text = format!(
            "{:<36}Närvarande  Frånvarande\n{}\n\nÖvriga närvarande\n{}\n",
            "Ledamöter",
            lines(rows),
            lines(crate::roster::rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.officials.clone()].concat())
    }),
    ("a column for the party", |r| {
        let cell = |p: &Person| format!("{:<28} {:<6}{}", p.name, p.party, p.role).trim_end().to_string();
        let text = format!(
            "Beslutande\n{:<28}{:<6}{}\n{}\n\nErsättare\n{}\n\nÖvriga närvarande\n{}\n",
            "Namn",
            "Parti",
            "Uppdrag",
            lines(rows(&r.members, cell)),
            lines(rows(&r.substitutes, cell)),
            lines(rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("dashes before roles", |r| {
        let text = format!(
            "Beslutande ledamöter:\n{}\n{}\n\nErsättare:\n{}\n\nÖvriga:\n{}\n",
            lines(rows(&r.members, |p| p.npr(" – "))),
            lines(rows(&r.serving, |p| serving(p, " – ersätter "))),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, |p| p.npr(" - ")))
        );
        (text, r.all())
    }),
    ("numbered", |r| {
        let number = |list: Vec<String>| {
            list.iter().enumerate().map(|(i, l)| format!("{}. {l}", i + 1)).collect::<Vec<_>>().join("\n")
        };
        let text = format!(
            "Närvarande ledamöter\n{}\n\nNärvarande ersättare\n{}\n\nÖvriga\n{}\n",
            number(rows(&r.members, |p| p.npr(", "))),
            number(rows(&r.substitutes, Person::np)),
            number(rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("bullets", |r| {
        let dot = |list: Vec<String>| list.iter().map(|l| format!("• {l}")).collect::<Vec<_>>().join("\n");
        let text = format!(
            "Beslutande\n{}\n\nEj tjänstgörande ersättare\n{}\n\nTjänstepersoner\n{}\n",
            dot(rows(&r.members, |p| p.npr(", "))),
            dot(rows(&r.substitutes, Person::np)),
            dot(rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("from the administration", |r| {
        let text = format!(
            "Närvarande ledamöter\n{}\n\nNärvarande från förvaltningen\n{}\n\nFrånvarande\n{}\n",
            lines(rows(&r.members, |p| p.npr(", "))),
            lines(rows(&r.officials, official)),
            lines(r.absent.clone())
        );
        (text, [r.members.clone(), r.officials.clone()].concat())
    }),
    ("absent with excuse", |r| {
        let text = format!(
            "Ledamöter\n{}\n\nErsättare\n{}\n\nAnmält förhinder\n{}\n\nÖvriga närvarande\n{}\n",
            lines(rows(&r.members, |p| p.npr(", "))),
            lines(rows(&r.substitutes, Person::np)),
            lines(r.absent.clone()),
            lines(rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("absent beside the name", |r| {
        let list = [rows(&r.members, |p| p.npr(", ")), r.absent.iter().map(|a| format!("{a}, frånvarande")).collect()];
        let text =
            format!("Ledamöter\n{}\n\nTjänstemän\n{}\n", lines(list.concat()), lines(rows(&r.officials, official)));
        (text, [r.members.clone(), r.officials.clone()].concat())
    }),
    ("present under a heading, lists run on", |r| {
        let text = format!(
            "Närvarande\nLedamöter: {}\nTjänstgörande ersättare: {}\nErsättare: {}\nÖvriga deltagare: {}\n",
            wrap(&rows(&r.members, |p| p.npr(" ")).join(", "), 76),
            wrap(&rows(&r.serving, |p| serving(p, " för ")).join(", "), 76),
            wrap(&rows(&r.substitutes, Person::np).join(", "), 76),
            wrap(&rows(&r.officials, |p| format!("{} {}", p.role, p.name)).join(", "), 76)
        );
        (text, r.all())
    }),
    ("lists divided by semicolons", |r| {
        let text = format!(
            "Beslutande {}; {}\nErsättare {}\nÖvriga närvarande {}\n",
            wrap(&rows(&r.members, |p| p.npr(", ")).join("; "), 76),
            rows(&r.serving, |p| serving(p, ", tjg ers för ")).join("; "),
            wrap(&rows(&r.substitutes, Person::np).join("; "), 76),
            wrap(&rows(&r.officials, official).join("; "), 76)
        );
        (text, r.all())
    }),
    ("parties in small letters", |r| {
        let low = |p: &Person| format!("{} ({})", p.name, p.party.to_lowercase());
        let text = format!(
            "Beslutande {}\n{}\n\nErsättare {}\n\nÖvriga deltagande {}\n",
            lines(rows(&r.members, |p| format!("{} {}", low(p), p.role).trim_end().to_string())),
            lines(rows(&r.serving, |p| format!("{} tj. ers.", low(p)))),
            lines(rows(&r.substitutes, low)),
            lines(rows(&r.officials, official))
        );
        (text, r.all())
    }),
    ("§§ beside names", |r| {
        let (a, b) = (r.first, r.first + 2);
        let note = |p: &Person, i: usize| match i % 5 {
            1 => format!("{} §§ {a}–{b}", p.npr(", ")),
            2 => format!("{}, ej § {a}", p.npr(", ")),
            3 => format!("{} (fr.o.m. § {b})", p.npr(", ")),
            4 => format!("{}, deltog ej i § {b} på grund av jäv", p.npr(", ")),
            _ => p.npr(", "),
        };
        let list: Vec<String> = r.deciding().iter().enumerate().map(|(i, p)| note(p, i)).collect();
        let text = format!(
            "Beslutande {}\n\nErsättare {}\n\nÖvriga deltagande {}\n",
            lines(list),
            lines(rows(&r.substitutes, |p| format!("{}, § {a}", p.np()))),
            lines(rows(&r.officials, |p| format!("{} § {b}", p.npr(", "))))
        );
        (text, r.all())
    }),
    ("title before the name, a line each", |r| {
        let text = format!(
            "Beslutande\n{}\n\nErsättare\n{}\n\nÖvriga närvarande\n{}\n",
            lines(rows(&r.members, |p| match p.role {
                "" => p.np(),
                role => format!("{} {}", capital(role), p.np()),
            })),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, |p| format!("{} {}", capital(p.role), p.name)))
        );
        (text, [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("by party", |r| {
        let full = |p: &str| match p {
            "S" => "Socialdemokraterna",
            "M" => "Moderaterna",
            "C" => "Centerpartiet",
            "L" => "Liberalerna",
            "KD" => "Kristdemokraterna",
            "V" => "Vänsterpartiet",
            "MP" => "Miljöpartiet",
            _ => "Sverigedemokraterna",
        };
        let mut text = String::from("Beslutande ledamöter\n");
        let mut seen: Vec<&str> = Vec::new();
        for p in &r.members {
            if seen.contains(&p.party.as_str()) {
                continue;
            }
            seen.push(&p.party);
            text.push_str(&format!("{}\n", full(&p.party)));
            for q in r.members.iter().filter(|q| q.party == p.party) {
                let role = if q.role.is_empty() { String::new() } else { format!(", {}", q.role) };
                text.push_str(&format!("{}{role}\n", q.name));
            }
        }
        text.push_str(&format!("\nÖvriga närvarande\n{}\n", lines(rows(&r.officials, official))));
        let members = r.members.iter().map(|p| Person { party: full(&p.party).into(), ..p.clone() });
        (text, members.chain(r.officials.clone()).collect())
    }),
];

/// Not looked into while the rules were made: only their total is known.
pub const CLOSED: [Layout; 13] = [
    ("closed", |r| {
        let c = with_head(
            vec![rows(&r.deciding(), |p| p.npr(", ")), rows(&r.substitutes, Person::np)],
            &["Beslutande", "Ej tjänstgörande ersättare"],
        );
        (format!("{}\nÖvriga närvarande\n{}\n", beside(&c, 40), lines(rows(&r.officials, official))), r.all())
    }),
    ("closed", |r| {
        let c = with_head(
            vec![
                rows(&r.members, |p| p.npr(" ")),
                rows(&r.substitutes, Person::np),
                rows(&r.officials, |p| p.npr(", ")),
            ],
            &["Ledamöter", "Ersättare", "Övriga"],
        );
        (
            format!("Närvarande\n{}\n", beside(&c, 0)),
            [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat(),
        )
    }),
    ("closed", |r| {
        let text = format!(
            "Ledamöter: {}. Tjänstgörande ersättare: {}. Ersättare: {}. Tjänstemän: {}.",
            rows(&r.members, |p| p.npr(" ")).join(", "),
            rows(&r.serving, |p| serving(p, " för ")).join(", "),
            rows(&r.substitutes, Person::np).join(", "),
            rows(&r.officials, official).join(", ")
        );
        (format!("{}\n", wrap(&text, 84)), r.all())
    }),
    ("closed", |r| {
        let text = format!(
            "Närvarande förtroendevalda\n{}\n\nNärvarande tjänstepersoner\n{}\n",
            lines(rows(&r.members, |p| p.npr(", "))),
            lines(rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.officials.clone()].concat())
    }),
    ("closed", |r| {
        let m = &r.members;
        let text = format!(
            "Närvarande\nOrdförande:\n{}\n1:e vice ordförande:\n{}\n2:e vice ordförande:\n{}\nLedamöter:\n{}\nErsättare:\n{}\nÖvriga:\n{}\n",
            m[0].np(),
            m[1].np(),
            m[2].np(),
            lines(rows(&m[3..], Person::np)),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, official))
        );
        (text, [m.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("closed", |r| {
        let text = format!(
            "Ledamöter\n{}\n\nErsättare i tjänst\n{}\n\nErsättare utan tjänst\n{}\n\nFrån förvaltningen\n{}\n",
            lines(rows(&r.members, |p| p.npr(", "))),
            lines(rows(&r.serving, |p| serving(p, " ersätter "))),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, official))
        );
        (text, r.all())
    }),
    ("closed", |r| {
        let cell = |p: &Person| format!("{:<30}{:<6}X", p.name, p.party);
        let gone = |a: &String| a.replace(" (", "   ").replace(')', "");
        let text = format!(
            "{:<30}{:<6}Närv.   Ej närv.\n{}\n{:<44}X\n\nÖvriga deltagande\n{}\n",
            "Ledamot",
            "Parti",
            lines(rows(&r.members, cell)),
            gone(&r.absent[0]),
            lines(rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.officials.clone()].concat())
    }),
    ("closed", |r| {
        let list = [rows(&r.members, |p| p.npr(", ")), rows(&r.serving, |p| serving(p, " i stället för "))].concat();
        let text = format!(
            "Tjänstgörande\n{}\n\nIcke tjänstgörande ersättare\n{}\n\nMedverkande tjänstepersoner\n{}\n\nFörhinder\n{}\n",
            lines(list),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, |p| p.npr(" "))),
            lines(r.absent.clone())
        );
        (text, r.all())
    }),
    ("closed", |r| {
        let c = region(r, " ", " ersätter ");
        let text = format!(
            "Beslutande\nErsättare\n\n{}\n\n{}\n\nÖvriga närvarande\n{}\n",
            lines(c[0].clone()),
            lines(c[1].clone()),
            lines(rows(&r.officials, official))
        );
        (text, r.all())
    }),
    ("closed", |r| {
        let list = [rows(&r.members, |p| p.npr(", ")), rows(&r.serving, |p| serving(p, ", ers. för "))].concat();
        let text = format!(
            "NÄRVAROLISTA\nBeslutande {}\n\nEj tjg ersättare {}\n\nÖvriga {}\n",
            lines(list),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, |p| format!("{}, {}", p.role, p.name)))
        );
        (text, r.all())
    }),
    ("closed", |r| {
        let note = |p: &Person, i: usize| match i % 4 {
            1 => format!("{} §§ {}-{}, kl 13.00-14.30", p.npr(", "), r.first, r.first + 1),
            2 => format!("{} t o m § {}", p.npr(" "), r.first + 2),
            3 => format!("{} (ej § {})", p.npr(", "), r.first),
            _ => p.npr(", "),
        };
        let list: Vec<String> = r.members.iter().enumerate().map(|(i, p)| note(p, i)).collect();
        let text = format!(
            "Närvarande beslutande ledamöter\n{}\n\nNärvarande ersättare\n{}\n\nAdjungerade\n{}\n",
            lines(list),
            lines(rows(&r.substitutes, Person::np)),
            lines(rows(&r.officials, official))
        );
        (text, [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("closed", |r| {
        let dash = |list: Vec<String>| list.iter().map(|l| format!("- {l}")).collect::<Vec<_>>().join("\n");
        let text = format!(
            "Deltagande ledamöter:\n{}\n\nDeltagande ersättare:\n{}\n\nDeltagande tjänstemän:\n{}\n",
            dash(rows(&r.members, |p| p.npr(" - "))),
            dash(rows(&r.substitutes, Person::np)),
            dash(rows(&r.officials, |p| p.npr(" - ")))
        );
        (text, [r.members.clone(), r.substitutes.clone(), r.officials.clone()].concat())
    }),
    ("closed", |r| {
        let c = with_head(region(r, ", ", ", tjänstgör för "), &["Närvarande ledamöter", "Närvarande ersättare"]);
        (format!("{}\nNärvarande tjänstemän\n{}\n", beside(&c, 50), lines(rows(&r.officials, |p| p.npr(" ")))), r.all())
    }),
];
