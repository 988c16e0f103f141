//! The server: what is asked for, and what is answered.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use tiny_http::{Header, Method, Request, Response, Server};

use super::form::{decoded, field, fields};
use super::guard::Guard;
use super::pages::View;
use super::words::Words;
use crate::dataset::Dataset;
use crate::decisions::file::DecisionFile;
use crate::decisions::{Decision, Verdict};
use crate::error::{Error, Result};
use crate::export::{InputReport, escape_id};
use crate::ingest::OpenInput;
use crate::protocol::{Protocol, Source};
use crate::report::html::plain;
use crate::report::images::{Images, picture, picture_address};
use crate::report::overview::Overview;
use crate::report::protocol::{PagePicture, Pictures, render};
use crate::report::{manifest, prepare, protocol_of};

/// Largest form that is read, bytes.
const LARGEST: u64 = 64 * 1024;

/// A dataset under review.
pub struct Review {
    dataset: Dataset,
    /// Inputs that have a protocol, by the name of their page.
    inputs: BTreeMap<String, InputReport>,
    words: Words,
    file: DecisionFile,
    images: Option<Images>,
    /// Overview and lists.
    folder: tempfile::TempDir,
    /// The source that pictures were last made from.
    opened: Option<(String, OpenInput)>,
}

/// What is sent back.
struct Answer {
    status: u16,
    kind: &'static str,
    body: Vec<u8>,
    /// Where to go on.
    location: Option<String>,
}

impl Answer {
    fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Answer { status, kind, body: body.into(), location: None }
    }

    fn page(html: String) -> Self {
        Answer::new(200, "text/html; charset=utf-8", html)
    }

    fn plain(status: u16, text: &str) -> Self {
        Answer::new(status, "text/plain; charset=utf-8", format!("{text}\n"))
    }
}

impl Review {
    /// Reads the dataset once, one document at a time. Edits made with a confidence under `below` (0–1) are to be decided, too.
    ///
    /// # Errors
    /// Where the dataset is not finished, or another process writes to the file of decisions.
    pub fn open(dataset: Dataset, decisions: &Path, images: Option<Images>, below: f64) -> Result<Self> {
        let file = DecisionFile::open(decisions)?;
        let manifest = manifest(&dataset)?;
        let io = |e| Error::Io { path: std::env::temp_dir(), action: "write", source: e };
        let folder = tempfile::tempdir().map_err(io)?;
        prepare(folder.path())?;
        let mut overview = Overview::new(folder.path(), &manifest, true);
        let (mut words, mut inputs) = (Words::default(), BTreeMap::new());
        for input in manifest.inputs {
            match protocol_of(&dataset, &input)? {
                Some(protocol) => {
                    words.add(&protocol, below);
                    overview.add(&protocol, input.status)?;
                    inputs.insert(escape_id(&protocol.id), input);
                }
                None => overview.failed(&input)?,
            }
        }
        overview.finish()?;
        Ok(Review { dataset, inputs, words, file, images, folder, opened: None })
    }

    /// How many words there are to decide on.
    pub fn left(&self) -> usize {
        self.words.open(self.file.all()).len()
    }

    fn protocol(&self, name: &str) -> Option<Protocol> {
        protocol_of(&self.dataset, self.inputs.get(name)?).ok()?
    }

