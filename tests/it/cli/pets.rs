//! A small API with one known failure: its answer lacks a required member.

use super::binary::Folder;
use super::server::{Act, Seen, Server, answer};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: /}]
paths:
  /pets:
    get:
      operationId: list_pets
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: The pets
          content:
            application/json:
              schema:
                type: object
                required: [name]
                properties:
                  name: {type: string}
                  nickname: {type: string}
        '422': {description: Not understood}
        '503': {description: Closed}
";

/// The check that fails on [`server`].
pub(super) const FAILING: &str = "response_member@list_pets#name";

/// A folder with the document, `pets.yaml`.
pub(super) fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("pets.yaml", DOCUMENT);
    folder
}

/// Answers as the document says, but for the required member.
pub(super) fn server() -> Server {
    serving("{}")
}

/// Answers as the document says.
pub(super) fn healthy() -> Server {
    serving("{\"name\": \"Rex\"}")
}

fn serving(content: &'static str) -> Server {
    Server::http(move |seen, _| act(seen, content))
}

fn act(seen: &Seen, content: &str) -> Act {
    let json = "Content-Type: application/json\r\n";
    let line = seen.head.lines().next().unwrap_or_default();
    let limit = line.split_once("limit=").map(|(_, rest)| rest.split([' ', '&']).next());
    match limit.flatten().map(str::parse::<i64>) {
        _ if !line.starts_with("GET /pets") => {
            answer("405 Method Not Allowed", "Allow: GET\r\n", "")
        }
        Some(Err(_)) => answer("422 Unprocessable Content", "", "limit is no number"),
        _ => answer("200 OK", json, content),
    }
}
