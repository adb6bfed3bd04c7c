//! Customers and their timelines.

use store::{Language, Role};

use crate::house::House;

#[tokio::test]
async fn nobody_is_found_by_a_number_that_nobody_has() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    house.get("/customers/nobody", &cookie).await.expect(404);
    assert!(house.get("/customers?id=zzz", &cookie).await.expect(200).body.contains("Nobody found"));
    assert!(house.get("/customers?id=%27%20or%201=1%20--", &cookie).await.expect(200).body.contains("Nobody found"));
}

#[tokio::test]
async fn customers_are_found_by_the_beginning_of_their_number_and_by_standing() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let count = async |query: &str| {
        let page = house.get(&format!("/customers{query}"), &cookie).await.expect(200);
        page.body.matches("<a href=\"/customers/").count()
    };
    assert_eq!(count("").await, 7);
    assert_eq!(count("?id=FP").await, 6);
    assert_eq!(count("?standing=left").await, 2);
    assert_eq!(count("?standing=here").await, 5);
    assert_eq!(count("?after=FP000005").await, 2);
}

#[tokio::test]
async fn a_name_with_signs_in_it_is_shown_as_it_is() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let page = house.get("/customers/O%27Brien%20%26%20%3Czoon%3E", &cookie).await.expect(200);
    assert!(page.body.contains("O&#39;Brien &#38; &#60;zoon&#62;") && !page.body.contains("<zoon>"), "{}", page.body);
}

#[tokio::test]
async fn a_timeline_tells_both_lives_of_who_came_back() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::Analyst, Language::Nl).await;
    let page = house.get("/customers/FP000004", &cookie).await.expect(200).body.replace('\u{a0}', " ");
    assert!(page.contains("<h1>FP000004 is klant sinds 1 januari 2026</h1>"), "{page}");
    assert!(page.contains("1 mei 2024 tot en met 30 juni 2025") && page.contains("te duur geworden"), "{page}");
    assert!(page.contains("€ 69,00"), "{page}");
}

#[tokio::test]
async fn what_is_to_come_has_an_open_dot() {
    let house = House::empty().await;
    house.bring_in(
        "contracts.csv",
        "customer;start;end;price\nA1;2025-01-01;2026-12-31;10\nA2;2025-01-01;2026-06-30;10\n",
    );
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/customers/A1", &cookie).await.expect(200).body;
    assert!(page.contains("<li class=\"next\">") && page.contains("<li class=\"turn\">"), "{page}");
}
