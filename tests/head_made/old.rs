//! Printed minutes of about 1925 to 1965, and handwritten-manner minutes of 1900 to 1925 set in type: people in sentences.

use super::dice::{Dice, Names, after, day, month, write_date};
use super::make::{Made, PLACES, Person, Want, iso, old_records, pages, wrap};

fn person(name: &str, role: &str, capacity: &'static str) -> Person {
    Person { name: name.into(), role: Some(role.into()), affiliation: None, capacity, paragraphs: None }
}

/// The opening's words for a body, the body's name given out, and the organization, `{p}` the place.
const PRINTED: [(&str, &str, &str); 9] = [
    ("stadsfullmäktige i {p}", "Stadsfullmäktige", "{p} stad"),
    ("kommunalnämnden i {p} köping", "Kommunalnämnden", "{p} köping"),
    ("drätselkammaren i {p}", "Drätselkammaren", "{p} stad"),
    ("kommunalfullmäktige i {p} kommun", "Kommunalfullmäktige", "{p} kommun"),
    ("folkskolestyrelsen i {p} stad", "Folkskolestyrelsen", "{p} stad"),
    ("municipalnämnden i {p} municipalsamhälle", "Municipalnämnden", "{p} municipalsamhälle"),
    ("hälsovårdsnämnden i {p} stad", "Hälsovårdsnämnden", "{p} stad"),
    ("municipalfullmäktige i {p}", "Municipalfullmäktige", "{p} municipalsamhälle"),
    ("kommunalfullmäktige i {p} socken", "Kommunalfullmäktige", "{p} socken"),
];

const LEDGER: [(&str, &str, &str); 9] = [
    ("ordinarie kommunalstämma med {p} socken", "Kommunalstämman", "{p} socken"),
    ("kommunalstämma i {p}", "Kommunalstämman", "{p} kommun"),
    ("extra kommunalstämma i {p}", "Kommunalstämman", "{p} kommun"),
    ("kyrkostämma i {p} församling", "Kyrkostämman", "{p} församling"),
    ("ordinarie kyrkostämma med {p} församling", "Kyrkostämman", "{p} församling"),
    ("sammanträde med kommunalnämnden i {p}", "Kommunalnämnden", "{p} kommun"),
    ("sammanträde med skolrådet i {p} församling", "Skolrådet", "{p} församling"),
    ("sammanträde med fattigvårdsstyrelsen i {p} kommun", "Fattigvårdsstyrelsen", "{p} kommun"),
    ("allmän kommunalstämma med {p} kommun", "Kommunalstämman", "{p} kommun"),
];

