//! The reports on a run made by hand, as a user sees them.

#[cfg(test)]
mod annotations;
#[cfg(test)]
mod compare;
#[cfg(test)]
mod consumers;
#[cfg(test)]
mod curl;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod formats;
mod har;
#[cfg(test)]
mod gate_fixture;
#[cfg(test)]
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(test)]
mod page;
#[cfg(test)]
mod script;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod terminal;
