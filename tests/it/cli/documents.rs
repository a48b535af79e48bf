//! `--spec`: files, folders and URLs; and documents that cannot be used.

use super::binary::Folder;
use super::server::{Server, answer};

const REGISTER: &str = include_str!("../../../specs/register_worker.yaml");
const HEARTBEAT: &str = include_str!("../../../specs/worker_heartbeat.yaml");

/// A document of an API that the reference does not know.
const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      \
                    responses:\n        '200': {description: Pets}\n";

fn serve(text: &'static str) -> Server {
    Server::http(move |_, _| answer("200 OK", "Content-Type: application/yaml\r\n", text))
}

#[test]
fn files_folders_and_urls_are_taken_together() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("documents")).unwrap();
    folder.write("documents/register.yaml", REGISTER).write("pets.json", "{}");
    let server = serve(HEARTBEAT);
    let url = format!("{}/heartbeat.yaml", server.url());
    let ran = folder.run(&[
        "conform",
        "--spec",
        "documents",
        &url,
        "--only",
        "response_*",
        "--format",
        "json",
    ]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let report = ran.json();
    let names: Vec<_> = report["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|operation| operation["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["register_worker", "worker_heartbeat"]);
    assert_eq!(server.seen(), 1);
    assert!(report["documents"].to_string().contains("documents/register.yaml"));
}

#[test]
fn documents_of_another_api_need_a_target() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    let ran = folder.run(&["conform", "--spec", "pets.yaml"]);
    assert!(ran.error(2).contains("--target URL"), "{ran:?}");
    let target = serve("");
    let ran = folder.run(&["conform", "--spec", "pets.yaml", "--target", &target.url()]);
    assert_eq!(ran.quiet(), Some(0), "no token is asked for: {ran:?}");
}

/// Runs on one document, which is refused: the message.
fn refused(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    folder.write(name, content);
    let ran = folder.run(&["conform", "--spec", name]);
    let error = ran.error(3);
    assert!(error.contains(name), "{error}");
    assert!(!folder.path("reports").exists());
    error.to_owned()
}

#[test]
fn a_document_that_cannot_be_used_is_named_with_its_place_and_what_fixes_it() {
    let broken = PETS.replace("{description: Pets}", "{$ref: '#/components/responses/Gone'}");
    let cycle = format!(
        "{}components:\n  responses:\n    A: {{$ref: '#/components/responses/B'}}\n    B: {{$ref: \
         '#/components/responses/A'}}\n",
        PETS.replace("{description: Pets}", "{$ref: '#/components/responses/A'}")
    );
    for (name, content, hints) in [
        ("syntax.yaml", "openapi: 3.1.0\npaths: [\n", &["syntax.yaml:", "not YAML"][..]),
        ("syntax.json", "{\"openapi\": \"3.1.0\",\n \"paths\": }", &["syntax.json:2", "not JSON"]),
        ("other.yaml", "hello: world\n", &["not an OpenAPI document"]),
        ("prose.txt", "Dear reader,\nthis is prose.\n", &["prose.txt"]),
        ("swagger.yaml", "swagger: '2.0'\ninfo: {}\npaths: {}\n", &["Swagger 2.0", "convert"]),
        ("old.yaml", "openapi: 2.9.0\npaths: {}\n", &["old.yaml:1", "2.9.0", "3.1"]),
        ("broken.yaml", &broken, &["broken.yaml:7", "/paths/~1pets/get", "Gone"]),
        ("cycle.yaml", &cycle, &["cycle.yaml:", "cycle", "→"]),
        ("empty.yaml", "", &["is empty"]),
        ("comment.yaml", "# nothing here\n", &["is empty"]),
        (
            "nothing.yaml",
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
            &["no operations"],
        ),
        (
            "shape.yaml",
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: [1]\n",
            &["shape.yaml:3", "/paths"],
        ),
    ] {
        let error = refused(name, content);
        for hint in hints {
            assert!(error.contains(hint), "{hint:?} in {error}");
        }
    }
}

#[test]
fn binary_files_and_alias_bombs_are_refused() {
    let error = refused("image.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe");
    assert!(error.contains("UTF-8"), "{error}");
    let levels = (1..30).map(|level| {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("a{level}: &a{level} [{items}]")
    });
    let top = "openapi: 3.1.0\na0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned();
    let bomb = std::iter::once(top).chain(levels).collect::<Vec<_>>();
    let bomb = bomb.join("\n");
    let error = refused("bomb.yaml", bomb);
    assert!(error.contains("alias"), "{error}");
}

#[test]
fn a_name_with_control_characters_cannot_write_to_the_terminal() {
    let ran = Folder::new().run(&["plan", "--spec", "a\u{1b}[2Jb.yaml"]);
    assert!(ran.error(3).contains("a\\u{1b}[2Jb.yaml"), "{ran:?}");
}

#[test]
fn inputs_that_lead_to_no_document_are_named() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ran = folder.run(&["plan", "--spec", "nowhere.yaml"]);
    let error = ran.error(3);
    assert!(error.contains("nowhere.yaml"), "{error}");
    assert_eq!(error.matches("os error 2").count(), 1, "told once: {error}");
    let ran = folder.run(&["plan", "--spec", "empty"]);
    assert!(ran.error(3).contains("no OpenAPI document in empty"), "{ran:?}");
}

#[test]
fn a_url_that_gives_no_document_is_named_with_the_reason() {
    let fetch = |server: &Server| {
        let ran = Folder::new().run(&["plan", "--spec", &server.url()]);
        let error = ran.error(3).to_owned();
        assert!(error.starts_with(&format!("cannot fetch {}", server.url())), "{error}");
        assert_eq!(error.matches("http://").count(), 1, "the URL is told once: {error}");
        error
    };
    let gone = fetch(&Server::http(|_, _| answer("404 Not Found", "", "gone")));
    assert!(gone.contains("404 Not Found"), "{gone}");
    let closing = fetch(&Server::raw(drop));
    assert!(closing.len() > 40, "{closing}");
    let ran = Folder::new().run(&["plan", "--spec", "http://127.0.0.1:1/a.yaml"]);
    assert!(ran.error(3).contains("Connection refused"), "{ran:?}");
    let ran = Folder::new().run(&["plan", "--spec", "http://does-not-exist.invalid/a.yaml"]);
    assert!(ran.error(3).contains("cannot fetch http://does-not-exist.invalid/a.yaml"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_behind_a_certificate_without_trust_is_reported_with_the_remedy() {
    use crate::transport::tls::{of_openssl, serve};
    let (certificate, key) = of_openssl(|_| ());
    let address = serve(certificate.der().clone(), &key).await;
    let looked = move || {
        let url = format!("https://{address}/openapi.yaml");
        let ran = Folder::new().run(&["lint", &url]);
        let error = ran.error(3);
        assert!(
            error.contains("is not trusted here") && error.contains("SSL_CERT_FILE"),
            "{error}"
        );
    };
    tokio::task::spawn_blocking(looked).await.unwrap();
}
