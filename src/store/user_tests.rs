//! What holds of users on every engine.

use super::*;
use crate::testing::{Bench, at, conformance, pools, sub};
use domain::user::Status;

conformance!(
    versions_guard_users,
    a_batch_can_depend_on_a_user_who_stays_the_same,
    names_and_aliases_belong_to_one_user,
    of_many_who_want_a_name_one_gets_it,
    an_alias_can_be_taken_over,
    every_filter_finds_what_it_says,
    pages_of_users,
    long_and_strange_values_are_kept_and_found,
);

pub(crate) fn user(pool: &PoolId, n: u32) -> User {
    let text = |name: &str, value: String| (name.to_owned(), value);
    let attributes = [
        text("email", format!("User{n}@example.com")),
        text("email_verified", "true".to_owned()),
    ];
    User {
        pool: pool.clone(),
        sub: sub(n),
        username: format!("User{n}"),
        status: Status::Confirmed,
        enabled: true,
        attributes: attributes.into(),
        pending: Default::default(),
        temporary_until: None,
        mfa: Default::default(),
        created_at: at(0),
        modified_at: at(0),
        credentials: Default::default(),
        version: 0,
    }
}

pub(crate) fn aliases(user: &User) -> Vec<Alias> {
    vec![Alias {
        attribute: "email".to_owned(),
        value: user.attributes["email"].clone(),
    }]
}

fn conflict_with<T>(conflict: Conflict) -> Result<T> {
    Err(Error::Conflict(conflict))
}

async fn a_batch_can_depend_on_a_user_who_stays_the_same(bench: &Bench) {
    let store = &bench.store;
    let (pool, _) = pools();
    let one = user(&pool, 1);
    let inserted = store.write(vec![insert(&one, &aliases(&one), false)]);
    inserted.await.expect("inserted");
    let read = async || {
        let stored = find(store, &pool, &one.sub).await;
        stored.expect("looked").expect("found")
    };
    let before = read().await;
    let update_result = store.write(vec![unchanged(&before), update(&before, &[], false)]);
    update_result.await.expect("nobody else changed the user");
    let after = read().await;
    assert_eq!(after.version, before.version + 1, "counted once");
    let lost = conflict_with(Conflict::User);
    let batch = |seen: &User| vec![unchanged(seen), delete(&pool, &one.sub)];
    assert_eq!(store.write(batch(&before)).await, lost);
    assert_eq!(read().await, after, "nothing of the batch was done");
    store.write(batch(&after)).await.expect("it is the same");
    assert_eq!(store.write(batch(&after)).await, lost, "deleted");
}

async fn versions_guard_users(bench: &Bench) {
    let store = &bench.store;
    let (pool, other) = pools();
    let mut one = user(&pool, 1);
    one.credentials.password = Some(domain::user::PasswordHash("$argon2id$hidden".to_owned()));
    store
        .write(vec![insert(&one, &aliases(&one), false)])
        .await
        .expect("inserted");
    assert_eq!(
        store.write(vec![insert(&one, &[], false)]).await,
        conflict_with(Conflict::User)
    );
    let read = find(store, &pool, &one.sub)
        .await
        .expect("looked")
        .expect("found");
    assert_eq!(
        read,
        User {
            version: 1,
            ..one.clone()
        }
    );
    let row = store
        .row("SELECT document, credentials FROM users", values![])
        .await
        .expect("read")
        .expect("a row");
    assert!(
        !row.text(0).expect("text").contains("argon2id")
            && !row.text(1).expect("text").contains("argon2id")
    );
    store
        .write(vec![update(&read, &aliases(&read), false)])
        .await
        .expect("updated");
    assert_eq!(
        store
            .write(vec![update(&read, &aliases(&read), false)])
            .await,
        conflict_with(Conflict::User)
    );
    assert_eq!(
        find(store, &pool, &one.sub)
            .await
            .expect("looked")
            .expect("found")
            .version,
        2
    );
    assert_eq!(
        find(store, &other, &one.sub).await.expect("looked"),
        None,
        "a pool is a wall"
    );
    store
        .write(vec![insert(&user(&other, 1), &aliases(&one), false)])
        .await
        .expect("the same in another pool");
    store
        .write(vec![delete(&pool, &one.sub)])
        .await
        .expect("deleted");
    assert_eq!(
        by_username(store, &pool, "user1", false)
            .await
            .expect("looked"),
        None
    );
    assert_eq!(
        by_username(store, &other, "USER1", false)
            .await
            .expect("looked")
            .expect("found")
            .pool,
        other
    );
    assert_eq!(
        (count(store, &pool).await, count(store, &other).await),
        (Ok(0), Ok(1))
    );
}

