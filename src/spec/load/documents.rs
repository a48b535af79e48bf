//! Loads the documents and everything their `$ref`s lead to, and makes each `$ref` absolute.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use crate::spec::load::dialect;
use crate::spec::load::references::{self, Found};
use crate::spec::load::target::{self, Fetch, ReferenceTarget};
use crate::spec::load::version;
use crate::spec::model::NodeKind;
use crate::spec::model::kind::kind_at;
use crate::spec::model::{BrokenReference, BrokenReferences};
use crate::spec::model::{Dialect, Location, Pointer, SpecError};
use crate::spec::text::marks::Marks;
use crate::spec::text::source::Source;

/// The most documents that one set may have.
const DOCUMENT_LIMIT: usize = 2_000;

/// How many broken `$ref`s are reported one by one.
const SHOWN: usize = 10;

/// A document that is being loaded.
#[derive(Debug)]
pub(in crate::spec) struct LoadedDocuments {
    pub(in crate::spec) origin: String,
    pub(in crate::spec) dialect: Dialect,
    pub(in crate::spec) root: Value,
    pub(in crate::spec) marks: Marks,
    pub(in crate::spec) text: Arc<str>,
    base: Url,
    /// True for a whole OpenAPI document, false for a file of pieces.
    is_whole: bool,
}

impl LoadedDocuments {
    pub(in crate::spec) fn location(&self, pointer: &Pointer) -> Location {
        Location {
            document: self.origin.as_str().into(),
            pointer: pointer.clone(),
            line: self.marks.line(pointer),
        }
    }
}

/// A `$ref` and where it leads.
struct Reference {
    from: ReferenceTarget,
    text: String,
    to: Result<ReferenceTarget, String>,
}

/// An object to search and to translate.
type Region = (ReferenceTarget, NodeKind);

struct Loader<'f> {
    fetch: &'f Fetch<'f>,
    documents: Vec<LoadedDocuments>,
    /// Absolute URL → document, or schema with an `$id` or anchor.
    resources: BTreeMap<String, ReferenceTarget>,
    references: Vec<Reference>,
    queue: VecDeque<Region>,
    regions: Vec<Region>,
    seen: BTreeSet<ReferenceTarget>,
}

/// Loads `sources` and what they refer to; the sources come first, in their order.
pub(in crate::spec) fn load(
    sources: Vec<Source>,
    fetch: &Fetch<'_>,
) -> Result<Vec<LoadedDocuments>, SpecError> {
    let mut loader = Loader {
        fetch,
        documents: Vec::new(),
        resources: BTreeMap::new(),
        references: Vec::new(),
        queue: VecDeque::new(),
        regions: Vec::new(),
        seen: BTreeSet::new(),
    };
    for source in sources {
        loader.add(source, None)?;
    }
    while let Some(region) = loader.queue.pop_front() {
        loader.search(&region)?;
        loader.regions.push(region);
    }
    loader.check()?;
    for (ReferenceTarget { document, pointer }, kind) in &loader.regions {
        let LoadedDocuments { root, dialect, .. } = &mut loader.documents[*document];
        if let Some(value) = root.pointer_mut(pointer.as_str()) {
            dialect::translate(value, *kind, *dialect);
        }
    }
    loader.settle();
    Ok(loader.documents)
}

