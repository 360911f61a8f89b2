fn main() {
    print!("{}", include_str!("../words/hello.txt"));
}
