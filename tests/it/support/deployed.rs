//! The real binaries, deployed once from the template and shared by all black-box tests.

use crate::support::endpoint;
use rollcall_local::{
    build,
    deploy::{self, Deployment},
};
use tokio::sync::OnceCell;

/// The account the binaries are deployed to.
pub(crate) const ACCOUNT: &str = "222222222222";

/// The deployment, made by whichever test asks first.
pub(crate) async fn deployment() -> &'static Deployment {
    static DEPLOYMENT: OnceCell<Deployment> = OnceCell::const_new();
    DEPLOYMENT
        .get_or_init(|| async {
            let root = build::repository();
            let packages = build::built_packages(&root).unwrap();
            let request = deploy::Request {
                endpoint: endpoint(),
                account: ACCOUNT,
                packages: &packages,
                public_url: None,
                log_level: "info",
            };
            deploy::deploy(&root, &request).await.unwrap()
        })
        .await
}
