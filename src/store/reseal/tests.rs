//! The story of a key that goes: everything it sealed opens without it, and what no key opens is named.

use super::*;
use crate::testing::{Bench, at, conformance, pools, sub};
use crate::{
    Seal, access_key, authorization, code, flow, job, meta, outbox, signing_key, studio_key, user,
};
use domain::code::{Code, Proof};
use domain::id::PoolId;
use serde_json::json;

conformance!(
    an_old_key_can_go,
    what_opens_with_no_key_is_named,
    of_two_who_write_the_later_stays,
);

/// A ring whose first key is new, with or without the key of the tests.
fn ring(with_old: bool) -> Seal {
    let mut keys = vec![("new".to_owned(), [8; 32])];
    keys.extend(with_old.then(|| ("test".to_owned(), [7; 32])));
    Seal::new(keys).expect("a proper keyring")
}

/// Puts at least one value into every column, and more flows than there are on a page.
async fn fill(store: &Store, pool: &PoolId) {
    let user = user::tests::user(pool, 1);
    let mut writes = vec![
        user::insert(&user, &[], false),
        crate::client::insert(&crate::client::tests::client(pool, "one")),
        signing_key::put(&signing_key::tests::key(
            pool,
            "kid",
            signing_key::KeyState::Current,
        )),
        access_key::insert(&access_key::tests::key("AKIAA", 1)),
        studio_key::insert(&studio_key::tests::key("ASIAA", 9)),
        meta::put("decoy", b"a value"),
        code::put(pool, &sub(1), &code::tests::code()),
        authorization::insert(pool, "hash", &sub(1), &json!("authorized"), at(9)),
        job::enqueue("mail", json!("payload"), at(0)),
        outbox::put(&outbox::tests::message("a@example.com", "text")),
    ];
    writes.extend((0..450).map(|n| flow::put(pool, &format!("flow{n}"), &flow::tests::flow())));
    store.write(writes).await.expect("written");
    for column in ALL {
        let row = store
            .row(column.count, values![])
            .await
            .expect("read")
            .expect("a row");
        assert!(row.int(0).expect("a number") > 0, "{}", column.name());
    }
}

/// Reads a value of every column.
async fn read_all(store: &Store, pool: &PoolId) {
    assert!(
        user::find(store, pool, &sub(1))
            .await
            .expect("it opens")
            .is_some()
    );
    let secret = crate::client::find(store, pool, &"one".into())
        .await
        .expect("it opens");
    assert!(secret.expect("a client").secret.is_some());
    assert_eq!(
        signing_key::list(store, pool)
            .await
            .expect("it opens")
            .len(),
        1
    );
    assert!(
        access_key::find(store, "AKIAA")
            .await
            .expect("it opens")
            .is_some()
    );
    assert!(
        studio_key::find(store, "ASIAA")
            .await
            .expect("it opens")
            .is_some()
    );
    assert!(
        meta::find(store, "decoy")
            .await
            .expect("it opens")
            .is_some()
    );
    let code = code::find(store, pool, &sub(1), &Proof::SignUp.key()).await;
    assert_eq!(code, Ok::<Option<Code>, _>(Some(code::tests::code())));
    let authorization = authorization::find(store, pool, "hash")
        .await
        .expect("it opens");
    assert!(matches!(
        authorization,
        authorization::CodeState::Fresh { .. }
    ));
    let jobs = job::claim(store, at(1), 9, std::time::Duration::from_secs(1)).await;
    assert_eq!(jobs.expect("it opens").len(), 1);
    assert_eq!(outbox::list(store, None).await.expect("it opens").len(), 1);
    for n in 0..450 {
        let flow = flow::find(store, pool, &format!("flow{n}"))
            .await
            .expect("it opens");
        assert!(flow.is_some(), "{n}");
    }
}

async fn an_old_key_can_go(bench: &Bench) {
    if !bench.outlives_its_store() {
        return; // A database in memory cannot be opened with other keys.
    }
    let (pool, _) = pools();
    fill(&bench.store, &pool).await;
    let store = Store::open(&bench.url, ring(true))
        .await
        .expect("both keys open it");
    let mut pages = 0;
    let all = store
        .reseal(|column| pages += usize::from(!column.is_done))
        .await
        .expect("resealed");
    assert!(pages > ALL.len(), "after each page: {pages}");
    for column in &all {
        assert!(column.is_done && column.unreadable.is_empty(), "{column:?}");
        assert!(
            column.resealed > 0 && column.resealed == column.of,
            "{column:?}"
        );
    }
    assert_eq!(store.count_sealed_by_other_keys().await, Ok(0));
    let again = store.reseal(|_| {}).await.expect("looked through");
    assert!(again.iter().all(|column| column.resealed == 0), "{again:?}");
    store.close().await;
    let store = Store::open(&bench.url, ring(false))
        .await
        .expect("the new key opens it");
    read_all(&store, &pool).await;
    store.close().await;
    assert!(
        bench
            .store
            .write(vec![meta::put("decoy", b"by the old key")])
            .await
            .is_ok()
    );
    let store = Store::open(&bench.url, ring(true)).await.expect("it opens");
    assert_eq!(
        store.count_sealed_by_other_keys().await,
        Ok(1),
        "a server has the old key first"
    );
    store.close().await;
}

async fn what_opens_with_no_key_is_named(bench: &Bench) {
    if !bench.outlives_its_store() {
        return; // A database in memory cannot be opened with other keys.
    }
    let moved =
        "UPDATE flows SET value = (SELECT value FROM flows WHERE hash = 'b') WHERE hash = 'a'";
    let (pool, _) = pools();
    let writes = vec![
        flow::put(&pool, "a", &flow::tests::flow()),
        flow::put(&pool, "b", &flow::tests::flow()),
        Write::run(moved, values![]),
    ];
    bench.store.write(writes).await.expect("written");
    let store = Store::open(&bench.url, ring(true))
        .await
        .expect("both keys open it");
    let all = store.reseal(|_| {}).await.expect("resealed");
    let flows = all
        .iter()
        .find(|column| column.column == "flows.value")
        .expect("a column");
    assert_eq!((flows.of, flows.resealed), (2, 1));
    assert_eq!(flows.unreadable.len(), 1, "{flows:?}");
    assert!(flows.unreadable[0].ends_with("/1:a"), "{flows:?}");
    assert_eq!(store.count_sealed_by_other_keys().await, Ok(1));
    store.close().await;
}

async fn of_two_who_write_the_later_stays(bench: &Bench) {
    let store = &bench.store;
    let writes = vec![meta::put("decoy", b"first")];
    store.write(writes).await.expect("written");
    let column = &crate::sealed_column::META_VALUE;
    let page = store
        .page(column, &column.first_key())
        .await
        .expect("read")
        .expect("a page");
    let seen = page
        .iter()
        .find(|value| value.key == ["decoy"])
        .expect("the value");
    let place = column.of(&["decoy"]);
    let plain = store
        .seal()
        .open(&place, seen.sealed.as_deref().expect("sealed"))
        .expect("opened");
    let replacement = replace(column, seen, Value::Sealed { place, plain });
    store
        .write(vec![meta::put("decoy", b"second"), replacement])
        .await
        .expect("written");
    let stored = meta::find(store, "decoy")
        .await
        .expect("read")
        .expect("a value");
    assert_eq!(stored.as_slice(), b"second");
}
