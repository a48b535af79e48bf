//! Messages framed otherwise: by chunks, by the end of the connection, behind interim answers.

use crate::common::{HEARTBEAT, REGISTER, Target, split, where_status, with_head_line};

/// The message without the lines of its head that begin so.
fn without_line(message: &[u8], name: &str) -> Vec<u8> {
    let (head, content) = split(message);
    let head = String::from_utf8(head.to_vec()).unwrap();
    let kept = |line: &&str| !line.to_ascii_lowercase().starts_with(name);
    let head: String = head.split_inclusive("\r\n").filter(kept).collect();
    [head.as_bytes(), content].concat()
}

fn has_content(message: &[u8]) -> bool {
    !split(message).1.is_empty()
}

fn chunked(message: Vec<u8>) -> Vec<u8> {
    if !has_content(&message) {
        return message;
    }
    let message = without_line(&message, "content-length:");
    let message = with_head_line(message, "Transfer-Encoding: chunked");
    let (head, content) = split(&message);
    let mut whole = head.to_vec();
    for piece in content.chunks(content.len().div_ceil(9).max(7)) {
        whole.extend_from_slice(format!("{:X};note=\"x\"\r\n", piece.len()).as_bytes());
        whole.extend_from_slice(piece);
        whole.extend_from_slice(b"\r\n");
    }
    whole.extend_from_slice(b"0\r\nX-Trailer: 1\r\n\r\n");
    whole
}

#[tokio::test]
async fn a_connection_closed_after_each_answer() {
    Target::reference().proxied(|answer| answer).conforms().await;
}

#[tokio::test]
async fn a_connection_closed_without_saying_so() {
    Target::reference()
        .proxied(|answer| without_line(&answer, "connection:"))
        .only(&[HEARTBEAT])
        .conforms()
        .await;
}

#[tokio::test]
async fn content_in_chunks() {
    Target::reference().proxied(chunked).only(&[HEARTBEAT, REGISTER]).conforms().await;
}

#[tokio::test]
async fn content_that_ends_with_the_connection() {
    let until_close = |answer: Vec<u8>| {
        let answer = without_line(&without_line(&answer, "content-length:"), "connection:");
        String::from_utf8(answer).unwrap().replacen("HTTP/1.1", "HTTP/1.0", 1).into_bytes()
    };
    Target::reference().proxied(until_close).only(&[HEARTBEAT, REGISTER]).conforms().await;
}

#[tokio::test]
async fn a_length_of_zero_on_a_204() {
    Target::reference()
        .proxied(where_status(204, |answer| with_head_line(answer, "Content-Length: 0")))
        .only(&[HEARTBEAT])
        .conforms()
        .await;
}

#[tokio::test]
async fn an_interim_answer_before_each() {
    let hinted = |answer: Vec<u8>| {
        let hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
        [&hints[..], &answer].concat()
    };
    Target::reference().proxied(hinted).only(&[HEARTBEAT, REGISTER]).conforms().await;
}

#[tokio::test]
async fn header_names_in_capitals_and_padded_values() {
    let shouted = |answer: Vec<u8>| {
        let (head, content) = split(&answer);
        let head = String::from_utf8(head.to_vec()).unwrap();
        let line = |line: &str| match line.split_once(": ") {
            Some((name, value)) => format!("{}: \t{} \r\n", name.to_uppercase(), value),
            None => format!("{line}\r\n"),
        };
        let head: String = head.lines().map(line).collect();
        [head.as_bytes(), content].concat()
    };
    Target::reference().proxied(shouted).only(&[HEARTBEAT, REGISTER]).conforms().await;
}

#[tokio::test]
async fn no_reason_phrase() {
    let bare = |answer: Vec<u8>| {
        let end = answer.iter().position(|byte| *byte == b'\r').unwrap();
        [&answer[..b"HTTP/1.1 200 ".len()], &answer[end..]].concat()
    };
    Target::reference().proxied(bare).only(&[REGISTER]).conforms().await;
}
