//! One meeting: when and where, who was there, and its list of matters.

use serde::{Deserialize, Serialize};

use super::*;

/// One meeting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Meeting {
    /// "Älvsjö kommun".
    pub organization: Option<String>,
    /// The deciding body: "Kommunstyrelsen".
    pub organ: Option<String>,
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// `HH:MM`.
    #[schemars(extend("pattern" = "^[0-2][0-9]:[0-5][0-9]$"))]
    pub start: Option<String>,
    /// `HH:MM`.
    #[schemars(extend("pattern" = "^[0-2][0-9]:[0-5][0-9]$"))]
    pub end: Option<String>,
    /// As printed.
    pub place: Option<String>,
    /// Name.
    pub chair: Option<String>,
    /// Name.
    pub secretary: Option<String>,
    /// Justerare, by name.
    pub adjusters: Vec<String>,
    /// When and where the minutes were adjusted.
    pub adjusted: Option<Adjusted>,
    /// ANSLAG/BEVIS.
    pub notice: Option<Notice>,
    /// As the cover page states it.
    pub paragraph_range: Option<ParagraphRange>,
    /// Who was there.
    pub attendance: Vec<Attendee>,
    /// Who signs, as the block of signatures or the end of the minutes prints it.
    #[serde(default)]
    pub signers: Vec<Signer>,
    /// Where the fields above stand, by their names: "date", "adjusted.place", "notice.posted".
    #[serde(default)]
    pub sources: BTreeMap<String, FieldSource>,
    /// Ärendelista.
    pub agenda: Vec<AgendaItem>,
    /// §-records in order of the text.
    pub records: Vec<Record>,
}

impl Meeting {
    /// Those whom a list of attendance names; the others are named in the text alone and are no whole list.
    pub fn listed(&self) -> impl Iterator<Item = &Attendee> {
        self.attendance.iter().filter(|a| !a.named_in_text)
    }
}

/// Justering.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Adjusted {
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// As printed.
    pub place: Option<String>,
}

/// ANSLAG/BEVIS.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Notice {
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub posted: Option<String>,
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub removed: Option<String>,
    /// Where the minutes are kept, as printed.
    pub custody: Option<String>,
}

/// First and last § as the cover page states them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ParagraphRange {
    /// "31"
    pub first: String,
    /// "39"
    pub last: String,
}

/// In what capacity somebody attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// Beslutande.
    Deciding,
    /// Ersättare who does not serve.
    Substitute,
    /// Övriga närvarande.
    Other,
}

/// One person of the attendance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Attendee {
    /// Name without party and role.
    pub name: String,
    /// "ordförande", "ledamot", "förbundsdirektör".
    pub role: Option<String>,
    /// Party or municipality.
    pub affiliation: Option<String>,
    /// Beslutande, ersättare, övrig.
    pub capacity: Capacity,
    /// §§ attended, or null for the whole meeting.
    pub paragraphs: Option<Vec<String>>,
    /// Page that names them.
    #[serde(default)]
    pub page: Option<usize>,
    /// Raw line of that page.
    #[serde(default)]
    pub line: Option<usize>,
    /// Whether no list names them, but the text does: who chairs, writes, adjusts, signs, speaks, moves, votes, reserves or recuses themselves. Such names are
    /// a part of the true attendance, and `present` does not count them.
    #[serde(default)]
    pub named_in_text: bool,
    /// The name as the list reads, where the readings of the whole document show that to be damaged; null where the name is given as listed.
    #[serde(default)]
    pub read_as: Option<String>,
}

/// Somebody who signs the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Signer {
    /// As printed beside the signature.
    pub name: String,
    /// `chair`, `secretary` or `adjuster`.
    #[schemars(extend("enum" = ["chair", "secretary", "adjuster"]))]
    pub role: String,
}

/// One line of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AgendaItem {
    /// "31", "14 B".
    pub paragraph: String,
    /// As printed.
    pub title: String,
    /// Diarienummer.
    pub dnr: Vec<String>,
    /// Page or page range as printed.
    pub page: Option<String>,
}
