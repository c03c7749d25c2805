//! Codes that prove an address: one a user and purpose, sealed. Wrong tries are counted in [`crate::attempt`].

use crate::sealed_column::{CODE, Place};
use crate::value::{Value, values};
use crate::{Result, Store, Write};
use domain::code::Code;
use domain::id::{PoolId, Sub};

/// Keeps a code in place of the one before it.
pub fn put(pool: &PoolId, sub: &Sub, code: &Code) -> Write {
    let proof = code.proof.key();
    let sealed = Value::sealed_json(code_place(pool, sub, &proof), code);
    let sql = "INSERT INTO codes (pool, sub, proof, expires_at, code) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (pool, sub, proof) DO UPDATE SET expires_at = $4, code = $5";
    Write::run(sql, values![pool, sub, proof, code.expires_at, sealed])
}

/// The live code of a user for a purpose ([`domain::code::Proof::key`]), expired or not.
pub async fn find(
    store: &Store,
    pool: &PoolId,
    sub: &Sub,
    proof_key: &str,
) -> Result<Option<Code>> {
    let sql = "SELECT code FROM codes WHERE pool = $1 AND sub = $2 AND proof = $3";
    let row = store.row(sql, values![pool, sub, proof_key]).await?;
    row.map(|row| {
        store
            .seal()
            .open_json(&code_place(pool, sub, proof_key), row.text(0)?)
    })
    .transpose()
}

/// Forgets a code, if it is there.
pub fn delete(pool: &PoolId, sub: &Sub, proof_key: &str) -> Write {
    Write::run(DELETE, values![pool, sub, proof_key])
}

const DELETE: &str = "DELETE FROM codes WHERE pool = $1 AND sub = $2 AND proof = $3";

fn code_place(pool: &PoolId, sub: &Sub, proof: &str) -> Place {
    CODE.of(&[pool.as_str(), sub.as_str(), proof])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools, sub};
    use domain::code::Proof;

    conformance!(one_code_lives_for_each_purpose);

    pub(crate) fn code() -> Code {
        Code {
            proof: Proof::SignUp,
            digits: "123456".into(),
            attribute: "email".to_owned(),
            address: "a@example.com".to_owned(),
            expires_at: at(9),
        }
    }

    async fn one_code_lives_for_each_purpose(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let second = Code {
            digits: "654321".into(),
            ..code()
        };
        let reset = Code {
            proof: Proof::ForgotPassword,
            ..code()
        };
        let writes = vec![
            put(&pool, &sub(1), &code()),
            put(&pool, &sub(1), &reset),
            put(&pool, &sub(1), &second),
        ];
        store.write(writes).await.expect("put");
        let stored = async |pool, proof: Proof| {
            find(store, pool, &sub(1), &proof.key())
                .await
                .expect("looked")
        };
        assert_eq!(stored(&pool, Proof::SignUp).await, Some(second));
        assert_eq!(
            stored(&other, Proof::SignUp).await,
            None,
            "a pool is a wall"
        );
        store
            .write(vec![delete(&pool, &sub(1), &Proof::SignUp.key())])
            .await
            .expect("deleted");
        assert_eq!(stored(&pool, Proof::SignUp).await, None);
        assert_eq!(stored(&pool, Proof::ForgotPassword).await, Some(reset));
        let row = store
            .row("SELECT code FROM codes", values![])
            .await
            .expect("read")
            .expect("a row");
        assert!(!row.text(0).expect("text").contains("123456"));
    }
}
