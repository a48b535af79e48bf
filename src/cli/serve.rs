//! `serve`: the embedded reference control plane, until it is asked to stop.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use super::args::ServeArguments;
use super::interrupt::Interrupt;
use super::mutants;
use super::output::Failure;
use super::runtime::block_on;
use crate::reference::fixtures::FixtureApi;
use crate::reference::mutants::{Mutant, serve_mutant};
use crate::reference::{self, Config, DEMO_QUEUE_ID, DEMO_TOKEN};
use crate::verdict::Exit;

pub(super) fn run(arguments: &ServeArguments) -> Result<Exit, Failure> {
    let mutant = match arguments.mutant.as_deref() {
        Some("list") => {
            super::output::print(&mutants::list(&reference::mutants::all()))?;
            return Ok(Exit::Passed);
        }
        Some(id) => mutants::named(id)?,
        None => Mutant::healthy(FixtureApi::Workers),
    };
    block_on(serve(arguments, &mutant))?
}

async fn serve(arguments: &ServeArguments, mutant: &Mutant) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
    let (listener, address) = listen(&arguments.listen).await.map_err(|error| {
        Failure::usage(format!(
            "cannot listen on {}: {error}; choose another HOST:PORT with --listen",
            arguments.listen
        ))
    })?;
    let url = format!("http://{}", reachable(address));
    let mut out = anstream::stdout();
    let described = out.write_all(greeting(&url, mutant).as_bytes());
    // A server without a reader for its greeting still serves.
    let _ = described.and_then(|()| out.flush());
    let config = Config { control_plane_url: url, ..Config::default() };
    let served = serve_mutant(listener, mutant, config, interrupt.asked()).await;
    served.map_err(|error| Failure::internal(format!("cannot serve any more: {error}")))?;
    Ok(Exit::Passed)
}

async fn listen(address: &str) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// An address that a client on this machine can use: `0.0.0.0` is none.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        return SocketAddr::from((Ipv4Addr::LOCALHOST, address.port()));
    }
    address
}

fn greeting(url: &str, mutant: &Mutant) -> String {
    let (name, story) = match &mutant.id {
        id if id.starts_with("healthy:") => ("reference control plane".to_owned(), String::new()),
        id => (format!("mutant {id}"), format!("{}\n", mutant.story)),
    };
    format!(
        "{name} on {url}\n{story}\
         token     {DEMO_TOKEN}\n\
         queue_id  {DEMO_QUEUE_ID}\n\
         openapi   {url}/api/openapi.json\n\n\
         cp-harness conform --target {url} --token {DEMO_TOKEN} --bind queue_id={DEMO_QUEUE_ID}\n\n\
         Ctrl-C stops it.\n"
    )
}
