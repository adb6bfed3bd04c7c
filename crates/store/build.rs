//! The migrations are compiled into the program; a changed or added one must rebuild it.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
