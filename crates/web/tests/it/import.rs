//! Bringing in a file through the console.

use store::{Language, Role};

use crate::house::{Answer, CONTRACTS, House};

async fn upload(house: &House, cookie: &str, name: &str, content: &str) -> Answer {
    let token = house.get("/import", cookie).await.token();
    let headers = [("cookie", cookie), ("sec-fetch-site", "same-origin")];
    house.upload("/import", &headers, &[("token", None, &token), ("file", Some(name), content)]).await
}

/// Asks until an import has ended. It runs on a thread of its own, so every answer gives it time.
async fn ended(house: &House, address: &str, cookie: &str) -> Answer {
    loop {
        let page = house.get(address, cookie).await.expect(200);
        if !page.body.contains("http-equiv=\"refresh\"") {
            return page;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_file_without_the_forms_token_is_never_written() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    house.upload("/import", &headers, &[("file", Some("a.csv"), CONTRACTS)]).await.expect(403);
    house.upload("/import", &headers, &[("token", None, "x.y"), ("file", Some("a.csv"), CONTRACTS)]).await.expect(403);
    assert!(!house.folder.path().join("imports").exists());
}

#[tokio::test]
async fn a_file_that_is_too_large_leaves_nothing_behind() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    upload(&house, &cookie, "big.csv", &"a;b\n".repeat(30_000)).await.expect(413);
    let left = std::fs::read_dir(house.folder.path().join("imports")).expect("the folder").count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_with_the_reason() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let page = upload(&house, &cookie, "photo.png", "\u{89}PNG\r\n\u{1a}\n\0\0\0").await;
    let page = house.get(page.goes_to(), &cookie).await.expect(422);
    assert!(page.body.contains("role=\"alert\""), "{}", page.body);
    let page = upload(&house, &cookie, "empty.csv", "").await;
    house.get(page.goes_to(), &cookie).await.expect(422);
    assert!(upload(&house, &cookie, "", "").await.expect(422).body.contains("Choose a file first"));
}

#[tokio::test]
async fn a_mapping_that_fits_nothing_is_refused_next_to_the_form() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let address = upload(&house, &cookie, "contracts.csv", CONTRACTS).await.goes_to().to_owned();
    let fields = [("as", "contracts"), ("id", "custmer"), ("start", "start"), ("do", "import")];
    let page = house.fill_in(&address, &address, &cookie, &fields).await.expect(422);
    assert!(page.body.contains("custmer"), "{}", page.body);
    house.get("/import/01ARZ3NDEKTSV4RRFFQ69G5FAV", &cookie).await.expect(404);
    house.get("/import/../../etc", &cookie).await.expect(404);
}

#[tokio::test]
async fn a_file_is_looked_at_tried_and_brought_in_once() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let address = upload(&house, &cookie, "../contracts.csv", CONTRACTS).await.goes_to().to_owned();
    let proposal = house.get(&address, &cookie).await.expect(200);
    assert!(proposal.body.contains("CSV; rows: 8, columns: 7."), "{}", proposal.body);
    assert!(proposal.body.contains("<option value=\"customer\" selected>"), "{}", proposal.body);
    let mapping = [
        ("as", "contracts"),
        ("id", "customer"),
        ("start", "start"),
        ("end", "end"),
        ("reason", "reason"),
        ("plan", "plan"),
        ("price", "price"),
        ("decimal", "auto"),
        ("date_order", "auto"),
    ];
    let tried = [&mapping[..], &[("do", "try")]].concat();
    house.fill_in(&address, &address, &cookie, &tried).await.expect(200);
    let begun = [&mapping[..], &[("do", "import")]].concat();
    assert_eq!(house.fill_in(&address, &address, &cookie, &begun).await.goes_to(), address);
    let done = ended(&house, &address, &cookie).await;
    assert!(done.body.contains("8 rows of contracts.csv are stored"), "{}", done.body);
    assert!(house.get("/import", &cookie).await.body.contains("8 rows stored"));
    assert!(!house.folder.path().join(&address[1..].replace("import", "imports")).exists());

    let again = upload(&house, &cookie, "contracts.csv", CONTRACTS).await.goes_to().to_owned();
    house.fill_in(&again, &again, &cookie, &begun).await.goes_to();
    assert!(ended(&house, &again, &cookie).await.body.contains("There was nothing new in contracts.csv"));
}

#[tokio::test]
async fn refused_rows_can_be_taken_along_and_the_file_tried_again() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let address =
        upload(&house, &cookie, "bad.csv", "customer,start\nA1,2025-01-01\nA2,31-31-2025\n").await.goes_to().to_owned();
    let fields = [("as", "contracts"), ("id", "customer"), ("start", "start"), ("do", "import")];
    house.fill_in(&address, &address, &cookie, &fields).await.goes_to();
    let failed = ended(&house, &address, &cookie).await;
    assert!(failed.body.contains("bad.csv was not imported"), "{}", failed.body);
    let rejects = house.get(&format!("{address}/rejects.csv"), &cookie).await.expect(200);
    assert!(rejects.body.starts_with("line,column,value,allowed\n3,start,31-31-2025,"), "{}", rejects.body);
    let again = house.fill_in(&address, &format!("{address}/again"), &cookie, &[]).await.goes_to().to_owned();
    house.get(&again, &cookie).await.expect(200);
    // Whoever says so gets the rows that were understood.
    let rest = [&fields[..], &[("rest", "yes")]].concat();
    house.fill_in(&again, &again, &cookie, &rest).await.goes_to();
    let done = ended(&house, &again, &cookie).await;
    assert!(done.body.contains("1 row of bad.csv is stored"), "{}", done.body);
}

#[tokio::test]
async fn two_currencies_in_one_file_are_told_with_the_line_and_the_remedy() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Manager, Language::Nl).await;
    let content = "klant,start,prijs,valuta\na,2025-01-01,5,EUR\nb,2025-01-01,6,USD\nc,2025-02-01,6,EUR\n";
    let address = upload(&house, &cookie, "valuta.csv", content).await.goes_to().to_owned();
    let proposal = house.get(&address, &cookie).await.expect(200).body;
    assert!(proposal.contains("<option value=\"valuta\" selected>"), "{proposal}");
    assert!(proposal.contains("noemt meer dan één munt: ‘EUR’, ‘USD’"), "{proposal}");
    let fields =
        [("as", "contracts"), ("id", "klant"), ("start", "start"), ("price", "prijs"), ("currency_column", "valuta")];
    house.fill_in(&address, &address, &cookie, &[&fields[..], &[("do", "import")]].concat()).await.goes_to();
    let failed = ended(&house, &address, &cookie).await.body;
    for words in ["regel 3, kolom ‘valuta’, waarde ‘USD’", "een bedrag in EUR, de ene munt van deze gegevensmap"]
    {
        assert!(failed.contains(words), "{words}: {failed}");
    }
}
