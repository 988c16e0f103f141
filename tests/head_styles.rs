//! Heads of minutes in the manners of several times, written for this test; nobody in them is real.

#![allow(clippy::unwrap_used)]

use justera::page::TextLine;
use justera::protocol::Record;
use justera::protocol::{Capacity, Meeting};
use justera::segment::head::{HeadInput, present, read};

fn lines(text: &str) -> Vec<TextLine> {
    text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect()
}

fn head(cover: &str, furniture: &str, body: &str, tail: &str) -> Meeting {
    let (cover, furniture, body, tail) = (lines(cover), lines(furniture), lines(body), lines(tail));
    read(&HeadInput { cover: &cover, furniture: &furniture, body: &body, tail: &tail, ..HeadInput::default() })
}

fn of(head: &Meeting, capacity: Capacity) -> String {
    let list: Vec<&str> = head.attendance.iter().filter(|a| a.capacity == capacity).map(|a| a.name.as_str()).collect();
    list.join(", ")
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("")
}

#[test]
fn printed_minutes_of_the_fifties() {
    let h = head(
        "Protokoll, hållet vid sammanträde med kommunalnämnden i Vinby köping\nmåndagen den 25 november 1957 kl. 18.30 å kommunalkontoret.\n\nNärvarande: Herrar Karl Ekdal, ordförande, Nils Öström, vice ordförande, A. Lind-\nström, Gustav Åkerman, fru Elsa Bergvall samt såsom suppleant för herr Törnblom\nherr Oskar Svärd. Dessutom närvar kommunalkamrer Bertil Hallin, sekreterare.\n",
        "VINBY KÖPING\nKOMMUNALNÄMNDEN\nSammanträde den 25 november 1957",
        "§ 101\nAtt jämte ordföranden justera dagens protokoll utsågos herrar Öström och Åkerman.",
        "Vid protokollet:\n\nBertil Hallin\n\nJusterat den 29 november 1957:\n\nKarl Ekdal\n\nNils Öström          Gustav Åkerman",
    );
    assert_eq!((text(&h.organization), text(&h.organ)), ("Vinby köping", "Kommunalnämnden"));
    assert_eq!((text(&h.date), text(&h.start)), ("1957-11-25", "18:30"));
    assert_eq!((text(&h.chair), text(&h.secretary)), ("Karl Ekdal", "Bertil Hallin"));
    assert_eq!(h.adjusters, ["Nils Öström", "Gustav Åkerman"]);
    assert_eq!(h.adjusted.as_ref().map(|a| text(&a.date)), Some("1957-11-29"));
    assert_eq!(
        of(&h, Capacity::Deciding),
        "Karl Ekdal, Nils Öström, A. Lindström, Gustav Åkerman, Elsa Bergvall, Oskar Svärd"
    );
    assert_eq!(of(&h, Capacity::Other), "Bertil Hallin");
}

#[test]
fn printed_minutes_of_the_thirties() {
    let h = head(
        "Protokoll, fört vid Vinby stadsfullmäktiges\nsammanträde å rådhuset torsdagen den\n15 februari 1934 kl. 7 e. m.\n\nNärvarande: ordföranden, rådman K. Ekdal, vice ordföranden, fabrikör Nils Öström, samt\nledamöterna Andersson, Bergvall, fröken Ada Dahl och lektor S. Ek.\nFrånvarande: herrar Falk och Grön.\n",
        "",
        "§ 1.\nTill justeringsmän för dagens protokoll utsågos herrar Bergvall och Ek.",
        "In fidem\nOskar Svärd",
    );
    assert_eq!((text(&h.organization), text(&h.organ)), ("Vinby stad", "Stadsfullmäktige"));
    assert_eq!((text(&h.date), text(&h.start)), ("1934-02-15", "19:00"));
    assert_eq!((text(&h.chair), text(&h.secretary)), ("K. Ekdal", "Oskar Svärd"));
    assert_eq!(h.adjusters, ["Bergvall", "S. Ek"]);
    assert_eq!(of(&h, Capacity::Deciding), "K. Ekdal, Nils Öström, Andersson, Bergvall, Ada Dahl, S. Ek");
}

