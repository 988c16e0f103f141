//! Forms and queries as browsers send them (`application/x-www-form-urlencoded`).

/// The fields of a form or query, in order. Bytes that are no UTF-8 become U+FFFD.
pub fn fields(text: &str) -> Vec<(String, String)> {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name, true), decoded(value, true))
    };
    text.split('&').filter(|p| !p.is_empty()).map(pair).collect()
}

/// The first field called `name`.
pub fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// Text with `%XX` made bytes, and `+` a space where `form` says so.
pub fn decoded(text: &str, form: bool) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&b) = bytes.get(at) {
        let hex = || bytes.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        match (b, hex()) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) if form => out.push(b' '),
            _ => out.push(b),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let all = fields("from=s%C3%A9k%26r&to=a+b%2B&empty=&x");
        assert_eq!(field(&all, "from"), Some("sék&r"));
        assert_eq!(field(&all, "to"), Some("a b+"));
        assert_eq!((field(&all, "empty"), field(&all, "x"), field(&all, "y")), (Some(""), Some(""), None));
        assert_eq!(decoded("a+%2e%zz%", false), "a+.%zz%");
    }
}
