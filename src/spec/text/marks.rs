//! Lines of a document's nodes, kept apart from the values so that findings can say `file:line`.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::spec::model::Pointer;

/// What a node is called by the node around it: a member's name or an item's index, hashed.
type Name = u64;

/// One node: the nodes below it follow it directly, `size` counts them and itself.
#[derive(Clone, Copy, Debug)]
struct Mark {
    name: Name,
    line: u32,
    size: u32,
}

/// The lines of all nodes of one document, in preorder.
///
/// Names are kept beside the lines, so a value that was changed after reading (by the translation
/// of its dialect) still finds the lines of all that stood in the text.
#[derive(Clone, Debug, Default)]
pub(in crate::spec) struct Marks {
    nodes: Vec<Mark>,
}

/// A node that is still being read.
#[derive(Clone, Copy, Debug)]
pub(in crate::spec) struct OpenPlace(usize);

fn member(name: &str) -> Name {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

impl Marks {
    /// Begins the member `name` of the node around it; its line is that of the name.
    pub(in crate::spec) fn open_member(&mut self, name: &str, line: u32) -> OpenPlace {
        self.open(member(name), line)
    }

    /// Begins an item of a list.
    pub(in crate::spec) fn open_item(&mut self, index: usize, line: u32) -> OpenPlace {
        self.open(index as Name, line)
    }

    fn open(&mut self, name: Name, line: u32) -> OpenPlace {
        let size = 1;
        self.nodes.push(Mark { name, line, size });
        OpenPlace(self.nodes.len() - 1)
    }

    /// Ends a node: all that was opened since stands below it.
    pub(in crate::spec) fn close(&mut self, OpenPlace(at): OpenPlace) {
        let size = u32::try_from(self.nodes.len() - at).unwrap_or(u32::MAX);
        if let Some(mark) = self.nodes.get_mut(at) {
            mark.size = size;
        }
    }

    /// The nodes below a closed one, to be repeated by [`Marks::paste`].
    pub(in crate::spec) fn copy_below(&self, OpenPlace(at): OpenPlace) -> Marks {
        let end = at + self.nodes.get(at).map_or(0, |mark| mark.size as usize);
        let nodes = self.nodes.get(at + 1..end).unwrap_or_default().to_vec();
        Marks { nodes }
    }

    /// Repeats nodes below the one that was opened last.
    pub(in crate::spec) fn paste(&mut self, marks: &Marks) {
        self.nodes.extend_from_slice(&marks.nodes);
    }

    /// The member `name` among copied nodes: its line and the nodes below it.
    pub(in crate::spec) fn copied_member(&self, name: &str) -> Option<(u32, Marks)> {
        self.copied(member(name))
    }

    /// The item at `index` among copied nodes: its line and the nodes below it.
    pub(in crate::spec) fn copied_item(&self, index: usize) -> Option<(u32, Marks)> {
        self.copied(index as Name)
    }

    fn copied(&self, name: Name) -> Option<(u32, Marks)> {
        let at = self.find(0, self.nodes.len(), name)?;
        Some((self.nodes.get(at)?.line, self.copy_below(OpenPlace(at))))
    }

    /// The line of the node at `pointer`, or of the nearest node around it that is known;
    /// 0 where nothing is.
    pub(in crate::spec) fn line(&self, pointer: &Pointer) -> u32 {
        let mut at = 0;
        let mut tokens = pointer.tokens().peekable();
        while let Some(token) = tokens.next() {
            match self.child(at, &token) {
                Some(child) => at = child,
                // A nullable schema of OpenAPI 3.0 stands one `anyOf` deeper than in the text.
                None if token == "anyOf" && tokens.peek().is_some_and(|next| next == "0") => {
                    tokens.next();
                }
                None => break,
            }
        }
        self.nodes.get(at).map_or(0, |mark| mark.line)
    }

    fn child(&self, at: usize, token: &str) -> Option<usize> {
        let end = at + self.nodes.get(at)?.size as usize;
        self.find(at + 1, end, member(token)).or_else(|| {
            let index: usize = token.parse().ok()?;
            self.find(at + 1, end, index as Name)
        })
    }

    fn find(&self, from: usize, end: usize, name: Name) -> Option<usize> {
        let mut at = from;
        while at < end {
            let mark = self.nodes.get(at)?;
            if mark.name == name {
                return Some(at);
            }
            at += mark.size as usize;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks() -> Marks {
        let mut marks = Marks::default();
        let root = marks.open_item(0, 1);
        let list = marks.open_member("list", 2);
        for index in 0..3 {
            let item = marks.open_item(index, 3 + u32::try_from(index).unwrap());
            marks.close(item);
        }
        marks.close(list);
        let end = marks.open_member("last", 9);
        marks.close(end);
        marks.close(root);
        marks
    }

    #[test]
    fn a_node_is_found_past_its_siblings() {
        let line = |text: &str| marks().line(&Pointer::from_escaped(text));
        assert_eq!(line(""), 1);
        assert_eq!(line("/list"), 2);
        assert_eq!(line("/list/2"), 5);
        assert_eq!(line("/last"), 9);
    }

    #[test]
    fn an_unknown_node_has_the_line_of_the_nearest_around_it() {
        let line = |text: &str| marks().line(&Pointer::from_escaped(text));
        assert_eq!(line("/list/7/a"), 2);
        assert_eq!(line("/nowhere"), 1);
        assert_eq!(line("/anyOf/0/last"), 9);
        assert_eq!(Marks::default().line(&Pointer::root()), 0);
    }
}
