//! Brands of app clients and of whole pools. The bytes of a logo stand apart from the document.

use crate::value::{Row, Value, values};
use crate::{Conflict, Error, Result, Store, Write};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::brand::{Brand, Owner};
use domain::id::{ClientId, PoolId};

/// The brand of exactly this owner.
///
/// **Errors** Corrupt when the stored value cannot be read.
pub async fn find(store: &Store, pool: &PoolId, owner: &Owner) -> Result<Option<Brand>> {
    let sql = "SELECT client, version, document FROM brands WHERE pool = $1 AND client = $2";
    let row = store.row(sql, values![pool, owner.as_str()]).await?;
    row.map(|row| read(pool, &row)).transpose()
}

/// The brand of exactly this owner and the bytes of its logo, read at one moment.
///
/// **Errors** Corrupt when the stored value cannot be read.
pub async fn find_with_logo(
    store: &Store,
    pool: &PoolId,
    owner: &Owner,
) -> Result<Option<(Brand, Option<Vec<u8>>)>> {
    let sql = "SELECT client, version, document, logo FROM brands WHERE pool = $1 AND client = $2";
    let row = store.row(sql, values![pool, owner.as_str()]).await?;
    let both = row.map(|row| {
        let logo = row.optional_text(3)?.map(|text| {
            STANDARD
                .decode(text)
                .map_err(|_| Error::Corrupt(format!("the logo of {pool} {owner} is not base64")))
        });
        Ok((read(pool, &row)?, logo.transpose()?))
    });
    both.transpose()
}

/// The version of the brand of exactly this owner, which tells even where the brand itself is damaged.
pub async fn version(store: &Store, pool: &PoolId, owner: &Owner) -> Result<Option<i64>> {
    let sql = "SELECT version FROM brands WHERE pool = $1 AND client = $2";
    let row = store.row(sql, values![pool, owner.as_str()]).await?;
    row.map(|row| row.int(0)).transpose()
}

/// The versions of the brands that a client's pages may show: its own, and that of all clients. A version tells all of
/// a brand, so that who has read one before need not read it again.
pub async fn versions(
    store: &Store,
    pool: &PoolId,
    client: &ClientId,
) -> Result<Vec<(Owner, i64)>> {
    let sql =
        "SELECT client, version FROM brands WHERE pool = $1 AND client IN ($2, $3) ORDER BY client";
    let rows = store.rows(sql, values![pool, client, Owner::ALL]).await?;
    rows.iter()
        .map(|row| Ok((Owner::of(Some(row.text(0)?)), row.int(1)?)))
        .collect()
}

/// Stores a brand with the bytes of its logo, if the stored version is still `brand.version`. The version becomes one more.
///
/// **Errors** [`Conflict::Brand`] when it was changed, or made, meanwhile.
pub fn put(brand: &Brand, logo: Option<&[u8]>) -> Write {
    let document = Value::json(&brand.parts);
    let logo = Value::Text(logo.map(|bytes| STANDARD.encode(bytes)));
    let (pool, owner) = (&brand.pool, brand.owner.as_str());
    if brand.version == 0 {
        let sql = "INSERT INTO brands (pool, client, version, document, logo) VALUES ($1, $2, 1, $3, $4) \
                   ON CONFLICT (pool, client) DO NOTHING";
        return Write::change(sql, values![pool, owner, document, logo], Conflict::Brand);
    }
    let sql = "UPDATE brands SET version = version + 1, document = $4, logo = $5 \
               WHERE pool = $1 AND client = $2 AND version = $3";
    Write::change(
        sql,
        values![pool, owner, brand.version, document, logo],
        Conflict::Brand,
    )
}

