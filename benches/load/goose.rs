//! goose used plainly: a user for each connection, its own client, its own metrics.

use goose::config::GooseConfiguration;
use goose::prelude::*;
use serde_json::Value;

use crate::{PATH, TOKEN, body};

/// Sends heartbeats as fast as answers come, and prints how many were answered.
pub(crate) fn generate(url: &str, worker_id: &str) {
    let content: Value = serde_json::from_str(&body(worker_id)).unwrap();
    let beat: TransactionFunction = std::sync::Arc::new(move |user| {
        let content = content.clone();
        Box::pin(async move {
            let request = user.get_request_builder(&GooseMethod::Post, PATH)?;
            let request = request.header("authorization", TOKEN).json(&content);
            let request = GooseRequest::builder().set_request_builder(request).build();
            if let Ok(answer) = user.request(request).await?.response {
                let _ = answer.bytes().await;
            }
            Ok(())
        })
    });
    let scenario = scenario!("beats").register_transaction(Transaction::new(beat));
    let mut configuration = GooseConfiguration::default();
    configuration.host = Some(url.to_owned());
    configuration.users = Some(64);
    configuration.increase_rate = Some("1000".to_owned());
    configuration.run_time = Some("5".to_owned());
    configuration.no_reset_metrics = true;
    configuration.no_print_metrics = true;
    configuration.no_telnet = true;
    configuration.quiet = 3;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let metrics = runtime.block_on(async {
        let attack = GooseAttack::initialize_with_config(configuration).unwrap();
        Box::pin(attack.register_scenario(scenario).execute()).await.unwrap()
    });
    let requests: usize =
        metrics.requests.values().map(|of| of.success_count + of.fail_count).sum();
    println!("  requests {requests}");
}
