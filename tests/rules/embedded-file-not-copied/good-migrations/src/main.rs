mod store;

fn main() {
    store::migrate();
}
