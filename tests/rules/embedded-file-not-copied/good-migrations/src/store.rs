pub fn migrate() {
    let migrator = sqlx::migrate!("./migrations");
    println!("{}", migrator.iter().count());
}