#[test]
fn labels_above_their_values() {
    let h = head(
        "Protokoll från tekniska nämndens arbetsutskott\n\nDatum och tid\nTisdag 10 maj 2022, kl. 13.15–15.40\n\nPlats\nFörrådet, rum A\n\nLedamöter\nAnna Berg (S), ordförande\nNils Ek (M)\n\nUtsedd att justera\nNils Ek (M)\n\nAnslag\nProtokollet är tillkännagivet på kommunens anslagstavla på webben\n2022-05-13 till och med 2022-06-04. Originalet förvaras i arkivet.\n",
        "Tekniska nämndens arbetsutskott     1/9\nProtokoll 2022-05-10",
        "Vinby kommun   •   Teknik och service",
        "",
    );
    assert_eq!((text(&h.organ), text(&h.organization)), ("Tekniska nämndens arbetsutskott", ""));
    let notice = h.notice.as_ref().unwrap();
    assert_eq!((text(&notice.posted), text(&notice.removed)), ("2022-05-13", "2022-06-04"));
}

#[test]
fn a_region_with_lists_side_by_side() {
    let h = head(
        "Tid: Tisdagen den 14 juni 2022 kl. 09.00-12.30, ajournering kl. 10.15-10.30\nPlats: Regionens hus, sal A\n\nNärvarande\nLedamöter            Ersättare\nAnna Berg (S), ordförande   Ola Alm (M), tjänstgörande ersättare för Bo Ek (M)\nNils Ek (M), 1:e vice ordförande Ida Dal (C)\nEva Ås (C)      Per Öst (V), §§ 51-53\nKarin von Essen (L), t.o.m. § 52\n\nÖvriga närvarande\nTom Alm, regiondirektör\nLisa Mård, kanslichef, sekreterare\n\nUtses att justera   Nils Ek\nJusteringens plats och tid  Regionens kansli, 2022-06-20\n\nSekreterare ........ Paragrafer §§ 50–61\n   Lisa Mård\nOrdförande ........\n   Anna Berg\n\nAnslagets uppsättande 2022-06-21  Anslagets nedtagande 2022-07-13\nFörvaringsplats: Regionens kansli\n",
        "Region Norrvik     PROTOKOLL     2 (12)\nRegionstyrelsen    2022-06-14",
        "",
        "",
    );
    assert_eq!((text(&h.organization), text(&h.organ)), ("Region Norrvik", "Regionstyrelsen"));
    assert_eq!((text(&h.start), text(&h.end), text(&h.place)), ("09:00", "12:30", "Regionens hus, sal A"));
    assert_eq!(of(&h, Capacity::Deciding), "Anna Berg, Nils Ek, Eva Ås, Karin von Essen, Ola Alm");
    assert_eq!(of(&h, Capacity::Substitute), "Ida Dal, Per Öst");
    assert_eq!(of(&h, Capacity::Other), "Tom Alm, Lisa Mård");
    assert_eq!((text(&h.chair), text(&h.secretary)), ("Anna Berg", "Lisa Mård"));
    let notice = h.notice.as_ref().unwrap();
    assert_eq!((text(&notice.posted), text(&notice.removed)), ("2022-06-21", "2022-07-13"));
    assert_eq!(text(&notice.custody), "Regionens kansli");
    let there = present(&h, &Record { paragraph: "54".into(), ..Record::default() }).unwrap();
    assert!(!there.contains(&"Karin von Essen".to_string()) && !there.contains(&"Per Öst".to_string()));
    assert_eq!(there.len(), 7);
}