    fn get(&mut self, guard: &Guard, path: &str, query: &str) -> Answer {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            [""] => self.stored(&["index.html"]),
            ["review"] => Answer::page(self.words_page(guard, query, None)),
            ["decisions"] => Answer::page(self.view(guard, |view| view.decisions_page())),
            ["doc", name] => self.document(name.trim_end_matches(".html")),
            ["img", name, page] => self.image(name, page),
            other => self.stored(other),
        }
    }

    fn view<T>(&self, guard: &Guard, then: impl FnOnce(&View<'_>) -> T) -> T {
        let file = self.file.path().display().to_string();
        let protocol = |id: &str| self.protocol(&escape_id(id));
        then(&View {
            words: &self.words,
            decided: self.file.all(),
            file: &file,
            token: &guard.token,
            protocol: &protocol,
        })
    }

    fn words_page(&self, guard: &Guard, query: &str, trouble: Option<&str>) -> String {
        let fields = fields(query);
        let sheet = field(&fields, "sheet").and_then(|s| s.parse().ok()).unwrap_or(1);
        let asked = field(&fields, "from").zip(field(&fields, "to")).and_then(|(from, to)| self.words.get(from, to));
        self.view(guard, |view| view.words_page(sheet, asked, trouble))
    }

    /// A file of the overview.
    fn stored(&self, parts: &[&str]) -> Answer {
        let odd = |p: &&str| p.is_empty() || p.starts_with('.') || p.contains(['\\', ':', '\0']);
        let kind = match parts.last().and_then(|p| p.rsplit_once('.')) {
            Some((_, "html")) => "text/html; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "js")) => "text/javascript; charset=utf-8",
            _ => return Answer::plain(404, "there is no such page"),
        };
        if parts.iter().any(odd) {
            return Answer::plain(404, "there is no such page");
        }
        match std::fs::read(self.folder.path().join(parts.iter().collect::<PathBuf>())) {
            Ok(bytes) => Answer::new(200, kind, bytes),
            Err(_) => Answer::plain(404, "there is no such page"),
        }
    }

    fn document(&mut self, name: &str) -> Answer {
        let Some(protocol) = self.protocol(name) else { return Answer::plain(404, "there is no such document") };
        let picture =
            |index| (index, PagePicture { address: picture_address(&protocol.id, index), width: 0, height: 0 });
        let pictures: Pictures = match self.source(name, &protocol.source) {
            Some(opened) if opened.media_type().starts_with("image/") || opened.media_type() == "application/pdf" => {
                (0..opened.page_count()).map(picture).collect()
            }
            _ => Pictures::new(),
        };
        Answer::page(render(&protocol, &pictures, true))
    }

    /// The source of a document, opened; the last one stays open.
    fn source(&mut self, name: &str, source: &Source) -> Option<&OpenInput> {
        if self.opened.as_ref().is_none_or(|(open, _)| open != name) {
            self.opened = self.images.as_ref()?.source(source).map(|o| (name.to_string(), o));
        }
        self.opened.as_ref().map(|(_, opened)| opened)
    }

    fn image(&mut self, name: &str, page: &str) -> Answer {
        let none = || Answer::plain(404, "there is no such picture");
        let number = page.strip_suffix(".jpg").and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
        let Some(index) = number else { return none() };
        if self.opened.as_ref().is_none_or(|(open, _)| open != name) {
            let Some(protocol) = self.protocol(name) else { return none() };
            self.source(name, &protocol.source);
        }
        match self.opened.as_ref().and_then(|(_, opened)| picture(opened, index)) {
            Some((jpeg, ..)) => Answer::new(200, "image/jpeg", jpeg),
            None => none(),
        }
    }

    /// Takes a decision.
    fn decide(&mut self, guard: &Guard, form: &[(String, String)]) -> Answer {
        let back =
            field(form, "back").filter(|b| *b == "decisions" || b.starts_with("review?sheet=")).unwrap_or("review");
        let added = match self.decision(form) {
            Ok(decision) => self.file.add(decision).map_err(|e| e.to_string()),
            Err(trouble) => Err(trouble),
        };
        match added {
            Ok(()) => Answer { location: Some(back.to_string()), ..Answer::new(303, "text/plain; charset=utf-8", "") },
            Err(trouble) => {
                let query = back.split_once('?').map_or("", |(_, q)| q);
                Answer { status: 400, ..Answer::page(self.words_page(guard, query, Some(&trouble))) }
            }
        }
    }

    fn decision(&self, form: &[(String, String)]) -> std::result::Result<Decision, String> {
        if let Some(json) = field(form, "undo") {
            let undone: Decision = serde_json::from_str(json).map_err(|e| e.to_string())?;
            return Ok(Decision { decision: Verdict::Undo, ..undone });
        }
        let given = |name: &str| field(form, name).unwrap_or_default();
        let (from, proposed) = (given("from").to_string(), given("proposed").to_string());
        let word = self
            .words
            .get(&from, &proposed)
            .ok_or_else(|| format!("{from} → {proposed}: {}", plain("unknown-word")))?;
        let at = match given("scope") {
            "proposed" | "everywhere" => None,
            n => {
                let place = n.parse().ok().and_then(|n: usize| self.words.places(word).into_iter().nth(n));
                Some(place.ok_or_else(|| plain("unknown-word").to_string())?)
            }
        };
        let (decision, to) = match given("decision") {
            "accept" => (Verdict::Accept, Some(proposed.clone())),
            "reject" => (Verdict::Reject, None),
            "correct" => match given("to").trim() {
                "" => return Err(plain("say-what").into()),
                to => (Verdict::Correct, Some(to.to_string())),
            },
            _ => return Err(plain("unknown-word").into()),
        };
        let proposed = (given("scope") != "everywhere").then_some(proposed);
        Ok(Decision { from, proposed, decision, to, at, note: given("note").trim().into() })
    }

    fn answer(&mut self, guard: &Guard, request: &mut Request) -> Answer {
        if !guard.knows(header(request, "Host").as_deref()) {
            return Answer::plain(
                421,
                "this server answers only to its own address; open the one that justera review printed",
            );
        }
        let url = request.url().to_string();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        match request.method() {
            Method::Get | Method::Head => self.get(guard, &decoded(path, false), query),
            Method::Post if path == "/decide" => {
                let mut body = Vec::new();
                let read = request.as_reader().take(LARGEST + 1).read_to_end(&mut body);
                if read.is_err() || body.len() as u64 > LARGEST {
                    return Answer::plain(413, "the form is too large");
                }
                let form = fields(&String::from_utf8_lossy(&body));
                if !guard.trusts(header(request, "Origin").as_deref(), field(&form, "token")) {
                    return Answer::plain(403, "this form is not from a page of this server; load the page again");
                }
                self.decide(guard, &form)
            }
            _ => Answer::plain(405, "this cannot be done here"),
        }
    }
}

