//! Runs inputs through the pipeline as the package does.

use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
use message_batches::requests::shards::divider::{Divider, ShardDetail};
use message_batches::requests::shards::limits::Batches;
use message_batches::rules::{Checker, Options, Report};

/// The rules and the settings of a check.
#[derive(Clone, Default)]
pub struct Check {
    pub rules: Options,
    pub settings: InputSettings,
}

impl From<Options> for Check {
    fn from(rules: Options) -> Check {
        Check {
            rules,
            ..Check::default()
        }
    }
}

impl Check {
    /// Puts all requests in one batch.
    pub fn in_one_batch(mut self) -> Check {
        self.settings.batches = Batches::One;
        self
    }

    /// Returns a pipeline that checks.
    pub fn pipeline(self) -> Pipeline {
        let stages = Stages {
            checker: Some(Checker::new(self.rules)),
            ..Stages::default()
        };
        Pipeline::new(self.settings, stages)
    }
}

/// Returns the report on an input in one piece.
pub fn check(check: impl Into<Check>, input: &[u8]) -> Report {
    let mut pipeline = check.into().pipeline();
    pipeline.push(input);
    pipeline.finish()
}

/// Returns the body that is sent for an input in pieces, and the report.
pub fn body_and_report<'a>(check: impl Into<Check>, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<u8>, Report) {
    let mut pipeline = check.into().pipeline();
    pipeline.stages_mut().divider = Some(Divider::new(ShardDetail {
        bodies: true,
        facts: false,
    }));
    for piece in pieces {
        pipeline.push(piece);
    }
    let report = pipeline.finish();
    let mut body = Vec::new();
    let divider = pipeline.stages_mut().divider.as_mut().unwrap();
    divider.take_body(|bytes| body.extend_from_slice(bytes));
    (body, report)
}