async fn names_and_aliases_belong_to_one_user(bench: &Bench) {
    let store = &bench.store;
    let (pool, other) = pools();
    let one = user(&pool, 1);
    store
        .write(vec![insert(&one, &aliases(&one), false)])
        .await
        .expect("inserted");
    let same_name = User {
        username: "uSER1".to_owned(),
        ..user(&pool, 2)
    };
    assert_eq!(
        store.write(vec![insert(&same_name, &[], false)]).await,
        conflict_with(Conflict::Username)
    );
    let two = user(&pool, 2);
    assert_eq!(
        store.write(vec![insert(&two, &aliases(&one), false)]).await,
        conflict_with(Conflict::Alias("email".to_owned()))
    );
    assert_eq!(
        find(store, &pool, &two.sub).await.expect("looked"),
        None,
        "all or nothing"
    );
    store
        .write(vec![insert(&two, &aliases(&two), false)])
        .await
        .expect("inserted");
    let two = find(store, &pool, &two.sub)
        .await
        .expect("looked")
        .expect("found");
    assert_eq!(
        store.write(vec![update(&two, &aliases(&one), false)]).await,
        conflict_with(Conflict::Alias("email".to_owned()))
    );
    store
        .write(vec![update(&two, &[], false)])
        .await
        .expect("gives its alias up");
    assert_eq!(
        by_alias(store, &pool, "email", "user2@example.com", false)
            .await
            .expect("looked"),
        None
    );
    let stored = by_alias(store, &pool, "email", "USER1@example.com", false)
        .await
        .expect("looked");
    assert_eq!(stored.map(|user| user.sub), Some(sub(1)));
    // Where case counts, names that differ by case are two.
    let upper = User {
        username: "NAME".to_owned(),
        ..user(&other, 1)
    };
    let lower = User {
        username: "name".to_owned(),
        ..user(&other, 2)
    };
    store
        .write(vec![insert(&upper, &[], true), insert(&lower, &[], true)])
        .await
        .expect("inserted");
    let stored = by_username(store, &other, "name", true)
        .await
        .expect("looked");
    assert_eq!(stored.map(|user| user.sub), Some(sub(2)));
    assert_eq!(
        by_username(store, &other, "Name", true)
            .await
            .expect("looked"),
        None
    );
}

async fn of_many_who_want_a_name_one_gets_it(bench: &Bench) {
    let store = &bench.store;
    let (pool, _) = pools();
    let tries = (1..=100).map(|n| {
        let user = User {
            username: "wanted".to_owned(),
            ..user(&pool, n)
        };
        store.write(vec![insert(&user, &[], false)])
    });
    let results = futures_util::future::join_all(tries).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(
        results
            .iter()
            .flat_map(|result| result.as_ref().err())
            .all(|error| error.conflict() == Some(&Conflict::Username))
    );
    assert_eq!(count(store, &pool).await, Ok(1));
}

async fn an_alias_can_be_taken_over(bench: &Bench) {
    let store = &bench.store;
    let (pool, _) = pools();
    let (one, two) = (user(&pool, 1), user(&pool, 2));
    store
        .write(vec![
            insert(&one, &aliases(&one), false),
            insert(&two, &[], false),
        ])
        .await
        .expect("inserted");
    let two = find(store, &pool, &two.sub)
        .await
        .expect("looked")
        .expect("found");
    let take = |value: &str| take_alias(&pool, &two.sub, "email", value, false);
    store
        .write(vec![
            take("USER1@example.com"),
            update(&two, &aliases(&one), false),
        ])
        .await
        .expect("taken");
    let owner = by_alias(store, &pool, "email", "user1@example.com", false)
        .await
        .expect("looked");
    assert_eq!(owner.map(|user| user.sub), Some(two.sub.clone()));
    let one = find(store, &pool, &one.sub)
        .await
        .expect("looked")
        .expect("found");
    assert_eq!(
        (one.attributes["email_verified"].as_str(), one.version),
        ("false", 2)
    );
    store
        .write(vec![take("user1@example.com"), take("nobody@example.com")])
        .await
        .expect("nothing to take");
    let two = find(store, &pool, &two.sub)
        .await
        .expect("looked")
        .expect("found");
    assert_eq!(
        two.attributes["email_verified"], "true",
        "nobody takes from themselves"
    );
}

