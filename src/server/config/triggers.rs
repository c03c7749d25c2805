//! `[triggers]`: where the functions of pools are, by the ARN that `LambdaConfig` names.

use super::{
    parse,
    reader::{Reader, Rule, secret},
};
use engine::settings::{AccessKey, Place, Triggers};

/// What stands before the endpoint of a Lambda Invoke API.
const LAMBDA: &str = "lambda+";

pub(super) fn read(reader: &mut Reader) -> Triggers {
    let authorization = reader.secret("triggers.authorization", secret);
    let region = reader.optional("triggers.region", parse::region);
    let id = reader.optional("triggers.access_key_id", parse::text);
    let key = reader.secret("triggers.secret_access_key", secret);
    for (one, other, is_half) in [
        (
            "access_key_id",
            "secret_access_key",
            id.is_some() && key.is_none(),
        ),
        (
            "secret_access_key",
            "access_key_id",
            id.is_none() && key.is_some(),
        ),
    ] {
        let other = format!("triggers.{other}");
        if is_half && !reader.is_set(&other) {
            let place = reader.place(&format!("triggers.{one}"));
            reader.problem(format!(
                "`{other}` is not set, but {place} is: set both, or neither."
            ));
        }
    }
    let access_key = id.zip(key).map(|(id, secret)| AccessKey { id, secret });
    let functions = reader.entries("triggers.", is_function, place);
    let signed = functions
        .iter()
        .find(|(_, place)| matches!(place, Place::Lambda(_)));
    if let (Some((arn, _)), false) = (signed, reader.is_set("triggers.access_key_id")) {
        let place = reader.place(&format!("triggers.{arn}"));
        reader.problem(format!(
            "`triggers.access_key_id` and `triggers.secret_access_key` are not set, but {place} is called through \
             the Lambda Invoke API, which asks for signatures: set both."
        ));
    }
    Triggers {
        functions,
        authorization,
        access_key,
        region,
    }
}

/// Whether this is the ARN of a function: `arn:<partition>:lambda:<region>:<account>:function:<name>`, maybe with a
/// qualifier.
fn is_function(name: &str) -> bool {
    let parts: Vec<&str> = name.split(':').collect();
    matches!(
        parts.as_slice(),
        ["arn", _, "lambda", _, _, "function", _] | ["arn", _, "lambda", _, _, "function", _, _]
    ) && parts.iter().all(|part| !part.is_empty())
}

fn place(text: &str) -> Result<Place, Rule> {
    let rule = || {
        format!(
            "an http or https URL that the event is posted to, or {LAMBDA} and the endpoint of a Lambda Invoke API, such as \
             {LAMBDA}https://lambda.us-east-1.amazonaws.com"
        )
    };
    match text.strip_prefix(LAMBDA) {
        Some(endpoint) => parse::origin(endpoint).map(Place::Lambda),
        None => parse::web(text).map(Place::Http),
    }
    .map_err(|_| rule())
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Layers, Problem, Problems};
    use super::*;
    use url::Url;

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:check";

    fn load(file: &str) -> Result<Config, Problems> {
        let mut layers = Layers::default();
        layers
            .file("loggia.toml", file)
            .map_err(|Problem(text)| Problems(vec![Problem(text)]))?;
        Config::load(layers)
    }

    #[test]
    fn functions_are_found_by_their_arn_and_their_urls_shown_without_secrets() {
        let file = format!(
            "[triggers]\nauthorization = \"Bearer hush\"\naccess_key_id = \"AKIAEXAMPLE\"\nsecret_access_key = \"hush-hush\"\n\
             \"{ARN}\" = \"https://me:hush@hooks.example/check?code=hush\"\n\
             \"{ARN}:live\" = \"lambda+http://localhost:4566\"\n"
        );
        let config = load(&file).expect("right settings");
        let triggers = &config.engine.triggers;
        let place = |arn: &str| triggers.functions.get(arn).cloned();
        let url = |text: &str| Url::parse(text).expect("a URL");
        let expect = url("https://me:hush@hooks.example/check?code=hush");
        assert_eq!(place(ARN), Some(Place::Http(expect)));
        let expect = Some(Place::Lambda(url("http://localhost:4566")));
        assert_eq!(place(&format!("{ARN}:live")), expect);
        assert!(!format!("{config:?}").contains("hush"));
        let effective = |name: &str| {
            let one = config.effective().iter().find(|one| one.name == name);
            let one = one.expect("it is listed");
            (one.value.clone(), one.origin.to_string())
        };
        let shown_url = "https://me:***@hooks.example/check?***".to_owned();
        let expect = (shown_url, "loggia.toml line 5".to_owned());
        assert_eq!(effective(&format!("triggers.{ARN}")), expect);
        assert_eq!(effective("triggers.secret_access_key").0, "***");
        assert_eq!(effective("triggers.authorization").0, "***");
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let mut layers = Layers::default();
        let file = format!("[triggers]\n\"{ARN}\" = \"https://a.example/\"");
        layers.file("loggia.toml", &file).expect("it is TOML");
        let name = format!("triggers.{ARN}");
        layers.flag("--set", &name, "https://b.example/");
        let config = Config::load(layers).expect("right settings");
        let places: Vec<String> = config
            .engine
            .triggers
            .functions
            .values()
            .map(|place| format!("{place:?}"))
            .collect();
        assert_eq!(places, ["Http(b.example)"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_fix() {
        #[track_caller]
        fn check(lines: &str, expect: &str) {
            let problems = load(&format!("[triggers]\n{lines}")).expect_err("wrong settings");
            assert_eq!(problems.to_string(), expect);
        }
        let rule = "it must be an http or https URL that the event is posted to, or lambda+ and the endpoint of a Lambda \
                    Invoke API, such as lambda+https://lambda.us-east-1.amazonaws.com.";
        for wrong in [
            "nowhere",
            "ftp://a.example/",
            "lambda+https://a.example/path",
        ] {
            check(
                &format!("\"{ARN}\" = \"{wrong}\""),
                &format!("`triggers.{ARN}` (loggia.toml line 2) is `{wrong}`: {rule}"),
            );
        }
        check(
            "\"check\" = \"https://a.example\"",
            "`triggers.check` (loggia.toml line 2) is not a setting. `loggia config` lists them all.",
        );
        check(
            "access_key_id = \"AKIAEXAMPLE\"",
            "`triggers.secret_access_key` is not set, but `triggers.access_key_id` (loggia.toml line 2) is: set both, or \
             neither.",
        );
        check(
            "secret_access_key = \"hush-hush\"",
            "`triggers.access_key_id` is not set, but `triggers.secret_access_key` (loggia.toml line 2) is: set both, or \
             neither.",
        );
        check(
            &format!("\"{ARN}\" = \"lambda+https://a.example\""),
            &format!(
                "`triggers.access_key_id` and `triggers.secret_access_key` are not set, but `triggers.{ARN}` (loggia.toml \
                 line 2) is called through the Lambda Invoke API, which asks for signatures: set both."
            ),
        );
    }
}
