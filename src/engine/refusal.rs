//! What every protocol does alike with a *no*: it hides who exists, counts wrong guesses, and says the same words.
//!
//! Owns the words of every refusal, one row a variant in the file of its notion. Must not know why a rule failed.

mod access_token;
mod attribute;
mod client;
mod code;
mod credentials;
mod delivery;
mod flow;
mod limit;
mod parameter;
mod password;
mod pool;
mod refresh_token;
mod second_factor;
mod setting;
mod software_token;
mod trigger;
mod user;
mod username;
mod words;

#[cfg(test)]
mod tests;

pub use self::words::{Place, Words};

use crate::fault::Fault;
use domain::refusal::{Client, Code, Credentials, Refusal, SecondFactor, SoftwareToken, User};
use shapes::Exception;

/// The refusal that a client may see: where it hides user existence, an unknown user reads as wrong credentials.
///
/// **Source** developer guide, "Managing user existence error responses".
pub fn mask(refusal: Refusal, hides_user_existence: bool) -> Refusal {
    match refusal {
        Refusal::User(User::Unknown) if hides_user_existence => Credentials::Wrong.into(),
        other => other,
    }
}

/// Whether a secret was tried, a password, code, client secret or name, and was wrong. A try that was not made because a
/// limit was reached is none.
pub fn is_failed_guess(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::Client(Client::SecretHashWrong(_) | Client::SecretWrong)
            | Refusal::Code(Code::Wrong | Code::Expired)
            | Refusal::Credentials(Credentials::Wrong)
            | Refusal::SecondFactor(SecondFactor::TriesSpent)
            | Refusal::SoftwareToken(
                SoftwareToken::Wrong | SoftwareToken::Used | SoftwareToken::NotProved
            )
            | Refusal::User(User::Unknown)
    )
}

/// What a fault is called and says in the JSON API; what nobody outside may know is logged.
pub fn explain(fault: &Fault) -> (Exception, String) {
    match fault {
        Fault::Refused(refusal) => {
            let words = words(refusal);
            (words.exception, words.message)
        }
        Fault::Protocol(exception, text) => (*exception, text.clone()),
        Fault::Store(store::Error::Conflict(conflict)) => {
            tracing::warn!(%conflict, "a change lost every race for its row");
            (
                shapes::exception::TOO_MANY_REQUESTS,
                "Too many requests".to_owned(),
            )
        }
        Fault::Store(error) => {
            tracing::error!(%error, "the store failed");
            internal()
        }
        Fault::Internal(text) => {
            tracing::error!(error = text, "an operation failed");
            internal()
        }
    }
}

fn internal() -> (Exception, String) {
    (
        shapes::exception::INTERNAL_ERROR,
        "Something failed here. It was logged under the id of this request.".to_owned(),
    )
}

/// The words of a refusal.
///
/// **Source** the operations' "Errors" and the messages that clients match on; RFC 6749 §5.2, RFC 7009 §2.2.1.
pub fn words(refusal: &Refusal) -> Words {
    match refusal {
        Refusal::AccessToken(refusal) => access_token::row(refusal),
        Refusal::Attribute(refusal) => attribute::row(refusal),
        Refusal::Client(refusal) => client::row(refusal),
        Refusal::Code(refusal) => code::row(refusal),
        Refusal::Credentials(refusal) => credentials::row(refusal),
        Refusal::Delivery(refusal) => delivery::row(refusal),
        Refusal::Flow(refusal) => flow::row(refusal),
        Refusal::Limit(refusal) => limit::row(refusal),
        Refusal::Parameter(refusal) => parameter::row(refusal),
        Refusal::Password(refusal) => password::row(refusal),
        Refusal::Pool(refusal) => pool::row(refusal),
        Refusal::RefreshToken(refusal) => refresh_token::row(refusal),
        Refusal::SecondFactor(refusal) => second_factor::row(refusal),
        Refusal::Setting(refusal) => setting::row(refusal),
        Refusal::SoftwareToken(refusal) => software_token::row(refusal),
        Refusal::Trigger(refusal) => trigger::row(refusal),
        Refusal::User(refusal) => user::row(refusal),
        Refusal::Username(refusal) => username::row(refusal),
    }
}
