//! Jobs as a person asks for them and follows them.

use super::{
    organisation::Org,
    seam::{Fault, Seam},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

impl Org {
    /// Asks for many people's messages again and lets the job run to its end: what came of it.
    pub(crate) async fn resend_many(&self, which: Value) -> Value {
        let job = self.post("/api/activations", which).await.expect(202).json();
        self.run_job(&job).await["result"].clone()
    }

    /// Lets a job run to its end, in as many invocations as it takes: how it stands then.
    pub(crate) async fn run_job(&self, job: &Value) -> Value {
        let id = job["id"].as_str().unwrap();
        for _ in 0..20 {
            let answer = self.work_at(&self.jobs, id, SignedDuration::from_mins(15)).await;
            if answer["status"] != "running" {
                break;
            }
        }
        self.job(id).await
    }

    /// Works at a job with these faults in the first invocation, until it is over: how it stands then, and how many calls an invocation made at
    /// most.
    pub(crate) async fn run_job_with_faults(
        &self,
        (app, seam): (&run_jobs::App, &Seam),
        id: &str,
        mut faults: &[(usize, Fault)],
    ) -> (Value, usize) {
        let mut calls = 0;
        for _ in 0..6 {
            seam.set(faults);
            let context = self.context();
            let deadline = context.now() + SignedDuration::from_mins(15);
            let event = json!({ "work_at": { "organisation": self.slug, "job_id": id } });
            tokio::select! {
                _ = Box::pin(run_jobs::handle(app, &context, event, deadline)) => {}
                () = seam.died() => {}
            }
            calls = calls.max(seam.calls());
            faults = &[];
            seam.set(&[]);
            if self.job(id).await["status"] == "finished" {
                break;
            }
            self.wait(SignedDuration::from_secs(31));
        }
        (self.job(id).await, calls)
    }

    /// One invocation at a job, of so long at most.
    pub(crate) async fn work_at(&self, app: &run_jobs::App, id: &str, time: SignedDuration) -> Value {
        let context = self.context();
        let event = json!({ "work_at": { "organisation": self.slug, "job_id": id } });
        let deadline = context.now() + time;
        Box::pin(run_jobs::handle(app, &context, event, deadline))
            .await
            .unwrap()
    }

    /// A job as it is shown.
    pub(crate) async fn job(&self, id: &str) -> Value {
        self.get(&format!("/api/jobs/{id}")).await.expect(200).json()
    }
}

/// Longer than what was asked for counts as a moment ago.
pub(crate) const A_WHILE: SignedDuration = SignedDuration::from_mins(11);

/// What came of asking for many people's messages again.
pub(crate) fn resent(requested: u64, unreachable: u64, too_soon: u64, waiting_start_date: u64) -> Value {
    json!({ "requested": requested, "unreachable": unreachable, "too_soon": too_soon,
        "waiting_start_date": waiting_start_date })
}
