//! The asynchronous runtime that commands run on.

use super::output::Failure;

/// Runs a command's asynchronous part to its end.
pub(super) fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(format!("cannot start the runtime: {error}")))?;
    let output = runtime.block_on(work);
    // The look-up of a name may hang for long, and nothing can stop it: it is not waited for.
    runtime.shutdown_background();
    Ok(output)
}
