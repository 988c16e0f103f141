//! Typewritten minutes, about 1955 to 1985.

use super::dice::{Dice, Names, after, clock, day, write_date};
use super::make::{Made, PLACES, Person, Want, iso, note, old_records, pages};

pub fn make(dice: &mut Dice, names: &mut Names) -> Made {
    let place = PLACES[dice.roll(PLACES.len())];
    let date = day(dice, 1955, 1985);
    let municipality =
        if date.year() < 1971 { dice.pick(&["kommun", "köping", "stad", "landskommun"]) } else { "kommun" };
    let organization = format!("{place} {municipality}");
    let organ = dice.pick(&[
        "Skolstyrelsen",
        "Kommunalnämnden",
        "Byggnadsnämnden",
        "Kommunstyrelsen",
        "Hälsovårdsnämnden",
        "Sociala centralnämnden",
        "Kommunalfullmäktige",
    ]);
    let first = 1 + dice.roll(60) as u32;
    let last = first + 4 + dice.roll(3) as u32;
    let word = dice.pick(&["§ {n}", "Paragraf {n}", "§ {n}."]);
    let mut want = Want {
        organization: Some(organization.clone()),
        organ: Some(organ.into()),
        date: iso(date),
        ..Want::default()
    };
    let written = write_date(
        date,
        dice.pick(&["{i}", "den {d} {M} {y}", "{d}/{m} {y}", "{d}.{m}.{y}", "{w} den {d} {M} {y}", "{d}/{m} -{s}"]),
    );
    let mut text =
        format!("{}\n{}\nSAMMANTRÄDESPROTOKOLL\n{written}\n\n", organization.to_uppercase(), organ.to_uppercase());
    let room =
        dice.pick(&["Kommunalkontoret", "Skolkontoret", "Stadshotellet, Lilla salen", "Kommunalhuset, sessionssalen"]);
    want.place = Some(room.into());
    let start = 9 * 60 + 30 * dice.roll(22);
    let end = start + 60 + 5 * dice.roll(24);
    (want.start, want.end) = (Some(clock(start, ":")), Some(clock(end, ":")));
    let (from, to) = (clock(start, "."), clock(end, "."));
    match dice.roll(3) {
        0 => text.push_str(&format!("Plats: {room}\nTid: kl {from}-{to}\n\n")),
        1 => text.push_str(&format!("Tid och plats: {written} kl {from} - {to}, {room}\n\n")),
        _ => text.push_str(&format!("Plats och tid\n{room}, kl. {from}-{to}\n\n")),
    }
    people(dice, names, &mut want, &mut text, (first, last));
    let members: Vec<String> = want
        .people
        .iter()
        .skip(1)
        .filter(|p| p.capacity == "deciding")
        .take(1 + dice.roll(2))
        .map(|p| p.name.clone())
        .collect();
    want.adjusters = members.clone();
    let adjusted = after(date, 3 + dice.roll(8) as i64);
    let adjusters = members.join(" och ");
    let sentence = dice.pick(&[
        "{o} utser {n} att jämte ordföranden justera protokollet.",
        "Att jämte ordföranden justera dagens protokoll utsågs {n}.",
        "Till justerare utses {n}.",
        "Till att justera dagens protokoll valdes {n}.",
        "{n} utsågs att jämte ordföranden justera dagens protokoll.",
        "Till justeringsmän utsågs {n}.",
    ]);
    let opening = sentence.replace("{o}", organ).replace("{n}", &adjusters);
    text.push_str(&old_records(dice, word, first, last, &[opening]));
    let (chair, secretary) = (want.chair.clone().unwrap_or_default(), want.secretary.clone().unwrap_or_default());
    want.adjusted_date = iso(adjusted);
    let day = write_date(adjusted, dice.pick(&["{i}", "den {d} {M} {y}", "den {d}/{m} {y}"]));
    text.push_str(&match dice.roll(3) {
        0 => format!("Vid protokollet\n\n{secretary}\n\nJusteras {day}\n\n{chair}\n{}\n", members.join("\n")),
        1 => format!("Vid protokollet:\n{secretary}\n\nJusterat {day}:\n\n{chair}     {}\n", members.join("     ")),
        _ => format!(
            "Vid protokollet\n{secretary}\nsekreterare\n\nJusterat den {}\n{chair}\nordförande\n{}\n",
            write_date(adjusted, "{d} {M} {y}"),
            members.join("\n")
        ),
    });
    Made { pages: pages(&text), want }
}

fn people(dice: &mut Dice, names: &mut Names, want: &mut Want, text: &mut String, (first, last): (u32, u32)) {
    let parties = ["s", "c", "m", "fp", "vpk", "h", "bf"];
    let with_party = dice.one_in(2);
    let count = 5 + dice.roll(5);
    let mut lists: [Vec<String>; 3] = Default::default();
    for i in 0..count {
        let role = match i {
            0 => "ordförande",
            1 => "vice ordförande",
            _ => "ledamot",
        };
        let party = with_party.then(|| parties[dice.roll(7)].to_string());
        let name = names.full(dice);
        let mut line = name.clone();
        if let Some(p) = &party {
            line.push_str(&format!(" ({p})"));
        }
        line.push_str(match (i, dice.roll(2)) {
            (0, 0) => ", ordf.",
            (0, _) => ", ordförande",
            (1, 0) => ", v ordf",
            (1, _) => ", vice ordförande",
            _ => "",
        });
        let mut paragraphs = None;
        if i > 1 && dice.one_in(7) {
            let (n, set) = note(dice, first, last);
            line.push_str(&format!(", {n}"));
            paragraphs = Some(set);
        }
        lists[0].push(line);
        want.people.push(Person {
            name,
            role: Some(role.into()),
            affiliation: party,
            capacity: "deciding",
            paragraphs,
        });
    }
    for _ in 0..dice.roll(3) {
        let name = names.full(dice);
        lists[1].push(name.clone());
        want.people.push(Person {
            name,
            role: Some("suppleant".into()),
            affiliation: None,
            capacity: "substitute",
            paragraphs: None,
        });
    }
    let titles = ["skolchef", "kommunalkamrer", "byggnadsinspektör", "stadsarkitekt", "rektor"];
    let name = names.full(dice);
    let title = titles[dice.roll(5)];
    lists[2].push(format!("{name}, {title}"));
    want.people.push(Person { name, role: Some(title.into()), affiliation: None, capacity: "other", paragraphs: None });
    let secretary = names.full(dice);
    lists[2].push(format!("{secretary}, sekreterare"));
    want.people.push(Person {
        name: secretary.clone(),
        role: Some("sekreterare".into()),
        affiliation: None,
        capacity: "other",
        paragraphs: None,
    });
    (want.chair, want.secretary) = (Some(want.people[0].name.clone()), Some(secretary));
    let head = dice.pick(&["Närvarande", "Beslutande", "Ledamöter", "Närvarande ledamöter"]);
    let gap = dice.pick(&["\n", ": ", " ", ":\n"]);
    let labels = [
        head,
        dice.pick(&["Suppleanter", "Ej tjänstgörande suppleanter", "Närvarande suppleanter"]),
        dice.pick(&["Övriga närvarande", "Övriga", "Tjänstemän", "Dessutom närvarande"]),
    ];
    for (label, list) in labels.iter().zip(&lists).filter(|(_, l)| !l.is_empty()) {
        text.push_str(&format!("{label}{gap}{}\n\n", list.join("\n")));
    }
}
