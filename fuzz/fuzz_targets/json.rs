//! Any bytes as the JSON that the program reads back: a protocol, a manifest, a journal's line. What can be read is written the same again.
#![no_main]

use justera::dataset::journal::Done;
use justera::export::{Manifest, record_lines, text_of};
use justera::protocol::Protocol;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(protocol) = serde_json::from_slice::<Protocol>(data) {
        let lines = record_lines(&protocol.id, &protocol.meetings).expect("what was read can be written");
        assert_eq!(lines.lines().count(), protocol.meetings.iter().map(|m| m.records.len()).sum::<usize>());
        assert!(text_of(&protocol).ends_with('\n'));
        let again = serde_json::to_vec(&protocol).expect("what was read can be written");
        assert_eq!(serde_json::from_slice::<Protocol>(&again).expect("what was written can be read"), protocol);
    }
    drop(serde_json::from_slice::<Manifest>(data));
    drop(serde_json::from_slice::<Done>(data));
});