fn read(pool: &PoolId, row: &Row) -> Result<Brand> {
    Ok(Brand {
        pool: pool.clone(),
        owner: Owner::of(Some(row.text(0)?)),
        version: row.int(1)?,
        parts: row.json(2)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, client, conformance, pools};
    use domain::brand::{Format, Logo};

    conformance!(
        brands_are_kept_only_over_what_was_read,
        a_logo_is_kept_with_its_brand,
        brands_end_with_their_client,
        damage_is_told_apart_from_absence
    );

    pub(crate) fn brand(pool: &PoolId, owner: Owner) -> Brand {
        let mut brand = Brand::new(pool.clone(), owner);
        brand.customize(Some(".label-customizable{}".to_owned()), Some(LOGO), at(0));
        brand.set_theme(Some("{\"mode\": \"dark\\u0000\"}".to_owned()), at(1));
        brand
    }

    const LOGO: Logo = Logo {
        format: Format::Png,
        width: 350,
        height: 178,
    };

    async fn brands_are_kept_only_over_what_was_read(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let (all, own) = (Owner::All, Owner::Client(client()));
        let new = brand(&pool, all.clone());
        store.write(vec![put(&new, None)]).await.expect("kept");
        let again = store.write(vec![put(&new, None)]).await;
        assert_eq!(again, Err(Error::Conflict(Conflict::Brand)));
        let read = find(store, &pool, &all).await.expect("looked");
        let read = read.expect("there");
        assert_eq!((read.version, &read.parts), (1, &new.parts));
        let mut edited_brand = read.clone();
        edited_brand.set_theme(None, at(5));
        store
            .write(vec![put(&edited_brand, None)])
            .await
            .expect("changed");
        let late = store.write(vec![put(&read, None)]).await;
        assert_eq!(late, Err(Error::Conflict(Conflict::Brand)));
        let stored = find(store, &pool, &all).await.expect("looked");
        assert_eq!(
            stored,
            Some(Brand {
                version: 2,
                ..edited_brand
            })
        );
        assert_eq!(find(store, &pool, &own).await, Ok(None));
        assert_eq!(find(store, &other, &all).await, Ok(None), "a wall");
        let own_brand = brand(&pool, own.clone());
        store
            .write(vec![put(&own_brand, None)])
            .await
            .expect("kept");
        assert_eq!(
            versions(store, &pool, &client()).await,
            Ok(vec![(own, 1), (all.clone(), 2)])
        );
        let another = versions(store, &pool, &"another".into()).await;
        assert_eq!(another, Ok(vec![(all, 2)]));
        assert_eq!(versions(store, &other, &client()).await, Ok(vec![]));
    }

    async fn a_logo_is_kept_with_its_brand(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        let mut one = brand(&pool, Owner::All);
        let bytes = [0, 255, 0, 1];
        let first = put(&one, Some(&bytes));
        store.write(vec![first]).await.expect("kept");
        one.version = 1;
        let stored = find_with_logo(store, &pool, &Owner::All).await;
        assert_eq!(stored, Ok(Some((one.clone(), Some(bytes.to_vec())))));
        let second = put(&one, None);
        store.write(vec![second]).await.expect("changed");
        one.version = 2;
        let stored = find_with_logo(store, &pool, &Owner::All).await;
        assert_eq!(stored, Ok(Some((one, None))));
        let none = find_with_logo(store, &pool, &Owner::Client(client())).await;
        assert_eq!(none, Ok(None));
    }

    async fn brands_end_with_their_client(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let own = Owner::Client(client());
        for (pool, owner) in [(&pool, &own), (&pool, &Owner::All), (&other, &own)] {
            let brand = brand(pool, owner.clone());
            store.write(vec![put(&brand, None)]).await.expect("kept");
        }
        let gone = crate::client::delete(&pool, &client());
        store.write(vec![gone]).await.expect("deleted");
        assert_eq!(find(store, &pool, &own).await, Ok(None));
        for (pool, owner) in [(&pool, &Owner::All), (&other, &own)] {
            assert!(find(store, pool, owner).await.expect("looked").is_some());
        }
    }

    async fn damage_is_told_apart_from_absence(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        let one = brand(&pool, Owner::All);
        store.write(vec![put(&one, None)]).await.expect("kept");
        let sql = "UPDATE brands SET document = $1, logo = $2";
        let damage = Write::run(sql, values!["{\"theme\": 7}", "%"]);
        store.write(vec![damage]).await.expect("damaged");
        let stored = find(store, &pool, &Owner::All).await;
        assert!(matches!(stored, Err(Error::Corrupt(_))), "{stored:?}");
        let stored = find_with_logo(store, &pool, &Owner::All).await;
        assert!(matches!(stored, Err(Error::Corrupt(_))), "{stored:?}");
        let versions = versions(store, &pool, &client()).await;
        assert_eq!(versions, Ok(vec![(Owner::All, 1)]));
        assert_eq!(version(store, &pool, &Owner::All).await, Ok(Some(1)));
        let none = version(store, &pool, &Owner::Client(client())).await;
        assert_eq!(none, Ok(None));
    }
}
