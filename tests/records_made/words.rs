//! What made minutes say. All places, persons and matters are invented.

pub const TOWNS: &[&str] = &["Vinterbo", "Råsjö", "Ekhult", "Norra Skönvik", "Åbylund", "Tegelmåla", "Östanfors"];
pub const FIRST_NAMES: &[&str] = &["Ada", "Bo", "Cilla", "Dag", "Ebba", "Folke", "Gunvor", "Hjalmar", "Åsa", "Örjan"];
pub const LAST_NAMES: &[&str] = &[
    "Almqvist",
    "Berglund",
    "Cederholm",
    "Dahlbäck",
    "Ekström",
    "Fagerhult",
    "Granlöf",
    "Hårdh",
    "Nyström",
    "Åkerlind",
];
pub const PARTIES: &[&str] = &["S", "M", "C", "V", "KD", "L", "MP", "SD"];
pub const PLACES: &[&str] =
    &["Prästgården 3:14", "Tallbacken 2:7", "kvarteret Lärkan", "Norra hamnen", "Sågverkstomten", "Åkerby 1:12"];
pub const MATTERS: &[&str] = &[
    "bidrag till bygdegårdsföreningen",
    "anslag för reparation av landsvägsbron",
    "upplåtelse av mark för hamnmagasin",
    "ny taxa för vatten och avlopp",
    "ändrade öppettider på biblioteket",
    "utökad skolskjutstrafik i ytterområdena",
    "belysning längs gång- och cykelvägen",
    "förvärv av fastighet",
    "överenskommelse om räddningsvärn",
    "renovering av simhallens reningsanläggning",
    "riktlinjer för färdtjänst och riksfärdtjänst",
    "inköp av brandspruta",
];
pub const MODERN_TITLES: &[&str] = &[
    "Svar på medborgarförslag om {m}",
    "Motion från {n} ({p}) om {m}",
    "Ansökan om {m}",
    "Årsredovisning {y}",
    "Delårsrapport per 31 augusti {y}",
    "Detaljplan för {l}, beslut om samråd",
    "Budget {y} med plan för kommande år",
    "Revidering av § 4 i reglementet för {o}",
    "Yttrande över remiss avseende {m}",
    "Anmälan av delegationsbeslut",
    "Meddelanden",
    "Informationsärenden",
    "Ekonomi",
    "Uppföljning av {m} samt förslag till fortsatt arbete med {m} i enlighet med tidigare beslut",
    "Avsägelse från {n} och fyllnadsval av ersättare i {o}",
    "Internkontrollplan {y}",
    "Bygglov för nybyggnad av enbostadshus på fastigheten {l}",
    "IT-drift och systemförvaltning – val av driftsform",
    "Medfinansiering av projektet \"Hållbar {t}\"",
    "Sammanträdesdagar {y}",
    "Fastställande av dagordning",
    "Övriga frågor",
    "Rapporter",
    "Taxor och avgifter 1–3 kvartalet {y}",
    "Begäran om utökad ram, 2,5 miljoner kronor",
];
pub const OLD_TITLES: &[&str] = &[
    "Val av justeringsmän",
    "Anslag till {m}",
    "Framställning från {n} om {m}",
    "Skrivelse angående {m}",
    "Granskning av räkenskaperna för år {y}",
    "Utdebitering",
    "Ansökan om {m}",
    "Val av revisorer",
    "Vägunderhåll",
];
pub const PLAIN: &[&str] = &[
    "Förvaltningen har utrett frågan och bedömer att kostnaderna ryms inom beslutad ram.",
    "Av utredningen framgår att behovet väntas öka under de kommande åren.",
    "Ärendet har beretts av arbetsutskottet, som inte haft något att invända.",
    "Samråd har skett med berörda fastighetsägare och med länsstyrelsen.",
    "{n} redogör för ärendet och svarar på frågor från ledamöterna.",
    "Föreningen har ansökt om 250 000 kronor för det kommande året.",
    "Kostnaden beräknas till 8 976 500 kronor, varav hälften belastar innevarande år.",
    "Nuvarande avtal löper ut den 31 december {y} och kan förlängas med tolv månader.",
    "Verksamheten bedrivs i dag i tillfälliga lokaler vid {l}.",
    "Synpunkter har inkommit från 14 boende, de flesta positiva till förslaget.",
    "Enligt 5 kap. 45 § kommunallagen (2017:725) ska underrättelse ske inom föreskriven tid.",
    "Beslutet fattas med stöd av § 4 i reglementet för intern kontroll, antaget {y}.",
    "Frågan behandlades senast i kommunstyrelsen 2019-02-12 § 14 och återremitterades då.",
    "Som framgår av KSAU § 12/2019 saknas medel i årets budget.",
    "Vid tillsynen noterades brister enligt 8 kap. 11 § plan- och bygglagen.",
    "Delegationsbeslut §§ 12–45 för perioden redovisas i särskild förteckning.",
    "I § 3 andra stycket stadgas att medlem äger rätt till ersättning.",
];
pub const OLD_PLAIN: &[&str] = &[
    "Ordföranden föredrog en från {n} inkommen skrivelse i ämnet.",
    "Efter någon diskussion, därunder olika meningar gjorde sig gällande, blev beslutet enhälligt.",
    "Kostnaden härför vore beräknad till 1 450 kronor, vilket belopp skulle utgå ur kommunens kassa.",
    "Till handlingarna lades länsstyrelsens utslag av den 12 maj {y}.",
    "Frågan hade bordlagts vid föregående sammanträde, § 7.",
    "Såsom skäl anfördes att vägen vore i så dåligt skick, att den ej kunde befaras.",
    "Enligt § 23 i gällande stadga ägde nämnden härom besluta.",
    "Vederbörande hade hörts i saken och lämnat sitt bifall.",
];
pub const CLAUSES: &[&str] = &[
    "godkänna förvaltningens redovisning",
    "bevilja föreningen ett bidrag om 250 000 kronor",
    "ge förvaltningen i uppdrag att återkomma med en kostnadsberäkning",
    "avslå ansökan",
    "anta riktlinjerna att gälla från och med den 1 januari {y}",
    "lägga informationen till handlingarna",
    "paragrafen justeras omedelbart",
    "återremittera ärendet för ytterligare beredning",
    "finansiera kostnaden ur kommunstyrelsens anslag till förfogande",
];
pub const SUMMARY: &[&str] = &["Sammanfattning av ärendet", "Sammanfattning"];
pub const BACKGROUND: &[&str] =
    &["Bakgrund", "Ärendebeskrivning", "Beskrivning av ärendet", "Bedömning", "Ekonomiska konsekvenser"];
