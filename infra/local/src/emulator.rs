//! The emulator's process: started on loopback, gone when its [`Emulator`] is dropped, or when this process ends
//! in whatever way.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::client::{ACCOUNT, REGION, SECRET_ACCESS_KEY};
use crate::http::Client;
use crate::python::VirtualEnvironment;

/// A running emulator.
#[derive(Debug)]
pub struct Emulator {
    endpoint: String,
    child: Child,
    scratch: PathBuf,
    log: PathBuf,
}

/// The services the template uses. Fewer of them start faster, and none opens a port of its own.
const SERVICES: &str = "apigateway,cloudformation,cloudwatch,dynamodb,dynamodbstreams,events,iam,lambda,logs,s3,\
                        scheduler,secretsmanager,ses,sns,sqs,ssm,sts";

impl Emulator {
    /// Starts the emulator on a free port of the loopback address and waits until it answers. Its scratch files
    /// and its log go below `{root}/target/local`.
    ///
    /// # Errors
    /// If it does not start or does not answer within a minute.
    pub async fn start(root: &Path, environment: &VirtualEnvironment) -> Result<Self> {
        let port = free_port()?;
        let endpoint = format!("http://127.0.0.1:{port}");
        let scratch = root.join(format!("target/local/emulator-{port}"));
        std::fs::create_dir_all(&scratch)?;
        let log = root.join("target/local/emulator.log");
        let output = File::create(&log)?;
        // A clean environment: a developer's AWS profile, proxies and tokens are no business of the functions,
        // which inherit whatever the emulator has.
        let child = Command::new(environment.python())
            .arg(root.join("infra/local/emulator.py"))
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "HOME" || name == "LANG"))
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("AWS_ENDPOINT_URL", &endpoint)
            .env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
            .env("MINISTACK_ACCOUNT_ID", ACCOUNT)
            .env("MINISTACK_REGION", REGION)
            .env("SERVICES", SERVICES)
            // A function may do what its role allows, and nothing else. Twelve digits as a key may do everything.
            .env("AUTH", "true")
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            .env("TMPDIR", &scratch)
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            // A group of its own: Ctrl-C at the terminal reaches only this process, which then ends the group
            // in good order.
            .process_group(0)
            .spawn()
            .context("The emulator could not be started")?;
        let mut emulator = Self {
            endpoint,
            child,
            scratch,
            log,
        };
        emulator.wait_until_ready().await?;
        Ok(emulator)
    }

    /// Where it answers, without a trailing slash.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let client = Client::new();
        let health = format!("{}/_ministack/health", self.endpoint);
        let began = Instant::now();
        while began.elapsed() < Duration::from_mins(1) {
            if self.child.try_wait()?.is_some() {
                bail!(
                    "The emulator ended as soon as it was started; {} says why.",
                    self.log.display()
                );
            }
            if client.get(&health).await.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!(
            "The emulator did not answer within a minute; {} says why.",
            self.log.display()
        );
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Closing its standard input is what ends it, and with it every function it runs.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.scratch);
    }
}

/// A port of the loopback address nobody listens on.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
