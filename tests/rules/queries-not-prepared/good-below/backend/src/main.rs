#[tokio::main]
async fn main() {
    let url = std::env::var("DATABASE_URL").unwrap();
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    sqlx::query!("SELECT 1 AS one").fetch_one(&pool).await.unwrap();
}
