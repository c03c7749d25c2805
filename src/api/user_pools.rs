//! The JSON API of user pools: one file an operation.
//!
//! Owns what each operation reads of its request and writes into its answer. Must not know the protocol (that is
//! [`crate::protocol`]) nor decide anything: rules are `domain`'s.

mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_user;
mod admin_disable_user;
mod admin_enable_user;
mod admin_get_user;
mod admin_initiate_auth;
mod admin_respond_to_auth_challenge;
mod admin_set_user_mfa_preference;
mod admin_set_user_password;
mod associate_software_token;
mod change_password;
mod confirm_forgot_password;
mod confirm_sign_up;
mod create_user_pool;
mod create_user_pool_client;
mod create_user_pool_domain;
mod delete_user;
mod delete_user_attributes;
mod delete_user_pool;
mod describe_user_pool;
mod describe_user_pool_client;
mod describe_user_pool_domain;
mod forgot_password;
mod get_tokens_from_refresh_token;
mod get_ui_customization;
mod get_user;
mod get_user_attribute_verification_code;
mod get_user_pool_mfa_config;
mod global_sign_out;
mod initiate_auth;
mod list_user_pool_clients;
mod list_user_pools;
mod list_users;
mod resend_confirmation_code;
mod respond_to_auth_challenge;
mod revoke_token;
mod set_ui_customization;
mod set_user_mfa_preference;
mod set_user_pool_mfa_config;
mod sign_up;
mod update_user_attributes;
mod update_user_pool;
mod verify_software_token;
mod verify_user_attribute;

pub(crate) mod page_token;
mod prover;
pub(crate) mod show;
mod signing_in;

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod races;

use crate::protocol::{Entry, Service};
use domain::{event::Metadata, trigger::PassedData};
use shapes::idp::{self, AttributeType, operation};

/// The service and the operations that this build has.
pub const SERVICE: Service = Service {
    info: idp::SERVICE,
    violation: idp::exception::INVALID_PARAMETER,
    operations: OPERATIONS_BUILT,
};

/// The operations of the service, in alphabetical order.
const OPERATIONS_BUILT: &[Entry] = &[
    Entry::of::<operation::AdminConfirmSignUp>(),
    Entry::of::<operation::AdminCreateUser>(),
    Entry::of::<operation::AdminDeleteUser>(),
    Entry::of::<operation::AdminDisableUser>(),
    Entry::of::<operation::AdminEnableUser>(),
    Entry::of::<operation::AdminGetUser>(),
    Entry::of::<operation::AdminInitiateAuth>(),
    Entry::of::<operation::AdminRespondToAuthChallenge>(),
    Entry::of::<operation::AdminSetUserMFAPreference>(),
    Entry::of::<operation::AdminSetUserPassword>(),
    Entry::of::<operation::AssociateSoftwareToken>(),
    Entry::of::<operation::ChangePassword>(),
    Entry::of::<operation::ConfirmForgotPassword>(),
    Entry::of::<operation::ConfirmSignUp>(),
    Entry::of::<operation::CreateUserPool>(),
    Entry::of::<operation::CreateUserPoolClient>(),
    Entry::of::<operation::CreateUserPoolDomain>(),
    Entry::of::<operation::DeleteUser>(),
    Entry::of::<operation::DeleteUserAttributes>(),
    Entry::of::<operation::DeleteUserPool>(),
    Entry::of::<operation::DescribeUserPool>(),
    Entry::of::<operation::DescribeUserPoolClient>(),
    Entry::of::<operation::DescribeUserPoolDomain>(),
    Entry::of::<operation::ForgotPassword>(),
    Entry::of::<operation::GetTokensFromRefreshToken>(),
    Entry::of::<operation::GetUICustomization>(),
    Entry::of::<operation::GetUser>(),
    Entry::of::<operation::GetUserAttributeVerificationCode>(),
    Entry::of::<operation::GetUserPoolMfaConfig>(),
    Entry::of::<operation::GlobalSignOut>(),
    Entry::of::<operation::InitiateAuth>(),
    Entry::of::<operation::ListUserPoolClients>(),
    Entry::of::<operation::ListUserPools>(),
    Entry::of::<operation::ListUsers>(),
    Entry::of::<operation::ResendConfirmationCode>(),
    Entry::of::<operation::RespondToAuthChallenge>(),
    Entry::of::<operation::RevokeToken>(),
    Entry::of::<operation::SetUICustomization>(),
    Entry::of::<operation::SetUserMFAPreference>(),
    Entry::of::<operation::SetUserPoolMfaConfig>(),
    Entry::of::<operation::SignUp>(),
    Entry::of::<operation::UpdateUserAttributes>(),
    Entry::of::<operation::UpdateUserPool>(),
    Entry::of::<operation::VerifySoftwareToken>(),
    Entry::of::<operation::VerifyUserAttribute>(),
];

/// What a request hands through to the pre sign-up function.
fn passed_data(
    validation_data: Option<Vec<AttributeType>>,
    client_metadata: Option<Metadata>,
) -> PassedData {
    let pair = |attribute: AttributeType| {
        let value = attribute.value.map(shapes::Sensitive::into_inner);
        (attribute.name, value.unwrap_or_default())
    };
    PassedData {
        validation_data: validation_data.map(|list| list.into_iter().map(pair).collect()),
        client_metadata,
    }
}
