//! Mail that goes out, to a server that speaks SMTP.

use connect::mail::{Attachment, Content, Line, Mail, MessageId, NotSent, Postbox, Purpose, SmtpSettings, Thread};
use connect::{Block, Writing};
use mail_parser::{MessageParser, MimeHeaders as _};
use pages::Language;

use crate::sink::{Mood, Sink};

const WRITTEN_AT_US: i64 = 1_794_231_125_000_000;

fn settings(url: &str) -> SmtpSettings {
    SmtpSettings {
        server: url.parse().expect("a server"),
        from: "Fietsplan – Utrecht <opzeggen@fietsplan.example>".parse().expect("a sender"),
        reply_to: None,
        own_authority: None,
    }
}

fn writing() -> Writing {
    Writing::new(Language::Dutch, "Je opzegging is ontvangen, Renée")
        .say("Je laatste dag is woensdag 9 december 2026. Je betaalt nog € 5,66.")
        .with(Block::Fixed { text: format!("--- vaarwel seal 1 ---\nhash: {}", "ab".repeat(32)) })
}

struct Sent {
    sink: Sink,
    postbox: Postbox,
}

impl Sent {
    async fn prepare() -> Self {
        let sink = Sink::start().await;
        let postbox = Postbox::new(&settings(&sink.url())).expect("a postbox");
        Self { sink, postbox }
    }

    fn mail<'a>(&'a self, to: &'a connect::mail::Mailbox, writing: &'a Writing) -> Mail<'a> {
        Mail {
            id: MessageId::of_job("01JD8Z6V2M", "fietsplan.example"),
            from: &self.postbox.from,
            reply_to: self.postbox.reply_to.as_ref(),
            to,
            written_at_us: WRITTEN_AT_US,
            writing,
            plain: None,
            foot: "Fietsplan stuurt je deze mail over je opzegging.",
            thread: None,
            purpose: Purpose::Service,
            attachments: Vec::new(),
        }
    }
}

#[tokio::test]
async fn a_receipt_arrives_whole_in_the_conversation_with_its_papers() {
    let sent = Sent::prepare().await;
    let to = "Renée de Vriës <renee@voorbeeld.example>".parse().expect("a reader");
    let (writing, receipt) = (writing(), format!("{}\n{}", writing().title, writing()));
    let thread = Thread {
        message_id: "<3@voorbeeld.example>".parse().expect("an id"),
        references: vec!["<1@voorbeeld.example>".parse().expect("an id")],
        subject: Line::new("Ik zeg op\r\nBcc: evil@x.example"),
    };
    let mut mail = sent.mail(&to, &writing);
    mail.thread = Some(&thread);
    mail.attachments = vec![
        Attachment { name: "ontvangst-F-1.txt".into(), content: Content::Text(receipt.clone()) },
        Attachment { name: "../\"x\r\n.pdf".into(), content: Content::Pdf(b"%PDF-1.7 \xff\0".to_vec()) },
    ];
    let ready = mail.to_ready().expect("a mail");
    assert_eq!(ready.bytes, mail.to_ready().expect("a mail").bytes, "the same mail has the same bytes");
    sent.postbox.send(&ready).await.expect("sent");

    let arrived = sent.sink.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].to, ["RCPT TO:<renee@voorbeeld.example>"]);
    let head = arrived[0].text.split("\r\n\r\n").next().expect("headers");
    let names: Vec<_> =
        head.lines().filter(|line| !line.starts_with([' ', '\t'])).filter_map(|l| l.split(':').next()).collect();
    let expected = [
        "Date",
        "From",
        "Reply-To",
        "To",
        "Subject",
        "Message-ID",
        "In-Reply-To",
        "References",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    ];
    assert_eq!(names, expected, "a fixed set in a fixed order, as signing needs it");
    for line in [
        "Message-ID: <vaarwel.01JD8Z6V2M@fietsplan.example>",
        "Auto-Submitted: auto-replied",
        "In-Reply-To: <3@voorbeeld.example>",
    ] {
        assert!(head.contains(line), "{line}\n{head}");
    }
    let message = MessageParser::default().parse(arrived[0].text.as_bytes()).expect("a message");
    assert_eq!(message.subject(), Some("Re: Ik zeg op Bcc: evil@x.example"));
    assert_eq!(message.from().and_then(|from| from.first()).and_then(|from| from.name()), Some("Fietsplan – Utrecht"));
    assert_eq!(message.references().as_text_list().map(<[_]>::len), Some(2));
    assert!(message.body_text(0).expect("words").contains("Je betaalt nog € 5,66."));
    assert!(message.body_html(0).expect("a page").contains("<html lang=\"nl\">"));
    let names: Vec<_> = message.attachments().map(|part| part.attachment_name().unwrap_or_default()).collect();
    assert_eq!(names, ["ontvangst-F-1.txt", "..x.pdf"]);
    let attached: Vec<_> = message.attachments().map(|part| part.contents().to_vec()).collect();
    assert_eq!(String::from_utf8_lossy(&attached[0]).replace("\r\n", "\n").trim_end(), receipt.trim_end());
    assert_eq!(attached[1], b"%PDF-1.7 \xff\0");
}

