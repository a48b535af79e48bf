//! A small directed graph in columns: what comes first stands to the left.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::report::shared::beginning;

/// The room that a node takes, and its box within it, in the picture's own coordinates.
const COLUMN: u32 = 250;
const ROW: u32 = 34;
const BOX: (u32, u32) = (190, 24);

/// More nodes than this are a thicket, and the table beside the picture says it better.
const NODES: usize = 40;

/// The longest name that fits a box.
const NAME: usize = 26;

/// The picture.
#[derive(Template)]
#[template(path = "graph.svg", escape = "html")]
pub(in crate::report::formats::html) struct Graph {
    title: String,
    width: u32,
    height: u32,
    nodes: Vec<GraphNode>,
    edges: Vec<GraphEdge>,
}

struct GraphNode {
    x: u32,
    y: u32,
    name: String,
    label: String,
}

struct GraphEdge {
    from: (u32, u32),
    to: (u32, u32),
    title: String,
}

impl HtmlSafe for Graph {}

impl Graph {
    fn box_width() -> u32 {
        BOX.0
    }

    fn box_height() -> u32 {
        BOX.1
    }
}

/// The graph of `edges`, each from a node to a node with what it stands for; `None` where there are
/// none, or so many that nobody could follow them.
pub(in crate::report::formats::html) fn graph(
    title: String,
    edges: &[(String, String, String)],
) -> Option<Graph> {
    let mut columns: BTreeMap<&str, u32> = BTreeMap::new();
    for (from, to, _) in edges {
        columns.insert(from, 0);
        columns.insert(to, 0);
    }
    if edges.is_empty() || columns.len() > NODES {
        return None;
    }
    // As many rounds as there are nodes: a circle ends there, and nothing else needs more.
    for _ in 0..columns.len() {
        let mut is_settled = true;
        for (from, to, _) in edges {
            let least = (columns[from.as_str()] + 1).min(u32::try_from(NODES).unwrap_or(u32::MAX));
            if columns[to.as_str()] < least && from != to {
                columns.insert(to, least);
                is_settled = false;
            }
        }
        if is_settled {
            break;
        }
    }
    let mut rows: BTreeMap<u32, u32> = BTreeMap::new();
    let mut places: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    // In the order in which edges name them, so that neighbours stay together.
    for name in edges.iter().flat_map(|(from, to, _)| [from.as_str(), to.as_str()]) {
        if !places.contains_key(name) {
            let column = columns[name];
            let row = rows.entry(column).or_default();
            places.insert(name, (column * COLUMN + 1, *row * ROW + 1));
            *row += 1;
        }
    }
    let nodes = places.iter().map(|(name, (x, y))| GraphNode {
        x: *x,
        y: *y,
        name: (*name).to_owned(),
        label: beginning(NAME, name),
    });
    let lines = edges.iter().map(|(from, to, title)| {
        let ((from_x, from_y), (to_x, to_y)) = (places[from.as_str()], places[to.as_str()]);
        GraphEdge {
            from: (from_x + BOX.0, from_y + BOX.1 / 2),
            to: (to_x, to_y + BOX.1 / 2),
            title: format!("{from} → {to}: {title}"),
        }
    });
    Some(Graph {
        title,
        width: columns.values().max()? * COLUMN + BOX.0 + 2,
        height: rows.values().max()? * ROW,
        edges: lines.collect(),
        nodes: nodes.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str) -> (String, String, String) {
        (from.to_owned(), to.to_owned(), "id".to_owned())
    }

    #[test]
    fn what_is_taken_from_stands_to_the_left_of_what_takes() {
        let edges = [edge("list", "read"), edge("create", "list"), edge("create", "read")];
        let graph = graph(String::new(), &edges).unwrap();
        let x = |name: &str| graph.nodes.iter().find(|node| node.name == name).unwrap().x;
        assert!(x("create") < x("list") && x("list") < x("read"));
        assert!(graph.edges.iter().all(|edge| edge.from.0 < edge.to.0));
    }

    #[test]
    fn a_circle_ends_and_a_thicket_is_left_out() {
        let circle = [edge("a", "b"), edge("b", "a"), edge("c", "c")];
        assert_eq!(graph(String::new(), &circle).unwrap().nodes.len(), 3);
        let many: Vec<_> = (0..41).map(|number| edge("a", &number.to_string())).collect();
        assert!(graph(String::new(), &many).is_none());
        assert!(graph(String::new(), &[]).is_none());
    }

    #[test]
    fn a_name_from_elsewhere_is_text() {
        let hostile = "</svg><script>";
        let svg = graph(hostile.to_owned(), &[edge(hostile, "b")]).unwrap().render().unwrap();
        assert!(!svg.contains("<script") && svg.matches("</svg>").count() == 1, "{svg}");
    }
}
