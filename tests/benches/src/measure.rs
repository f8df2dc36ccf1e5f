//! CPU time, memory and medians.

use anyhow::{Context, Result};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use std::time::{Duration, Instant};

/// What a piece of work took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// CPU, in user and in kernel mode, of all threads.
    pub(crate) cpu: Duration,
    /// On the clock.
    pub(crate) wall: Duration,
}

/// Whose CPU time is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    /// This process's.
    Own,
    /// That of the child processes that have ended and were waited for.
    Children,
}

/// Measuring from here on.
#[derive(Debug)]
pub(crate) struct Watch {
    whose: Whose,
    cpu: Duration,
    began: Instant,
}

impl Watch {
    /// Starts.
    pub(crate) fn start(whose: Whose) -> Result<Self> {
        Ok(Self {
            whose,
            cpu: cpu(whose)?,
            began: Instant::now(),
        })
    }

    /// What was taken since.
    pub(crate) fn taken(&self) -> Result<Taken> {
        Ok(Taken {
            wall: self.began.elapsed(),
            cpu: cpu(self.whose)?.saturating_sub(self.cpu),
        })
    }
}

fn cpu(whose: Whose) -> Result<Duration> {
    let usage = getrusage(match whose {
        Whose::Own => UsageWho::RUSAGE_SELF,
        Whose::Children => UsageWho::RUSAGE_CHILDREN,
    })?;
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(u64::try_from(microseconds).unwrap_or(0)))
}

/// The most memory this process has had at once (`VmHWM`), in bytes.
pub(crate) fn peak_memory() -> Result<u64> {
    peak_memory_of(std::process::id())
}

/// The most memory a living process has had at once, in bytes.
pub(crate) fn peak_memory_of(process: u32) -> Result<u64> {
    let status =
        std::fs::read_to_string(format!("/proc/{process}/status")).context("This needs Linux's /proc")?;
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))
        .and_then(|number| number.trim().parse::<u64>().ok())
        .context("/proc tells no VmHWM")?;
    Ok(kilobytes * 1_024)
}

/// The one in the middle.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_cpu() {
        let watch = Watch::start(Whose::Own).unwrap();
        let mut sum = 0_u64;
        // On a busy machine others may have the processor meanwhile.
        while watch.taken().unwrap().cpu < Duration::from_millis(10) {
            assert!(
                watch.began.elapsed() < Duration::from_mins(1),
                "no work was counted"
            );
            for _ in 0..100_000 {
                sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(1));
            }
        }
        assert!(peak_memory().unwrap() > 1_000_000);
    }

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }
}
