-- Tables of long texts have row numbers of their own: without them SQLite spreads a text of a kilobyte over pages of four.

CREATE TABLE info (
  key TEXT PRIMARY KEY,             -- schema, version, manifest (SHA-256 of manifest.json)
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE protocols (            -- one source document
  id INTEGER PRIMARY KEY,
  protocol_id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  media_type TEXT NOT NULL,
  page_count INTEGER NOT NULL
);

CREATE TABLE pages (                -- pages count from 0 in the source
  protocol INTEGER NOT NULL REFERENCES protocols(id),
  page INTEGER NOT NULL,
  origin TEXT NOT NULL,
  status TEXT NOT NULL,
  error TEXT,
  language TEXT NOT NULL,
  ocr_signature TEXT NOT NULL,
  quality REAL NOT NULL,            -- predicted share of correct words, 0-1
  duplicate_of INTEGER,
  repeats_protocol_id TEXT,         -- the document of the batch that has the page too
  text TEXT NOT NULL,
  PRIMARY KEY (protocol, page)
);

CREATE TABLE furniture (
  protocol INTEGER NOT NULL,
  page INTEGER NOT NULL,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (protocol, page, position),
  FOREIGN KEY (protocol, page) REFERENCES pages(protocol, page)
) WITHOUT ROWID;

CREATE TABLE variants (             -- where two readings of a page differ in substance
  protocol INTEGER NOT NULL,
  page INTEGER NOT NULL,
  position INTEGER NOT NULL,
  other_protocol_id TEXT,           -- null: the same document
  other_page INTEGER NOT NULL,
  line INTEGER NOT NULL,
  kept TEXT NOT NULL,
  other TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (protocol, page, position),
  FOREIGN KEY (protocol, page) REFERENCES pages(protocol, page)
) WITHOUT ROWID;

CREATE TABLE edits (
  protocol INTEGER NOT NULL,
  position INTEGER NOT NULL,
  page INTEGER NOT NULL,
  line INTEGER NOT NULL,
  start_byte INTEGER NOT NULL,      -- UTF-8 bytes in the raw line
  end_byte INTEGER NOT NULL,
  from_text TEXT NOT NULL,
  to_text TEXT NOT NULL,
  kind TEXT NOT NULL,
  confidence REAL NOT NULL,
  applied INTEGER NOT NULL,         -- 0: a suggestion
  source TEXT NOT NULL,
  PRIMARY KEY (protocol, position),
  FOREIGN KEY (protocol, page) REFERENCES pages(protocol, page)
) WITHOUT ROWID;

CREATE TABLE warnings (
  protocol INTEGER NOT NULL REFERENCES protocols(id),
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  page INTEGER,
  paragraph INTEGER,
  PRIMARY KEY (protocol, position)
) WITHOUT ROWID;

CREATE TABLE meetings (
  id INTEGER PRIMARY KEY,
  protocol INTEGER NOT NULL REFERENCES protocols(id),
  position INTEGER NOT NULL,
  organization TEXT,
  organ TEXT,
  date TEXT,                        -- ISO 8601
  start_time TEXT,                  -- HH:MM
  end_time TEXT,
  place TEXT,
  chair TEXT,
  secretary TEXT,
  adjusted_date TEXT,
  adjusted_place TEXT,
  notice_posted TEXT,
  notice_removed TEXT,
  notice_custody TEXT,
  first_paragraph TEXT,             -- as the cover page states them
  last_paragraph TEXT
);

CREATE TABLE adjusters (
  meeting INTEGER NOT NULL REFERENCES meetings(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (meeting, position)
) WITHOUT ROWID;

CREATE TABLE signers (
  meeting INTEGER NOT NULL REFERENCES meetings(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (meeting, position)
) WITHOUT ROWID;

CREATE TABLE attendance (
  meeting INTEGER NOT NULL REFERENCES meetings(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT,
  affiliation TEXT,
  capacity TEXT NOT NULL,
  whole_meeting INTEGER NOT NULL,   -- 0: the paragraphs of attendance_paragraphs alone
  page INTEGER,
  line INTEGER,
  PRIMARY KEY (meeting, position)
) WITHOUT ROWID;

CREATE TABLE attendance_paragraphs (
  meeting INTEGER NOT NULL,
  attendee INTEGER NOT NULL,
  position INTEGER NOT NULL,
  paragraph TEXT NOT NULL,
  PRIMARY KEY (meeting, attendee, position),
  FOREIGN KEY (meeting, attendee) REFERENCES attendance(meeting, position)
) WITHOUT ROWID;

CREATE TABLE agenda (
  meeting INTEGER NOT NULL REFERENCES meetings(id),
  position INTEGER NOT NULL,
  paragraph TEXT NOT NULL,
  title TEXT NOT NULL,
  page TEXT,                        -- as printed
  PRIMARY KEY (meeting, position)
) WITHOUT ROWID;

CREATE TABLE agenda_dnr (
  meeting INTEGER NOT NULL,
  item INTEGER NOT NULL,
  position INTEGER NOT NULL,
  dnr TEXT NOT NULL,
  PRIMARY KEY (meeting, item, position),
  FOREIGN KEY (meeting, item) REFERENCES agenda(meeting, position)
) WITHOUT ROWID;

CREATE TABLE records (              -- one paragraph (§)
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings(id),
  position INTEGER NOT NULL,
  paragraph TEXT NOT NULL,
  number INTEGER NOT NULL,
  suffix TEXT,
  label TEXT NOT NULL,
  label_raw TEXT NOT NULL,
  title TEXT,
  decision TEXT NOT NULL,
  vote_yes INTEGER,                 -- null: no vote
  vote_no INTEGER,
  vote_abstain INTEGER,
  immediately_adjusted INTEGER NOT NULL,
  present_known INTEGER NOT NULL,
  ends TEXT NOT NULL,
  repeated_protocol_id TEXT,        -- where the record stands in another document of the batch
  repeated_paragraph TEXT,
  quality REAL NOT NULL
);

CREATE TABLE record_pages (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  page INTEGER NOT NULL,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE record_dnr (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  dnr TEXT NOT NULL,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE sections (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  heading TEXT,
  text TEXT NOT NULL,
  PRIMARY KEY (record, position)
);

CREATE TABLE section_spans (        -- raw lines it was read from; line_end is one past the last
  record INTEGER NOT NULL,
  section INTEGER NOT NULL,
  position INTEGER NOT NULL,
  page INTEGER NOT NULL,
  line_start INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  PRIMARY KEY (record, section, position),
  FOREIGN KEY (record, section) REFERENCES sections(record, position)
) WITHOUT ROWID;

CREATE TABLE clauses (              -- of the decision
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (record, position)
);

CREATE TABLE ballots (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  affiliation TEXT,
  choice TEXT NOT NULL,
  person TEXT,                      -- name in the attendance, where one is meant
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE motions (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE motion_movers (
  record INTEGER NOT NULL,
  motion INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  affiliation TEXT,
  PRIMARY KEY (record, motion, position),
  FOREIGN KEY (record, motion) REFERENCES motions(record, position)
) WITHOUT ROWID;

CREATE TABLE reservations (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  affiliation TEXT,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE recusals (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  affiliation TEXT,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE recipients (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE basis (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  date TEXT,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE present (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE record_references (
  record INTEGER NOT NULL REFERENCES records(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  organ TEXT,
  paragraph TEXT NOT NULL,
  date TEXT,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;

-- What the full-text index reads: records_fts keeps no text of its own.
CREATE VIEW records_text AS
SELECT id, title,
  (SELECT group_concat(dnr, ', ') FROM (SELECT dnr FROM record_dnr WHERE record = r.id ORDER BY position)) AS dnr,
  decision,
  (SELECT group_concat(text, char(10, 10)) FROM
    (SELECT text FROM sections WHERE record = r.id AND kind <> 'decision' AND text <> '' ORDER BY position)) AS text
FROM records r;

-- Case, dots, rings and accents make no difference: MATCH 'sakerhet' finds "Säkerhet".
CREATE VIRTUAL TABLE records_fts USING fts5(
  title, dnr, decision, text,
  content='records_text', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);

-- The same words with their dots and rings, to say which records have a word as it was asked for.
CREATE VIRTUAL TABLE records_exact USING fts5(
  title, dnr, decision, text,
  content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0"
);

-- Words that no dictionary has, by what remains when letters that OCR mistakes for each other are taken for one.
CREATE TABLE unknown_words (
  blurred TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (blurred, word)
) WITHOUT ROWID;

-- Records with what one most often wants to know beside them.
CREATE VIEW records_all AS
SELECT p.protocol_id, m.organization, m.organ, m.date, r.*
FROM records r JOIN meetings m ON m.id = r.meeting JOIN protocols p ON p.id = m.protocol;
