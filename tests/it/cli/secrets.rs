//! The caller's secrets stay with the caller.

use super::binary::{Folder, finish};
use super::server::{QUEUE, Server, answer};

const TOKEN: &str = "canary-7Qm2xV9tLw4z";
const KEY: &str = "parrot-3Hd8sYpKc6Rb";

/// A target that sends back all that it gets, in its head and its content, whole and cut short.
fn echo() -> Server {
    Server::http(|seen, number| {
        let secret = |line: &&str| line.contains("canary") || line.contains("parrot");
        let echoed = seen.head.lines().filter(secret);
        let echoed = echoed.map(|line| format!("X-Echo-{line}\r\nX-Other: {line}\r\n"));
        let echoed = echoed.collect::<Vec<_>>().concat();
        let content = serde_json::json!({"head": seen.head, "body": seen.body});
        let status = ["200 OK", "422 Unprocessable Content", "500 Internal Server Error"];
        let head = format!("Content-Type: application/json\r\n{echoed}");
        match number % 2 {
            0 => answer(status[number % 3], &head, &content.to_string()),
            _ => answer(status[number % 3], &head, &seen.head),
        }
    })
}

#[test]
fn neither_token_nor_key_appears_in_any_output() {
    for format in ["text", "json", "junit", "ndjson"] {
        let (folder, server) = (Folder::new(), echo());
        let header = format!("X-Api-Key: {KEY}");
        let url = server.url();
        let arguments = [
            &["conform", "--target", &url, "--format", format, "--header", &header][..],
            &QUEUE[..],
        ];
        let mut command = folder.command(&arguments.concat());
        command.env("KUBIYA_API_KEY", TOKEN);
        let ran = finish(command.spawn().unwrap());
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        let mut texts = vec![("stdout".to_owned(), ran.stdout), ("stderr".to_owned(), ran.stderr)];
        for entry in std::fs::read_dir(folder.only_report()).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            texts.push((path.display().to_string(), text));
        }
        assert_eq!(texts.len(), 5);
        for (place, text) in texts {
            // Not even their beginnings, as excerpts have them.
            for secret in [TOKEN, KEY].map(|secret| &secret[..8]) {
                let at = text.find(secret);
                let around = at.map(|at| text.get(at.saturating_sub(200)..at + 30));
                assert_eq!(at, None, "{format}: {place}: {around:?}");
            }
        }
    }
}
