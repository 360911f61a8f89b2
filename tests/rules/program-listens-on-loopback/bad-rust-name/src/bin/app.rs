use std::net::{Ipv4Addr, SocketAddr};

#[tokio::main]
async fn main() {
    let db = std::env::var("DATABASE_HOST").unwrap();
    let addr = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 8080);
    let listener = tokio::net::TcpListener::bind(&addr).await.unwrap();
    axum::serve(listener, routes(db)).await.unwrap();
}
