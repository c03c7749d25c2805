//! Attributes of users: which values may be written, by the schema, the client's permissions and their form.

mod address;
mod characters;
mod check;
mod name;
#[cfg(test)]
mod tests;
mod value;

pub use address::{is_email, is_phone_number};
pub use name::check_typed_name;

use crate::{client::Client, pool::Pool, refusal::Refusal};
pub(crate) use check::check_flags;
use check::{check_name_stays, check_permission, check_removal, invalid};
pub(crate) use name::{broken_rule, malformed, reads_as_address};
use shapes::idp;
use std::collections::BTreeMap;
use value::check_value;

/// Attribute values by name.
pub type Attributes = BTreeMap<String, String>;

/// The addresses, each of which has a `…_verified` flag.
pub const ADDRESSES: [&str; 2] = ["email", "phone_number"];

/// The flag of an address attribute.
pub fn flag_of(address: &str) -> String {
    format!("{address}_verified")
}

/// Whether this is the flag of an address.
pub(crate) fn is_flag(name: &str) -> bool {
    ADDRESSES.iter().any(|address| flag_of(address) == name)
}

/// Reads a list of the JSON API; a name may come once.
///
/// **Errors** [`Attribute::Invalid`](crate::refusal::Attribute::Invalid) for a name that comes twice.
pub fn from_wire(list: &[idp::AttributeType]) -> Result<Attributes, Refusal> {
    let mut attributes = Attributes::new();
    for attribute in list {
        let value = attribute
            .value
            .as_ref()
            .map(|value| value.as_str().to_owned())
            .unwrap_or_default();
        if attributes.insert(attribute.name.clone(), value).is_some() {
            return invalid(&attribute.name, "The attribute is given more than once");
        }
    }
    Ok(attributes)
}

/// The same attributes, the flags of addresses as they are stored: `True` and `False` are accepted, too.
fn with_plain_flags(attributes: &Attributes) -> Attributes {
    let mut attributes = attributes.clone();
    for flag in ADDRESSES.map(flag_of) {
        if let Some(value) = attributes.get_mut(&flag)
            && matches!(value.as_str(), "True" | "False")
        {
            value.make_ascii_lowercase();
        }
    }
    attributes
}

/// The attributes of a new user.
///
/// With a client, its write permissions hold and every required attribute must be there; an administrator may leave
/// those to the user's first sign-in. Blank values count as missing; each address gets its flag. `username_attribute` is the
/// attribute that is the user name, with its value, which needs no permission.
///
/// **Errors** the three of [`refusal::Attribute`](crate::refusal::Attribute).
pub fn for_new_user(
    pool: &Pool,
    client: Option<&Client>,
    request: &Attributes,
    username_attribute: Option<(&str, &str)>,
) -> Result<Attributes, Refusal> {
    let request = &with_plain_flags(request);
    check_permission(
        pool,
        client,
        request.keys().filter(|name| {
            username_attribute.is_none_or(|(username_attribute, _)| *name != username_attribute)
        }),
    )?;
    let mut attributes: Attributes = request.clone();
    attributes.retain(|_, value| !value.is_empty());
    if let Some((name, value)) = username_attribute {
        let other = attributes.insert(name.to_owned(), value.to_owned());
        if other.is_some_and(|other| pool.fold(&other) != pool.fold(value)) {
            return invalid(
                name,
                "The attribute is the user name and cannot have another value",
            );
        }
    }
    for (name, value) in &attributes {
        check_value(pool, name, value)?;
    }
    if client.is_some() {
        if let Some(name) = pool
            .required()
            .into_iter()
            .find(|name| !attributes.contains_key(name))
        {
            return invalid(&name, "The attribute is required");
        }
        if attributes.contains_key("preferred_username")
            && pool.alias_attributes().contains(&"preferred_username")
        {
            return invalid(
                "preferred_username",
                "The attribute cannot be set before the user is confirmed",
            );
        }
    }
    for address in ADDRESSES {
        let flag = flag_of(address);
        if attributes.contains_key(address) {
            attributes.entry(flag).or_insert_with(|| "false".to_owned());
        }
    }
    check_flags(&attributes)?;
    Ok(attributes)
}

/// The attributes of a user after `changes`: a blank value deletes, a changed address loses its verification unless an
/// administrator sets the flag in the same call.
///
/// **Errors** the three of [`refusal::Attribute`](crate::refusal::Attribute), `Invalid` also for immutable attributes
/// that are set already, required ones that would be deleted, and the last one by which a person signs in.
pub fn update(
    pool: &Pool,
    client: Option<&Client>,
    current: &Attributes,
    changes: &Attributes,
) -> Result<Attributes, Refusal> {
    let changes = &with_plain_flags(changes);
    check_permission(pool, client, changes.keys())?;
    let mut attributes = current.clone();
    for (name, value) in changes {
        let before = current.get(name);
        if value.is_empty() {
            check_removal(pool, name, before.is_some())?;
            attributes.remove(name);
        } else {
            let definition = check_value(pool, name, value)?;
            if !definition.mutable && before.is_some_and(|before| before != value) {
                return invalid(name, "Attribute cannot be updated.");
            }
            attributes.insert(name.clone(), value.clone());
        }
    }
    if client.is_some() {
        check_name_stays(pool, current, &attributes)?;
    }
    for address in ADDRESSES {
        let flag = flag_of(address);
        if !attributes.contains_key(address) && !changes.contains_key(&flag) {
            attributes.remove(&flag);
        } else if attributes.get(address) != current.get(address) && !changes.contains_key(&flag) {
            attributes.insert(flag, "false".to_owned());
        }
    }
    check_flags(&attributes)?;
    Ok(attributes)
}

/// The attributes of a user without those named; names that are not set are passed over.
///
/// **Errors** as [`update`].
pub fn delete(
    pool: &Pool,
    client: Option<&Client>,
    current: &Attributes,
    names: &[String],
) -> Result<Attributes, Refusal> {
    let blanks: Attributes = names
        .iter()
        .map(|name| (name.clone(), String::new()))
        .collect();
    update(pool, client, current, &blanks)
}
