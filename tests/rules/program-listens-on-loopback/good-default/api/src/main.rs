use actix_web::{App, HttpServer};

fn address() -> String {
    std::env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:8000".into())
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let address = address();
    HttpServer::new(App::new).bind(&address)?.run().await
}
