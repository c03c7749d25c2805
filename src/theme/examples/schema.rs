//! Prints the JSON Schema of `theme.json`: `cargo run -p theme --example schema > src/theme/theme.schema.json`.

fn main() {
    print!("{}", theme::schema::document());
}
