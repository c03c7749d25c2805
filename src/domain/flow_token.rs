//! Flow tokens, the API's `Session`: random bytes that nobody can guess, with the client that they are for.
//!
//! Some operations receive a flow token and nothing else. The client in it tells where the flow is stored; it is no
//! secret and proves nothing.

use crate::id::ClientId;
use base64::{Engine, engine::general_purpose::STANDARD};

/// A new flow token for this client.
///
/// **Shape** standard base64 of 48 random bytes and the client's id: 100 characters for an id of ours.
pub fn make(random: [u8; 48], client: &ClientId) -> String {
    STANDARD.encode([&random, client.as_str().as_bytes()].concat())
}

/// The client that a flow token names; `None` for text that is no flow token.
pub fn client(token: &str) -> Option<ClientId> {
    let bytes = STANDARD.decode(token).ok()?;
    let (_, client) = bytes.split_first_chunk::<48>()?;
    String::from_utf8(client.to_vec()).ok().map(ClientId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_token_says_its_client() {
        let check = |id: &str| {
            let id = ClientId::from(id);
            assert_eq!(client(&make([255; 48], &id)), Some(id));
        };
        check("1example23456789");
        check("");
        let ours = make([0; 48], &ClientId::generate([7; 52]));
        assert_eq!(ours.len(), 100);
        assert_ne!(ours, make([1; 48], &ClientId::generate([7; 52])));
        for made_up in ["", "x", "AAAA", "not base64!", &STANDARD.encode([255; 50])] {
            assert_eq!(client(made_up), None, "{made_up}");
        }
    }
}
