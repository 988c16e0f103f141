//! Who may ask: a browser on this machine, from a page of this server.
//!
//! The server listens on the loopback alone. A page of the web that is open in the same browser could still send requests here, under a name of
//! its own that is made to lead here (DNS rebinding) or with a form: the `Host` must be this server's own, and what changes something must
//! come from a page of its own (`Origin`) and carry the token that stands in its forms.

use std::hash::{BuildHasher, Hasher, RandomState};

use crate::export::sha256_hex;

/// What requests are held against.
#[derive(Debug, Clone)]
pub struct Guard {
    hosts: [String; 2],
    /// Stands in every form.
    pub token: String,
}

impl Guard {
    /// A guard for the server on this port, with a token of its own.
    pub fn new(port: u16) -> Self {
        // The standard library's hash keys come from the system's random source.
        let parts: Vec<String> = (0..4u64)
            .map(|n| {
                let mut hasher = RandomState::new().build_hasher();
                hasher.write_u64(n);
                hasher.finish().to_string()
            })
            .collect();
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        Guard { hosts, token: sha256_hex(parts.join(" ").as_bytes()) }
    }

    /// Whether a request with this `Host` is meant for this server.
    pub fn knows(&self, host: Option<&str>) -> bool {
        host.is_some_and(|h| self.hosts.iter().any(|own| h.eq_ignore_ascii_case(own)))
    }

    /// Whether a request that changes something comes from a page of this server. Programs other than browsers send no origin.
    pub fn trusts(&self, origin: Option<&str>, token: Option<&str>) -> bool {
        let own = |o: &str| self.hosts.iter().any(|host| o.eq_ignore_ascii_case(&format!("http://{host}")));
        origin.is_none_or(own) && token == Some(self.token.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_pages_are_trusted() {
        let guard = Guard::new(8017);
        assert!(guard.knows(Some("127.0.0.1:8017")) && guard.knows(Some("LOCALHOST:8017")));
        for host in [
            None,
            Some("127.0.0.1"),
            Some("127.0.0.1:80"),
            Some("evil.example:8017"),
            Some("127.0.0.1:8017.evil.example"),
        ] {
            assert!(!guard.knows(host), "{host:?}");
        }
        let token = Some(guard.token.as_str());
        assert!(guard.trusts(Some("http://127.0.0.1:8017"), token) && guard.trusts(None, token));
        assert!(!guard.trusts(Some("http://evil.example"), token) && !guard.trusts(Some("null"), token));
        assert!(!guard.trusts(Some("http://127.0.0.1:8017"), Some("")) && !guard.trusts(None, None));
        assert_ne!(guard.token, Guard::new(8017).token);
    }
}
