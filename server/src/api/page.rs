//! The description as a page.

use std::collections::BTreeMap;

use askama::Template;
use serde::Deserialize;
use serde_json::Value;
use tacit_protocol::{media, problem::ProblemKind};

#[derive(Template)]
#[template(path = "api.html")]
struct Page {
    version: String,
    introduction: String,
    groups: Vec<Group>,
    bodies: Vec<Body>,
    problems: Vec<ProblemKind>,
}

/// The endpoints that the same people may call.
struct Group {
    name: &'static str,
    id: String,
    description: String,
    endpoints: Vec<Endpoint>,
}

struct Endpoint {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Parameter>,
    request: Option<Message>,
    answers: Vec<(String, Message)>,
    refusals: Vec<ProblemKind>,
}

/// A body: what is said of it, its content type, and the schema that it has if it is JSON.
struct Message {
    description: String,
    media: Option<String>,
    schema: Option<String>,
}

/// A JSON body.
struct Body {
    name: String,
    description: String,
    members: Vec<Member>,
    /// If it is one of several words.
    words: Vec<String>,
}

struct Member {
    name: String,
    kind: Kind,
    description: String,
}

/// What a member is: some words, and the body that they end with, if it is one.
struct Kind {
    words: String,
    body: Option<String>,
}

#[derive(Deserialize)]
struct Document {
    info: Info,
    tags: Vec<Tag>,
    paths: BTreeMap<String, BTreeMap<String, Operation>>,
    components: Components,
}

#[derive(Deserialize)]
struct Info {
    version: String,
    description: String,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    description: String,
}

#[derive(Deserialize)]
struct Components {
    schemas: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    tags: Vec<String>,
    operation_id: String,
    summary: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    request_body: Option<Content>,
    responses: BTreeMap<String, Content>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
    description: String,
    required: bool,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    description: String,
    #[serde(default)]
    content: BTreeMap<String, Value>,
}

/// The tags, as headings for people.
const GROUPS: [(&str, &str); 6] = [
    ("anybody", "Anybody"),
    ("participant", "Participants"),
    ("any analyst", "Analysts"),
    ("analyst", "The session's analyst"),
    ("operator", "Operators"),
    ("description", "This description"),
];

/// The page of a document. What it can't read of it, which tests see to, it leaves out.
pub(super) fn render(document: &Value) -> String {
    let page = Document::deserialize(document).ok().map(Page::from);
    page.and_then(|page| page.render().ok()).unwrap_or_default()
}

impl From<Document> for Page {
    fn from(document: Document) -> Self {
        let Document { info, tags, paths, components } = document;
        let groups = GROUPS.map(|(tag, name)| {
            let of_path = |(path, item): (&String, &BTreeMap<String, Operation>)| {
                let own = item.iter().filter(|(_, operation)| operation.tags.iter().any(|of| of == tag));
                own.map(|(method, operation)| Endpoint::new(method, path, operation)).collect::<Vec<_>>()
            };
            let described = tags.iter().find(|described| described.name == tag);
            Group {
                name,
                id: tag.replace(' ', "-"),
                description: described.map(|tag| html(&tag.description)).unwrap_or_default(),
                endpoints: paths.iter().flat_map(of_path).collect(),
            }
        });
        let mut problems = ProblemKind::ALL.to_vec();
        problems.sort_by_key(|kind| kind.status());
        Self {
            version: info.version,
            introduction: html(&info.description),
            groups: groups.into(),
            // Problems have a chapter of their own.
            bodies: components
                .schemas
                .iter()
                .filter(|(name, _)| *name != "ProblemKind")
                .map(Body::from)
                .collect(),
            problems,
        }
    }
}

impl Endpoint {
    fn new(method: &str, path: &str, operation: &Operation) -> Self {
        let refused = |content: &Content| content.content.contains_key(media::PROBLEM);
        let types = |content: &Content| {
            let schema =
                content.content.get(media::PROBLEM)?.pointer("/schema/allOf/1/properties/type/enum")?;
            Vec::<ProblemKind>::deserialize(schema).ok()
        };
        Self {
            id: operation.operation_id.clone(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: html(&operation.summary),
            description: html(&operation.description),
            parameters: operation.parameters.iter().map(Parameter::shown).collect(),
            request: operation.request_body.as_ref().map(Message::from),
            answers: (operation.responses.iter().filter(|(_, content)| !refused(content)))
                .map(|(status, content)| (status.clone(), Message::from(content)))
                .collect(),
            refusals: operation.responses.values().filter_map(types).flatten().collect(),
        }
    }
}

impl Parameter {
    fn shown(&self) -> Self {
        Self {
            name: self.name.clone(),
            place: self.place.clone(),
            description: html(&self.description),
            required: self.required,
        }
    }
}

impl From<&Content> for Message {
    fn from(content: &Content) -> Self {
        let first = content.content.iter().next();
        let schema = first.map(|(_, content)| kind_of(&content["schema"])).and_then(|kind| kind.body);
        Self { description: html(&content.description), media: first.map(|(media, _)| media.clone()), schema }
    }
}

impl From<(&String, &Value)> for Body {
    fn from((name, schema): (&String, &Value)) -> Self {
        let described = |schema: &Value| html(schema["description"].as_str().unwrap_or_default());
        let members = schema["properties"].as_object().into_iter().flatten();
        let words = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let alternatives = schema["oneOf"].as_array().into_iter().flatten();
        let single = alternatives.filter_map(|one| one["enum"][0].as_str());
        Self {
            name: name.clone(),
            description: described(schema),
            members: members
                .map(|(name, schema)| Member {
                    name: name.clone(),
                    kind: kind_of(schema),
                    description: described(schema),
                })
                .collect(),
            words: words.chain(single).map(str::to_owned).collect(),
        }
    }
}

fn kind_of(schema: &Value) -> Kind {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return Kind { words: String::new(), body: Some(name.to_owned()) };
    }
    if let Some(alternatives) = schema["oneOf"].as_array() {
        let real = alternatives.iter().find(|one| one["type"] != "null");
        let nullable = real.map_or(0, |_| 1) < alternatives.len();
        let kind = real.map_or(Kind { words: String::new(), body: None }, kind_of);
        return if nullable { Kind { words: format!("{}null or ", kind.words), ..kind } } else { kind };
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => {
            let items = kind_of(&schema["items"]);
            Kind { words: format!("list of {}", items.words), ..items }
        }
        Value::String(kind) => Kind { words: kind.clone(), body: None },
        Value::Array(kinds) => {
            let words: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            Kind { words: words.join(" or "), body: None }
        }
        _ => Kind { words: String::new(), body: None },
    }
}

/// Text as HTML: code in backticks, links to PROTOCOL.md, and empty lines between paragraphs.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let pieces = escaped.split('`').enumerate();
    let coded: String = pieces
        .map(|(at, piece)| if at % 2 == 1 { format!("<code>{piece}</code>") } else { piece.to_owned() })
        .collect();
    let linked = coded.replace("PROTOCOL.md", "<a href=\"/api/v1/protocol.md\">PROTOCOL.md</a>");
    linked.replace("\n\n", "</p>\n<p>")
}
