//! Sign-outs: where they lead, and what is said where the server is not reached.

use super::*;

#[test]
fn sign_out_returns_where_the_app_says() {
    let client = client("memory");
    let options = r#"{"returnTo":"https://app.example/bye"}"#;
    let mut leaving = flow(
        &client,
        Call::SignOut(SignOut::new(&client, options).unwrap_or_else(|_| panic!("right"))),
    );
    step(
        &mut leaving,
        none(),
        "send",
        "https://id.example/p/.well-known/openid-configuration",
    );
    let url = "https://id.example/logout?client_id=c1&logout_uri=https%3A%2F%2Fapp.example%2Fbye&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye";
    step(&mut leaving, discovery(), "leave", url);
}

#[test]
fn a_sign_out_that_does_not_reach_the_server_says_so() {
    let discovery_url = "https://id.example/p/.well-known/openid-configuration";
    let sign_out = |client: &Rc<Client>| {
        let sign_out = SignOut::new(client, "{}").unwrap_or_else(|_| panic!("these are options"));
        flow(client, Call::SignOut(sign_out))
    };
    let check_refusal = |leaving: &mut Flow| {
        let refusal = leaving.step(none()).expect_err("it is refused");
        assert_eq!(refusal.code, Code::TemporarilyUnavailable);
        assert!(refusal.description.contains("session lives on"));
    };
    let fresh = client("memory");
    let mut leaving = sign_out(&fresh);
    step(&mut leaving, none(), "send", discovery_url);
    check_refusal(&mut leaving);
    // Where the revocation fails, it may be refused to this origin alone: the server answers elsewhere, or not at all.
    for is_reachable in [true, false] {
        let client = signed_in("memory");
        let mut leaving = sign_out(&client);
        assert_eq!(stored_tokens(&client), None, "here it ends in any case");
        step(
            &mut leaving,
            none(),
            "send",
            "https://id.example/oauth2/revoke",
        );
        let reload = step(&mut leaving, none(), "send", discovery_url);
        assert_eq!(field(&reload, "cache"), "reload");
        if is_reachable {
            let leave = leaving.step(discovery()).expect("it leaves");
            assert_eq!(field(&leave, "action"), "leave");
        } else {
            check_refusal(&mut leaving);
        }
    }
}
