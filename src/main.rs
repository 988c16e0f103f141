//! The `justera` program. Everything it does is in the library.

fn main() -> std::process::ExitCode {
    justera::cli::main()
}
