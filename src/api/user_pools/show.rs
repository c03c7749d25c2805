//! How users, messages and tokens look in answers.

use domain::{
    brand::{Customization, Owner},
    id::PoolId,
    message::{Channel, Delivery},
    pool::MfaConfig,
    time::Timestamp,
    user::{Status, User},
};
use engine::{
    app::App,
    brand::{css_version, image_path},
    issue::Tokens,
};
use shapes::idp::{
    AuthenticationResultType, CodeDeliveryDetailsType, DeliveryMediumType, EmailMfaConfigType,
    SoftwareTokenMfaConfigType, UICustomizationType, UserStatusType, UserType,
};
use std::collections::BTreeSet;

/// Where a message went.
pub(super) fn delivery(delivery: &Delivery) -> CodeDeliveryDetailsType {
    let medium = match delivery.channel {
        Channel::Email => DeliveryMediumType::Email,
        Channel::Sms => DeliveryMediumType::Sms,
    };
    CodeDeliveryDetailsType {
        attribute_name: Some(delivery.channel.attribute().to_owned()),
        delivery_medium: Some(medium),
        destination: Some(delivery.destination.clone()),
    }
}

/// A point in time.
pub(crate) fn date(at: Timestamp) -> shapes::Timestamp {
    shapes::Timestamp(at.fractional_seconds())
}

/// The style sheet and the logo of pages.
pub(super) fn ui_customization(
    app: &App,
    pool: &PoolId,
    owner: &Owner,
    set: &Customization,
) -> UICustomizationType {
    let image = |_| format!("{}{}", app.public_url, image_path(pool, owner, set));
    UICustomizationType {
        css: set.css.clone(),
        css_version: Some(css_version(set.modified_at)),
        client_id: Some(owner.as_str().into()),
        creation_date: Some(date(set.created_at)),
        image_url: set.logo.map(image),
        last_modified_date: Some(date(set.modified_at)),
        user_pool_id: Some(pool.0.clone()),
    }
}

/// The status of a user, in Cognito's words.
pub(super) fn status(status: Status) -> UserStatusType {
    match status {
        Status::Unconfirmed => UserStatusType::Unconfirmed,
        Status::Confirmed => UserStatusType::Confirmed,
        Status::ForceChangePassword => UserStatusType::ForceChangePassword,
        Status::ResetRequired => UserStatusType::ResetRequired,
        Status::ExternalProvider => UserStatusType::ExternalProvider,
    }
}

/// A user as an administrator sees them, with the attributes of these `names` or all of them.
pub(super) fn user(user: &User, names: Option<&BTreeSet<String>>) -> UserType {
    UserType {
        attributes: Some(user.described_attributes(names)),
        enabled: Some(user.enabled),
        user_create_date: Some(date(user.created_at)),
        user_last_modified_date: Some(date(user.modified_at)),
        user_status: Some(status(user.status)),
        username: Some(user.username.as_str().into()),
        ..UserType::default()
    }
}

/// Whether a pool has authenticator apps; `None` where that was never set: tools that set nothing want to find nothing.
pub(super) fn software_token(config: MfaConfig) -> Option<SoftwareTokenMfaConfigType> {
    let is_set = config.sets_software_token || config.software_token;
    is_set.then_some(SoftwareTokenMfaConfigType {
        enabled: Some(config.software_token),
    })
}

/// A pool's setting for codes by e-mail; `None` where it sends none.
pub(super) fn email_mfa(config: MfaConfig) -> Option<EmailMfaConfigType> {
    config.email.then(EmailMfaConfigType::default)
}

/// The tokens of a sign-in or a refresh.
pub(super) fn tokens(tokens: Tokens) -> AuthenticationResultType {
    AuthenticationResultType {
        access_token: Some(tokens.access_token.into()),
        expires_in: Some(i32::try_from(tokens.expires_in_seconds).unwrap_or(i32::MAX)),
        id_token: tokens.id_token.map(Into::into),
        refresh_token: tokens.refresh_token.map(Into::into),
        token_type: Some("Bearer".to_owned()),
        new_device_metadata: None,
    }
}
