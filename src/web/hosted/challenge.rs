//! The challenges of a sign-in as pages. Answers travel under Cognito's own keys and each challenge makes its own screen, so
//! that nothing here knows of any challenge.

use super::{
    admission::Admission,
    challenge_screen::screen,
    confirm::digits,
    outcome::{conclude, sign_in},
    page_request::{Form, PageRequest},
    sign_in_form,
};
use axum::response::Response;
use domain::{field, refusal};
use engine::refusal::words;
use wire::challenge::{Answers, CLASSIC_CODE, ChallengeName, FRIENDLY_DEVICE_NAME};

/// What stands before an attribute's name in its key.
const ATTRIBUTE: &str = "userAttributes.";

/// Takes the answer to a challenge.
pub(super) async fn post(
    name: ChallengeName,
    page_request: PageRequest,
    mut form: Form,
) -> Result<Response, Response> {
    let authorize_request = page_request.sound()?;
    let flow_token = form.remove("session").unwrap_or_default();
    let username = form.get("USERNAME").cloned().unwrap_or_default();
    let typed = form.clone();
    read_code(name, &mut form);
    let empty = form
        .iter()
        .find(|(key, value)| {
            value.is_empty() && is_answer(key) && key.as_str() != FRIENDLY_DEVICE_NAME
        })
        .map(|(key, _)| key.clone());
    if let Some(key) = empty {
        // Nothing was answered, so the flow is not touched: the same page again.
        return match sign_in(&page_request).challenge(&flow_token).await {
            Ok(challenge) => {
                let refusal = refusal::Parameter::Missing(key).into();
                Ok(page_request.show(screen(
                    &page_request,
                    &challenge,
                    &username,
                    flow_token,
                    Some((&refusal, &typed)),
                )))
            }
            Err(engine::fault::Fault::Refused(refusal)) => Ok(page_request.show(
                sign_in_form::with_alert(&page_request, &username, words(&refusal).text),
            )),
            Err(fault) => Err(page_request.failed(&fault)),
        };
    }
    form.retain(|key, _| is_answer(key));
    complete(&page_request, &flow_token, &mut form).await;
    let answers = Answers {
        name,
        responses: form,
    };
    let recipient = Admission::new(&page_request, authorize_request);
    let outcome = sign_in(&page_request)
        .answer(Some(&flow_token), answers, None, &recipient)
        .await;
    conclude(&page_request, &username, &typed, outcome).await
}

/// Reads the code as people type it, under the name of its answer or under that of Cognito's own pages.
fn read_code(name: ChallengeName, form: &mut Form) {
    let classic = form.remove(CLASSIC_CODE);
    if let Some(key) = name.code()
        && let Some(code) = form.get(key).or(classic.as_ref())
    {
        let code = digits(code);
        form.insert(key.to_owned(), code);
    }
}

/// Brings attributes into the form in which they are stored, and adds the one that has no field on the page.
async fn complete(page_request: &PageRequest, flow_token: &str, form: &mut Form) {
    for (key, value) in form.iter_mut() {
        if let Some(attribute) = key.strip_prefix(ATTRIBUTE) {
            *value = field::typed(attribute, value);
        }
    }
    let required = page_request.pool.required();
    if !required.iter().any(|name| name == field::UPDATED_AT) {
        return;
    }
    // A challenge that cannot be read is refused when it is answered.
    if let Ok(challenge) = sign_in(page_request).challenge(flow_token).await {
        let key = format!("{ATTRIBUTE}{}", field::UPDATED_AT);
        let missing = challenge.parameters.get("requiredAttributes");
        let missing: Vec<String> = missing
            .and_then(|list| serde_json::from_str(list).ok())
            .unwrap_or_default();
        if missing.contains(&key) {
            form.insert(key, page_request.site.now().seconds().to_string());
        }
    }
}

/// Whether a form field is an answer: Cognito's keys are upper case, attributes are prefixed.
fn is_answer(key: &str) -> bool {
    key.starts_with(ATTRIBUTE)
        || (!key.is_empty()
            && key
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b == b'_' && key != "_csrf"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::challenge::SOFTWARE_TOKEN_MFA_CODE;

    #[test]
    fn a_code_is_read_as_people_type_it_and_as_cognitos_pages_call_it() {
        #[track_caller]
        fn check(name: ChallengeName, input: &[(&str, &str)], expect: &[(&str, &str)]) {
            let form = |fields: &[(&str, &str)]| -> Form {
                let fields = fields.iter();
                fields
                    .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                    .collect()
            };
            let mut read = form(input);
            read_code(name, &mut read);
            assert_eq!(read, form(expect), "{input:?}");
        }
        let code = |value| [(SOFTWARE_TOKEN_MFA_CODE, value)];
        let challenge = ChallengeName::SoftwareTokenMfa;
        check(challenge, &code("123 456"), &code("123456"));
        check(challenge, &code(" 123-456 "), &code("123456"));
        check(challenge, &code("  "), &code(""));
        check(challenge, &[], &[]);
        check(challenge, &[(CLASSIC_CODE, "123 456")], &code("123456"));
        let both = [(CLASSIC_CODE, "1"), (SOFTWARE_TOKEN_MFA_CODE, "123456")];
        check(ChallengeName::MfaSetup, &both, &code("123456"));
        let password = [("PASSWORD", "pass - word ")];
        check(ChallengeName::Password, &password, &password);
    }
}