pub const MOTIONS: &[&str] = &["Yrkanden", "Yrkande", "Förslag på sammanträdet"];
pub const PROCEDURE: &[&str] = &["Propositionsordning", "Beslutsgång", "Proposition"];
pub const VOTE: &[&str] = &["Votering", "Omröstning", "Omröstningsresultat"];
pub const RESERVATION: &[&str] = &["Reservation", "Reservationer"];
pub const RECUSAL: &[&str] = &["Jäv"];
pub const STATEMENT: &[&str] = &["Protokollsanteckning", "Särskilt yttrande"];
pub const BASIS: &[&str] = &["Beslutsunderlag", "Underlag", "Handlingar i ärendet"];
pub const RECIPIENTS: &[&str] =
    &["Beslutsexpediering", "Beslutet skickas till", "Expedieras till", "Delges", "Kopia till"];
pub const APPEAL: &[&str] = &["Hur man överklagar", "Besvärshänvisning"];
pub const RECEIVERS: &[&str] =
    &["Ekonomienheten", "Sökanden", "Akten", "Samhällsbyggnadskontoret", "Revisorerna", "Kommunfullmäktige"];
pub const PAPERS: &[&str] = &[
    "Tjänsteskrivelse 2019-03-01",
    "Kommunstyrelsens arbetsutskott 2019-02-12 § 14",
    "KSAU § 12/2019",
    "Ansökan, ink 2019-01-15",
    "Protokollsutdrag § 8/2019 från samhällsbyggnadsnämnden",
    "Utredning om kostnader, rapport 3",
    "Skrivelse från {n} den 4 april 2019",
];