fn header(request: &Request, name: &'static str) -> Option<String> {
    request.headers().iter().find(|h| h.field.equiv(name)).map(|h| h.value.as_str().to_string())
}

/// What every answer carries: no other site may show these pages, and nothing is kept.
const HEADERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
];

fn respond(request: Request, answer: Answer) {
    let Answer { status, kind, body, location } = answer;
    let mut response = Response::from_data(body).with_status_code(status).with_chunked_threshold(usize::MAX);
    let own = [("Content-Type", kind)];
    let more = location.iter().map(|l| ("Location", l.as_str()));
    for (name, value) in HEADERS.into_iter().chain(own).chain(more) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // A browser that has gone away is no error.
    let _ = request.respond(response);
}

/// Serves the dataset on this machine's loopback until the process ends. Port 0 takes any that is free. `ready` is told the address.
/// Requests are answered one after another, so that decisions have one writer.
///
/// # Errors
/// [`Error::Usage`] where the port is taken.
pub fn serve(mut review: Review, port: u16, ready: &dyn Fn(&str, usize)) -> Result<()> {
    let taken = |e: &dyn std::fmt::Display| {
        Error::Usage(format!("--port {port}: cannot listen on it ({e}); give another, or 0 for any that is free"))
    };
    let server = Server::http((Ipv4Addr::LOCALHOST, port)).map_err(|e| taken(&e))?;
    let port = server.server_addr().to_ip().map_or(port, |a| a.port());
    let guard = Guard::new(port);
    ready(&format!("http://127.0.0.1:{port}/review"), review.left());
    loop {
        let mut request =
            server.recv().map_err(|e| Error::Io { path: "127.0.0.1".into(), action: "read", source: e })?;
        let answer = review.answer(&guard, &mut request);
        respond(request, answer);
    }
}