#[tokio::test]
async fn a_mail_that_asks_something_can_be_ended_with_one_press() {
    let sent = Sent::prepare().await;
    let to = "renee@voorbeeld.example".parse().expect("a reader");
    let writing = writing();
    let mut mail = sent.mail(&to, &writing);
    let unsubscribe = "https://fietsplan.example/stop/abc".parse().expect("an address");
    mail.purpose = Purpose::Asking { unsubscribe };
    sent.postbox.send(&mail.to_ready().expect("a mail")).await.expect("sent");
    let text = &sent.sink.arrived()[0].text;
    assert!(text.contains("List-Unsubscribe: <https://fietsplan.example/stop/abc>\r\n"), "{text}");
    assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
    for bad in [
        "http://x.example",
        "https://",
        "https:///x",
        "https://x.example/ y",
        "https://x.example/\r\nBcc: z",
        "mailto:x@y.example",
    ] {
        assert!(bad.parse::<connect::mail::UnsubscribeUrl>().is_err(), "{bad}");
    }
}

#[tokio::test]
async fn what_may_help_later_and_what_never_will_are_told_apart_and_nobody_is_named() {
    let sent = Sent::prepare().await;
    let to = "renee@voorbeeld.example".parse().expect("a reader");
    let writing = writing();
    let ready = sent.mail(&to, &writing).to_ready().expect("a mail");
    for (mood, expected) in [
        (Mood::Later, "later"),
        (Mood::Never, "never"),
        (Mood::WantsSignIn, "later"),
        (Mood::HangsUp, "unknown"),
        (Mood::Away, "later"),
    ] {
        sent.sink.feel(mood);
        let error = sent.postbox.send(&ready).await.expect_err("a refusal");
        let found = match error {
            NotSent::Later { .. } => "later",
            NotSent::Never { .. } => "never",
            NotSent::Unknown { .. } => "unknown",
            NotSent::Settings { .. } => "settings",
        };
        assert_eq!(found, expected, "{mood:?}: {error}");
        assert!(!error.to_string().contains("renee"), "{error}");
        assert!(error.to_string().contains(&format!("smtp://127.0.0.1:{}", sent.sink.port)), "{error}");
    }
    sent.sink.feel(Mood::Friendly);
    sent.postbox.check().await.expect("it answers");
    sent.postbox.send(&ready).await.expect("sent");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_offers_no_tls_gets_nothing() {
    let port = crate::machine::free_port();
    let nobody = Postbox::new(&settings(&format!("smtp://127.0.0.1:{port}"))).expect("a postbox");
    assert!(matches!(nobody.check().await, Err(NotSent::Later { .. })));
    let sink = Sink::start().await;
    let mut wants_tls = settings(&sink.url());
    wants_tls.server.privacy = connect::server::Privacy::StartTls;
    let postbox = Postbox::new(&wants_tls).expect("a postbox");
    let to = "renee@voorbeeld.example".parse().expect("a reader");
    let writing = writing();
    let mail = Mail {
        id: MessageId::of_job("1", "x.example"),
        from: &postbox.from,
        reply_to: None,
        to: &to,
        written_at_us: WRITTEN_AT_US,
        writing: &writing,
        plain: None,
        foot: "",
        thread: None,
        purpose: Purpose::Service,
        attachments: Vec::new(),
    };
    let error = postbox.send(&mail.to_ready().expect("a mail")).await.expect_err("no TLS there");
    assert!(matches!(error, NotSent::Later { .. }), "{error}");
    assert!(sink.arrived().is_empty(), "nothing is sent in the open");
}