async fn every_filter_finds_what_it_says(bench: &Bench) {
    let store = &bench.store;
    let (pool, other) = pools();
    let mut one = User {
        status: Status::Unconfirmed,
        enabled: false,
        ..user(&pool, 1)
    };
    let set = [
        ("phone_number", "+4915112345678"),
        ("name", "Zoë Müller"),
        ("given_name", "Zoë"),
        ("family_name", "Müller"),
        ("preferred_username", "zoe_%"),
    ];
    one.attributes
        .extend(set.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let writes = vec![
        insert(&one, &[], false),
        insert(&user(&pool, 2), &[], false),
        insert(&user(&pool, 12), &[], false),
        insert(&user(&other, 1), &[], false),
    ];
    store.write(writes).await.expect("inserted");
    let check = async |column, comparison, value: &str, expect: &[u32]| {
        let filter = Filter {
            column,
            comparison,
            value: value.to_owned(),
        };
        let page = list(store, &pool, Some(&filter), None, 60)
            .await
            .expect("listed");
        let stored: Vec<_> = page
            .items
            .into_iter()
            .inspect(|user| assert_eq!(user.pool, pool))
            .map(|user| user.sub)
            .collect();
        assert_eq!(
            stored,
            expect.iter().map(|n| sub(*n)).collect::<Vec<_>>(),
            "{filter:?}"
        );
    };
    use Comparison::{Equals, StartsWith};
    check(Column::Username, Equals, "User1", &[1]).await;
    check(Column::Username, Equals, "user1", &[]).await;
    check(Column::Username, StartsWith, "User1", &[1, 12]).await;
    check(Column::Username, StartsWith, "", &[1, 12, 2]).await;
    check(Column::Username, StartsWith, "%", &[]).await;
    check(Column::Email, Equals, "User2@example.com", &[2]).await;
    check(Column::Email, StartsWith, "User2@", &[2]).await;
    check(Column::PhoneNumber, StartsWith, "+49151", &[1]).await;
    check(Column::Name, Equals, "Zoë Müller", &[1]).await;
    check(Column::GivenName, StartsWith, "Zo", &[1]).await;
    check(Column::GivenName, StartsWith, "Zoe", &[]).await;
    check(Column::FamilyName, Equals, "Müller", &[1]).await;
    check(Column::PreferredUsername, Equals, "zoe_%", &[1]).await;
    check(Column::PreferredUsername, StartsWith, "zoe__", &[]).await;
    check(Column::Sub, Equals, sub(2).as_str(), &[2]).await;
    check(Column::Sub, StartsWith, "0000001", &[12]).await;
    check(Column::UserStatus, Equals, "UNCONFIRMED", &[1]).await;
    check(Column::UserStatus, StartsWith, "CONF", &[2, 12]).await;
    check(Column::Status, Equals, "Enabled", &[2, 12]).await;
    check(Column::Status, Equals, "Disabled", &[1]).await;
    check(Column::Email, Equals, "\0' OR 1=1 --", &[]).await;
    // A changed user is found by what it has now.
    let mut one = find(store, &pool, &sub(1))
        .await
        .expect("looked")
        .expect("found");
    one.attributes.remove("name");
    one.attributes
        .insert("given_name".to_owned(), "Ada".to_owned());
    store
        .write(vec![update(&one, &[], false)])
        .await
        .expect("updated");
    check(Column::Name, StartsWith, "", &[]).await;
    check(Column::GivenName, Equals, "Zoë", &[]).await;
    check(Column::GivenName, Equals, "Ada", &[1]).await;
}

async fn pages_of_users(bench: &Bench) {
    let store = &bench.store;
    let (pool, other) = pools();
    for n in 1..=7 {
        let mut user = user(&pool, n);
        user.attributes
            .insert("name".to_owned(), format!("name/{}", n % 3));
        store
            .write(vec![insert(&user, &[], false)])
            .await
            .expect("inserted");
    }
    store
        .write(vec![insert(&user(&other, 3), &[], false)])
        .await
        .expect("inserted");
    let check = async |filter: Option<(Column, Comparison, &str)>, expect: &[u32]| {
        let filter = filter.map(|(column, comparison, value)| Filter {
            column,
            comparison,
            value: value.to_owned(),
        });
        for limit in [1, 2, 3, 7] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = list(store, &pool, filter.as_ref(), after.as_deref(), limit)
                    .await
                    .expect("listed");
                assert!(page.items.len() <= limit);
                seen.extend(page.items.into_iter().map(|user| user.sub));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(
                seen,
                expect.iter().map(|n| sub(*n)).collect::<Vec<_>>(),
                "{filter:?} by {limit}"
            );
        }
    };
    check(None, &[1, 2, 3, 4, 5, 6, 7]).await;
    check(
        Some((Column::Name, Comparison::Equals, "name/1")),
        &[1, 4, 7],
    )
    .await;
    check(
        Some((Column::Name, Comparison::StartsWith, "name/")),
        &[3, 6, 1, 4, 7, 2, 5],
    )
    .await;
    check(
        Some((Column::Status, Comparison::Equals, "Enabled")),
        &[1, 2, 3, 4, 5, 6, 7],
    )
    .await;
    let odd = list(store, &pool, None, Some("no such cursor"), 60)
        .await
        .expect("a strange cursor is no error");
    assert_eq!(odd.next, None);
}

async fn long_and_strange_values_are_kept_and_found(bench: &Bench) {
    let store = &bench.store;
    let (pool, _) = pools();
    let mut one = user(&pool, 1);
    let long = "\u{10FFFF}".repeat(2048);
    one.attributes.insert("name".to_owned(), long.clone());
    one.attributes
        .insert("given_name".to_owned(), "nul \0 within".to_owned());
    one.attributes.insert(
        "email".to_owned(),
        format!("{}@example.com", "é".repeat(2000)),
    );
    store
        .write(vec![insert(&one, &aliases(&one), false)])
        .await
        .expect("inserted");
    let stored = by_alias(store, &pool, "email", &one.attributes["email"], false)
        .await
        .expect("looked");
    assert_eq!(
        stored.map(|user| user.attributes),
        Some(one.attributes.clone())
    );
    let filter = Filter {
        column: Column::Name,
        comparison: Comparison::Equals,
        value: long,
    };
    assert_eq!(
        list(store, &pool, Some(&filter), None, 9)
            .await
            .expect("listed")
            .items
            .len(),
        1
    );
}
