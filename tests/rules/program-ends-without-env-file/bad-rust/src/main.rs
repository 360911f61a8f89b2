use axum::{routing::get, Router};

#[tokio::main]
async fn main() {
    dotenvy::dotenv().expect("no env file");
    let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await.unwrap();
    axum::serve(listener, Router::new().route("/", get(|| async { "ferry" }))).await.unwrap();
}
