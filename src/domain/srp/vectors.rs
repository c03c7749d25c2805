//! Published and computed vectors, and an independent client.

use super::{group::bytes, *};
use crypto_bigint::U1024;

/// D(tag, n) of the vectors: SHA256(tag ‖ 0) ‖ SHA256(tag ‖ 1) …
fn derived(tag: &str, length: usize) -> Vec<u8> {
    (0_u8..)
        .flat_map(|counter| digest(&[tag.as_bytes(), &[counter]]))
        .take(length)
        .collect()
}

/// SHA-256 of an integer's hex without leading zeros.
fn hash_of_hex(integer: &U3072) -> String {
    hex(&digest(&[integer_hex(integer)
        .trim_start_matches('0')
        .as_bytes()]))
}

struct Vector {
    pool: &'static str,
    user_id: &'static str,
    password: &'static str,
    salt: &'static str,
    tags: (&'static str, &'static str),
    x: &'static str,
    a: &'static str,
    b: &'static str,
    u: &'static str,
    premaster: &'static str,
    key: &'static str,
    block: &'static str,
    timestamp: &'static str,
    signature: &'static str,
}

fn check(v: &Vector) {
    let pool = PoolId::from(v.pool);
    let salt = integer(v.salt).expect("hex");
    let x = private_key(&pool, v.user_id, &v.password.into(), &salt);
    assert_eq!(hex(&x), v.x);
    let salt_bytes: [u8; 16] = bytes(&salt)[U3072::BYTES - 16..]
        .try_into()
        .expect("16 bytes");
    let credential = enrol(&pool, v.user_id, &v.password.into(), &salt_bytes);
    assert_eq!(credential.salt, v.salt);
    let (a, b) = (derived(v.tags.0, 128), derived(v.tags.1, 128));
    let (a, b) = (U1024::from_be_slice(&a), U1024::from_be_slice(&b));
    let verifier = residue_of(&credential).expect("a verifier");
    let client = GROUP.generator.pow(&a).retrieve();
    let server = public_value(&verifier, &b);
    assert_eq!(hash_of_hex(&client), v.a);
    assert_eq!(hash_of_hex(&server), v.b);
    let u = scrambler(&client, &server).expect("not 0");
    assert_eq!(hex(u.to_be_bytes().as_ref()), v.u);
    let premaster = premaster(&client, &verifier, &u, &b);
    assert_eq!(hash_of_hex(&premaster), v.premaster);
    let key = session_key(&u, &premaster);
    assert_eq!(hex(key.as_ref()), v.key);
    let block = STANDARD.decode(v.block).expect("base64");
    let claim = Claim {
        pool: &pool,
        user_id: v.user_id,
        secret_block: &block,
        timestamp: v.timestamp,
        signature: b"",
    };
    assert_eq!(
        STANDARD.encode(signature(key.as_ref(), &claim)),
        v.signature
    );
}

#[test]
fn vector_1() {
    let pool = PoolId::from("us-east-1_EXAMPLE1");
    let (user_id, password) = ("6f1d3d52-5a0e-4b3d-9a43-2f1b5a0a7c11", "Correct-Horse-1!");
    check(&Vector {
        pool: "us-east-1_EXAMPLE1",
        user_id,
        password,
        salt: "165d948185fb99aa3a8b86d73219ccf4",
        tags: ("loggia-a", "loggia-b"),
        x: "e7a4740fa575f0aca57a55b24d66e78d08bca9e034845623ab185238ad0be135",
        a: "7ff9c37861797c12c1c55b8640f9fa45fece886a48afc0f774060d41aeb47df5",
        b: "ba86a52b0635cbd1a9a2599172d926366d3ea0f0fca58a503d0e981c6eee7aad",
        u: "0bc59535f40fb3bd7d770bdfa913bc08f4864f39ec0c00f6868febe02f155db3",
        premaster: "2a15b7c6db87b6f7f1aa212055e7ced5ee314edb93c4d0893e0a6f4fcf629fa7",
        key: "4ace5d2436da0ca6acd4957f60b60b86",
        block: "qvupLxmXF8NFRVhewkdEj6FWAk+2oTUbLDlDyw8wtW0=",
        timestamp: "Tue Mar 4 05:06:07 UTC 2025",
        signature: "MLOdvgOWNcFOVzmMSWxCvFq2LwM2yyxNue1j0l2z4nM=",
    });
    let credential = enrol(
        &pool,
        user_id,
        &password.into(),
        &derived("loggia-salt", 16).try_into().expect("16 bytes"),
    );
    let v = integer(credential.verifier.expose()).expect("hex");
    assert_eq!(
        hash_of_hex(&v),
        "d94d8ac5d445b3f3f281451bec1a4d2149e52e3604834dc261df0194cf219dc0"
    );
    let b = U1024::from_be_slice(&derived("loggia-b", 128));
    let a = GROUP
        .generator
        .pow(&U1024::from_be_slice(&derived("loggia-a", 128)))
        .retrieve();
    let verifier = residue_of(&credential).expect("a verifier");
    let u = scrambler(&a, &public_value(&verifier, &b)).expect("not 0");
    assert_eq!(
        hex(&extract(&u, &premaster(&a, &verifier, &u, &b))),
        "2b4af9b592a4f0705efffc59198aecf4bce5348cf5c999f61e597b574c03b470"
    );
}

