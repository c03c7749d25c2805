//! What is written into a row is read from that row alone.

use super::*;
use crate::testing::{Bench, conformance, event, pools, sub};
use crate::{Write, browser_session, client, family, pool, user};

conformance!(a_document_is_of_its_own_row, a_user_is_of_their_own_row);

/// The siblings of users: whatever says in its document whose row it is.
async fn a_document_is_of_its_own_row(bench: &Bench) {
    let store = &bench.store;
    let (one, two) = pools();
    for id in [&one, &two] {
        let pool = pool::tests::pool(id, None);
        let session = browser_session::tests::session(id, 1);
        let writes = vec![
            pool::insert(&pool),
            client::insert(&client::tests::client(id, &format!("of{id}"))),
            family::insert(&family::tests::family(id, 1, 1)),
            browser_session::insert("hash", &session),
        ];
        store.write(writes).await.expect("inserted");
    }
    let reads = async || {
        [
            pool::find(store, &one).await.map(drop),
            client::find(store, &one, &format!("of{one}").as_str().into())
                .await
                .map(drop),
            family::find(store, &one, &event(1)).await.map(drop),
            browser_session::find(store, &one, "hash").await.map(drop),
        ]
    };
    assert_eq!(reads().await, [const { Ok(()) }; 4]);
    for (table, sql) in [
        (
            "pools",
            "UPDATE pools SET document = (SELECT document FROM pools WHERE pool = $2) WHERE pool = $1",
        ),
        (
            "clients",
            "UPDATE clients SET document = (SELECT document FROM clients WHERE pool = $2) WHERE pool = $1",
        ),
        (
            "families",
            "UPDATE families SET document = (SELECT document FROM families WHERE pool = $2) WHERE pool = $1",
        ),
        (
            "browser_sessions",
            "UPDATE browser_sessions SET document = (SELECT document FROM browser_sessions WHERE pool = $2) WHERE pool = $1",
        ),
    ] {
        let moved = Write::run(sql, values![&one, &two]);
        store.write(vec![moved]).await.expect(table);
    }
    // Within one pool: a cookie is its own session's.
    let other = browser_session::tests::session(&one, 2);
    store
        .write(vec![browser_session::insert("other", &other)])
        .await
        .expect("inserted");
    for (from, to) in [("hash", "between"), ("other", "hash"), ("between", "other")] {
        let sql = "UPDATE browser_sessions SET hash = $2 WHERE hash = $1 AND pool = $3";
        let moved = Write::run(sql, values![from, to, &one]);
        store.write(vec![moved]).await.expect("moved");
    }
    for hash in ["hash", "other"] {
        let read = browser_session::find(store, &one, hash).await;
        assert!(matches!(read, Err(Error::Corrupt(_))), "{read:?}");
    }
    for read in reads().await {
        assert!(matches!(read, Err(Error::Corrupt(_))), "{read:?}");
    }
}

/// Whoever writes into the database makes nobody of another: not with the other's row, nor with a part of it.
async fn a_user_is_of_their_own_row(bench: &Bench) {
    let store = &bench.store;
    let (pool, _) = pools();
    let mut users = [user::tests::user(&pool, 1), user::tests::user(&pool, 2)];
    for (one, password) in users.iter_mut().zip(["hers", "his"]) {
        one.credentials.password = Some(domain::user::PasswordHash(password.to_owned()));
        let inserted = store
            .write(vec![user::insert(one, &user::tests::aliases(one), false)])
            .await;
        inserted.expect("inserted");
    }
    let sql = "SELECT document, credentials FROM users ORDER BY sub";
    let rows = store.rows(sql, values![]).await.expect("read");
    let stored: Vec<[&str; 2]> = rows
        .iter()
        .map(|row| [row.text(0).expect("text"), row.text(1).expect("text")])
        .collect();
    let [hers, his] = [stored[0], stored[1]];
    for [document, credentials] in [his, [his[0], hers[1]], [hers[0], his[1]]] {
        let sql = "UPDATE users SET document = $2, credentials = $3 WHERE sub = $1";
        let moved = Write::run(sql, values![&sub(1), document, credentials]);
        store.write(vec![moved]).await.expect("written");
        let corrupt =
            |result: Result<()>| assert!(matches!(result, Err(Error::Corrupt(_))), "{result:?}");
        corrupt(user::find(store, &pool, &sub(1)).await.map(drop));
        corrupt(
            user::by_username(store, &pool, "User1", false)
                .await
                .map(drop),
        );
        corrupt(user::list(store, &pool, None, None, 9).await.map(drop));
    }
    let back = Write::run(
        "UPDATE users SET document = $2, credentials = $3 WHERE sub = $1",
        values![&sub(1), hers[0], hers[1]],
    );
    store.write(vec![back]).await.expect("written");
    assert!(user::find(store, &pool, &sub(1)).await.is_ok());
    let document = Write::run(
        "UPDATE users SET document = $2 WHERE sub = $1",
        values![&sub(1), his[0]],
    );
    let take = user::take_alias(&pool, &sub(2), "email", "user1@example.com", false);
    let result = store.write(vec![document, take]).await;
    assert!(matches!(result, Err(Error::Corrupt(_))), "{result:?}");
}
