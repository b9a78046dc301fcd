//! How browsers reach the server.

use std::net::{IpAddr, SocketAddr};

use clap::Args;

/// The options of the commands that serve pages.
#[derive(Debug, Args)]
pub struct ListenOptions {
    /// 监听地址，默认 127.0.0.1:8080（环境变量 LEDGER_LISTEN）
    #[arg(
        long,
        value_name = "地址:端口",
        env = "LEDGER_LISTEN",
        hide_env = true,
        default_value = "127.0.0.1:8080",
        hide_default_value = true
    )]
    pub listen: SocketAddr,
    /// 浏览器访问本系统的地址；以 https 开头时 Cookie 只经加密连接发送
    #[arg(long, value_name = "地址")]
    pub public_url: Option<String>,
    /// 可信的反向代理，以其 X-Forwarded-For 为来访地址
    #[arg(long, value_name = "IP")]
    pub trusted_proxy: Option<IpAddr>,
}

impl ListenOptions {
    /// Whether cookies are for https only.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
