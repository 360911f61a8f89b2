fn main() {
    run(sqlx::migrate!());
}
