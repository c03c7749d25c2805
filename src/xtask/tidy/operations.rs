//! The operations of every service: one file each, listed, with a success and a refusal test.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::workspace::{Workspace, files, read};

/// Files by their names without the ending, with their texts.
type Files = Vec<(String, String)>;

/// Where the services are.
const FOLDER: &str = "src/api";

/// Our own service, which no model describes: the compiler names its operations where they are listed.
const OWN: &str = "src/api/loggia";

/// The services that a model describes.
const SERVICES: &[Service] = &[
    Service {
        folder: "src/api/user_pools",
        list: "src/api/user_pools.rs",
        model: "src/shapes/models/cognito-idp.json",
    },
    Service {
        folder: "src/api/identity_pools",
        list: "src/api/identity_pools.rs",
        model: "src/shapes/models/cognito-identity.json",
    },
    Service {
        folder: "src/api/sync",
        list: "src/api/sync.rs",
        model: "src/shapes/models/cognito-sync.json",
    },
    Service {
        folder: "src/api/sts",
        list: "src/api/sts.rs",
        model: "src/shapes/models/sts.json",
    },
];

/// Where the operations of a service are: their files, the list of them, and the model that names them.
struct Service {
    folder: &'static str,
    list: &'static str,
    model: &'static str,
}

/// The names of the model's operations as their files are named.
fn operation_names(workspace: &Workspace, model: &str) -> Result<BTreeSet<String>, String> {
    let model: Value = serde_json::from_str(&read(&workspace.path(model))?)
        .map_err(|error| format!("{model}: {error}"))?;
    Ok(names(&model).iter().map(|name| snake(name)).collect())
}

/// Both forms a model comes in: an `operations` map, or shapes of type `operation`.
fn names(model: &Value) -> BTreeSet<String> {
    if let Some(operations) = model.get("operations").and_then(Value::as_object) {
        return operations.keys().cloned().collect();
    }
    let shapes = model.get("shapes").and_then(Value::as_object);
    shapes
        .into_iter()
        .flatten()
        .filter(|(_, shape)| shape.get("type").and_then(Value::as_str) == Some("operation"))
        .map(|(id, _)| id.rsplit('#').next().unwrap_or(id).to_owned())
        .collect()
}

/// AdminSetUserMFAPreference → admin_set_user_mfa_preference; SRPAuth → srp_auth.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let after_small = at > 0 && !letters[at - 1].is_uppercase();
        let before_small = at > 0 && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_small || before_small) {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// The operation files of a service: those named after an operation, and those that handle one.
fn operation_files(workspace: &Workspace, service: &Service) -> Result<Files, String> {
    let operation_names = operation_names(workspace, service.model)?;
    handlers(workspace, service.folder, &operation_names)
}

/// The files of a folder that are named after these operations, or handle one.
fn handlers(
    workspace: &Workspace,
    folder: &str,
    operation_names: &BTreeSet<String>,
) -> Result<Files, String> {
    let mut operations = Vec::new();
    for path in files(&workspace.path(folder)) {
        let text = read(&path)?;
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        if operation_names.contains(&stem) || text.contains("\nimpl Handle for ") {
            operations.push((stem, text));
        }
    }
    Ok(operations)
}

/// The operations that a list of `Entry::…::<operation::X>()` names, as their files are named.
fn entries(list: &str) -> Vec<String> {
    let names = list
        .split("<operation::")
        .skip(1)
        .filter_map(|rest| rest.split_once(">()"));
    names.map(|(name, _)| snake(name)).collect()
}

/// Every operation file stands in the list of its service, and the list is sorted.
pub(super) fn listed(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut breaches = Vec::new();
    for service in SERVICES {
        let Service { folder, list, .. } = service;
        let entries = entries(&read(&workspace.path(list))?);
        let unsorted = entries.windows(2).filter(|pair| pair[0] >= pair[1]);
        breaches.extend(unsorted.map(|pair| format!("{list} lists {} after {}", pair[1], pair[0])));
        let operation_names = operation_names(workspace, service.model)?;
        for (name, _) in operation_files(workspace, service)? {
            if !entries.contains(&name) {
                breaches.push(format!("{list} does not list the operation of {name}.rs"));
            }
            if !operation_names.contains(&name) {
                breaches.push(format!(
                    "{folder}/{name}.rs is named after no operation of the model"
                ));
            }
        }
    }
    Ok(breaches)
}

/// Every operation file of every service has a test `succeeds…` and a test `refuses…`.
pub(super) fn tested(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut breaches = Vec::new();
    for (folder, operations) in services(workspace)? {
        if folder != OWN && SERVICES.iter().all(|service| service.folder != folder) {
            breaches.push(format!(
                "{folder} has operations: add its service to src/xtask/tidy/operations.rs"
            ));
        }
        for (name, text) in operations {
            for start in ["succeeds", "refuses"] {
                if !has_test(&text, start) {
                    breaches.push(format!(
                        "{folder}/{name}.rs has no test whose name begins with `{start}`"
                    ));
                }
            }
        }
    }
    Ok(breaches)
}

/// The folders that hold operations, with their names and files.
fn services(workspace: &Workspace) -> Result<Vec<(String, Files)>, String> {
    let folder = workspace.path(FOLDER);
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut services = Vec::new();
    for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
        let folder = format!("{FOLDER}/{}", entry.file_name().to_string_lossy());
        let operations = handlers(workspace, &folder, &BTreeSet::new())?;
        if !operations.is_empty() {
            services.push((folder, operations));
        }
    }
    services.sort();
    Ok(services)
}

/// Whether a text has a test whose name begins so.
fn has_test(text: &str, start: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    while let Some(line) = lines.next() {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            let name = lines.next().unwrap_or_default();
            let name = name.strip_prefix("async ").unwrap_or(name);
            if name
                .strip_prefix("fn ")
                .is_some_and(|name| name.starts_with(start))
            {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_named_as_their_files() {
        let check = |name: &str, expect: &str| assert_eq!(snake(name), expect);
        check("AdminDisableUser", "admin_disable_user");
        check("AdminSetUserMFAPreference", "admin_set_user_mfa_preference");
        check("GetCSVHeader", "get_csv_header");
        check("GetUICustomization", "get_ui_customization");
        check("ListWebAuthnCredentials", "list_web_authn_credentials");
    }

    #[test]
    fn a_list_names_its_operations() {
        let list =
            "&[\n    Entry::of::<operation::GetUser>(),\n    Entry::of::<operation::SignUp>(),\n];";
        assert_eq!(entries(list), ["get_user", "sign_up"]);
        assert_eq!(entries("mod get_user;"), [""; 0]);
    }

    #[test]
    fn a_function_of_that_name_is_a_test_only_if_it_says_so() {
        let check = |text: &str, expect| assert_eq!(has_test(text, "refuses"), expect, "{text}");
        check("#[test]\nfn refuses_all() {}", true);
        check("    #[tokio::test]\n    async fn refuses() {}", true);
        check("async fn refuses() {}", false);
        check("#[test]\nfn succeeds() {}\nfn refuses() {}", false);
    }

    #[test]
    fn both_forms_of_a_model_are_read() {
        let old = serde_json::json!({ "operations": { "B": {}, "A": {} } });
        let new = serde_json::json!({ "shapes": { "x#A": { "type": "operation" }, "x#S": { "type": "structure" } } });
        assert_eq!(names(&old).into_iter().collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!(names(&new).into_iter().collect::<Vec<_>>(), ["A"]);
    }
}