#[test]
fn a_board_in_few_lines() {
    let h = head(
        "VINBY KOMMUN\nMiljö- och byggnadsnämnden\n\nPROTOKOLL 2016-09-20, kl. 13.15-16.05, Stadshuset, rum Gäddan\n\nNärvarande: Anna Berg (S) ordf., Nils Ek (M) v. ordf., Eva Ås (C), Karl-Erik Alm (KD) §§ 80-81, Bo Öst (V) tjg ers.\nEj tjänstgörande ersättare: Pia Dal (S), Ulf Lind (M)\nTjänstemän: Tom Alm, miljöchef, Ida Holm, nämndsekreterare\n\nJusterare: Nils Ek. Justering: Miljökontoret 2016-09-26.\nAnslag: 2016-09-27 - 2016-10-19. Protokollet förvaras på miljökontoret.\n\nDagordning\n80 Val av justerare\n81 Bygglov, Älgen 3:14\n82 Meddelanden\n",
        "",
        "",
        "",
    );
    assert_eq!((text(&h.organization), text(&h.organ)), ("Vinby kommun", "Miljö- och byggnadsnämnden"));
    assert_eq!((text(&h.date), text(&h.start), text(&h.end)), ("2016-09-20", "13:15", "16:05"));
    assert_eq!(of(&h, Capacity::Deciding), "Anna Berg, Nils Ek, Eva Ås, Karl-Erik Alm, Bo Öst");
    assert_eq!(of(&h, Capacity::Substitute), "Pia Dal, Ulf Lind");
    assert_eq!(h.attendance[3].paragraphs.as_deref(), Some(["80".to_string(), "81".to_string()].as_slice()));
    assert_eq!((text(&h.chair), text(&h.secretary)), ("Anna Berg", "Ida Holm"));
    assert_eq!(h.adjusters, ["Nils Ek"]);
    let adjusted = h.adjusted.as_ref().unwrap();
    assert_eq!((text(&adjusted.place), text(&adjusted.date)), ("Miljökontoret", "2016-09-26"));
    let notice = h.notice.as_ref().unwrap();
    assert_eq!((text(&notice.removed), text(&notice.custody)), ("2016-10-19", "miljökontoret"));
    let agenda: Vec<_> = h.agenda.iter().map(|a| (a.paragraph.as_str(), a.title.as_str())).collect();
    assert_eq!(agenda, [("80", "Val av justerare"), ("81", "Bygglov, Älgen 3:14"), ("82", "Meddelanden")]);
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(head("", "", "", ""), Meeting::default());
    assert_eq!(head("| \u{fffd} ~\n\n(((\n§", "%%%", "88888 § §§ -", "kl. den"), Meeting::default());
}

#[test]
fn a_name_crossed_by_a_signature_is_that_of_the_list() {
    let cover = |chair: &str| {
        format!(
            "Plats och tid Kommunhuset, kl. 13.00-15.00\n\nBeslutande Asta Bovik (S), ordförande\nEgil Fors (M), vice ordförande\n\n\
             Övriga närvarande Cleo Dalrot, nämndsekreterare\n\nJusterare Egil Fors\n\nUnderskrifter Sekreterare Cleo Dalrot Paragrafer §§ 1-9\n\n\
             Ordförande {chair}\n\nJusterare Egil Fors\n"
        )
    };
    let chair = |name: &str| text(&head(&cover(name), "", "", "").chair).to_string();
    assert_eq!(chair("Asta Bovik"), "Asta Bovik");
    assert_eq!(chair("Aszt TBolrik"), "Asta Bovik");
    // The list names the person in the chair for the day.
    assert_eq!(chair("Egil Fors"), "Egil Fors");
}

