//! Sealing anew what an older key sealed, so that the older key can go.

use crate::sealed_column::{ALL, SealedColumn};
use crate::value::{Row, Value, values};
use crate::{Result, Store, Write};

/// What became of one column whose values are sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnProgress {
    /// `<table>.<column>`
    pub column: String,
    /// How many values the column had at first.
    pub of: u64,
    /// How many were looked at so far.
    pub seen: u64,
    /// How many the first key sealed anew.
    pub resealed: u64,
    /// The places of values that no key of the ring opens, or that were moved there; they stay as they are.
    pub unreadable: Vec<String>,
    /// Whether this is all of the column.
    pub is_done: bool,
}

impl Store {
    /// Seals anew with the first key whatever another sealed, a page of rows at a time, and tells `progress` after each
    /// page. What is done is durable: who was interrupted begins again and finds less to do. Servers may run meanwhile,
    /// if they have the first key too.
    pub async fn reseal(
        &self,
        mut progress: impl FnMut(&ColumnProgress),
    ) -> Result<Vec<ColumnProgress>> {
        let mut all = Vec::with_capacity(ALL.len());
        for column in ALL {
            all.push(self.reseal_column(column, &mut progress).await?);
        }
        Ok(all)
    }

    /// How many values another than the first key seals, readable or not.
    pub async fn count_sealed_by_other_keys(&self) -> Result<u64> {
        let mut count = 0;
        for column in ALL {
            let mut after = column.first_key();
            while let Some(page) = self.page(column, &after).await? {
                count += page.iter().filter(|value| !self.is_current(value)).count() as u64;
                after = last_key(page);
            }
        }
        Ok(count)
    }

    async fn reseal_column(
        &self,
        column: &'static SealedColumn,
        progress: &mut impl FnMut(&ColumnProgress),
    ) -> Result<ColumnProgress> {
        let row = self.row(column.count, values![]).await?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        let mut resealed = ColumnProgress {
            column: column.name(),
            of: u64::try_from(count).unwrap_or(0),
            seen: 0,
            resealed: 0,
            unreadable: Vec::new(),
            is_done: false,
        };
        let mut after = column.first_key();
        while let Some(page) = self.page(column, &after).await? {
            let mut writes = Vec::new();
            for value in &page {
                resealed.seen += u64::from(value.sealed.is_some());
                let Some(sealed) = &value.sealed else {
                    continue;
                };
                if self.seal().is_by_first_key(sealed) {
                    continue;
                }
                let key: Vec<&str> = value.key.iter().map(String::as_str).collect();
                let place = column.of(&key);
                match self.seal().open(&place, sealed) {
                    Ok(plain) => {
                        writes.push(replace(column, value, Value::Sealed { place, plain }))
                    }
                    Err(_) => resealed.unreadable.push(place.to_string()),
                }
            }
            resealed.resealed += writes.len() as u64;
            self.write(writes).await?;
            progress(&resealed);
            after = last_key(page);
        }
        resealed.is_done = true;
        progress(&resealed);
        Ok(resealed)
    }

    /// The values after a key; `None` when there are no more rows.
    async fn page(
        &self,
        column: &SealedColumn,
        after: &[String],
    ) -> Result<Option<Vec<SealedValue>>> {
        let after = after.iter().map(Value::from).collect();
        let rows = self.rows(column.select, after).await?;
        let values: Result<Vec<_>> = rows.iter().map(|row| read(column, row)).collect();
        Ok(Some(values?).filter(|values| !values.is_empty()))
    }

    fn is_current(&self, value: &SealedValue) -> bool {
        let sealed = value.sealed.as_deref();
        sealed.is_none_or(|sealed| self.seal().is_by_first_key(sealed))
    }
}

impl SealedColumn {
    /// A key before that of every row: no part of one is empty.
    fn first_key(&self) -> Vec<String> {
        vec![String::new(); self.key_length]
    }
}

/// The value in one row of a column.
struct SealedValue {
    key: Vec<String>,
    sealed: Option<String>,
}

fn read(column: &SealedColumn, row: &Row) -> Result<SealedValue> {
    let key = (0..column.key_length).map(|part| row.text(part).map(str::to_owned));
    Ok(SealedValue {
        key: key.collect::<Result<_>>()?,
        sealed: row.optional_text(column.key_length)?.map(str::to_owned),
    })
}

fn last_key(page: Vec<SealedValue>) -> Vec<String> {
    page.into_iter()
        .next_back()
        .map(|value| value.key)
        .unwrap_or_default()
}

/// Nothing happens if somebody else wrote the row meanwhile.
fn replace(column: &SealedColumn, value: &SealedValue, new: Value) -> Write {
    let mut values: Vec<Value> = value.key.iter().map(Value::from).collect();
    values.push(new);
    values.extend(value.sealed.as_deref().map(Value::from));
    Write::run(column.update, values)
}

#[cfg(test)]
mod tests;
