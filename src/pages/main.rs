//! The program that the browser runs.

/// The allocator: smaller to load than the standard one. It is used without `unsafe` because of its lock, which nobody
/// contends for in a page.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

fn main() {
    pages::start();
}
