//! `loggia keys reseal`: everything is sealed with the first line of the master key, so that the other lines can go.

use crate::config::Config;
use crate::database;
use engine::random::Random;
use std::time::Duration;
use store::ColumnProgress;
use tokio::time::Instant;

/// How often a long column says how far it is.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// How many places of unreadable values are listed.
const LISTED: usize = 10;

/// Seals everything with the first key; `say` is told how far it is. What to do next, when everything is.
///
/// **Errors** what is sealed with another key still, why, and the fix.
pub async fn reseal(config: &Config, say: impl Fn(&str)) -> Result<String, String> {
    let (store, master) = database::open(config, Random).await?;
    let ids: Vec<&str> = master.iter().map(|(id, _)| id).collect();
    let (first, others) = ids.split_first().ok_or("the master key holds no key")?;
    let mut last = Instant::now();
    let progress = |column: &ColumnProgress| {
        if column.is_done || last.elapsed() >= PROGRESS_EVERY {
            last = Instant::now();
            say(&format!(
                "{}: {} of {} looked at, {} resealed",
                column.column,
                column.seen,
                column.of.max(column.seen),
                column.resealed
            ));
        }
    };
    let columns = store.reseal(progress).await;
    let left = store.count_sealed_by_other_keys().await;
    store.close().await;
    let interrupted = |error| {
        format!("not everything was resealed: {error}. Run it again: what is done stays done.")
    };
    let (columns, left) = (columns.map_err(interrupted)?, left.map_err(interrupted)?);
    let unreadable: Vec<&str> = columns
        .iter()
        .flat_map(|column| &column.unreadable)
        .map(String::as_str)
        .collect();
    if !unreadable.is_empty() {
        return Err(unreadable_values(&unreadable));
    }
    if left > 0 {
        return Err(format!(
            "{left} values were sealed with another key while this ran: a server runs that has not the key {first} in the \
             first line of its master key. Restart it, and run this again."
        ));
    }
    let place = match config.master_key.value {
        Some(_) => "`master_key.value`".to_owned(),
        None => config.master_key.file.display().to_string(),
    };
    Ok(match others {
        [] => format!("Everything is sealed with {first}, the only key in {place}."),
        others => format!(
            "Everything is sealed with {first}. Take the other lines ({}) out of {place} and restart every server; keep them \
             as long as a backup from before.",
            others.join(", ")
        ),
    })
}

fn unreadable_values(places: &[&str]) -> String {
    let more = places.len().saturating_sub(LISTED);
    let list = places
        .iter()
        .take(LISTED)
        .map(|place| format!("\n  {place}"))
        .collect::<String>();
    let rest = if more == 0 {
        String::new()
    } else {
        format!("\n  and {more} more")
    };
    format!(
        "{} values are opened by no line of the master key, or were changed or moved:{list}{rest}\n\
         Put the line that sealed them back below the first, or restore these rows from a backup; then run this again. All \
         others are resealed.",
        places.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{config, folder};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use std::sync::Mutex;

    fn settings(url: &str, keys: &[(&str, u8)]) -> Config {
        let line = |(id, byte): &(&str, u8)| format!("{id} {}\n", STANDARD.encode([*byte; 32]));
        let keys: String = keys.iter().map(line).collect();
        config(&[("database.url", url), ("master_key.value", &keys)])
    }

    #[tokio::test]
    async fn it_says_which_lines_can_go() {
        let url = format!("sqlite:{}", folder("reseal").join("loggia.db").display());
        let (store, _) = database::open(&settings(&url, &[("old", 1)]), Random)
            .await
            .expect("it opens");
        store.close().await;
        let said = Mutex::new(Vec::new());
        let say = |line: &str| said.lock().expect("one thread").push(line.to_owned());
        let end = reseal(&settings(&url, &[("new", 2), ("old", 1)]), say)
            .await
            .expect("resealed");
        assert!(
            end.contains("sealed with new.") && end.contains("(old)"),
            "{end}"
        );
        let meta = "meta.value: 1 of 1 looked at, 1 resealed";
        let said = said.into_inner().expect("one thread");
        assert!(said.iter().any(|line| line == meta), "{said:?}");
        let end = reseal(&settings(&url, &[("new", 2)]), |_| {})
            .await
            .expect("nothing to do");
        assert!(end.contains("the only key"), "{end}");
        let reason = reseal(&settings(&url, &[("old", 1)]), |_| {})
            .await
            .expect_err("it went");
        assert!(reason.contains("master key"), "{reason}");
    }

    #[test]
    fn unreadable_values_are_named_and_counted() {
        let places: Vec<String> = (0..12).map(|n| format!("users.credentials/{n}")).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let reason = unreadable_values(&places);
        assert!(
            reason.starts_with("12 values") && reason.contains("credentials/9\n  and 2 more"),
            "{reason}"
        );
        assert!(!unreadable_values(&places[..2]).contains("more"));
    }
}
