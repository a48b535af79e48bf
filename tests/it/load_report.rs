//! The load report on a run made by hand: what a person reads, and what a machine does.

#[cfg(test)]
mod compare;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod files;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod merge;
#[cfg(test)]
mod page;
#[cfg(test)]
mod terminal;
