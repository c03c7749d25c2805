//! Colours in hexadecimal.

/// Red, green, blue and alpha in the fewest digits: no alpha where it is 255, one digit a channel where all are doubled.
pub(crate) fn shortest(channels: [u8; 4]) -> String {
    let used = if channels[3] == 255 { 3 } else { 4 };
    let doubled = channels[..used].iter().all(|each| each >> 4 == each & 15);
    let digits = channels[..used].iter().map(|channel| {
        if doubled {
            format!("{:x}", channel & 15)
        } else {
            format!("{channel:02x}")
        }
    });
    format!("#{}", digits.collect::<String>())
}
