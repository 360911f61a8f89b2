const TAKEN: &str = include_str!("../lists/taken.txt");

pub fn taken() -> impl Iterator<Item = &'static str> {
    TAKEN.lines()
}

#[cfg(test)]
mod tests {
    const SAMPLE: &str = include_str!("../samples/taken.txt");
}
