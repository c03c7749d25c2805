//! The program that the browser runs.

fn main() {
    pages::start();
}
