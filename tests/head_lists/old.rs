//! Ways in which minutes before about 1970 say who was there: in sentences, in short columns, or nowhere but in what they did and signed.

use crate::modern::Layout;
use crate::roster::{Person, Roster, rows, wrap};

fn and(list: &[String]) -> String {
    match list {
        [first @ .., last] if !first.is_empty() => format!("{} och {last}", first.join(", ")),
        _ => list.concat(),
    }
}

fn names(people: &[Person]) -> Vec<String> {
    rows(people, |p| p.name.clone())
}

/// Whom minutes without a list name: who chairs, writes and adjusts.
fn few(r: &Roster) -> Vec<Person> {
    vec![r.members[0].clone(), r.members[1].clone(), r.members[2].clone(), r.secretary().clone()]
}

/// Those of the list, and the secretary, who signs.
fn members(r: &Roster) -> Vec<Person> {
    [r.members.as_slice(), &r.officials].concat()
}

/// The text before "§ 1", what § 1 says, and the signatures, divided by form feeds.
fn whole(open: &str, adjust: &str, end: &str) -> String {
    format!("{open}\u{c}{adjust}\u{c}{end}")
}

fn elected(r: &Roster) -> String {
    format!(
        "Att jämte ordföranden justera dagens protokoll utsågos herrar {} och {}.",
        r.members[1].name, r.members[2].name
    )
}

fn signed(r: &Roster) -> String {
    format!(
        "Vid protokollet:\n{}\n\nJusteras:\n{}\n{}   {}\n",
        r.secretary().name,
        r.members[0].name,
        r.members[1].name,
        r.members[2].name
    )
}

pub const OPEN: [Layout; 10] = [
    ("undersigned and gentlemen", |r| {
        let text =
            format!("Närvarande: ordföranden {} samt herrar {}.", r.members[0].name, and(&names(&r.members[1..])));
        (whole(&wrap(&text, 60), &elected(r), &signed(r)), members(r))
    }),
    ("ordföranden herr", |r| {
        let text = format!(
            "Närvarande voro: ordföranden herr {} samt ledamöterna herrar {}. Frånvarande: herr {}.",
            r.members[0].name,
            and(&names(&r.members[1..])),
            r.absent[0]
        );
        (whole(&wrap(&text, 64), &elected(r), &signed(r)), members(r))
    }),
    ("Hrr with ordf.", |r| {
        let text = format!("Närvarande: Hrr {} (ordf.), {}.", r.members[0].name, and(&names(&r.members[1..])));
        (whole(&wrap(&text, 64), &elected(r), &signed(r)), members(r))
    }),
    ("a column of names", |r| {
        let text = format!("Närvarande:\n{}, ordförande\n{}", r.members[0].name, names(&r.members[1..]).join("\n"));
        (whole(&text, &elected(r), &signed(r)), members(r))
    }),
    ("initials without periods", |r| {
        let bare = |n: &String| n.replace('.', "");
        let list: Vec<Person> = r.members.iter().map(|p| Person { name: bare(&p.name), ..p.clone() }).collect();
        let text = format!("Närvarande: ordföranden {} samt herrar {}.", list[0].name, and(&names(&list[1..])));
        let adjust = format!("Att justera dagens protokoll utsågos herrar {} och {}.", list[1].name, list[2].name);
        let end = format!("Som ovan\n{}\n\nJusterat:\n{}\n{}\n", list[0].name, list[1].name, list[2].name);
        (whole(&wrap(&text, 60), &adjust, &end), list)
    }),
    ("herr before every name", |r| {
        let list = rows(&r.members[1..], |p| format!("herr {}", p.name));
        let text = format!("Vid sammanträdet voro närvarande: herr {}, ordförande, {}.", r.members[0].name, and(&list));
        (whole(&wrap(&text, 66), &elected(r), &signed(r)), members(r))
    }),
    ("besides, an official", |r| {
        let text = format!(
            "Närvarande: ordföranden {} och ledamöterna {}. Dessutom närvoro: kamreraren {}.",
            r.members[0].name,
            and(&names(&r.members[1..])),
            r.secretary().name
        );
        (whole(&wrap(&text, 66), &elected(r), &signed(r)), r.all())
    }),
    ("no list: elected and signed", |r| (whole("", &elected(r), &signed(r)), few(r))),
    ("no list: in fidem", |r| {
        let adjust = format!(
            "{} och {} utsågs att jämte ordföranden justera protokollet.",
            r.members[1].name, r.members[2].name
        );
        let end = format!(
            "In fidem\n{}\n\nUppläst och godkänt\n{}\nordförande\n\nJusterat\n{}    {}\n",
            r.secretary().name,
            r.members[0].name,
            r.members[1].name,
            r.members[2].name
        );
        (whole("", &adjust, &end), few(r))
    }),
    ("no list: the chair in the text", |r| {
        let adjust = format!(
            "Ordföranden, herr {}, förklarade sammanträdet öppnat.\nTill justeringsmän utsågos herrar {} och {}.",
            r.members[0].name, r.members[1].name, r.members[2].name
        );
        let end = format!(
            "Vid protokollet\n{}\n\nJusteras: {}\n{}\n",
            r.secretary().name,
            r.members[1].name,
            r.members[2].name
        );
        (whole("", &adjust, &end), few(r))
    }),
];

