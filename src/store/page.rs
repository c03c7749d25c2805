//! Lists, a page at a time: keyset paging, whose pages neither repeat nor skip what stays while others come and go.

use crate::Result;

/// The largest page that is ever read.
const LARGEST: usize = 1000;

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What is on it, in the list's order.
    pub items: Vec<T>,
    /// Where the next page starts (the `after` of its call); `None` on the last page.
    pub next: Option<String>,
}

/// How many rows to ask for: one more than the page holds tells whether there is another page.
pub(crate) fn rows_for(limit: usize) -> i64 {
    i64::try_from(clamp(limit) + 1).unwrap_or(i64::MAX)
}

fn clamp(limit: usize) -> usize {
    limit.clamp(1, LARGEST)
}

/// Makes a page of up to `limit` rows; `read` gives the item of a row and the cursor that points behind it.
pub(crate) fn page<R, T>(
    rows: Vec<R>,
    limit: usize,
    read: impl Fn(&R) -> Result<(T, String)>,
) -> Result<Page<T>> {
    let limit = clamp(limit);
    let more = rows.len() > limit;
    let mut items = Vec::with_capacity(rows.len().min(limit));
    let mut last = None;
    for row in rows.iter().take(limit) {
        let (item, cursor) = read(row)?;
        items.push(item);
        last = Some(cursor);
    }
    Ok(Page {
        items,
        next: last.filter(|_| more),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_points_to_the_next_only_if_there_is_one() {
        let check = |rows: Vec<i32>, limit, items: &[i32], next: Option<&str>| {
            let page = page(rows, limit, |row| Ok((*row, row.to_string()))).expect("no row fails");
            assert_eq!((page.items.as_slice(), page.next.as_deref()), (items, next));
        };
        check(vec![], 2, &[], None);
        check(vec![1, 2], 2, &[1, 2], None);
        check(vec![1, 2, 3], 2, &[1, 2], Some("2"));
        check(vec![1, 2], 0, &[1], Some("1"));
        assert_eq!(rows_for(0), 2);
        assert_eq!(rows_for(usize::MAX), 1001);
    }
}
