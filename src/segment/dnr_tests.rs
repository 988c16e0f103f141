use super::*;

fn all(t: &str) -> Vec<String> {
    leading(t).map(|(v, _)| v).unwrap_or_default()
}

#[test]
fn many_forms() {
    for n in ["2024/14", "KS/2021:88-041", "MBN-2016-1203", "2011-000345", "BYGG.2016.233", "45/77-241", "203/33"] {
        assert_eq!(all(&format!("Dnr {n}")), [n]);
    }
    assert_eq!(all("Dnr: KS 2019/114, KS 2019/88"), ["KS 2019/114", "KS 2019/88"]);
    assert_eq!(all(" : | Dnr SN 2023/00077 och ALK 2022-19"), ["SN 2023/00077", "ALK 2022-19"]);
    assert_eq!(all("Diarienr MBN 2016-1203"), ["MBN 2016-1203"]);
    assert_eq!(all("2019/62"), ["2019/62"]);
    assert_eq!((all("1946/47."), all("1946/47")), (vec![], vec!["1946/47".to_string()]));
    let title = "Dnr 87/203-730   LÄRKAN";
    assert_eq!(leading(title), Some((vec!["87/203-730".into()], title.find("   L").unwrap())));
    assert_eq!(all("(Dnr 203)"), ["203"]);
    assert_eq!(following("  92/74 - 611").map(|n| n.0), Some(vec!["92/74 - 611".into()]));
    assert_eq!(following("92/74 Vik"), None);
    let behind = "(Dnr 1871/58 K.) Tomt nr 4";
    assert_eq!(leading(behind), Some((vec!["1871/58 K".into()], behind.find(" Tomt").unwrap())));
    let beside = "Val av sotare (D:nr 214/65.)";
    assert_eq!(trailing(beside), Some((14, vec!["214/65".into()])));
    assert_eq!(trailing("Ny väg (Dnr 45/1925. Handl. nr 12.)"), Some((8, vec!["45/1925".into()])));
    assert_eq!(trailing("Ny väg (D:nr 45/66, 312/65.)"), Some((8, vec!["45/66".into(), "312/65".into()])));
    assert_eq!(all("Dnr 2016/l203"), ["2016/1203"]);
    assert_eq!(all("KS 2018.0123"), ["KS 2018.0123"]);
    assert_eq!(all("KS 2019/114 Val av ombud"), ["KS 2019/114"]);
    assert_eq!(all("Dnr 63:114"), ["63:114"]);
    assert_eq!(all("Dnr A 12/63"), ["A 12/63"]);
    assert_eq!(all("Dnr Dlr2015/0123, Dir2015/0124"), ["Dlr2015/0123", "Dir2015/0124"]);
    for n in ["KS 2019 /114", "KS 2019/ 114", "K5 2019/114", "KS 2O19/1l4"] {
        assert_eq!(all(&format!("Dnr {n}")), ["KS 2019/114"], "{n}");
    }
    for line in ["Drir KS 2019/114", "DnrKS 2019/114", "Ddnr KS 2019/114", "Dmr KS 2019/114"] {
        assert_eq!(all(line), ["KS 2019/114"], "{line}");
    }
    assert_eq!(all("i Dnr 1998.140:113"), ["1998.140:113"]);
    assert_eq!(all("Diar. n:o 87/1909"), ["87/1909"]);
    assert_eq!(all("Dir 2020/3"), ["Dir 2020/3"]);
    assert_eq!(all("Dnr BN B 2016/12"), ["BN B 2016/12"]);
    assert_eq!(all("Dnr 2018/12 KS"), ["2018/12 KS"]);
    assert_eq!(all("Dlarienr Kn 1967/215"), ["Kn 1967/215"]);
    assert_eq!(all("Dnr 12/51 o. 96/51."), ["12/51", "96/51"]);
    assert_eq!(all("(D. n:o 17 o. 33.)"), ["17", "33"]);
    assert_eq!(all("Ä 06:231, 07:118"), ["06:231", "07:118"]);
    assert_eq!(all("Dnr 2005.310 020, 2006.52 021"), ["2005.310 020", "2006.52 021"]);
    for n in ["18RS123", "LS-LED18-123", "2018.114.KS", "2018KS0114"] {
        assert_eq!(all(n), [n]);
    }
}

#[test]
fn what_is_no_number() {
    for t in ["2021-02-09", "3-4", "12", "Dnr", "Läsåret 1978/79 börjar", "2020/21 års plan", "kl. 13.15", "2020-2021"]
    {
        assert!(leading(t).is_none(), "{t}: {:?}", leading(t));
    }
}

#[test]
fn after_a_title() {
    assert_eq!(trailing("Val av ombud Dnr KS 2019/114").unwrap().1, ["KS 2019/114"]);
    assert_eq!(trailing("Val av ombud (dnr 45/33)").unwrap().1, ["45/33"]);
    assert_eq!(trailing("Val av ombud [2016/15, 2016/3]").unwrap().1, ["2016/15", "2016/3"]);
    let t = "Val av ombud KS 2019/114";
    assert_eq!(trailing(t).map(|(i, v)| (&t[..i], v)).unwrap(), ("Val av ombud ", vec!["KS 2019/114".to_string()]));
    assert!(trailing("Bidrag till särskilda åtgärder 1978/79").is_none());
}

#[test]
fn words_are_policed() {
    data::police(WORDS, 1);
    data::police(SHAPE_LIST, 1);
    assert_eq!(SHAPES.len(), data::entries(SHAPE_LIST).count());
}
