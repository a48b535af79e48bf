//! Laws, prose and profiles as files of the user's own.

mod laws;
mod profiles;
mod schemas;
