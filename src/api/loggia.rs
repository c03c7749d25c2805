//! The operations that Cognito has none for: one file an operation, in the words and with the signature of the others.
//!
//! Owns what a theme document and the options of a client are set and read by. Must not know the protocol (that is [`crate::protocol`]) nor what a theme
//! may hold (that is `theme`'s). `X-Amz-Target` names them `Loggia.<operation>`, the credential scope `loggia`.

mod get_client_options;
mod get_theme;
mod list_apps;
mod set_client_options;
mod set_theme;

use crate::{
    protocol::{Entry, Service},
    user_pools::show::date,
};
use domain::{
    brand::{Owner, Theme},
    client::Client,
    id::PoolId,
};
use serde::Serialize;
use shapes::{OperationInfo, Protocol, ServiceInfo, idp::exception};

/// The service and its operations.
pub const SERVICE: Service = Service {
    info: ServiceInfo {
        title: "Loggia",
        signing_name: "loggia",
        protocol: Protocol::Json { target: "Loggia" },
        operations: &[
            OperationInfo::of::<get_client_options::GetClientOptions>(),
            OperationInfo::of::<get_theme::GetTheme>(),
            OperationInfo::of::<list_apps::ListApps>(),
            OperationInfo::of::<set_client_options::SetClientOptions>(),
            OperationInfo::of::<set_theme::SetTheme>(),
        ],
        exceptions: &[exception::INVALID_PARAMETER, exception::RESOURCE_NOT_FOUND],
    },
    violation: exception::INVALID_PARAMETER,
    operations: &[
        Entry::of::<get_client_options::GetClientOptions>(),
        Entry::of::<get_theme::GetTheme>(),
        Entry::of::<list_apps::ListApps>(),
        Entry::of::<set_client_options::SetClientOptions>(),
        Entry::of::<set_theme::SetTheme>(),
    ],
};

/// What an app client may be told that Cognito has no setting for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ClientOptionsType {
    /// The pool.
    user_pool_id: String,
    /// The client.
    client_id: String,
    /// Whether its authorization requests must have a code challenge.
    #[serde(rename = "RequirePKCE")]
    require_pkce: bool,
}

impl From<&Client> for ClientOptionsType {
    fn from(client: &Client) -> Self {
        Self {
            user_pool_id: client.pool.0.clone(),
            client_id: client.id.0.clone(),
            require_pkce: client.requires_pkce,
        }
    }
}

/// A theme document and its owner; empty where none is set.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ThemeType {
    /// The pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_pool_id: Option<String>,
    /// The client, or `ALL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    /// The document, byte for byte as it was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<String>,
    /// When one was first set.
    #[serde(skip_serializing_if = "Option::is_none")]
    creation_date: Option<shapes::Timestamp>,
    /// When it was last set.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_modified_date: Option<shapes::Timestamp>,
}

impl ThemeType {
    fn of(pool: &PoolId, owner: &Owner, theme: Option<&Theme>) -> Self {
        Self {
            user_pool_id: Some(pool.0.clone()),
            client_id: Some(owner.to_string()),
            theme: theme.map(|theme| theme.document.clone()),
            creation_date: theme.map(|theme| date(theme.created_at)),
            last_modified_date: theme.map(|theme| date(theme.modified_at)),
        }
    }
}
