//! Reports that are written while their run goes.

use std::io::{self, Write};

use crate::event::Observer;

/// Where a report is written to while its run goes.
pub type Out = Box<dyn Write + Send>;

/// A report that is written while its run goes.
///
/// ```
/// use std::io::{self, Write};
///
/// use cp_harness::event::{LoadEvent, Observer};
/// use cp_harness::report::shared::{LiveReport, Out};
///
/// /// Writes the names of stages as they begin.
/// struct Stages(Out, io::Result<()>);
///
/// impl Observer<LoadEvent> for Stages {
///     fn observe(&mut self, event: &LoadEvent) {
///         if let (LoadEvent::Stage { name, .. }, Ok(())) = (event, &self.1) {
///             self.1 = writeln!(self.0, "{name}");
///         }
///     }
/// }
///
/// impl LiveReport<LoadEvent> for Stages {
///     fn finish(self: Box<Self>) -> io::Result<()> {
///         self.1
///     }
/// }
/// ```
pub trait LiveReport<E>: Observer<E> + Send {
    /// Writes what is left.
    ///
    /// # Errors
    /// The first failure to write; nothing was written after it.
    fn finish(self: Box<Self>) -> io::Result<()>;
}
