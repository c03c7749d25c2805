//! Refusals: which rule failed, one file a notion.
//!
//! Owns every *no* of a decision. Must not know its words: each variant has its row in `engine/refusal/`.

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

pub use self::{
    access_token::AccessToken,
    attribute::Attribute,
    client::Client,
    code::Code,
    credentials::Credentials,
    delivery::Delivery,
    flow::Flow,
    limit::Limit,
    parameter::Parameter,
    password::Password,
    pool::Pool,
    refresh_token::RefreshToken,
    second_factor::SecondFactor,
    setting::Setting,
    software_token::SoftwareToken,
    trigger::{Trigger, TriggerFault},
    user::User,
    username::Username,
};
pub(crate) use setting::refuse_setting;

/// A rule that failed, by its notion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// An access token that is not valid for the call.
    AccessToken(AccessToken),
    /// An attribute that breaks a rule of its pool, or that the client may not write.
    Attribute(Attribute),
    /// An app client that does not exist, or did not prove its secret.
    Client(Client),
    /// A code sent to a user that is wrong or no longer valid.
    Code(Code),
    /// A password, or a proof of it, that does not sign the user in.
    Credentials(Credentials),
    /// A message that cannot be delivered.
    Delivery(Delivery),
    /// A sign-in flow that the client may not begin, or that cannot go on.
    Flow(Flow),
    /// A limit that was reached.
    Limit(Limit),
    /// A parameter of a request that is missing or cannot be read.
    Parameter(Parameter),
    /// A new password that may not be set.
    Password(Password),
    /// A user pool that does not exist, or cannot be deleted or given the domain.
    Pool(Pool),
    /// A refresh token that gives no tokens, or cannot be revoked.
    RefreshToken(RefreshToken),
    /// A second factor that is missing, or whose tries are used up.
    SecondFactor(SecondFactor),
    /// A setting of a pool or client that breaks a rule.
    Setting(Setting),
    /// An authenticator app whose code is wrong, or that is not set up.
    SoftwareToken(SoftwareToken),
    /// A pool's function that refused, or gave no answer.
    Trigger(Trigger),
    /// A user who does not exist, or whose status forbids the request.
    User(User),
    /// A user name or alias that is taken or malformed.
    Username(Username),
}

/// Implements `From` for every notion on an error that has it for [`Refusal`], so that `?` takes a notion as it is.
#[macro_export]
macro_rules! from_notions {
    ($Error:ty) => {
        $crate::from_notions! {
            $Error:
            AccessToken
            Attribute
            Client
            Code
            Credentials
            Delivery
            Flow
            Limit
            Parameter
            Password
            Pool
            RefreshToken
            SecondFactor
            Setting
            SoftwareToken
            Trigger
            User
            Username
        }
    };
    ($Error:ty: $($Notion:ident)+) => {
        $(impl From<$crate::refusal::$Notion> for $Error {
            fn from(notion: $crate::refusal::$Notion) -> Self {
                Self::from($crate::refusal::Refusal::$Notion(notion))
            }
        })+
    };
}

from_notions!(Refusal);
