//! From the names of a service model to names in Rust.

/// Words of the model's names that its capitals do not divide as people read them.
const WORDS: &[(&str, &str)] = &[("OAuth", "Oauth"), ("URLs", "Urls")];

/// Strict keywords a member could be named after.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "false",
    "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "static", "struct", "trait", "true", "type", "unsafe", "use", "where",
    "while",
];

/// A field's name: `SMSMfaSettings` is `sms_mfa_settings`.
pub(super) fn field(member: &str) -> String {
    let snake = snake(member);
    if KEYWORDS.contains(&snake.as_str()) {
        format!("r#{snake}")
    } else {
        snake
    }
}

/// A static's name: `UserPoolIdType` is `USER_POOL_ID_TYPE`.
pub(super) fn constant(shape: &str) -> String {
    snake(shape).to_uppercase()
}

/// What serde's `rename_all = "PascalCase"` makes of a field: `sms_mfa_settings` is `SmsMfaSettings`.
pub(super) fn pascal_of_field(field: &str) -> String {
    field
        .trim_start_matches("r#")
        .split('_')
        .map(capitalised)
        .collect()
}

/// A variant's name: `ALLOW_USER_AUTH` is `AllowUserAuth`, `TLS_V1_2_2021` is `TlsV122021`, `InProgress` stays.
pub(super) fn variant(value: &str) -> String {
    let words = value.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .map(|word| {
            let shouted = !word.chars().any(|letter| letter.is_ascii_lowercase());
            if shouted {
                capitalised(&word.to_ascii_lowercase())
            } else {
                capitalised(word)
            }
        })
        .collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

fn snake(name: &str) -> String {
    let name = WORDS
        .iter()
        .fold(name.to_owned(), |name, (from, to)| name.replace(from, to));
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let after_small = index > 0 && !letters[index - 1].is_ascii_uppercase();
        let before_small = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && index > 0 && (after_small || before_small) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_fields() {
        #[track_caller]
        fn check(name: &str, expect: &str) {
            assert_eq!(field(name), expect);
        }
        check("UserPoolId", "user_pool_id");
        check("SMSMfaSettings", "sms_mfa_settings");
        check("MFAOptions", "mfa_options");
        check("CSS", "css");
        check("CSSVersion", "css_version");
        check("CallbackURLs", "callback_urls");
        check("DefaultRedirectURI", "default_redirect_uri");
        check(
            "AllowedOAuthFlowsUserPoolClient",
            "allowed_oauth_flows_user_pool_client",
        );
        check("KMSKeyID", "kms_key_id");
        check("UserMFASettingList", "user_mfa_setting_list");
        check("headerName", "header_name");
        check("Type", "r#type");
    }

    #[test]
    fn values_become_variants() {
        #[track_caller]
        fn check(value: &str, expect: &str) {
            assert_eq!(variant(value), expect);
        }
        check("ALLOW_USER_SRP_AUTH", "AllowUserSrpAuth");
        check("InProgress", "InProgress");
        check("phone_number", "PhoneNumber");
        check("userAuthEvents", "UserAuthEvents");
        check("TLS_V1_2_2021", "TlsV122021");
        check("N_A", "NA");
    }
}