#[test]
fn a_place_stands_anywhere_among_day_and_time() {
    let forms = [
        "{p}, {t}",
        "{p} {t}",
        "{t}, {p}",
        "{t} {p}",
        "{p}, {d}, {t}",
        "{p}, {d} {t}",
        "{d} {t}\n{p}",
        "{d}, {t}\n{p}",
        "{p}\n{d}\n{t}",
        "{p}\n{d}, {t}",
        "{d}, {p}, {t}",
        "{d} {t}, {p}",
        "{d}, {t}, {p}",
        "{p} {d}, {t}",
        "{p}. {d} {t}",
        "{p}; {t}",
    ];
    let days = [
        "2023-04-04",
        "4 april 2023",
        "tisdagen den 4 april 2023",
        "tisdag 4 april 2023",
        "Tisdag den 4 april 2023",
        "tisdagen 2023-04-04",
    ];
    let times = ["kl. 08.30–11.45", "kl 08:30 - 11:45", "klockan 08.30-11.45", "Kl. 8.30-11.45"];
    let mut wrong = Vec::new();
    for place in [
        "Kommunhuset, sammanträdesrum Björken",
        "Rådhuset",
        "Digitalt via Teams",
        "Folkets hus, Stora salen",
        "Storgatan 4, Vinby",
    ] {
        for (i, form) in forms.iter().enumerate() {
            for (k, day) in days.iter().enumerate() {
                let time = times[(i + k) % times.len()];
                let value = form.replace("{p}", place).replace("{d}", day).replace("{t}", time);
                for gap in [" ", "\n", ": "] {
                    let h = head(
                        &format!("Plats och tid{gap}{value}\nBeslutande Anna Berg (S), ordförande\nEva Ås (C)\n"),
                        "",
                        "",
                        "",
                    );
                    if (text(&h.place), text(&h.start), text(&h.end)) != (place, "08:30", "11:45") {
                        wrong.push(format!("{gap:?} {value:?}: {:?} {:?} {:?}", h.place, h.start, h.end));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn printed_minutes_of_the_forties_in_sentences() {
    let h = head(
        "Protokoll fört vid hälsovårdsnämndens i Vinby köping sammanträde å stadshuset\ntisdagen den 3 mars 1942 kl. 7–9 e. m.\n\nVid sammanträdet förde herr Karl Ekdal ordet.\nNärvarande voro herrar Nils Öst, Per Lind och Aug. Berg\nsamt, i stället för herr Lo, suppleanten Ivar Sten. Vidare voro närvarande\nstadsläkaren Åke Bohlin och hälsovårdsinspektören Sven Rask.\n",
        "VINBY KÖPING",
        "§ 1\nUpplästes en skrivelse.\n§ 2\nUppdrogs åt herrar Öst och Lind att jämte ordföranden justera protokollet. Justeringen skall äga rum den 10 mars.",
        "Vid protokollet:\nBo Alm\n\nAtt protokollsjusteringen den 11 mars 1942 tillkännagivits å köpingens anslagstavla, intygar\nBo Alm",
    );
    assert_eq!((text(&h.start), text(&h.end)), ("19:00", "21:00"));
    assert_eq!((text(&h.chair), text(&h.secretary)), ("Karl Ekdal", "Bo Alm"));
    assert_eq!(h.adjusters, ["Nils Öst", "Per Lind"]);
    assert_eq!(h.adjusted.as_ref().map(|a| text(&a.date)), Some("1942-03-10"));
    assert_eq!(h.notice.as_ref().map(|n| text(&n.posted)), Some("1942-03-11"));
    assert_eq!(of(&h, Capacity::Deciding), "Nils Öst, Per Lind, Aug. Berg, Ivar Sten");
    assert_eq!(of(&h, Capacity::Other), "Åke Bohlin, Sven Rask");
}

#[test]
fn a_narrow_column_of_labels() {
    let h = head(
        "Plats och tid    Salen, kl. 13.00\nBeslutande       Anna Berg (S), ordförande\n                 Nils Ek (M)\nÖvriga           Tom Alm, kommunchef\nnärvarande       Ida Dal, sekreterare\nUtses att        Nils Ek\njustera\nPlats och dag    Kansliet 2011-04-12\n\nDatum för                          Datum för\nanslags uppsättande  2011-04-13    anslags nedtagande  2011-05-05\n",
        "",
        "",
        "Anna Berg förklarade sammanträdet avslutat kl. 15.20.",
    );
    assert_eq!((text(&h.secretary), text(&h.end)), ("Ida Dal", "15:20"));
    assert_eq!(h.adjusters, ["Nils Ek"]);
    assert_eq!(h.adjusted.as_ref().map(|a| (text(&a.date), text(&a.place))), Some(("2011-04-12", "Kansliet")));
    let notice = h.notice.as_ref().map(|n| (text(&n.posted), text(&n.removed)));
    assert_eq!(notice, Some(("2011-04-13", "2011-05-05")));
    assert_eq!(of(&h, Capacity::Other), "Tom Alm, Ida Dal");
}
