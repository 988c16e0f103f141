//! Columns of the tables, read off the schema of the rows: a field added to a type is a column of every export, with no second list to keep.

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// UTF-8. Dates too, as ISO 8601: old minutes hold some that no calendar has.
    Text,
    /// 64 bits, signed.
    Integer,
    /// 64 bits.
    Number,
    /// true or false.
    Boolean,
    /// Values of one shape.
    List(Box<Column>),
    /// Named values.
    Struct(Vec<(String, Column)>),
    /// A list of structs, in JSON an object with free keys; the key is their first member, `field`. Few tools read maps.
    Entries(Vec<(String, Column)>),
    /// A struct, in JSON a list of so many values, each of its own shape; members are named `v0`, `v1` ….
    Tuple(Vec<(String, Column)>),
}

/// A column, or a member of a nested one.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What it holds.
    pub shape: Shape,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it means, in one or two sentences; "" where the type says nothing.
    pub description: String,
}

/// Name of the member that holds the key of [`Shape::Entries`].
const ENTRY: &str = "field";

/// The members of the object that a schema with all its parts in place describes.
///
/// # Errors
/// [`Error::Usage`] where a type has a form that no table can hold: a fault of Justera, which its tests find.
pub fn columns(schema: &Value) -> Result<Vec<(String, Column)>> {
    let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|r| r == name));
    let properties = schema["properties"].as_object().ok_or_else(|| odd(schema))?;
    let each = properties.iter().map(|(name, schema)| {
        let mut column = column(schema)?;
        column.nullable |= !required(name);
        Ok((name.clone(), column))
    });
    each.collect()
}

fn odd(schema: &Value) -> Error {
    Error::Usage(format!("no table can hold what this schema describes: {schema}"))
}

fn column(schema: &Value) -> Result<Column> {
    let description = schema["description"].as_str().unwrap_or_default().to_string();
    let of = |shape, nullable| Ok(Column { shape, nullable, description: description.clone() });
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let some: Vec<&Value> = choices.iter().filter(|c| c["type"] != "null").collect();
        return match some.as_slice() {
            [one] => of(column(one)?.shape, some.len() < choices.len()),
            all if all.iter().all(|c| c["type"] == "string") => of(Shape::Text, some.len() < choices.len()),
            _ => Err(odd(schema)),
        };
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return Err(odd(schema)),
    };
    let nullable = names.contains(&"null");
    let shape = match names.iter().find(|n| **n != "null") {
        Some(&"string") => Shape::Text,
        Some(&"integer") => Shape::Integer,
        Some(&"number") => Shape::Number,
        Some(&"boolean") => Shape::Boolean,
        Some(&"array") if schema["prefixItems"].is_array() => {
            let values = schema["prefixItems"].as_array().into_iter().flatten().enumerate();
            Shape::Tuple(values.map(|(n, value)| Ok((format!("v{n}"), column(value)?))).collect::<Result<_>>()?)
        }
        Some(&"array") => Shape::List(Box::new(column(&schema["items"])?)),
        Some(&"object") if schema["properties"].is_object() => Shape::Struct(columns(schema)?),
        Some(&"object") if schema["additionalProperties"].is_object() => {
            let key = Column { shape: Shape::Text, nullable: false, description: "Which field it is.".into() };
            let mut members = vec![(ENTRY.to_string(), key)];
            members.extend(columns(&schema["additionalProperties"])?);
            Shape::Entries(members)
        }
        _ => return Err(odd(schema)),
    };
    of(shape, nullable)
}

