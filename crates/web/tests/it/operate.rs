//! Health, readiness, metrics.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;

use crate::house::House;

#[tokio::test]
async fn metrics_are_for_this_machine_or_a_key() {
    let house = House::empty().await;
    house.get("/healthz", "").await.expect(200);
    house.get("/metrics", "").await.expect(403);
    house.api("/metrics", "vw_guess").await.expect(403);
    let write = house.api_key("write").await;
    house.api("/metrics", &write).await.expect(403);
    let read = house.api_key("read").await;
    house.api("/metrics", &read).await.expect(200);
    let mut request = Request::get("/metrics").body(Body::empty()).expect("a request");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    let body = house.send(request).await.expect(200).body;
    assert!(body.contains("vaarwel_requests_total{route=\"/healthz\",status=\"200\"} 1"), "{body}");
}

#[tokio::test]
async fn ready_means_store_and_ledger_can_be_read() {
    let house = House::fietsplan().await;
    assert_eq!(house.get("/healthz", "").await.expect(200).body, "alive\n");
    assert_eq!(house.get("/readyz", "").await.expect(200).body, "ready\n");
    std::fs::write(house.folder.path().join("ledger/manifest.json"), "{").expect("a broken manifest");
    assert_eq!(house.get("/readyz", "").await.expect(503).body, "the ledger cannot be read\n");
}
