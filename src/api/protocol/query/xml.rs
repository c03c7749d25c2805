//! The XML of answers.

use quick_xml::events::BytesText;
use quick_xml::writer::Writer;
use shapes::{Exception, Kind, Member, Shape, Value};
use std::io::Result;

/// The whole answer of an operation that succeeded; `result` is what [`members`] wrote.
pub(super) fn success(
    namespace: &str,
    operation: &str,
    result: &[u8],
    request_id: &str,
) -> Vec<u8> {
    let result = String::from_utf8_lossy(result);
    document(|writer| {
        let root = writer.create_element(format!("{operation}Response"));
        root.with_attribute(("xmlns", namespace))
            .write_inner_content(|writer| {
                let inner = BytesText::from_escaped(&*result);
                writer
                    .create_element(format!("{operation}Result"))
                    .write_text_content(inner)?;
                writer
                    .create_element("ResponseMetadata")
                    .write_inner_content(|writer| text(writer, "RequestId", request_id))?;
                Ok(())
            })?;
        Ok(())
    })
}

/// The whole answer to a fault.
pub(super) fn error(
    namespace: &str,
    exception: Exception,
    message: &str,
    request_id: &str,
) -> Vec<u8> {
    let culprit = if exception.status < 500 {
        "Sender"
    } else {
        "Receiver"
    };
    document(|writer| {
        let root = writer.create_element("ErrorResponse");
        root.with_attribute(("xmlns", namespace))
            .write_inner_content(|writer| {
                writer
                    .create_element("Error")
                    .write_inner_content(|writer| {
                        text(writer, "Type", culprit)?;
                        text(writer, "Code", exception.name)?;
                        text(writer, "Message", message)
                    })?;
                text(writer, "RequestId", request_id)
            })?;
        Ok(())
    })
}

/// The members of a structure, one element each.
pub(super) fn members(members: &[Member], value: &Value) -> Vec<u8> {
    document(|writer| structure(writer, members, value))
}

type Xml = Writer<Vec<u8>>;

/// What is written into memory, where writing does not fail.
fn document(write: impl FnOnce(&mut Xml) -> Result<()>) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    write(&mut writer).expect("writing into memory does not fail");
    writer.into_inner()
}

fn text(writer: &mut Xml, name: &str, content: &str) -> Result<()> {
    let content = visible(content);
    let element = writer.create_element(name);
    element.write_text_content(BytesText::new(&content))?;
    Ok(())
}

/// XML has no form for most control characters and two others; each becomes a question mark.
fn visible(content: &str) -> String {
    let has_form = |c: char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    };
    let letters = content.chars();
    letters.map(|c| if has_form(c) { c } else { '?' }).collect()
}

fn structure(writer: &mut Xml, members: &[Member], value: &Value) -> Result<()> {
    for member in members {
        if let Some(value) = value.get(member.name).filter(|value| !value.is_null()) {
            element(writer, member.name, member.shape, value)?;
        }
    }
    Ok(())
}

/// One value as an element of this name.
///
/// **Source** AWS query protocol: items of a list are `member`s, those of a map `entry`s with `key` and `value`, dates
/// are ISO 8601.
fn element(writer: &mut Xml, name: &str, shape: &Shape, value: &Value) -> Result<()> {
    match (&shape.kind, value) {
        (Kind::Structure(members), _) => {
            let element = writer.create_element(name);
            element.write_inner_content(|writer| structure(writer, members, value))?;
        }
        (Kind::List { member, .. }, Value::Array(list)) => {
            let items = |writer: &mut Xml| {
                let mut items = list.iter();
                items.try_for_each(|item| element(writer, "member", member, item))
            };
            writer.create_element(name).write_inner_content(items)?;
        }
        (Kind::Map { key, value: of, .. }, Value::Object(map)) => {
            let entries = |writer: &mut Xml| {
                map.iter().try_for_each(|(name, value)| {
                    let entry = writer.create_element("entry");
                    entry.write_inner_content(|writer| {
                        element(writer, "key", key, &Value::from(name.as_str()))?;
                        element(writer, "value", of, value)
                    })?;
                    Ok(())
                })
            };
            writer.create_element(name).write_inner_content(entries)?;
        }
        (Kind::Timestamp, Value::Number(seconds)) => {
            text(
                writer,
                name,
                &iso_8601(seconds.as_f64().unwrap_or_default()),
            )?;
        }
        (_, Value::String(value)) => text(writer, name, value)?,
        (_, value) => text(writer, name, &value.to_string())?,
    }
    Ok(())
}

fn iso_8601(seconds: f64) -> String {
    let milliseconds = jiff::Timestamp::from_millisecond((seconds * 1000.0).round() as i64);
    milliseconds.map_or_else(|_| String::new(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shapes::Bounds;

    static TEXT: Shape = Shape::open(Kind::String {
        length: Bounds::NONE,
        pattern: None,
    });
    static NUMBER: Shape = Shape::open(Kind::Integer(Bounds::NONE));
    static DATE: Shape = Shape::open(Kind::Timestamp);
    static LIST: Shape = Shape::open(Kind::List {
        length: Bounds::NONE,
        member: &PAIR,
    });
    static MAP: Shape = Shape::open(Kind::Map {
        length: Bounds::NONE,
        key: &TEXT,
        value: &NUMBER,
    });
    static PAIR: Shape = Shape::open(Kind::Structure(&[
        Member::required("Key", &TEXT),
        Member::optional("Value", &TEXT),
    ]));
    static MEMBERS: &[Member] = &[
        Member::optional("Text", &TEXT),
        Member::optional("Count", &NUMBER),
        Member::optional("At", &DATE),
        Member::optional("Tags", &LIST),
        Member::optional("Sizes", &MAP),
    ];

    #[test]
    fn values_are_written_by_their_shapes() {
        #[track_caller]
        fn check(value: Value, expect: &str) {
            let written = members(MEMBERS, &value);
            assert_eq!(String::from_utf8(written).as_deref(), Ok(expect));
        }
        check(json!({}), "");
        check(
            json!({"Text": "a<b>&\u{1}", "Count": 7}),
            "<Text>a&lt;b&gt;&amp;?</Text><Count>7</Count>",
        );
        check(json!({"Text": null, "Count": 0}), "<Count>0</Count>");
        check(
            json!({"At": 1_524_628_110}),
            "<At>2018-04-25T03:48:30Z</At>",
        );
        check(
            json!({"At": 1_524_628_110.25}),
            "<At>2018-04-25T03:48:30.25Z</At>",
        );
        check(
            json!({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b"}]}),
            "<Tags><member><Key>a</Key><Value>1</Value></member><member><Key>b</Key></member></Tags>",
        );
        check(json!({"Tags": []}), "<Tags></Tags>");
        check(
            json!({"Sizes": {"a": 1}}),
            "<Sizes><entry><key>a</key><value>1</value></entry></Sizes>",
        );
    }

    #[test]
    fn a_failure_of_ours_is_the_receivers() {
        let exception = Exception {
            name: "InternalFailure",
            status: 500,
        };
        let written = error("urn:x", exception, "broken", "1");
        assert_eq!(
            String::from_utf8(written).as_deref(),
            Ok(
                "<ErrorResponse xmlns=\"urn:x\"><Error><Type>Receiver</Type><Code>InternalFailure</Code>\
                 <Message>broken</Message></Error><RequestId>1</RequestId></ErrorResponse>"
            )
        );
    }
}