/// The schema of rows in the form that [`shaped`] gives them, made of that of their type.
pub fn shaped_schema(mut schema: Value) -> Value {
    let nested = ["items", "additionalProperties"].into_iter();
    for part in nested.filter_map(|p| schema.get_mut(p)?.as_object_mut().map(|_| p)).collect::<Vec<_>>() {
        schema[part] = shaped_schema(schema[part].take());
    }
    for choices in ["anyOf", "oneOf"] {
        schema
            .get_mut(choices)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
            .for_each(|c| *c = shaped_schema(c.take()));
    }
    if let Value::Array(values) = schema["prefixItems"].take() {
        let members = values.into_iter().enumerate().map(|(n, value)| (format!("v{n}"), shaped_schema(value)));
        let properties: Map<String, Value> = members.collect();
        let names: Vec<&String> = properties.keys().collect();
        return json!({"type": "object", "required": names, "properties": properties});
    }
    let written = schema["required"].take();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, property) in properties.iter_mut() {
            *property = shaped_schema(property.take());
            let left_out = !written.as_array().is_some_and(|all| all.iter().any(|r| r == name));
            if let (true, Value::String(kind)) = (left_out, &property["type"]) {
                property["type"] = json!([kind, "null"]);
            }
        }
        let names: Vec<Value> = properties.keys().map(|name| name.as_str().into()).collect();
        schema["required"] = names.into();
    } else if schema["additionalProperties"].is_object() {
        let mut entry = schema["additionalProperties"].take();
        let mut properties = Map::new();
        properties.insert(ENTRY.into(), json!({"description": "Which field it is.", "type": "string"}));
        properties.extend(entry["properties"].as_object().cloned().unwrap_or_default());
        let names: Vec<Value> = properties.keys().map(|name| name.as_str().into()).collect();
        entry["properties"] = properties.into();
        entry["required"] = names.into();
        let description = schema["description"].take();
        return json!({"description": description, "type": "array", "items": entry});
    }
    if let Some(fields) = schema.as_object_mut() {
        // Reading one that is not there puts a null in its place.
        fields.retain(|_, value| !value.is_null());
    }
    schema
}

/// A row in the form of its columns: all of them there, in order, and objects with free keys as lists.
pub fn shaped(members: &[(String, Column)], value: Value) -> Value {
    let Value::Object(mut from) = value else { return Value::Null };
    let mut row = Map::new();
    for (name, column) in members {
        let value = from.remove(name).unwrap_or(Value::Null);
        row.insert(name.clone(), shaped_value(column, value));
    }
    Value::Object(row)
}

