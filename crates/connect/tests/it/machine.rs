//! What is on this machine, and an IMAP server of the test's own.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The file of a program, where it is installed.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Says that a test did not run: whoever runs the tests must see it.
#[expect(clippy::print_stdout, reason = "whoever runs the tests must see that this one did not run")]
pub(crate) fn skip(test: &str, missing: &str) {
    println!("{test}: not run, because {missing} is not installed; `cargo xtask test` installs it");
}

/// A port nobody uses now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("its address").port()
}

/// A Dovecot of the test's own, with one mailbox per user; every user has the same password.
pub(crate) struct Dovecot {
    program: PathBuf,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    /// Certificate and key, where it speaks TLS alone.
    tls: Option<(PathBuf, PathBuf)>,
}

pub(crate) const PASSWORD: &str = "geheim";

impl Dovecot {
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(None)
    }

    /// With TLS from the first byte, by this certificate and key.
    pub(crate) fn start_tls(files: &(PathBuf, PathBuf)) -> Option<Self> {
        Self::start_with(Some(files.clone()))
    }

    fn start_with(tls: Option<(PathBuf, PathBuf)>) -> Option<Self> {
        let program = find("dovecot")?;
        let folder = tempfile::Builder::new().prefix("vaarwel-imap").tempdir().expect("a folder");
        let port = free_port();
        let dovecot = Self { program, folder, port, tls };
        dovecot.configure();
        dovecot.run();
        Some(dovecot)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn configure(&self) {
        use std::os::unix::fs::{PermissionsExt as _, chown};
        let whoami = |flag| {
            let said = Command::new("id").arg(flag).output().expect("id").stdout;
            String::from_utf8(said).expect("text").trim().to_owned()
        };
        // As the administrator the mailboxes belong to nobody: Dovecot opens none for the administrator.
        let is_root = whoami("-u") == "0";
        let (user, group) = if is_root { ("nobody".into(), "nogroup".into()) } else { (whoami("-un"), whoami("-gn")) };
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(self.path(), open).expect("a folder others may enter");
        let mail = self.path().join("mail");
        std::fs::create_dir(&mail).expect("a folder");
        if is_root {
            chown(&mail, Some(65534), Some(65534)).expect("a folder of nobody");
        }
        let (folder, port) = (self.path().display(), self.port);
        let ssl = match &self.tls {
            Some((certificate, key)) => {
                format!("ssl = yes\nssl_cert = <{}\nssl_key = <{}", certificate.display(), key.display())
            }
            None => "ssl = no".to_owned(),
        };
        let (plain_port, tls_port) = if self.tls.is_some() { (0, port) } else { (port, 0) };
        let text = format!(
            "protocols = imap\nbase_dir = {folder}/run\nstate_dir = {folder}/state\nlog_path = {folder}/log\n\
             listen = 127.0.0.1\n{ssl}\ndisable_plaintext_auth = no\nfirst_valid_uid = 1\n\
             default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n\
             mail_location = maildir:{folder}/mail/%u\n\
             passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
             userdb {{\n driver = static\n args = uid={user} gid={group} home={folder}/mail/%u\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n  port = {plain_port}\n }}\n inet_listener imaps {{\n  port = {tls_port}\n  ssl = yes\n }}\n}}\n\
             service anvil {{\n chroot =\n}}\n\
             namespace inbox {{\n inbox = yes\n separator = /\n mailbox Archief {{\n  auto = create\n }}\n}}\n"
        );
        std::fs::write(self.path().join("dovecot.conf"), text).expect("the settings of the server");
    }

    fn run(&self) {
        let mut command = Command::new(&self.program);
        command.arg("-c").arg(self.path().join("dovecot.conf"));
        // It goes on in the background and keeps what it was given to write to: nobody may wait for its end.
        let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().expect("dovecot");
        assert!(done.success(), "the server did not start: {}", self.log());
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the server did not start: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the server; the mail stays.
    pub(crate) fn stop(&self) {
        let stop = Command::new(&self.program).arg("-c").arg(self.path().join("dovecot.conf")).arg("stop").status();
        assert!(stop.expect("dovecot").success());
    }

    pub(crate) fn start_again(&self) {
        self.run();
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path().join("log")).unwrap_or_default()
    }

    /// The address of a user's mailbox.
    pub(crate) fn url(&self, user: &str) -> String {
        format!("imap://{user}:{PASSWORD}@127.0.0.1:{}/INBOX", self.port)
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let stop = Command::new(&self.program).arg("-c").arg(self.path().join("dovecot.conf")).arg("stop").status();
        drop(stop);
    }
}