#[test]
fn vector_2_has_every_top_bit_set() {
    check(&Vector {
        pool: "eu-west-1_AbCdEf123",
        user_id: "fixture-user",
        password: "pässwörd 123 !",
        salt: "a737638a9131b1c4d0e96bb209bba42c",
        tags: ("loggia2-a", "loggia2-b1"),
        x: "0252b485b49562cbdd1cb2a9233dec058cd1a64c8e7cb67dff25f87759238ed3",
        a: "89172c62e59c68860527776f4ccb423d2553f49f02480e38897d2d16bce7fee1",
        b: "d3c50e639f2b26e53b76f73ef8fef827051dd27a5e7b5e6e99c89a7d863228cc",
        u: "e7903bf7b279c9e86360e3c53bdf43bf6ab0e4aefb4c7875780fb9974a5d588a",
        premaster: "0a0143e9b94409f9506624a924720d51785dc9b22c3c966c4b2a3a12b0f33f8f",
        key: "55ab7536c6a55bac1a248a3869e01978",
        block: "NFds1UrX/wPnblwX2fPabnGm9PA6FPBZjDFhSFaPaG2IIRW4vqRA+fLz4OY3tNfY",
        timestamp: "Sun Nov 30 23:59:59 UTC 2025",
        signature: "whSuxMiVNL1g8BQTBQ4XXzC2qiySuhVrKZ7M51fRHb4=",
    });
}

#[test]
fn an_independent_client_agrees() {
    let pool = PoolId::from("us-east-1_EXAMPLE1");
    let users = [
        ("alice", "Correct-Horse-1!"),
        ("Zoë", "pässwörd 123 !"),
        ("6f1d3d52-5a0e-4b3d-9a43-2f1b5a0a7c11", " "),
    ];
    for (round, (user, password)) in (0_u8..).zip(users.iter().cycle().take(12)) {
        // The third salt begins with zeros, which vanish on the wire.
        let salt = if round == 2 {
            [[0; 8], [round; 8]].concat()
        } else {
            derived("salt", 15).into_iter().chain([round]).collect()
        };
        let credential = enrol(
            &pool,
            user,
            &(*password).into(),
            &salt.try_into().expect("16 bytes"),
        );
        let exponent = digest(&[b"exponent", &[round]]);
        let attempt = |typed: &str| {
            let client = aws_cognito_srp::SrpClient::new(
                aws_cognito_srp::User::new(pool.as_str(), user, typed),
                "client",
                None,
            );
            let a = PublicValue::parse(&client.get_auth_parameters().a).expect("a public value");
            let (exchange, b) = Exchange::open(&a, &credential, &exponent).expect("a verifier");
            let proof = client
                .verify("c2VjcmV0", user, &credential.salt, &b)
                .expect("a proof");
            exchange.proves(&Claim {
                pool: &pool,
                user_id: user,
                secret_block: b"secret",
                timestamp: &proof.timestamp,
                signature: &STANDARD
                    .decode(proof.password_claim_signature)
                    .expect("base64"),
            })
        };
        assert!(attempt(password), "{user}, round {round}");
        assert!(!attempt("another password"), "{user}, round {round}");
    }
}
