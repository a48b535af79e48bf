//! Requests of workers: a prepared call filled in with what its worker knows.

use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use http::Request;
use http::header::{CONTENT_TYPE, HeaderValue};
use http_body_util::Full;

use super::profile_fleet::{PreparedCall, ProfileFleet};
use super::worker::Worker;
use crate::load::{Scope, Unset};

impl ProfileFleet {
    /// Path and query, with what the credential adds to it.
    fn path(
        prepared: &PreparedCall,
        scope: &Scope<'_>,
        query: &str,
        bytes: &mut Vec<u8>,
    ) -> Result<(), Unset> {
        prepared.route.render(scope, bytes)?;
        if !query.is_empty() {
            bytes.push(if bytes.contains(&b'?') { b'&' } else { b'?' });
            bytes.extend_from_slice(query.as_bytes());
        }
        Ok(())
    }

    /// The request of a call, unless a variable that it takes has no value.
    pub(super) fn rendered(
        &self,
        worker: u32,
        memory: &Worker,
        prepared: &PreparedCall,
        room: &mut BytesMut,
    ) -> Result<Request<Full<Bytes>>, Unset> {
        let organisation = self.profile.organisation_of(worker);
        let scope = self.scope(worker, memory, memory.asked);
        let mut bytes = Vec::with_capacity(256);
        let credential = prepared.credentials.of(organisation, memory.is_stale());
        let query = credential.map_or("", |credential| credential.query.as_str());
        Self::path(prepared, &scope, query, &mut bytes)?;
        let mut request = Request::builder().method(prepared.method.clone()).uri(bytes.as_slice());
        for (name, value) in credential.iter().flat_map(|credential| &credential.headers) {
            request = request.header(name, value);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, source) in &prepared.headers {
            bytes.clear();
            source.render(&scope, &mut bytes)?;
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                request = request.header(name, value);
            }
        }
        bytes.clear();
        if let Some(body) = &prepared.body {
            body.render(&scope, &mut bytes)?;
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        room.extend_from_slice(&bytes);
        let body = Full::new(room.split().freeze());
        Ok(request.body(body).unwrap_or_default())
    }

    /// The request of the call under way, for a report: rendered anew from what it was made of, and
    /// without the headers, which carry credentials.
    pub(super) fn as_sent(
        &self,
        worker: u32,
        memory: &Worker,
        prepared: &PreparedCall,
    ) -> crate::wire::Request {
        let scope = self.scope(worker, memory, memory.asked);
        let organisation = self.profile.organisation_of(worker);
        let credential = prepared.credentials.of(organisation, memory.is_stale());
        let query = credential.map_or("", |credential| credential.query.as_str());
        let mut path = Vec::new();
        // It was sent, so nothing in it is unset.
        let _ = Self::path(prepared, &scope, query, &mut path);
        let body = prepared.body.as_ref().map(|template| {
            let mut body = Vec::new();
            let _ = template.render(&scope, &mut body);
            body
        });
        crate::wire::Request {
            method: prepared.method.to_string(),
            path: String::from_utf8_lossy(&path).into_owned(),
            body,
            ..crate::wire::Request::default()
        }
    }

    /// What the holes of a request of this worker are filled from.
    pub(super) fn scope<'a>(&self, worker: u32, memory: &'a Worker, now: SystemTime) -> Scope<'a> {
        Scope {
            seed: self.profile.seed,
            worker,
            organisation: self.profile.organisation_of(worker),
            beat: memory.beat,
            now,
            variables: &memory.variables,
        }
    }
}
