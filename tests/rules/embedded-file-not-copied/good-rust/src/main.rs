mod words;

fn main() {
    println!("{}", words::taken().count());
}
