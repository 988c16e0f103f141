//! A label with the lines of its value.

use super::fields::Label;
use crate::page::TextLine;

/// One line of a field's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub text: String,
    pub after_blank: bool,
}

/// A label with its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub label: &'static Label,
    pub values: Vec<Value>,
    /// In a block of signatures.
    pub signature: bool,
    /// The label stands beside that of the entry before it, as over two columns.
    pub beside: bool,
}

impl Entry {
    /// The value as one line; with `one_block`, only up to the first blank line after its start.
    pub fn text(&self, one_block: bool) -> String {
        let mut out = String::new();
        for (i, v) in self.values.iter().enumerate() {
            if one_block && i > 0 && v.after_blank {
                break;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(v.text.trim());
        }
        out
    }
}

/// Lines as the values of one field.
pub(super) fn values(lines: &[TextLine]) -> Vec<Value> {
    let mut blank = false;
    let mut out = Vec::new();
    for line in lines {
        let text = line.text.replace('\t', " ").trim().to_string();
        if text.is_empty() {
            blank = true;
        } else {
            out.push(Value { text, after_blank: std::mem::take(&mut blank) });
        }
    }
    out
}
