//! The documents under test: those the user names, or the embedded ones.

use std::time::Duration;

use url::Url;

use super::output::Failure;
use super::runtime::block_on;
use super::web_client;
use crate::spec::Api;

/// The limit for one document from the network.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The limit for reaching its server, and for each pause in its answer.
const PAUSE: Duration = Duration::from_secs(10);

/// The largest document taken from the network, in MiB.
const LIMIT_MIB: usize = 64;

/// Loads the documents in `inputs`, or the embedded ones where it is empty.
pub(super) fn load(inputs: &[String]) -> Result<Api, Failure> {
    load_trusting(inputs, false)
}

/// As [`load`]; with `insecure`, from servers with any certificate.
pub(super) fn load_trusting(inputs: &[String], insecure: bool) -> Result<Api, Failure> {
    if inputs.is_empty() {
        return Ok(Api::embedded()?);
    }
    Ok(Api::load_with(inputs, &|url| fetch(url, insecure))?)
}

/// Fetches a document; the error says why not, for a message that names the URL.
fn fetch(url: &str, insecure: bool) -> Result<String, String> {
    block_on(download(url, insecure)).unwrap_or_else(|failure| Err(failure.message().to_owned()))
}

async fn download(url: &str, insecure: bool) -> Result<String, String> {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let reason =
        |error: &reqwest::Error| web_client::reason(error, host.as_deref().unwrap_or_default());
    let client = web_client::builder(insecure)?
        .timeout(TIMEOUT)
        .connect_timeout(PAUSE)
        .read_timeout(PAUSE)
        .build();
    let request = client.map_err(|error| reason(&error))?.get(url);
    let mut response = request.send().await.map_err(|error| reason(&error))?;
    let status = response.status();
    if !status.is_success() {
        return Err(format!("it answers {status}"));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LIMIT_MIB << 20 {
            return Err(format!("it is larger than {LIMIT_MIB} MiB"));
        }
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}