fn shaped_value(column: &Column, value: Value) -> Value {
    match (&column.shape, value) {
        (_, Value::Null) => Value::Null,
        (Shape::List(item), Value::Array(values)) => {
            values.into_iter().map(|value| shaped_value(item, value)).collect()
        }
        (Shape::Struct(members), value) => shaped(members, value),
        (Shape::Tuple(members), Value::Array(values)) => {
            let each = members.iter().zip(values);
            Value::Object(each.map(|((name, column), v)| (name.clone(), shaped_value(column, v))).collect())
        }
        (Shape::Entries(members), Value::Object(entries)) => {
            let entry = |(key, value)| {
                let Value::Object(mut value) = value else { return Value::Null };
                value.insert(ENTRY.into(), Value::String(key));
                shaped(members, Value::Object(value))
            };
            entries.into_iter().map(entry).collect()
        }
        (_, value) => value,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use schemars::JsonSchema;
    use serde::Serialize;

    #[derive(Serialize, JsonSchema, Clone, Copy)]
    #[serde(rename_all = "kebab-case")]
    enum Vad {
        /// Ja.
        Ja,
        #[allow(dead_code, reason = "what a column may hold")]
        NejTack,
    }

    #[derive(Serialize, JsonSchema)]
    struct Del {
        sida: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        vad: Option<Vad>,
    }

    #[derive(Serialize, JsonSchema)]
    struct Rad {
        /// Som den står.
        namn: Option<String>,
        delar: Vec<Del>,
        delen: Option<Del>,
        var: BTreeMap<String, Del>,
        sant: bool,
        hur: f64,
        par: Vec<(char, f32)>,
    }

    fn members() -> Vec<(String, Column)> {
        columns(&crate::schema::generator(true).into_root_schema_for::<Rad>().to_value()).unwrap()
    }

    #[test]
    fn columns_are_read_off_the_types() {
        let members = members();
        let names: Vec<_> = members.iter().map(|(n, c)| (n.as_str(), c.nullable)).collect();
        let all = [
            ("namn", true),
            ("delar", false),
            ("delen", true),
            ("var", false),
            ("sant", false),
            ("hur", false),
            ("par", false),
        ];
        assert_eq!(names, all);
        assert_eq!((&members[0].1.shape, members[0].1.description.as_str()), (&Shape::Text, "Som den står."));
        let Shape::List(item) = &members[1].1.shape else { panic!("{members:?}") };
        let Shape::Struct(del) = &item.shape else { panic!("{item:?}") };
        assert_eq!((&del[0].1.shape, del[0].1.nullable), (&Shape::Integer, false));
        assert_eq!((&del[1].1.shape, del[1].1.nullable), (&Shape::Text, true));
        assert!(matches!(&members[2].1.shape, Shape::Struct(d) if d == del));
        assert!(matches!(&members[3].1.shape, Shape::Entries(d) if d[1..] == del[..] && d[0].0 == "field"));
        assert_eq!((&members[4].1.shape, &members[5].1.shape), (&Shape::Boolean, &Shape::Number));
        let Shape::List(par) = &members[6].1.shape else { panic!("{members:?}") };
        let Shape::Tuple(par) = &par.shape else { panic!("{par:?}") };
        let par: Vec<_> = par.iter().map(|(name, column)| (name.as_str(), &column.shape)).collect();
        assert_eq!(par, [("v0", &Shape::Text), ("v1", &Shape::Number)]);
    }

    #[test]
    fn rows_have_all_columns_in_order() {
        let del = |sida, vad| Del { sida, vad };
        let var = BTreeMap::from([("titel".to_string(), del(3, Some(Vad::Ja)))]);
        let rad = Rad {
            namn: None,
            delar: vec![del(1, None)],
            delen: None,
            var,
            sant: true,
            hur: 0.5,
            par: vec![('ö', 0.5)],
        };
        let row = shaped(&members(), serde_json::to_value(rad).unwrap());
        let wanted = json!({
            "namn": null, "delar": [{"sida": 1, "vad": null}], "delen": null,
            "var": [{"field": "titel", "sida": 3, "vad": "ja"}], "sant": true, "hur": 0.5,
            "par": [{"v0": "ö", "v1": 0.5}],
        });
        assert_eq!(row.to_string(), wanted.to_string());
    }

    #[test]
    fn the_schema_of_rows_says_what_rows_are() {
        let schema = shaped_schema(crate::schema::generator(true).into_root_schema_for::<Rad>().to_value());
        assert_eq!(schema["required"], json!(["namn", "delar", "delen", "var", "sant", "hur", "par"]));
        let entry = &schema["properties"]["var"];
        assert_eq!((&entry["type"], &entry["items"]["required"]), (&json!("array"), &json!(["field", "sida", "vad"])));
        assert_eq!(entry["items"]["properties"]["sida"]["type"], "integer");
        assert_eq!(schema["properties"]["delar"]["items"]["required"], json!(["sida", "vad"]));
        assert_eq!(schema["properties"]["par"]["items"]["required"], json!(["v0", "v1"]));
        // The same columns as those of the types.
        let (from_rows, from_types) = (columns(&schema).unwrap(), members());
        assert_eq!(from_rows.len(), from_types.len());
        assert!(
            matches!(&from_rows[3].1.shape, Shape::List(item) if matches!(&item.shape, Shape::Struct(d) if d.len() == 3))
        );
    }

    #[test]
    fn what_no_table_can_hold_is_an_error_and_not_lost() {
        for odd in [json!({"properties": {"a": {}}}), json!({"properties": {"a": {"type": "object"}}}), json!({})] {
            assert!(columns(&odd).is_err(), "{odd}");
        }
    }
}