impl Loader<'_> {
    /// Reads a document. Without a `referrer` it has to be a whole OpenAPI document.
    fn add(&mut self, source: Source, referrer: Option<usize>) -> Result<usize, SpecError> {
        let parsed = source.parse()?;
        let location = |pointer: &str| {
            let pointer = Pointer::from_escaped(pointer);
            let line = parsed.marks.line(&pointer);
            Location { document: source.origin.as_str().into(), pointer, line }
        };
        let declared = version::dialect(&parsed.value, &location)?;
        let inherited = referrer.map(|index| self.documents[index].dialect);
        let dialect =
            declared.or(inherited).ok_or_else(|| SpecError::NotOpenApi(source.origin.clone()))?;
        let index = self.documents.len();
        let mut base = source.base;
        base.set_fragment(None);
        let root = ReferenceTarget::new(index, Pointer::root());
        self.resources.insert(base.to_string(), root.clone());
        self.resources.insert(target::document_uri(index), root.clone());
        if ["\"$id\"", "$id:", "$anchor", "$dynamicAnchor"]
            .iter()
            .any(|keyword| source.text.contains(keyword))
        {
            for named in references::names(&parsed.value, &base) {
                let at = ReferenceTarget::new(index, named.pointer);
                self.resources.entry(named.url.to_string()).or_insert(at);
            }
        }
        if declared.is_some() {
            self.queue.push_back((root, NodeKind::Document));
        }
        self.documents.push(LoadedDocuments {
            origin: source.origin,
            dialect,
            root: parsed.value,
            marks: parsed.marks,
            text: source.text.into(),
            base,
            is_whole: declared.is_some(),
        });
        Ok(index)
    }

    /// Finds the `$ref`s of a region, loads what they lead to, and makes them absolute.
    fn search(&mut self, (region, kind): &Region) -> Result<(), SpecError> {
        let index = region.document;
        let loaded = &self.documents[index];
        let Some(value) = region.pointer.lookup(&loaded.root) else {
            return Ok(());
        };
        let found =
            references::find(value, &region.pointer, *kind, &loaded.base).map_err(|misplaced| {
                SpecError::Structure {
                    location: loaded.location(&misplaced.pointer),
                    problem: misplaced.problem,
                }
            })?;
        for reference in found {
            let to = self.resolve(index, &reference)?;
            if let Ok(to) = &to {
                let text = target::canonical(index, to);
                if text != reference.text {
                    self.rewrite(index, &reference.pointer, text);
                }
                self.enqueue(to, reference.kind);
            }
            self.references.push(Reference {
                from: ReferenceTarget::new(index, reference.pointer),
                text: reference.text,
                to,
            });
        }
        Ok(())
    }

    fn rewrite(&mut self, document: usize, pointer: &Pointer, text: String) {
        let root = &mut self.documents[document].root;
        if let Some(Value::Object(map)) = root.pointer_mut(pointer.as_str()) {
            map.shift_remove("$dynamicRef");
            map.insert("$ref".to_owned(), Value::String(text));
        }
    }

    /// Searches the target of a `$ref` too, unless the search of its document comes by anyway.
    fn enqueue(&mut self, to: &ReferenceTarget, kind: NodeKind) {
        let is_whole = self.documents[to.document].is_whole;
        if is_whole && kind_at(&to.pointer) == Some(kind) {
            return;
        }
        if self.seen.insert(to.clone()) {
            self.queue.push_back((to.clone(), kind));
        }
    }

    /// Where a `$ref` leads, or why it leads nowhere.
    fn resolve(
        &mut self,
        index: usize,
        reference: &Found,
    ) -> Result<Result<ReferenceTarget, String>, SpecError> {
        let Ok(url) = reference.base.join(&reference.text) else {
            return Ok(Err("this is no URL or relative path".to_owned()));
        };
        let fragment = url.fragment().unwrap_or_default();
        let Ok(fragment) = percent_decode_str(fragment).decode_utf8() else {
            return Ok(Err("what follows `#` is not UTF-8".to_owned()));
        };
        let is_anchor = !fragment.is_empty() && !fragment.starts_with('/');
        if is_anchor && let Some(to) = self.resources.get(url.as_str()) {
            return Ok(Ok(to.clone()));
        }
        let mut resource = url.clone();
        resource.set_fragment(None);
        let to = match self.resources.get(resource.as_str()) {
            Some(to) => to.clone(),
            None => match self.fetch(index, &reference.text, &resource)? {
                Ok(to) => to,
                Err(reason) => return Ok(Err(reason)),
            },
        };
        if !is_anchor {
            let pointer = format!("{}{fragment}", to.pointer);
            return Ok(Ok(ReferenceTarget::new(to.document, Pointer::from_escaped(pointer))));
        }
        // The document may have been loaded only now.
        let found = self.resources.get(url.as_str()).cloned();
        Ok(found.ok_or_else(|| {
            format!("no `$anchor: {fragment}` there; or did you mean #/{fragment}?")
        }))
    }

    /// Loads the document behind a URL; a document that is not there makes the `$ref` broken.
    fn fetch(
        &mut self,
        referrer: usize,
        text: &str,
        url: &Url,
    ) -> Result<Result<ReferenceTarget, String>, SpecError> {
        if self.documents.len() >= DOCUMENT_LIMIT {
            return Ok(Err(format!("more than {DOCUMENT_LIMIT} documents")));
        }
        let from = &self.documents[referrer];
        let source = match target::fetch(url, text, &from.origin, &from.base, self.fetch) {
            Ok(source) => source,
            Err(reason) => return Ok(Err(reason)),
        };
        let index = self.add(source, Some(referrer))?;
        // A file may be known by another name than the one that led to it (a link, say).
        let root = ReferenceTarget::new(index, Pointer::root());
        self.resources.entry(url.to_string()).or_insert(root.clone());
        Ok(Ok(root))
    }

    /// Refuses `$ref`s that lead nowhere, or in a circle where nothing can recurse.
    fn check(&self) -> Result<(), SpecError> {
        let mut shown = Vec::new();
        let mut total = 0;
        for reference in &self.references {
            if let Some(reason) = self.broken(reference) {
                total += 1;
                if shown.len() < SHOWN {
                    let ReferenceTarget { document, pointer } = &reference.from;
                    shown.push(BrokenReference {
                        location: self.documents[*document].location(pointer),
                        reference: reference.text.clone(),
                        reason,
                    });
                }
            }
        }
        if total > 0 {
            return Err(SpecError::BrokenReferences(BrokenReferences { shown, total }));
        }
        self.check_cycles()
    }

    fn broken(&self, reference: &Reference) -> Option<String> {
        let to = match &reference.to {
            Ok(to) => to,
            Err(reason) => return Some(reason.clone()),
        };
        let loaded = &self.documents[to.document];
        if to.pointer.lookup(&loaded.root).is_some() {
            return None;
        }
        let (known, missing) = target::nearest(&loaded.root, &to.pointer);
        let place = if known.is_root() { "the top" } else { known.as_str() };
        Some(format!(
            "{} has no {missing:?} at {place}; add it, or correct the `$ref`",
            loaded.origin
        ))
    }

    /// A chain of `$ref`s has to end at something. Recursion by way of a property or an item is no
    /// such chain.
    fn check_cycles(&self) -> Result<(), SpecError> {
        let steps: BTreeMap<&ReferenceTarget, &ReferenceTarget> = (self.references.iter())
            .filter_map(|reference| Some((&reference.from, reference.to.as_ref().ok()?)))
            .collect();
        let mut sound = BTreeSet::new();
        for start in &self.references {
            let mut chain = vec![&start.from];
            let mut at = &start.from;
            while let Some(next) = steps.get(at) {
                if sound.contains(next) {
                    break;
                }
                if chain.contains(next) {
                    return Err(self.cycle(&chain, next));
                }
                chain.push(next);
                at = next;
            }
            sound.extend(chain);
        }
        Ok(())
    }

    fn cycle(&self, chain: &[&ReferenceTarget], again: &ReferenceTarget) -> SpecError {
        let place = |target: &&ReferenceTarget| {
            let loaded = &self.documents[target.document];
            format!("{}#{}", loaded.origin, target.pointer)
        };
        let chain = chain.iter().skip_while(|target| **target != again);
        SpecError::ReferenceCycle {
            location: self.documents[again.document].location(&again.pointer),
            chain: chain.chain([&again]).map(place).collect(),
        }
    }

    /// Follows what the translation moved: a nullable schema stands one `anyOf` deeper now.
    fn settle(&mut self) {
        for reference in std::mem::take(&mut self.references) {
            let Ok(to) = &reference.to else {
                continue;
            };
            let moved = target::settled(&self.documents[to.document].root, &to.pointer);
            if let Some(pointer) = moved {
                let from = &reference.from;
                let root = &self.documents[from.document].root;
                let at = target::settled(root, &from.pointer).unwrap_or(from.pointer.clone());
                let to = ReferenceTarget::new(to.document, pointer);
                self.rewrite(from.document, &at, target::canonical(from.document, &to));
            }
        }
    }
}
