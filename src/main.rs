//! The `justera` program. Everything it does is in the library.

/// A fifth of the time over text goes into small pieces of memory, which the systems' own allocators hand out slower.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    justera::cli::main()
}
