//! What an entry changed, field by field.

use serde_json::Value;

use super::field_words;

/// One field with its values before and after, in words; `None` where there was none.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::pages) struct ChangedField {
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The fields that differ, in the order written; without a value on one side (a creation) all of the other side's.
pub(in crate::pages) fn changed_fields(before: Option<&str>, after: Option<&str>) -> Vec<ChangedField> {
    let parse = |text: Option<&str>| text.map(|text| serde_json::from_str(text).unwrap_or(Value::from(text)));
    match (parse(before), parse(after)) {
        (None, None) => Vec::new(),
        (before @ (None | Some(Value::Object(_))), after @ (None | Some(Value::Object(_)))) => {
            let value = |side: &Option<Value>, key: &str| side.as_ref().and_then(|side| in_words(&side[key]));
            keys(before.as_ref(), after.as_ref())
                .into_iter()
                .map(|key| ChangedField {
                    name: field_words::field(&key).to_owned(),
                    before: value(&before, &key),
                    after: value(&after, &key),
                })
                .filter(|field| field.before != field.after)
                .collect()
        }
        (before, after) => {
            let side = |value: Option<Value>| value.as_ref().and_then(in_words);
            vec![ChangedField { name: "内容".to_owned(), before: side(before), after: side(after) }]
        }
    }
}

fn keys(before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for side in [before, after].into_iter().flatten() {
        for key in side.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
    }
    keys
}

fn in_words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("是".to_owned()),
        Value::Bool(false) => Some("否".to_owned()),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let between = if items.iter().any(Value::is_object) { "；" } else { "、" };
            let words: Vec<String> = items.iter().filter_map(in_words).collect();
            (!words.is_empty()).then(|| words.join(between))
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                Some(format!("{} {}", field_words::field(name), in_words(value)?))
            };
            let words: Vec<String> = fields.iter().filter_map(field).collect();
            (!words.is_empty()).then(|| words.join("，"))
        }
        Value::Number(number) => Some(number.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: Option<&str>, after: Option<&str>) -> Vec<(String, String, String)> {
        let word = |side: Option<String>| side.unwrap_or("—".to_owned());
        changed_fields(before, after)
            .into_iter()
            .map(|field| (field.name, word(field.before), word(field.after)))
            .collect()
    }

    fn row(name: &str, before: &str, after: &str) -> (String, String, String) {
        (name.to_owned(), before.to_owned(), after.to_owned())
    }

    #[test]
    fn only_what_differs_is_shown() {
        let before = r#"{"role":null,"heads_the_group":false}"#;
        let after = r#"{"role":"leader","heads_the_group":false}"#;
        assert_eq!(shown(Some(before), Some(after)), [row("角色", "—", "leader")]);
    }

    #[test]
    fn a_creation_shows_all_its_values() {
        let after = r#"{"title":"甲","lead":["立案庭","刑庭"],"restricted":true,"nothing":null}"#;
        assert_eq!(
            shown(None, Some(after)),
            [row("标题", "—", "甲"), row("牵头部门", "—", "立案庭、刑庭"), row("限定范围", "—", "是")]
        );
    }

    #[test]
    fn a_list_of_things_is_said_one_by_one() {
        let after = r#"{"milestones":[{"title":"调研","due_on":"2019-05-30"},{"title":"起草","due_on":"2019-06-28"}]}"#;
        assert_eq!(
            shown(None, Some(after)),
            [row("节点", "—", "标题 调研，到期日 2019-05-30；标题 起草，到期日 2019-06-28")]
        );
    }

    #[test]
    fn a_value_that_is_no_object_is_shown_whole() {
        assert_eq!(shown(Some("3"), Some("\"文字\"")), [row("内容", "3", "文字")]);
        assert_eq!(shown(None, None), []);
    }
}
