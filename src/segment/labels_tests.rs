use super::*;

fn read(line: &str) -> Option<Label> {
    parse(0, line, || None)
}
fn best(line: &str) -> Option<(u32, Option<char>)> {
    read(line).and_then(|l| l.readings.first().map(|r| (r.number, r.suffix)))
}

#[test]
fn clean_labels() {
    for (line, number, suffix) in [
        ("§ 31", 31, None),
        ("§31", 31, None),
        ("  § 31 Dnr KS 2019/114", 31, None),
        ("Ks § 31", 31, None),
        ("§ 45/23", 45, None),
        ("§ 14 B Dnr KS 2021/41", 14, Some('B')),
        ("§ 14b", 14, Some('B')),
        ("Paragraf 5", 5, None),
        ("5 §", 5, None),
        ("§ 12. Val av justerare", 12, None),
        ("§7 2020/3", 7, None),
        ("KS 3 7", 7, None),
        ("- § 218. Dnr 305.", 218, None),
        ("' § 5.", 5, None),
        ("RS $5129 Svar på motion", 129, None),
    ] {
        let l = read(line).unwrap();
        assert!(l.readings.iter().any(|r| (r.number, r.suffix) == (number, suffix)), "{line}: {l:?}");
    }
}

#[test]
fn damaged_labels() {
    for (line, number) in [("812 Dnr KS 2021/6", 12), ("8113", 113), ("8 13", 13), ("$1.", 1), ("82.", 2), ("S 4", 4)] {
        let l = read(line).unwrap();
        assert!(l.readings.iter().any(|r| r.number == number), "{line}: {l:?}");
        assert_eq!(l.sign, Sign::Damaged);
    }
    assert!(read("§l2").unwrap().readings.iter().any(|r| r.number == 12));
    assert!(read("§148B").unwrap().readings.iter().any(|r| (r.number, r.suffix) == (14, Some('B'))));
}

#[test]
fn the_sign_after_the_number() {
    for (line, number, suffix) in
        [("81 § Val", 81, None), ("14 B §", 14, Some('B')), ("5 §. Val av ombud", 5, None), ("12 §", 12, None)]
    {
        let l = read(line).unwrap();
        assert_eq!((l.sign, best(line)), (Sign::After, Some((number, suffix))), "{line}");
    }
    let ways = |line: &str| -> Vec<(Sign, u32)> {
        parse_all(0, line, || None).map(|l| (l.sign, l.readings[0].number)).collect()
    };
    assert_eq!(ways("818 Val"), [(Sign::Damaged, 18), (Sign::After, 81)]);
    assert_eq!(ways("81 $ Val"), [(Sign::Damaged, 1), (Sign::After, 81)]);
    assert!(ways("84 $Yttrande över planen").contains(&(Sign::After, 84)));
    assert!(read("- § 12 Val av ombud").is_none() && read("- §§ 12").is_none());
    assert!(ways("28a8 Belysning vid grinden").contains(&(Sign::After, 28)));
    assert!(ways("8 B 58 Bygglov").contains(&(Sign::After, 8)));
    assert!(!ways("84 Yttranden").contains(&(Sign::After, 84)));
    assert_eq!(ways("12 $ och mer"), []);
    assert_eq!(ways("ss § Yttrande över planen"), [(Sign::After, 55)]);
    assert_eq!(ways("l §. Val af ordförande"), [(Sign::After, 1)]);
    assert!(ways("I § kommunallagen").is_empty() && !ways("I § 12 Val").contains(&(Sign::After, 1)));
    assert!(ways("12 kronor").is_empty() && ways("45 § kommunallagen").len() == 1);
}

#[test]
fn a_sign_read_as_a_figure_and_as_a_sign() {
    let l = read("248§ Val av sotare").unwrap();
    assert_eq!(l.readings.iter().map(|r| r.number).collect::<Vec<_>>(), [248, 24]);
    assert!(l.readings[0].cost < l.readings[1].cost);
    assert_eq!(read("248 §").unwrap().readings.len(), 1, "a blank parts number and sign");
}

#[test]
fn signs_of_old_print() {
    for line in ["§. 12.", "{§.12.}", "[§ 12]", "$. 12.", "{$.12.}"] {
        assert_eq!(best(line), Some((12, None)), "{line}");
    }
    let l = read("{§.12.} Val").unwrap();
    assert_eq!(&"{§.12.} Val"[l.readings[0].end..], " Val");
}

#[test]
fn ranges_lists_and_sums_are_no_labels() {
    for line in ["§§ 31–39", "§ 31-39", "8 976 500 kronor", "§ 5 och 6", "8 kap. 3 §", "380 000", "2021-02-09"] {
        assert!(best(line).is_none(), "{line}: {:?}", read(line));
    }
}

#[test]
fn the_word_above_its_number() {
    let l = parse(3, "ParagrafVal av sotare", || Some((5, "7T".into()))).unwrap();
    assert_eq!((l.number_line, l.readings.iter().any(|r| r.number == 7)), (5, true));
    assert!(parse(0, "Paragrafen justeras omedelbart.", || Some((1, "2".into()))).is_none());
}

#[test]
fn a_repeated_head_says_that_it_goes_on() {
    assert!(read("§ 31 (forts.)").unwrap().continued);
    assert!(read("§ 31 forts").unwrap().continued);
    let lettered = read("§ 9 a. Från länet hade kommit ett bud").unwrap();
    assert_eq!((lettered.readings[0].number, lettered.readings[0].suffix), (9, Some('A')));
    for line in ["Forts Ks § 31", "Forts. § 31", "(Forts. § 31)", "Forts. från § 31"] {
        assert_eq!(read(line).map(|l| (l.continued, l.readings[0].number)), Some((true, 31)), "{line}");
    }
}

#[test]
fn data_is_policed() {
    data::police(SIGNS, 2);
    data::police(PREFIXES, 2);
    assert_eq!(SIGN_TABLE.len(), data::rows(SIGNS).count());
}
