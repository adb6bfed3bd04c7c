//! The server starts, answers and stops.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::program::Program;

/// A server that does not answer in this time has a fault; without a limit the test would never end.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// A running server, stopped when the story ends.
struct Server {
    child: Child,
    said: Vec<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts the program and reads what it says until it is ready.
    fn start(program: &Program, arguments: &[&str]) -> Self {
        let mut child = program.command(arguments).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut said = Vec::new();
        while let Some(Ok(line)) = lines.next() {
            let is_ready = line.starts_with("Stop it");
            said.push(line);
            if is_ready {
                break;
            }
        }
        Self { child, said }
    }

    fn line(&self, words: &str) -> &str {
        self.said.iter().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {:?}", self.said))
    }

    /// The status line and all that follows.
    fn get(&self, path: &str) -> String {
        let line = self.line("Vaarwel answers on http://");
        let host = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("an address");
        let mut stream = TcpStream::connect(host).expect("it listens");
        stream.set_read_timeout(Some(ANSWER_WITHIN)).expect("a time limit");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}

#[test]
fn a_first_start_prints_the_link_that_makes_the_owner() {
    let program = Program::new();
    let server = Server::start(&program, &["serve", "--port", "0"]);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    let link = server.line("becomes the owner");
    let path = link.split("http://").nth(1).and_then(|rest| rest.split_once('/')).expect("a path").1;
    assert!(server.get(&format!("/{path}")).starts_with("HTTP/1.1 200"), "{link}");
    assert!(server.get("/first-start?secret=wrong").starts_with("HTTP/1.1 403"));
}

#[test]
fn the_demo_makes_a_company_once_and_shows_the_way_in() {
    let program = Program::new();
    let arguments = ["demo", "--customers", "400", "--port", "0"];
    {
        let server = Server::start(&program, &arguments);
        server.line("Made Fietsplan");
        let link = server.line("Sign in as the owner");
        let path = link.split("http://").nth(1).and_then(|rest| rest.split_once('/')).expect("a path").1;
        assert!(server.get(&format!("/{path}")).starts_with("HTTP/1.1 200"), "{link}");
    }
    let server = Server::start(&program, &arguments);
    server.line("The simulated company is in");
    assert_eq!(program.json(&["member", "list", "--json"]).as_array().expect("members").len(), 1);
    let report = program.json(&["report", "churn", "--json"]);
    assert!(report["rows"].as_array().expect("rows").len() > 12);
    let mut other = program.command(&["serve", "--port", "1"]);
    other.env("VAARWEL_ADDRESS", "203.0.113.1");
    let refused = other.output().expect("it ends");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("cannot listen on"), "{refused:?}");
}
