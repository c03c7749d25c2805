//! Who may write and delete which attributes, and flags without an address.

use super::{Attributes, flag_of};
use crate::{
    client::Client,
    pool::{self, Pool},
    refusal::{self, Refusal},
};
use std::collections::BTreeSet;

pub(super) fn invalid<T>(name: &str, reason: impl Into<String>) -> Result<T, Refusal> {
    Err(refusal::Attribute::Invalid(name.to_owned(), reason.into()).into())
}

/// Whether the client may write all of these; an administrator may write all but what belongs to the server. To a client
/// with a list of its own, what the schema does not have is one more thing that is not on it.
pub(super) fn check_permission<'a>(
    pool: &Pool,
    client: Option<&Client>,
    mut names: impl Iterator<Item = &'a String>,
) -> Result<(), Refusal> {
    match client {
        Some(client) => {
            let writable: BTreeSet<String> = client.writable(pool);
            let denied: Vec<&String> = names.filter(|name| !writable.contains(*name)).collect();
            let is_unknown = |name: &&&String| pool.attribute(name).is_none();
            let unknown: Vec<String> = match client.lists_writable() {
                true => Vec::new(),
                false => denied
                    .iter()
                    .filter(is_unknown)
                    .map(|name| (*name).clone())
                    .collect(),
            };
            match denied.first() {
                None => Ok(()),
                Some(_) if !unknown.is_empty() => Err(refusal::Attribute::Unknown(unknown).into()),
                Some(name) => Err(refusal::Attribute::NotWritable((*name).clone()).into()),
            }
        }
        None => match names.find(|name| matches!(name.as_str(), "sub" | "identities")) {
            Some(name) => invalid(
                name,
                format!("Cannot modify the non-mutable attribute {name}"),
            ),
            None => Ok(()),
        },
    }
}

pub(super) fn definition_of(pool: &Pool, name: &str) -> Result<pool::Attribute, Refusal> {
    match pool.attribute(name) {
        Some(attribute) => Ok(attribute),
        None => invalid(
            name,
            format!("Type for attribute {{{name}}} could not be determined"),
        ),
    }
}

pub(super) fn check_removal(pool: &Pool, name: &str, is_set: bool) -> Result<(), Refusal> {
    let attribute = definition_of(pool, name)?;
    if attribute.required {
        return invalid(name, "The attribute is required");
    }
    if !attribute.mutable && is_set {
        return invalid(name, "Attribute cannot be updated.");
    }
    Ok(())
}

/// Checks that a user whose name is an attribute still has one by which to sign in.
pub(super) fn check_name_stays(
    pool: &Pool,
    current: &Attributes,
    new: &Attributes,
) -> Result<(), Refusal> {
    let names = pool.username_attributes();
    let lost = names.iter().find(|name| current.contains_key(**name));
    match lost.filter(|_| !names.iter().any(|name| new.contains_key(*name))) {
        Some(name) => invalid(name, "The attribute is required"),
        None => Ok(()),
    }
}

/// A verified flag says something about an address; without the address it says nothing.
pub(crate) fn check_flags(attributes: &Attributes) -> Result<(), Refusal> {
    for (address, reason) in [
        ("email", "Email is required to verify/un-verify an email"),
        (
            "phone_number",
            "Phone Number is required to verify/un-verify a phone number",
        ),
    ] {
        if attributes.contains_key(&flag_of(address)) && !attributes.contains_key(address) {
            return invalid(&flag_of(address), reason);
        }
    }
    Ok(())
}
