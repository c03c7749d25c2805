//! The program that the browser runs.

fn main() {
    studio::start();
}