fn body(dice: &mut Dice, from: &[(&'static str, &'static str, &'static str)], place: &str) -> (String, String, String) {
    let words: Vec<&str> = from.iter().map(|b| b.0).collect();
    let key = dice.pick(&words);
    let (w, organ, organization) = from.iter().find(|b| b.0 == key).copied().unwrap_or(from[0]);
    // Where the text says "i Sjöholm" alone, the organization is Sjöholms.
    let owner = if w.ends_with("{p}") { genitive(place) } else { place.to_string() };
    (w.replace("{p}", place), organ.to_string(), organization.replace("{p}", &owner))
}

/// A place as an organization bears it: names on consonants but s take the genitive.
fn genitive(place: &str) -> String {
    let plain = place.ends_with(['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö', 's', 'x', 'z']);
    if plain { place.to_string() } else { format!("{place}s") }
}

pub fn printed(dice: &mut Dice, names: &mut Names) -> Made {
    let place = PLACES[dice.roll(PLACES.len())];
    let date = day(dice, 1925, 1965);
    let (with, organ, organization) = body(dice, &PRINTED, place);
    let mut want =
        Want { organization: Some(organization), organ: Some(organ.clone()), date: iso(date), ..Want::default() };
    let (time, start) = [
        ("kl. 18.30", "18:30"),
        ("kl. 7 e. m.", "19:00"),
        ("kl. 19", "19:00"),
        ("kl. ½ 7 e. m.", "18:30"),
        ("klockan 10 f. m.", "10:00"),
        ("kl. 19,30", "19:30"),
    ][dice.roll(6)];
    want.start = Some(start.into());
    let room = dice.pick(&["å rådhuset", "i kommunalhuset", "å stadshuset", "å kommunalkontoret"]);
    let day = write_date(date, dice.pick(&["{w} den {d} {M} {y}", "den {d} {M} {y}", "{w} den {d} {b}. {y}"]));
    let opening = dice.pick(&[
        "Protokoll, hållet vid sammanträde med {b} {r} {d} {t}.",
        "Protokoll, fört vid sammanträde med {b} {d} {t} {r}.",
        "Protokoll fört vid {b} sammanträde {r} {d} {t}.",
        "PROTOKOLL hållet vid ordinarie sammanträde med {b} {d} {t} {r}.",
    ]);
    let genitive = opening.contains("{b} sammanträde");
    let with = match with.split_once(" i ") {
        // "fört vid stadsfullmäktiges i Vinby sammanträde": the body stands in the genitive.
        Some((b, rest)) if genitive => format!("{}s i {rest}", b.trim_end_matches('s')),
        _ => with,
    };
    let mut text =
        wrap(&opening.replace("{b}", &with).replace("{d}", &day).replace("{t}", time).replace("{r}", room), 64);
    text.push_str("\n\n");
    text.push_str(&wrap(&attendance(dice, names, &mut want), 68));
    text.push_str("\n\n");
    let first = if dice.one_in(2) { 1 } else { 1 + dice.roll(200) as u32 };
    let adjusters: Vec<Person> =
        want.people.iter().skip(1).filter(|p| p.capacity == "deciding").take(2).cloned().collect();
    want.adjusters = adjusters.iter().map(|p| p.name.clone()).collect();
    let both: Vec<&str> = want.adjusters.iter().map(String::as_str).collect();
    // "herrar Berg och Ek" are those of the list.
    let surname = |n: &&str| n.split(' ').next_back().unwrap_or("").to_string();
    let called: Vec<String> = match dice.one_in(3) {
        true if !both.iter().any(|n| n.contains(" von ") || n.contains(" af ")) => both.iter().map(surname).collect(),
        _ => both.iter().map(|n| n.to_string()).collect(),
    };
    let sentence = dice.pick(&[
        "Att jämte ordföranden justera dagens protokoll utsågos herrar {n}.",
        "Till justeringsmän för dagens protokoll utsågos herrar {n}.",
        "Till att jämte ordföranden justera dagens protokoll valdes herrar {n}.",
        "Herrar {n} utsågos att jämte ordföranden justera protokollet.",
        "Att justera dagens protokoll utsågos herrar {n}.",
    ]);
    let sentence = sentence.replace("{n}", &called.join(" och "));
    let label = dice.pick(&["§ {n}.", "§ {n}", "§ {n}."]);
    let last = first + 4;
    text.push_str(&old_records(dice, label, first, last, &[sentence]));
    let (chair, secretary) = (want.chair.clone().unwrap_or_default(), want.secretary.clone().unwrap_or_default());
    let adjusted = after(date, 4 + dice.roll(6) as i64);
    want.adjusted_date = iso(adjusted);
    let on = write_date(adjusted, "den {d} {M} {y}");
    text.push_str(&match dice.roll(3) {
        0 => format!(
            "Vid protokollet:\n\n{secretary}\n\nJusterat {on}:\n\n{chair}\n\n{}          {}\n",
            both[0], both[1]
        ),
        1 => format!("In fidem\n{secretary}\n\nJusterat {on}\n{chair}\n{}\n{}\n", both[0], both[1]),
        _ => {
            format!("Vid protokollet\n{secretary}.\n\nUppläst och justerat {on}.\n{chair}. {}. {}.\n", both[0], both[1])
        }
    });
    Made { pages: pages(&text), want }
}

/// "Närvarande: …", with the chair, members and officials in one sentence or two.
fn attendance(dice: &mut Dice, names: &mut Names, want: &mut Want) -> String {
    let count = 4 + dice.roll(6);
    let members: Vec<String> = (0..count).map(|_| names.initials(dice)).collect();
    let titles = ["fabrikör", "lantbrukare", "direktör", "handlande", "kyrkoherde", "lektor", "snickare", "disponent"];
    let titled = dice.one_in(2);
    let mut list: Vec<String> = Vec::new();
    let form = dice.roll(3);
    for (i, name) in members.iter().enumerate() {
        let officer = match i {
            0 => Some("ordförande"),
            1 if form != 2 => Some("vice ordförande"),
            _ => None,
        };
        let title = (titled && dice.one_in(2)).then(|| titles[dice.roll(8)]);
        let role = match (officer, title) {
            (Some(o), Some(t)) if form == 0 => format!("{t}, {o}"),
            (Some(o), Some(t)) => format!("{o}, {t}"),
            (Some(o), None) => o.to_string(),
            (None, Some(t)) => t.to_string(),
            (None, None) => "ledamot".to_string(),
        };
        let before = title.map_or(String::new(), |t| format!("{t}en ").replace("toren ", "torn "));
        let before = if title.is_some_and(|t| t.ends_with("ande") || t.ends_with("are") || t.ends_with("herde")) {
            format!("{}n ", title.unwrap_or_default())
        } else {
            before
        };
        list.push(match (form, officer) {
            (0, Some(o)) => format!("{before}{name}, {o}"),
            (_, Some(o)) if title.is_some() => format!("{o}n, {before}{name}"),
            (_, Some(o)) => format!("{o}n {name}"),
            _ => format!("{before}{name}"),
        });
        want.people.push(person(name, &role, "deciding"));
    }
    want.chair = Some(members[0].clone());
    let start = match form {
        0 => dice.pick(&["Närvarande: Herrar ", "Närvarande voro: herrar ", "Närvarande: "]),
        1 => dice.pick(&["Närvarande voro ", "Närvarande: ", "Vid sammanträdet voro närvarande "]),
        _ => dice.pick(&["Närvarande voro ", "Närvarande: ", "Tillstädes voro "]),
    };
    let mut out = match form {
        0 => format!("{start}{} och {}.", list[..count - 1].join(", "), list[count - 1]),
        1 => format!(
            "{start}{}, {} samt ledamöterna {} och {}.",
            list[0],
            list[1],
            list[2..count - 1].join(", "),
            list[count - 1]
        ),
        _ => format!("{start}{} samt ledamöterna {} och {}.", list[0], list[1..count - 1].join(", "), list[count - 1]),
    };
    out = out.replace("ledamöterna  och ", "ledamoten ");
    let secretary = names.initials(dice);
    want.secretary = Some(secretary.clone());
    if dice.one_in(2) {
        out.push_str(&format!(
            " {}{secretary}, sekreterare.",
            dice.pick(&["Dessutom närvar stadskamrer ", "Dessutom närvarande: kamrer ", "Dessutom närvar kamrer "])
        ));
        let title = if out.contains("stadskamrer ") { "stadskamrer, sekreterare" } else { "kamrer, sekreterare" };
        want.people.push(person(&secretary, title, "other"));
    }
    out
}

pub fn ledger(dice: &mut Dice, names: &mut Names) -> Made {
    let place = PLACES[dice.roll(PLACES.len())];
    let date = day(dice, 1900, 1925);
    let old = date.year() < 1906;
    let (with, organ, organization) = body(dice, &LEDGER, place);
    let mut want = Want { organization: Some(organization), organ: Some(organ), date: iso(date), ..Want::default() };
    let ordinal = match date.day() {
        1 | 21 | 31 => "sta",
        2 | 22 => "dra",
        3 | 23 => "dje",
        _ => "de",
    };
    let day = match dice.roll(4) {
        0 => format!("den {}:{ordinal} {} {}", date.day(), month(date), date.year()),
        1 => write_date(date, "{w} den {d} {M} {y}"),
        2 => format!("år {} den {} {}", date.year(), date.day(), month(date)),
        _ => write_date(date, "den {d} {M} {y}"),
    };
    let held = dice.pick(&["hållet vid", "fördt vid", "hållet å sockenstugan vid"]);
    let held = if old {
        held
    } else if held == "fördt vid" {
        "fört vid"
    } else {
        held
    };
    let mut text = wrap(&format!("Protokoll, {held} {with} {day}."), 60);
    text.push_str("\n\n");
    let (chair, one, two) = (old_name(dice, names), old_name(dice, names), old_name(dice, names));
    let titles = ["hemmansägaren", "nämndemannen", "handlanden", "lantbrukaren"];
    let adjust = dice.pick(&[
        "Till justeringsmän {v} {a} och {b}.",
        "Att justera dagens protokoll {v} {a} och {b}.",
        "Till att jämte ordföranden justera protokollet {v} {a} och {b}.",
        "{A} och {b} {v} att jämte ordföranden justera protokollet.",
    ]);
    let verb = dice.pick(&["utsågos", "valdes", "utsågos"]);
    let a = format!("{} {one}", titles[dice.roll(4)]);
    let b = format!("{} {two}", titles[dice.roll(4)]);
    let capital = a[..1].to_uppercase() + &a[1..];
    let adjust = adjust.replace("{v}", verb).replace("{a}", &a).replace("{b}", &b).replace("{A}", &capital);
    want.adjusters = vec![one.clone(), two.clone()];
    let lawful = if old {
        "Sedan kungörelsen upplästs, förklarades stämman behörigen utlyst."
    } else {
        "Förklarades sammanträdet behörigen utlyst."
    };
    let start = format!("{lawful} {adjust}");
    text.push_str(&old_records(dice, "§ {n}.", 1, 5, &[start]));
    let adjusted = after(date, 5 + dice.roll(10) as i64);
    want.adjusted_date = iso(adjusted);
    let on = write_date(adjusted, "den {d} {M} {y}");
    let bare = |n: &str| n.split(" i ").next().unwrap_or(n).to_string();
    want.chair = Some(bare(&chair));
    let of = if old { "Som ofvan." } else { "Som ovan." };
    let approved = if old { "Uppläst och godkändt" } else { "Uppläst och godkänt" };
    text.push_str(&match dice.roll(3) {
        0 => format!(
            "{of}\n\n{},\nordförande.\n\n{approved} {on}, intyga:\n\n{}.     {}.\n",
            bare(&chair),
            bare(&one),
            bare(&two)
        ),
        1 => {
            let secretary = old_name(dice, names);
            want.secretary = Some(bare(&secretary));
            format!(
                "{of}\n\nIn fidem\n{}\n\n{approved} {on}.\n{}, ordförande.\n{}.     {}.\n",
                bare(&secretary),
                bare(&chair),
                bare(&one),
                bare(&two)
            )
        }
        _ => format!("{of}\n{}\nordförande\n\nJusterat {on}:\n{}          {}\n", bare(&chair), bare(&one), bare(&two)),
    });
    Made { pages: pages(&text), want }
}

/// "Per Olsson i Råby", "A. Lind".
fn old_name(dice: &mut Dice, names: &mut Names) -> String {
    let given = ["Per", "Nils", "Olof", "Jöns", "Sven", "Anders", "Måns"];
    let family = names.initials(dice);
    let family = family.split(' ').next_back().unwrap_or("Ek").to_string();
    let farms = ["Råby", "Tjusta", "Östra By", "Norrgården", "Åkra"];
    match dice.roll(3) {
        0 => format!("{} {family}", given[dice.roll(7)]),
        1 => format!("{}. {family}", &given[dice.roll(4)][..1]),
        _ => format!("{} {family} i {}", given[dice.roll(7)], farms[dice.roll(5)]),
    }
}
