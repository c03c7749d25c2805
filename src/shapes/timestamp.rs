//! Points in time as the service writes them.

use serde::{Deserialize, Serialize, Serializer};

/// A point in time on the wire.
///
/// **Units**: seconds since 1970-01-01T00:00:00Z, with a fraction. A whole second is written without one.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub f64);

/// Up to here every whole number of seconds is exact in an `f64`, and fits an `i64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < EXACT {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_seconds_are_written_without_a_fraction() {
        #[track_caller]
        fn check(seconds: f64, expect: &str) {
            let text = serde_json::to_string(&Timestamp(seconds)).expect("a number is always JSON");
            assert_eq!(text, expect);
            assert_eq!(
                serde_json::from_str::<Timestamp>(&text).expect("reads back"),
                Timestamp(seconds)
            );
        }
        check(0.0, "0");
        check(1_524_628_110.0, "1524628110");
        check(1_524_628_110.29, "1524628110.29");
        check(-1.5, "-1.5");
    }
}
