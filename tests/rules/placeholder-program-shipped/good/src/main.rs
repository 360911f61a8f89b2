fn main() { println!("meter"); }