/// Not looked into while the rules were made: only their total is known.
pub const CLOSED: [Layout; 6] = [
    ("closed", |r| {
        let text = format!(
            "Vid sammanträdet närvoro ordföranden direktör {}, vice ordföranden {} samt herrar {}.",
            r.members[0].name,
            r.members[1].name,
            and(&names(&r.members[2..]))
        );
        (whole(&wrap(&text, 60), &elected(r), &signed(r)), members(r))
    }),
    ("closed", |r| {
        let titles = ["hr", "fru", "frk", "hr"];
        let list: Vec<String> =
            r.members.iter().enumerate().map(|(i, p)| format!("{} {}", titles[i % 4], p.name)).collect();
        let text = format!("Närvarande ledamöter: {}.", list.join(", "));
        (whole(&wrap(&text, 60), &elected(r), &signed(r)), members(r))
    }),
    ("closed", |r| {
        let adjust = format!("Nämnden utsåg {} och {} att justera protokollet.", r.members[1].name, r.members[2].name);
        let end = format!(
            "Vid protokollet:\n\n{}\n\nJusteras:\n\n{}          {}\nordförande\n\n{}\n",
            r.secretary().name,
            r.members[0].name,
            r.members[1].name,
            r.members[2].name
        );
        (whole("", &adjust, &end), few(r))
    }),
    ("closed", |r| {
        let adjust = format!("Till justeringsmän valdes {} samt {}.", r.members[1].name, r.members[2].name);
        let end = format!(
            "Rätt protokollfört intygar\n{}\nsekreterare\n\nJusterat den 4 mars:\n/{}/\nordf.\n/{}/  /{}/\n",
            r.secretary().name,
            r.members[0].name,
            r.members[1].name,
            r.members[2].name
        );
        (whole("", &adjust, &end), few(r))
    }),
    ("closed", |r| {
        let text = format!(
            "Närvarande: {} (ordförande)\n{}\nFörhindrad: {}",
            r.members[0].name,
            rows(&r.members[1..], |p| format!("            {}", p.name)).join("\n"),
            r.absent[0]
        );
        (whole(&text, &elected(r), &signed(r)), members(r))
    }),
    ("closed", |r| {
        let text = format!("Tillstädes voro undertecknad, ordförande, samt herrar {}.", and(&names(&r.members[1..])));
        let end = format!(
            "Som ovan\n{}\nordförande\n\nJusterat:\n{}. {}.\n",
            r.members[0].name, r.members[1].name, r.members[2].name
        );
        // The undersigned chair signs.
        (whole(&wrap(&text, 60), &elected(r), &end), r.members.clone())
    }),
];
