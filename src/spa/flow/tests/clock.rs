//! Times of tokens, and whose clock they are held against.

use super::*;

#[test]
fn the_servers_clock_counts_where_it_tells_it() {
    let ahead = |seconds: i64| NOW.saturating_add_signed(seconds * 1000);
    let check = |device_ahead: i64, date: u64, expect: Result<(), Code>| {
        let client = client("memory");
        BROWSER.with_borrow_mut(|browser| browser.now = ahead(device_ahead));
        let (state, nonce) = begin_sign_in(&client);
        let answer = format!("https://app.example/cb?code=x&state={state}");
        let call = redeem(&client, &answer).expect("it is ours");
        let mut flow = flow(&client, call.expect("it is an answer"));
        step(&mut flow, none(), "send", "https://id.example/oauth2/token");
        let token_response = ActionResult {
            date,
            ..tokens("a1", &id_token(&nonce, "s"), "r1")
        };
        step(
            &mut flow,
            token_response,
            "send",
            "https://id.example/p/jwks",
        );
        step(&mut flow, keys("k1"), "verify", "");
        let end = flow.step(matches("a1"));
        let end = end.map(drop).map_err(|refusal| refusal.code);
        assert_eq!(end, expect, "{device_ahead} {date}");
    };
    for device_ahead in [-90, -86_400, 90, 86_400] {
        check(device_ahead, NOW, Ok(()));
    }
    check(-90, 0, Err(Code::InvalidIdToken));
    check(-30, 0, Ok(()));
    // A token of tomorrow stays one, whatever time it is here.
    check(0, ahead(-86_400), Err(Code::InvalidIdToken));
    check(0, ahead(86_400), Err(Code::InvalidIdToken));
}
