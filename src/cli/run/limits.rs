//! Limits that a user sets to a run.

use std::str::FromStr;

use clap::Args;

/// What ends a run before all is done.
#[derive(Args, Debug, Clone)]
pub struct LimitArgs {
    /// End the run when more inputs than this, or than this share of all, failed wholly or in part
    #[arg(long, value_name = "N|P%")]
    max_failures: Option<MaxFailures>,
    /// End the run when the disk of the output has less room than this, MiB
    #[arg(long, default_value_t = 100, value_name = "MIB")]
    pub min_free: u64,
}

/// A number of failures, or a share.
#[derive(Debug, Clone, Copy, PartialEq)]
enum MaxFailures {
    Count(usize),
    Percent(f64),
}

impl FromStr for MaxFailures {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "give a number, such as 20, or per cent of the inputs, such as 5%".to_string();
        match text.strip_suffix('%') {
            Some(percent) => match percent.trim().parse() {
                Ok(p) if (0.0..=100.0).contains(&p) => Ok(MaxFailures::Percent(p)),
                _ => Err(wrong()),
            },
            None => text.parse().map(MaxFailures::Count).map_err(|_| wrong()),
        }
    }
}

impl LimitArgs {
    /// How many of so many inputs may fail.
    pub fn allowed_failures(&self, inputs: usize) -> Option<usize> {
        self.max_failures.map(|max| match max {
            MaxFailures::Count(count) => count,
            MaxFailures::Percent(percent) => (inputs as f64 * percent / 100.0) as usize,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_per_cent() {
        let allowed = |text: &str| {
            let limits = LimitArgs { max_failures: Some(text.parse().unwrap()), min_free: 0 };
            limits.allowed_failures(250)
        };
        assert_eq!(
            (allowed("0"), allowed("20"), allowed("5%"), allowed("0.1%")),
            (Some(0), Some(20), Some(12), Some(0))
        );
        for wrong in ["-1", "x", "101%", "%", ""] {
            assert!(wrong.parse::<MaxFailures>().is_err(), "{wrong}");
        }
    }
}
